"""When a booked time is reminded of, and whether what a text says of one is still so when it leaves."""

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from contact_api.domain.booking.booking import Booking, BookingState, EndedBy
from contact_api.domain.booking.free_time import in_time
from contact_api.domain.booking.time_types import BookableBy, ReminderRule, TimeType
from contact_api.domain.core.calendar import local_day, local_moment
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState
from contact_api.domain.messages.notifications import MessageKind

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


class ToldOfLoss(StrEnum):
    """Whether a citizen knows that nobody is there for their booked time: a state of its own beside the booking's."""

    NOT_TOLD = "not_told"
    ON_ITS_WAY = "on_its_way"  # a text waits to leave
    TOLD = "told"
    UNREACHED = "unreached"  # no text reaches them: somebody rings


OF_BOOKINGS = frozenset(
    {
        MessageKind.BOOKING_CONFIRMED,
        MessageKind.BOOKING_MOVED,
        MessageKind.BOOKING_CANCELLED,
        MessageKind.BOOKING_REMINDER,
        MessageKind.BOOKING_TIME_LOST,
        MessageKind.BOOKING_REASSIGNED,
        MessageKind.BOOKING_STANDS,
    }
)


def remind_at(start: datetime, rule: ReminderRule, zone: tzinfo) -> datetime:
    """From when on a time is reminded of: so long before its start, or the last hour before that which disturbs nobody.

    Law: never in the night, never later than the rule says, and so always before the start.
    """
    due = start.astimezone(UTC) - timedelta(hours=rule.hours_before)
    day, clock = local_day(due, zone), due.astimezone(zone).time()
    if rule.earliest <= clock < rule.latest:
        return due
    if clock < rule.earliest:
        day -= A_DAY
    return local_moment(day, rule.latest, zone) - AN_HOUR


def is_reminder_due(
    booking: Booking, rule: ReminderRule, *, told_at: datetime, zone: tzinfo, now: datetime
) -> bool:
    """Say whether the citizen is reminded now; not when they were told of the time (`told_at`) later than that.

    The rule in force decides: when it changes, so does what is due, and what was reminded of once is not again.
    """
    due = remind_at(booking.starts_at, rule, zone)
    in_allowed_hours = quiet_until(now, rule, zone) is None
    is_ahead = booking.state is BookingState.BOOKED and due <= now < booking.starts_at
    stands = booking.told_of_loss_at is None
    return stands and is_ahead and told_at < due and in_allowed_hours


def quiet_until(now: datetime, rule: ReminderRule, zone: tzinfo) -> datetime | None:
    """When reminders may leave again; None when they may now."""
    day, clock = local_day(now, zone), now.astimezone(zone).time()
    if rule.earliest <= clock < rule.latest:
        return None
    return local_moment(day if clock < rule.earliest else day + A_DAY, rule.earliest, zone)


def waits_until(
    kind: MessageKind, booking: Booking, *, by_unit: bool, rule: ReminderRule, zone: tzinfo, now: datetime
) -> datetime | None:
    """Until when a text about a booking waits because it is night; None when it leaves now.

    What answers the citizen leaves at once. A reminder never disturbs the night. What the unit did waits for the
    morning when it is still told at least an hour before the time.
    """
    quiet = quiet_until(now, rule, zone)
    if quiet is None or kind is MessageKind.BOOKING_REMINDER:
        return quiet
    return quiet if by_unit and quiet + AN_HOUR <= booking.starts_at else None


def still_true(kind: MessageKind, booking: Booking, *, sequence: int, time_gone: bool, now: datetime) -> bool:
    """Say whether a text about a booking as it stood after `sequence` changes is so now; nothing is told of the past.

    `time_gone`: nobody is there for it any more.
    """
    if booking.starts_at <= now or booking.sequence != sequence:
        return False
    if kind is MessageKind.BOOKING_CANCELLED:
        return booking.state is BookingState.CANCELLED
    if kind is MessageKind.BOOKING_TIME_LOST and booking.state is BookingState.CANCELLED:
        return booking.ended_by is EndedBy.UNIT
    if booking.state is not BookingState.BOOKED:
        return False
    if kind is MessageKind.BOOKING_TIME_LOST:
        return time_gone
    told_otherwise = kind is MessageKind.BOOKING_REMINDER and booking.told_of_loss_at is not None
    return not time_gone and not told_otherwise


def can_change(booking: Booking, time_type: TimeType | None, *, zone: tzinfo, now: datetime) -> bool:
    """Whether its citizen may still move or cancel it; a time they were told is lost, until its start."""
    if booking.state is not BookingState.BOOKED or booking.starts_at <= now:
        return False
    until = time_type.change_until if time_type else None
    if until is None or booking.told_of_loss_at is not None:
        return True
    return in_time(until, booking.starts_at, now=now, zone=zone)


def can_choose_another(booking: Booking, time_type: TimeType | None, contact: Contact) -> bool:
    """Whether a citizen whose time is lost can choose another time of the kind by themselves."""
    if time_type is None or time_type.withdrawn or contact.need.urgency.is_urgent:
        return False
    is_theirs = time_type.bookable_by in (BookableBy.ALL, BookableBy.LISTED)
    is_open = contact.state in (ContactState.WAITING, ContactState.BOOKED)
    fits = time_type.fits_reason(contact.circumstances.reason)
    return is_theirs and fits and (is_open or was_taken_back(booking))


def was_taken_back(booking: Booking) -> bool:
    """Whether the unit took the time back: its citizen may choose another one, however their contact ended."""
    return booking.state is BookingState.CANCELLED and booking.ended_by is EndedBy.UNIT
