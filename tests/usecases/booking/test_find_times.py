"""Finding times asks the store as often for forty clinicians as for one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.free_time import FreeTime, Wish
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.usecases.booking.find_times import Asked, find_times
from tests.http.booking_world import TOMORROW, a_time_type, booking_region

SIX_WEEKS = timedelta(weeks=6)


@dataclass
class Counted:
    """Of a store what finding times asks of it, and how often."""

    in_force: Region
    free: list[FreeTime]
    questions: list[Window] = field(default_factory=list)

    def region(self) -> Region:
        return self.in_force

    def free_time(
        self, units: Collection[UnitId], span: Window, *, now: object, without: BookingId | None = None
    ) -> list[FreeTime]:
        self.questions.append(span)
        return [one for one in self.free if one.start < span.end and span.start < one.end]


def clinicians(number: int) -> Counted:
    region = booking_region(a_time_type())
    staff = [
        StaffMember(StaffId(f"p-{one}"), UnitId("alidhem"), ("physiotherapist",), ("sv",))
        for one in range(number)
    ]
    region.staff.update({one.id: one for one in staff})  # type: ignore[attr-defined]
    days = [TOMORROW + timedelta(days=day) for day in range(42)]
    free = [FreeTime(one.id, one.unit_id, day, day + timedelta(hours=4)) for one in staff for day in days]
    return Counted(region, free)


@pytest.mark.parametrize("number", [1, 40])
def test_as_many_questions_for_forty_clinicians_as_for_one(number: int) -> None:
    store = clinicians(number)
    span = Window(TOMORROW, TOMORROW + SIX_WEEKS)
    asked = Asked([*store.region().time_types.types], [UnitId("alidhem")], span, Wish())

    found = find_times(asked, store, most=10_000, now=TOMORROW)  # type: ignore[arg-type]

    assert {len(one.slots) for one in found} == {number}
    assert len(store.questions) <= 6, "each twice as long as the one before"


def test_who_asks_for_a_few_times_gets_the_first_of_all_of_them() -> None:
    store = clinicians(3)
    late = [
        FreeTime(StaffId("p-1"), UnitId("alidhem"), start, start + timedelta(minutes=70))
        for start in (TOMORROW + timedelta(hours=5, minutes=10), TOMORROW + timedelta(hours=7))
    ]
    store.free += late
    span = Window(TOMORROW, TOMORROW + timedelta(days=3))
    asked = Asked([*store.region().time_types.types], [UnitId("alidhem")], span, Wish())

    every = find_times(asked, store, most=10_000, now=TOMORROW)  # type: ignore[arg-type]

    starts = [(one.window.start, one.time_type.id) for one in every]
    assert starts == sorted(set(starts))
    assert late[0].start + timedelta(minutes=10) in {one.window.start for one in every}
    for most in (1, 5, 17):
        assert find_times(asked, store, most=most, now=TOMORROW) == every[:most]  # type: ignore[arg-type]
