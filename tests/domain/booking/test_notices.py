"""When a booked time is reminded of, and what may still be said of one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.booking.booking import Booking, BookingState, EndedBy
from contact_api.domain.booking.notices import (
    OF_BOOKINGS,
    is_reminder_due,
    quiet_until,
    remind_at,
    still_true,
    waits_until,
)
from contact_api.domain.booking.time_types import ReminderRule
from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.core.errors import TimeTypesFault
from contact_api.domain.messages.notifications import MessageKind
from tests.http.booking_world import a_document
from tests.makers import DAY, ZONE, a_booking, at

RULE = ReminderRule()
A_DAY = timedelta(days=1)
STATES = [state for state in BookingState if state is not BookingState.HELD]

starts = st.datetimes(
    datetime.combine(date(2026, 1, 1), time()),
    datetime.combine(date(2028, 1, 1), time()),
    timezones=st.just(UTC),
)
rules = st.builds(
    lambda hours, opens, length: ReminderRule(hours, time(opens), time(min(opens + length, 23), 30)),
    st.integers(1, 336),
    st.integers(0, 22),
    st.integers(1, 23),
)


def local(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%a %H:%M}"


def booked_on(day_and_clock: str, **but: Any) -> Booking:
    start = datetime.fromisoformat(day_and_clock).replace(tzinfo=ZONE)
    slot = replace(
        a_booking().slot, window=replace(a_booking().slot.window, start=start, end=start + A_DAY / 72)
    )
    return replace(a_booking(), slot=slot, **but)


@given(starts, rules)
def test_a_reminder_leaves_at_an_allowed_hour_and_no_later_than_the_rule_says(
    start: datetime, rule: ReminderRule
) -> None:
    due = remind_at(start, rule, ZONE)

    assert due <= start - timedelta(hours=rule.hours_before) < start
    assert rule.earliest <= due.astimezone(ZONE).time() < rule.latest
    assert quiet_until(due, rule, ZONE) is None
    assert start - due <= timedelta(hours=rule.hours_before + 24)


@given(starts, rules)
def test_the_quiet_hours_end_at_the_earliest_allowed_hour(now: datetime, rule: ReminderRule) -> None:
    until = quiet_until(now, rule, ZONE)

    in_hours = rule.earliest <= now.astimezone(ZONE).time() < rule.latest
    assert (until is None) is in_hours
    assert until is None or now < until <= now + timedelta(hours=25)
    assert until is None or quiet_until(until, rule, ZONE) is None


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-24T10:00", 24, "Mon 10:00"),
        ("2026-11-30T08:00", 32, "Sat 19:00"),  # falls at Sunday 00:00
        ("2026-11-30T08:00", 29, "Sat 19:00"),  # at Sunday 03:00
        ("2026-11-30T07:30", 24, "Sat 19:00"),
        ("2026-11-24T21:00", 24, "Mon 19:00"),
        ("2026-11-24T10:00", 48, "Sun 10:00"),
        ("2027-03-28T12:00", 24, "Sat 11:00"),  # hours that pass: the clocks change between
    ],
)
def test_what_falls_in_the_night_leaves_the_evening_before(start: str, hours: int, due: str) -> None:
    moment = datetime.fromisoformat(start).replace(tzinfo=ZONE)

    assert local(remind_at(moment, ReminderRule(hours_before=hours), ZONE)) == due


def test_nobody_is_reminded_of_what_they_were_told_of_after_its_hour() -> None:
    booking = booked_on("2026-11-24T10:00")
    due = remind_at(booking.starts_at, RULE, ZONE)

    def is_due(told_at: datetime, now: datetime) -> bool:
        return is_reminder_due(booking, RULE, told_at=told_at, zone=ZONE, now=now)

    before, after = due - A_DAY, due + timedelta(minutes=1)
    assert [is_due(before, now) for now in (due - A_DAY / 1440, due, booking.starts_at)] == [
        False,
        True,
        False,
    ]
    assert not is_due(after, after)
    assert not is_due(before, datetime(2026, 11, 23, 22, tzinfo=ZONE)), "in the night nobody is"


@pytest.mark.parametrize("but", [{"state": BookingState.CANCELLED}, {"told_of_loss_at": at("08:00")}])
def test_nobody_is_reminded_of_a_time_that_will_not_be(but: dict[str, Any]) -> None:
    booking = booked_on("2026-11-24T10:00", **but)
    due = remind_at(booking.starts_at, RULE, ZONE)

    assert not is_reminder_due(booking, RULE, told_at=due - A_DAY, zone=ZONE, now=due)


@given(
    st.sampled_from(sorted(OF_BOOKINGS)),
    st.builds(
        a_booking,
        state=st.sampled_from(STATES),
        ended_by=st.sampled_from([None, *EndedBy]),
        sequence=st.integers(0, 2),
        told_of_loss_at=st.sampled_from([None, at("07:00")]),
    ),
    st.booleans(),
    st.integers(-3, 3),
)
def test_a_text_leaves_only_while_each_of_its_claims_holds(
    kind: MessageKind, booking: Booking, gone: bool, hours: int
) -> None:
    """Each claim in words of its own: of what is ahead, of its newest state, and of nothing else."""
    state, now = booking.state, booking.starts_at + timedelta(hours=hours)

    leaves = still_true(kind, booking, sequence=1, time_gone=gone, now=now)

    claims = {
        MessageKind.BOOKING_CANCELLED: state is BookingState.CANCELLED,
        MessageKind.BOOKING_TIME_LOST: (state is BookingState.BOOKED and gone)
        or (state is BookingState.CANCELLED and booking.ended_by is EndedBy.UNIT),
        MessageKind.BOOKING_REMINDER: state is BookingState.BOOKED
        and not gone
        and booking.told_of_loss_at is None,
    }
    stands = state is BookingState.BOOKED and not gone
    assert leaves == (now < booking.starts_at and booking.sequence == 1 and claims.get(kind, stands))


@pytest.mark.parametrize("kind", sorted(OF_BOOKINGS - {MessageKind.BOOKING_REMINDER}))
@pytest.mark.parametrize(
    ("by_unit", "start", "until"),
    [
        (False, "09:00", None),  # answers the citizen
        (True, "09:00", "08:00"),
        (True, "08:59", None),  # the morning would be too late
    ],
)
def test_what_the_unit_did_waits_for_the_morning_if_that_is_soon_enough(
    kind: MessageKind,
    by_unit: bool,
    start: str,
    until: str | None,
) -> None:
    booking = a_booking(start=start, end="09:30")

    waits = waits_until(kind, booking, by_unit=by_unit, rule=RULE, zone=ZONE, now=at("03:00"))

    assert waits == (at(until) if until else None)


def test_a_reminder_waits_for_the_morning_whoever_booked() -> None:
    kind, booking = MessageKind.BOOKING_REMINDER, a_booking(start="08:10", end="08:30")

    assert waits_until(kind, booking, by_unit=False, rule=RULE, zone=ZONE, now=at("03:00")) == at("08:00")
    assert waits_until(kind, booking, by_unit=False, rule=RULE, zone=ZONE, now=at("08:00", day=DAY)) is None


def test_the_rule_is_read_from_the_data_and_is_24_hours_where_it_says_nothing() -> None:
    rule = {"hours_before": 48, "earliest": "09:00", "latest": "18:30"}

    assert read_time_types(a_document()).reminder == ReminderRule(24, time(8), time(20))
    assert read_time_types(a_document(reminder=rule)).reminder == ReminderRule(48, time(9), time(18, 30))
    with pytest.raises(TimeTypesFault, match=r"reminder.latest: is less than an hour after the earliest"):
        read_time_types(a_document(reminder={**rule, "latest": "09:59"}))
    with pytest.raises(TimeTypesFault, match=r"reminder.hours_before"):
        read_time_types(a_document(reminder={**rule, "hours_before": 337}))
