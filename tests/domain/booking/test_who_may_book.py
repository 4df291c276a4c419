"""Whether somebody may have a time of a type: by who they are, and by the times they have."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.booking.booking import Booking, BookingState
from contact_api.domain.booking.time_types import Ages, BookableBy, Period
from contact_api.domain.booking.who_may_book import (
    Booker,
    age_on,
    may_have,
    must_be_allowed,
    must_have_room,
    period_of,
)
from contact_api.domain.core.errors import HasAnotherBooking, MayNotBook, TimeNotOffered
from contact_api.domain.core.values import UnitId, Window
from tests.makers import DAY, UNIT, ZONE, a_booking, at
from tests.stores import TIME_TYPES

VISIT = TIME_TYPES.types[0]
SLOT = replace(a_booking().slot, time_type_id=VISIT.id)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def on(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC).replace(hour=11)


def booked_on(day: date, name: str = "b1") -> Booking:
    window = Window(on(day), on(day) + timedelta(minutes=20))
    return replace(a_booking(name), slot=replace(SLOT, window=window, busy=window))


def test_a_limit_of_one_a_week_counts_the_iso_week_whatever_month_is_looked_at() -> None:
    weekly = replace(VISIT, one_per=Period.WEEK)
    monday, thursday, next_monday = date(2026, 8, 31), date(2026, 9, 3), date(2026, 9, 7)

    with pytest.raises(HasAnotherBooking):
        must_have_room(weekly, booked_on(thursday, "b2").slot, [booked_on(monday)], zone=ZONE)
    must_have_room(weekly, booked_on(next_monday, "b2").slot, [booked_on(monday)], zone=ZONE)


@given(days, days, st.sampled_from(Period))
def test_two_days_are_of_one_period_exactly_when_the_calendar_says_so(
    one: date, other: date, period: Period
) -> None:
    first, second = sorted((one, other))
    same = {
        Period.DAY: first == second,
        Period.WEEK: first - timedelta(days=first.weekday()) == second - timedelta(days=second.weekday()),
        Period.MONTH: first.replace(day=1) == second.replace(day=1),
        Period.YEAR: first.year == second.year,
    }
    assert (period_of(period, one) == period_of(period, other)) == same[period]


def test_whose_born_outside_the_ages_is_refused_by_the_number_whatever_they_answer() -> None:
    for_old = replace(VISIT, ages=Ages(least=80))

    with pytest.raises(MayNotBook):
        must_be_allowed(for_old, SLOT, Booker(born=date(1990, 1, 1)), zone=ZONE)
    with pytest.raises(MayNotBook):
        must_be_allowed(for_old, SLOT, Booker(born=None), zone=ZONE)
    must_be_allowed(for_old, SLOT, Booker(born=date(1940, 1, 1)), zone=ZONE)
    must_be_allowed(for_old, SLOT, Booker(by_staff=True), zone=ZONE)


def test_the_age_is_that_of_the_day_of_the_time() -> None:
    thirteen = replace(VISIT, ages=Ages(least=13))
    birthday = DAY.replace(year=DAY.year - 13)

    assert may_have(thirteen, SLOT, Booker(born=birthday), zone=ZONE)
    assert not may_have(thirteen, SLOT, Booker(born=birthday + timedelta(days=1)), zone=ZONE)
    assert age_on(date(2012, 2, 29), date(2025, 2, 28)) == 12
    assert age_on(date(2012, 2, 29), date(2025, 3, 1)) == 13


@given(days, st.integers(0, 40_000))
def test_nobody_gets_younger(born: date, lived: int) -> None:
    day = min(born + timedelta(days=lived), date(2200, 1, 1))
    assert 0 <= age_on(born, day) <= age_on(born, day + timedelta(days=1)) <= age_on(born, day) + 1


@pytest.mark.parametrize(
    ("by", "booker", "refused"),
    [
        (BookableBy.ALL, Booker(), None),
        (BookableBy.LISTED, Booker(listed_at=UNIT.id), None),
        (BookableBy.LISTED, Booker(listed_at=UnitId("teg")), MayNotBook),
        (BookableBy.REFERRED, Booker(referred=True), None),
        (BookableBy.REFERRED, Booker(), MayNotBook),
        (BookableBy.CARE_STAFF, Booker(listed_at=UNIT.id, referred=True), TimeNotOffered),
        (BookableBy.CARE_STAFF, Booker(by_staff=True), None),
    ],
)
def test_who_may_book_a_kind_of_time(by: BookableBy, booker: Booker, refused: type[Exception] | None) -> None:
    kind = replace(VISIT, bookable_by=by)

    assert may_have(kind, SLOT, booker, zone=ZONE) == (refused is None)
    if refused is not None:
        with pytest.raises(refused):
            must_be_allowed(kind, SLOT, booker, zone=ZONE)


def test_another_time_just_then_is_refused_and_a_cancelled_one_never_is() -> None:
    stands = replace(a_booking("b1", "10:00", "10:20"), state=BookingState.BOOKED)
    gone = replace(a_booking("b2", "11:00", "11:20"), state=BookingState.CANCELLED, ended_at=at("09:00"))
    ten_past, eleven = a_booking("x", "10:10", "10:30").slot, a_booking("x", "11:00", "11:20").slot

    with pytest.raises(HasAnotherBooking):
        must_have_room(VISIT, ten_past, [stands, gone], zone=ZONE)
    must_have_room(VISIT, eleven, [stands, gone], zone=ZONE)
    must_have_room(VISIT, stands.slot, [stands, gone], without=stands, zone=ZONE)
