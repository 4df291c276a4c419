"""Whom other units may help with."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, StaffId, Urgency
from contact_api.domain.forecast.learned_statistics import PRIOR
from contact_api.domain.replanning.overflow import MOST_LENT, lent_now
from tests.domain.strategies import crowds, moments
from tests.makers import UNIT, a_member, a_promised_contact, a_region, a_shift, a_window, at

PLANNING = Planning()
STAFF = {**a_region().staff, StaffId("backen-doctor"): a_member("backen-doctor", professions=("doctor",))}
LONG = 20  # minutes; four of them fit into an hour of one nurse, since not everybody answers
ALL_DAY = a_shift("backen-01", "08:00", "17:00")


def waits(name: str, end: str = "10:00", **but: Any) -> Contact:
    """Promised by Backen from nine on."""
    return a_promised_contact(name, window=a_window("09:00", end), **({"minutes": LONG} | but))


def lent(
    contacts: Sequence[Contact],
    *shifts: Shift,
    lendable: Collection[str] | None = None,
    now: datetime | None = None,
) -> set[ContactId]:
    accept = {one.id for one in contacts if lendable is None or one.id in lendable}
    moment = now or at("09:00")
    staff = shifts or [ALL_DAY]
    return lent_now(contacts, staff, STAFF, accept, {}, PRIOR, planning=PLANNING, now=moment)


FOUR, FIVE = ([waits(f"c{number}") for number in range(1, n + 1)] for n in (4, 5))


def test_nobody_is_lent_who_is_in_time() -> None:
    assert lent(FOUR) == set()


def test_who_would_be_late_is_lent() -> None:
    assert lent(FIVE) == {"c5"}


def test_more_staff_at_the_own_unit_leave_nobody_late() -> None:
    assert lent(FIVE, ALL_DAY, a_shift("backen-02", "09:30", "17:00")) == set()


def test_staff_at_other_units_do_not_count_as_the_own() -> None:
    assert lent(FIVE, ALL_DAY, a_shift("teg-01", "08:00", "17:00")) == {"c5"}


def test_for_who_accepts_no_other_unit_the_longest_before_them_is_lent() -> None:
    longest = waits("longest", "09:50", minutes=25)
    crowd = [longest, *FOUR]

    assert lent(crowd, lendable={"longest", "c1"}) == {"longest"}
    assert lent(crowd, lendable={"c1", "c2"}) == {"c2"}  # of two alike the later by name


def test_who_comes_after_them_is_not_lent_for_them() -> None:
    after = waits("z", "12:00")

    assert lent([*FIVE, after], lendable={"z"}) == set()


def test_one_for_whom_nobody_can_make_way_does_not_keep_others_from_being_lent() -> None:
    needs_a_doctor = waits("a", "09:30", professions=("doctor",))

    assert lent([needs_a_doctor, *FIVE], lendable={"c5"}) == {"c5"}


def test_who_needs_somebody_their_unit_does_not_have_is_lent() -> None:
    needs_a_doctor = waits("a", professions=("doctor",))

    assert lent([needs_a_doctor]) == {"a"}
    assert lent([needs_a_doctor], a_shift("backen-doctor", "09:30", "12:00")) == set()


def test_one_plan_lends_so_many_of_a_unit_and_the_next_sees_the_rest() -> None:
    crowd = [waits(f"c{number:02}") for number in range(MOST_LENT + 6)]

    found = lent(crowd)

    assert found == {f"c{number:02}" for number in range(4, 4 + MOST_LENT)}  # the first four are in time


def test_who_has_somebody_on_the_line_is_free_when_that_call_should_be_over() -> None:
    on_the_line = waits(
        "held", state=ContactState.CLAIMED, claimed_by=StaffId("backen-01"), claimed_at=at("08:55")
    )
    soon, later = waits("soon", "09:14"), waits("later", "09:15")

    assert lent([soon]) == set()
    assert lent([on_the_line, soon]) == {"soon"}
    assert lent([on_the_line, later]) == set()


def test_nobody_begins_a_call_in_the_break_between_two_shifts() -> None:
    shifts = [a_shift("backen-01", "08:00", "09:10"), a_shift("backen-01", "10:30", "12:00")]
    first = waits("first", "09:05")

    assert lent([first, waits("in the break", "10:29")], *shifts) == {"in the break"}
    assert lent([first, waits("after it", "10:30")], *shifts) == set()


def test_a_shift_that_was_called_off_brings_no_staff() -> None:
    off = a_shift("backen-01", "08:00", "17:00", called_off_at=at("09:00"))

    assert lent([waits("c1")], off) == {"c1"}


def test_nobody_is_begun_before_they_may_be_rung() -> None:
    early, late = waits("early", "11:00"), waits("late", "11:00", available_from=at("10:50"))

    assert lent([early, late], a_shift("backen-01", "08:00", "10:50")) == {"late"}


def test_the_urgent_are_begun_first() -> None:
    urgent = waits("z", "10:00", urgency=Urgency.U1, sought_at=at("09:00"))

    assert lent([*FOUR, urgent]) == {"c4"}


def test_who_is_urgent_is_not_left_to_the_last_minutes_of_a_shift() -> None:
    before_lunch = a_shift("backen-01", "08:00", "09:05"), a_shift("backen-01", "10:30", "12:00")
    urgent = waits("u", "10:00", urgency=Urgency.U1, sought_at=at("09:00"))

    assert lent([urgent], *before_lunch) == {"u"}
    assert lent([urgent], a_shift("backen-01", "08:00", "09:10")) == set()
    assert lent([waits("c1")], *before_lunch) == set()


def test_a_unit_without_staff_lends_everybody_who_may_be_rung() -> None:
    elsewhere = a_shift("teg-01", "08:00", "17:00")

    assert lent(FIVE, elsewhere) == {one.id for one in FIVE}


def test_a_unit_short_of_time_for_who_is_still_to_come_lends_some_who_are_in_time() -> None:
    shift = a_shift("backen-01", "09:00", "10:30")
    accept = {one.id for one in FOUR}
    much = {UNIT.id: timedelta(minutes=90)}
    at_once = replace(PLANNING, stay=0 * MINUTE)

    found = lent_now(FOUR, [shift], STAFF, accept, much, PRIOR, planning=at_once, now=at("09:00"))

    assert found == accept
    assert lent(FOUR, shift) == set()


@given(crowds, moments, st.randoms(use_true_random=False))
def test_lent_are_promised_contacts_that_wait_and_accept_it_the_same_in_any_order(
    crowd: list[Contact], now: datetime, random: Random
) -> None:
    accept = {one.id for one in crowd if len(one.id) > 4}
    shifts = [ALL_DAY, a_shift("teg-01", "09:00", "11:00"), a_shift("teg-01", "13:00", "15:00")]
    shuffled, mixed = list(crowd), list(shifts)
    random.shuffle(shuffled)
    random.shuffle(mixed)

    found = lent(crowd, *shifts, lendable=accept, now=now)

    assert found <= accept & {one.id for one in crowd if one.backed}
    assert lent(shuffled, *mixed, lendable=accept, now=now) == found


@given(st.lists(st.integers(3, 25), max_size=10), moments)
def test_a_queue_that_is_over_before_the_first_is_due_lends_nobody(minutes: list[int], now: datetime) -> None:
    over = now + timedelta(minutes=sum(minutes))
    crowd = [
        waits(f"c{number}", minutes=length, callable_from=now, due_at=over)
        for number, length in enumerate(minutes)
    ]
    works = Shift(StaffId("backen-01"), now, over + timedelta(minutes=1))

    assert lent(crowd, works, now=now) == set()
