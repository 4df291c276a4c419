"""A unit that is short of time lets others take as much as is too much, the longest first, and keeps its hands busy."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.contact import Contact
from contact_api.domain.planning import Planning
from contact_api.domain.relief import Workload, let_go
from contact_api.domain.values import ContactId, StaffId, UnitId
from tests.domain.strategies import crowds, moments
from tests.makers import UNIT, a_contact, a_promised_contact, a_window, at

PLANNING = Planning(stay_minutes=0)
TEN = 10  # minutes that each takes, whatever is planned for her


def waits(name: str, **but: Any) -> Contact:
    return a_promised_contact(name, window=a_window("09:00", "10:00"), **but)


def goes(
    waiting: Sequence[Contact],
    staff_minutes: int,
    *,
    coming_minutes: int = 0,
    lendable: Sequence[str] | None = None,
    hands: int = 1,
    planning: Planning = PLANNING,
    now: datetime | None = None,
) -> set[ContactId]:
    load = Workload(
        UNIT.id, waiting, timedelta(minutes=staff_minutes), hands, timedelta(minutes=coming_minutes)
    )
    takes = {one.id: timedelta(minutes=TEN) for one in waiting}
    accept = {one.id for one in waiting if lendable is None or one.id in lendable}
    return let_go(load, takes, accept, planning=planning, now=now or at("09:00"))


FOUR = [waits(f"c{number}", minutes=5 + number) for number in range(1, 5)]


def test_a_unit_that_has_time_for_everybody_keeps_them() -> None:
    assert goes(FOUR, 4 * TEN) == set()


def test_what_is_too_much_goes_the_longest_conversations_first() -> None:
    assert goes(FOUR, 3 * TEN) == {"c4"}
    assert goes(FOUR, 2 * TEN) == {"c3", "c4"}


def test_who_is_still_to_come_counts_before_she_has_come() -> None:
    assert goes(FOUR, 4 * TEN, coming_minutes=TEN) == {"c4"}


def test_who_has_a_named_contact_goes_last() -> None:
    hers = waits("named", minutes=25, named_contact=StaffId("backen-01"))

    assert goes([hers, *FOUR], 4 * TEN) == {"c4"}


def test_who_accepts_no_other_unit_stays_and_others_make_room_for_her() -> None:
    assert goes(FOUR, 3 * TEN, lendable=["c1", "c2"]) == {"c2"}


def test_who_was_promised_nothing_and_accepts_no_other_unit_is_made_room_for_too() -> None:
    bound = a_contact("bound", minutes=25)

    assert goes([bound, *FOUR], 4 * TEN, lendable=["c1", "c2", "c3", "c4"]) == {"c4"}


def test_the_people_of_another_unit_who_were_promised_a_time_here_are_not_passed_on() -> None:
    guest = waits("guest", minutes=25, unit_id=UnitId("teg"))

    assert goes([guest, *FOUR], 4 * TEN) == {"c4"}


def test_who_may_not_be_rung_yet_is_not_let_go() -> None:
    later = waits("later", minutes=25, callable_from=at("09:30"))

    assert goes([later, *FOUR], 4 * TEN) == {"c4"}


@pytest.mark.parametrize(("hands", "gone"), [(1, {"c3", "c4"}), (2, set())])
def test_its_own_hands_keep_enough_to_do(hands: int, gone: set[str]) -> None:
    busy = Planning(stay_minutes=20)

    assert goes(FOUR, 0, hands=hands, planning=busy) == gone


@given(crowds, st.integers(0, 300), st.integers(0, 300), moments)
def test_never_more_than_is_too_much_but_for_the_last(
    crowd: list[Contact], staff_minutes: int, coming_minutes: int, now: datetime
) -> None:
    gone = goes(crowd, staff_minutes, coming_minutes=coming_minutes, now=now)
    too_much = TEN * len(crowd) + coming_minutes - staff_minutes

    assert TEN * len(gone) < max(1, too_much + TEN)
    assert all(one.backed and one.need.unit_id == UNIT.id for one in crowd if one.id in gone)
