"""A unit that is short of time lets others take as much as is too much, the longest first, and keeps its staff busy."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import masters
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.domain.replanning.overload import StaffTimeLeft, Workload, lent_when_overloaded
from tests.domain.strategies import LANGUAGES, crowds, moments
from tests.makers import UNIT, a_contact, a_member, a_promised_contact, a_window, at

PLANNING = Planning(stay=0 * MINUTE)
TEN = 10  # minutes that each takes, whatever is planned


def waits(name: str, **but: Any) -> Contact:
    return a_promised_contact(name, window=a_window("09:00", "10:00"), **but)


def a_colleague(minutes: float, **but: Any) -> StaffTimeLeft:
    return StaffTimeLeft(a_member(**but), timedelta(minutes=minutes), is_at_work=True)


def goes(
    waiting: Sequence[Contact],
    staff_minutes: int,
    *,
    coming_minutes: int = 0,
    lendable: Sequence[str] | None = None,
    staff: int = 1,
    planning: Planning = PLANNING,
    now: datetime | None = None,
) -> set[ContactId]:
    all_alike = [a_colleague(staff_minutes / staff, languages=("sv", "en"))] * staff
    return lets_go(
        waiting, all_alike, coming_minutes=coming_minutes, lendable=lendable, planning=planning, now=now
    )


def lets_go(
    waiting: Sequence[Contact],
    staff: Sequence[StaffTimeLeft],
    *,
    coming_minutes: int = 0,
    lendable: Sequence[str] | None = None,
    planning: Planning = PLANNING,
    now: datetime | None = None,
) -> set[ContactId]:
    load = Workload(UNIT.id, waiting, staff, timedelta(minutes=coming_minutes))
    takes = {one.id: timedelta(minutes=TEN) for one in waiting}
    accept = {one.id for one in waiting if lendable is None or one.id in lendable}
    return lent_when_overloaded(load, takes, accept, planning=planning, now=now or at("09:00"))


FOUR = [waits(f"c{number}", minutes=5 + number) for number in range(1, 5)]


def test_a_unit_that_has_time_for_everybody_keeps_them() -> None:
    assert goes(FOUR, 4 * TEN) == set()


def test_what_is_too_much_goes_the_longest_conversations_first() -> None:
    assert goes(FOUR, 3 * TEN) == {"c4"}
    assert goes(FOUR, 2 * TEN) == {"c3", "c4"}


def test_who_is_still_to_come_counts_before_they_have_come() -> None:
    assert goes(FOUR, 4 * TEN, coming_minutes=TEN) == {"c4"}


def test_who_has_a_named_contact_goes_last() -> None:
    named = waits("named", minutes=25, named_contact=StaffId("backen-01"))

    assert goes([named, *FOUR], 4 * TEN) == {"c4"}


def test_who_accepts_no_other_unit_stays_and_others_make_way() -> None:
    assert goes(FOUR, 3 * TEN, lendable=["c1", "c2"]) == {"c2"}


def test_who_was_promised_nothing_and_accepts_no_other_unit_is_made_way_for_too() -> None:
    bound = a_contact("bound", minutes=25)

    assert goes([bound, *FOUR], 4 * TEN, lendable=["c1", "c2", "c3", "c4"]) == {"c4"}


def test_the_people_of_another_unit_who_were_promised_a_time_here_are_not_passed_on() -> None:
    guest = waits("guest", minutes=25, unit_id=UnitId("teg"))

    assert goes([guest, *FOUR], 4 * TEN) == {"c4"}


def test_who_may_not_be_rung_yet_is_not_let_go() -> None:
    later = waits("later", minutes=25, callable_from=at("09:30"))

    assert goes([later, *FOUR], 4 * TEN) == {"c4"}


@pytest.mark.parametrize(("staff", "gone"), [(1, {"c3", "c4"}), (2, set())])
def test_its_own_staff_keep_enough_to_do(staff: int, gone: set[str]) -> None:
    busy = Planning(stay=20 * MINUTE)

    assert goes(FOUR, 0, staff=staff, planning=busy) == gone


PHYSIO = a_colleague(300, professions=("physiotherapist",))


def test_that_a_physiotherapist_has_time_is_no_help_where_nurses_are_short() -> None:
    assert lets_go(FOUR, [a_colleague(3 * TEN), PHYSIO]) == {"c4"}


def test_what_the_physiotherapist_can_do_too_stays_as_long_as_they_have_time() -> None:
    back = waits("back", minutes=25, professions=("nurse", "physiotherapist"))

    assert lets_go([back, *FOUR], [a_colleague(3 * TEN), PHYSIO]) == {"c4"}
    assert lets_go([back, *FOUR], [a_colleague(3 * TEN), replace(PHYSIO, time=timedelta())]) == {"c4", "back"}


def test_of_those_to_come_as_much_is_expected_of_nurses_alone_as_of_those_who_wait() -> None:
    back = waits("back", professions=("physiotherapist",))

    assert lets_go([back, *FOUR], [a_colleague(47), PHYSIO], coming_minutes=10) == {"c4"}
    assert lets_go([back, *FOUR], [a_colleague(48), PHYSIO], coming_minutes=10) == set()


def test_somebody_whom_nobody_left_at_the_unit_can_take_goes_at_once() -> None:
    arabic = waits("arabic", language="ar")

    assert lets_go([arabic], [a_colleague(300)]) == {"arabic"}


def test_a_unit_where_nobody_is_left_lets_everybody_go_who_accepts_another() -> None:
    assert lets_go(FOUR, [], lendable=["c1", "c2"]) == {"c1", "c2"}


staffs = st.lists(
    st.builds(
        lambda minutes, speaks: a_colleague(minutes, languages=speaks),
        st.integers(0, 60),
        st.sampled_from(LANGUAGES),
    ),
    max_size=3,
)


@given(crowds, staffs, moments)
def test_whoever_stays_is_taken_by_staff_who_can_unless_nobody_more_may_go(
    crowd: list[Contact], staff: list[StaffTimeLeft], now: datetime
) -> None:
    gone = lets_go(crowd, staff, now=now)
    for chosen in itertools.product((True, False), repeat=len(staff)):
        some, others = (
            list(itertools.compress(staff, [one is side for one in chosen])) for side in (True, False)
        )
        theirs = [c for c in crowd if c.id not in gone and not any(can(one, c) for one in others)]
        time = sum((one.time for one in some), timedelta())
        may_go = [
            one
            for one in theirs
            if one.backed and one.need.unit_id == UNIT.id and (one.callable_from or now) <= now
        ]
        assert len(theirs) * timedelta(minutes=TEN) <= time or not may_go


def can(colleague: StaffTimeLeft, contact: Contact) -> bool:
    return masters(colleague.member.professions, colleague.member.languages, contact.need)


@given(crowds, st.integers(0, 300), st.integers(0, 300), moments)
def test_never_more_than_is_too_much_but_for_the_last(
    crowd: list[Contact], staff_minutes: int, coming_minutes: int, now: datetime
) -> None:
    gone = goes(crowd, staff_minutes, coming_minutes=coming_minutes, now=now)
    too_much = TEN * len(crowd) + coming_minutes - staff_minutes

    assert TEN * len(gone) < max(1, too_much + TEN)
    assert all(one.backed and one.need.unit_id == UNIT.id for one in crowd if one.id in gone)
