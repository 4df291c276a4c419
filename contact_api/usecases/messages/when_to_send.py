"""Whether a text that is to leave now is still true, and whether it waits: decided at the moment of sending."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingState
from contact_api.domain.booking.notices import still_true, waits_until
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Window
from contact_api.domain.messages.notification_times import WAITS_FOR_THE_MORNING, quiet_until, still_holds
from contact_api.domain.messages.notifications import MessageKind, NotSent, is_overtaken
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.domain.promise.promise import Why
from contact_api.ports import (
    Alerts,
    Attempts,
    BookedFor,
    BookingNotice,
    Bookings,
    Contacts,
    Message,
    Messages,
    Promises,
    RegionInForce,
)
from contact_api.usecases.messages.duty_texts import held_for_digest, overtaken_alert
from contact_api.usecases.messages.sms_reachability import is_a_strangers


class DecidingWhen(RegionInForce, Promises, Attempts, Bookings, Contacts, Alerts, Messages, Protocol):
    """What is read to decide whether a text leaves now."""


def why_untrue(
    message: Message, contact: Contact | None, booked: BookedFor | None, tx: DecidingWhen, *, now: datetime
) -> NotSent | None:
    """Why it may not be told now: what it says is no longer so, or a stranger would read it. None: it may."""
    if contact is None:
        return None
    if message.booking is None:
        window_end = message.window.end if message.window else None
        past = is_overtaken(message.kind, window_end=window_end, is_open=contact.state.is_open, now=now)
        untrue = past or not still_holds(message.kind, message.window, contact, now=now)
        return NotSent.OVERTAKEN if untrue or is_a_strangers(message, contact, tx) else None
    if booked is None or _says_what_is_not(message.kind, message.booking, booked.booking, tx, now=now):
        return NotSent.OVERTAKEN
    return NotSent.WRONG_NUMBER if is_a_strangers(message, contact, tx) else None


def waiting(
    message: Message,
    contact: Contact | None,
    booked: BookedFor | None,
    tx: DecidingWhen,
    limits: TextLimits,
    *,
    now: datetime,
) -> Message | None:
    """The message as it is kept when it does not leave now; None when it does."""
    if message.kind.is_to_staff:
        over = overtaken_alert(message, tx)
        return over if over or message.tries else held_for_digest(message, tx, limits, now=now)
    if message.booking is not None and booked is not None:
        until = _night_of_booking(message.kind, message.booking, booked.booking, tx, now=now)
    else:
        until = _morning(message, contact, tx, now=now)
    return replace(message, next_try_at=until) if until else None


def _says_what_is_not(
    kind: MessageKind, about: BookingNotice, booking: Booking, tx: Bookings, *, now: datetime
) -> bool:
    is_booked = booking.state is BookingState.BOOKED
    gone = is_booked and is_without_time(booking, tx)
    return not still_true(kind, booking, sequence=about.sequence, time_gone=gone, now=now)


def is_without_time(booking: Booking, tx: Bookings) -> bool:
    """Whether nobody is there for a booked time any more."""
    start = booking.starts_at
    found = tx.bookings_without_time([booking.slot.unit_id], Window(start, booking.slot.window.end))
    return any(one.id == booking.id for one in found)


def _night_of_booking(
    kind: MessageKind, about: BookingNotice, booking: Booking, tx: RegionInForce, *, now: datetime
) -> datetime | None:
    region = tx.region()
    rule = region.time_types.reminder
    return waits_until(kind, booking, by_unit=about.by_unit, rule=rule, zone=region.zone, now=now)


def _morning(
    message: Message, contact: Contact | None, tx: DecidingWhen, *, now: datetime
) -> datetime | None:
    """When the quiet hours end that this message waits for; None when it leaves now.

    A window the citizen chose just now is told at once, as every answer; one the plan moved is not.
    """
    region = tx.region()
    until = quiet_until(now, planning=region.planning, zone=region.zone)
    if until is None or contact is None or message.kind not in WAITS_FOR_THE_MORNING:
        return None
    if message.kind is MessageKind.MOVED:
        told = tx.promises(contact.id)
        if told and told[-1].why is Why.CHOSEN and told[-1].window == message.window:
            return None
    return until
