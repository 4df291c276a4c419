"""Open times are counted one after another, and held against what is agreed."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.booking.booking import Slot
from contact_api.domain.booking.supply import OpenTimes, below, open_times
from contact_api.domain.booking.time_types import Supply, TimeTypeId
from contact_api.domain.core.values import StaffId, Window
from tests.makers import DAY, UNIT, ZONE, at
from tests.stores import TIME_TYPES

VISIT = TIME_TYPES.types[0]
TWENTY = timedelta(minutes=20)
starts = st.lists(st.tuples(st.integers(0, 40 * 24 * 6), st.sampled_from(["a", "b"])), max_size=40)


def a_slot(start: datetime, staff: str = "a") -> Slot:
    window = Window(start, start + TWENTY)
    return Slot(VISIT.id, UNIT.id, StaffId(staff), window, window)


def counted(*slots: Slot) -> OpenTimes:
    (line,) = open_times(VISIT, slots, zone=ZONE, now=at("08:00"))
    return line


def test_a_free_hour_is_three_times_of_twenty_minutes_however_finely_starts_are_offered() -> None:
    hour = [at("09:00") + timedelta(minutes=10 * step) for step in range(5)]

    assert counted(*map(a_slot, hour)).within_3_days == 3
    assert counted(*(a_slot(one, who) for one in hour for who in ("a", "b"))).within_3_days == 6


def test_within_three_days_ends_with_the_third_day_after_today() -> None:
    third, fourth = (at("23:30", day=DAY + timedelta(days=days)) for days in (3, 4))
    line = counted(a_slot(third), a_slot(fourth))

    assert (line.within_3_days, line.within_7_days, line.within_30_days) == (1, 2, 2)


def test_a_unit_that_has_nothing_open_is_counted_as_nought() -> None:
    assert counted() == OpenTimes(DAY, UNIT.id, VISIT.id, 0, 0, 0, at("08:00"))


@given(starts)
def test_a_longer_span_never_holds_fewer_and_nobody_gives_more_than_fits(
    found: list[tuple[int, str]],
) -> None:
    slots = [a_slot(at("08:00") + timedelta(minutes=10 * step), who) for step, who in found]
    line = counted(*slots)

    assert line.within_3_days <= line.within_7_days <= line.within_30_days <= len(slots)
    assert bool(line.within_30_days) == any(
        one.window.start < at("00:00", day=DAY + timedelta(days=31)) for one in slots
    )


def test_what_is_below_names_the_spans_and_what_is_not_agreed_is_never_below() -> None:
    line = OpenTimes(DAY, UNIT.id, TimeTypeId("visit"), 3, 10, 39, at("08:00"))

    assert below(line, Supply(4, 10, 40)) == (3, 30)
    assert below(line, Supply(within_7_days=11)) == (7,)
    assert below(line, None) == ()
