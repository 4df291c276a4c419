"""The citizen whom nobody reached, or whose booked time is gone, opens the case again; its first time stands."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.standing import BookingStanding, standing_of, told_of
from contact_api.domain.core.attempts import had_wrong_number, reopened
from contact_api.domain.core.contact import Contact, with_hours_to_come
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound
from contact_api.domain.core.values import ContactId, ContactState
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.promise.promise import Promise
from contact_api.ports import Attempts, Bookings, Event
from contact_api.usecases.messages.notify import notify
from contact_api.usecases.promising.accept_other_units import Accepting
from contact_api.usecases.promising.minute_limits import promise_within_limit
from contact_api.usecases.promising.promise_window import give, promised


class Reopening(Attempts, Bookings, Accepting, Protocol):
    """What taking a case up again needs."""


def reopen(
    contact_id: ContactId, tx: Reopening, *, now: datetime, actor: str
) -> tuple[Contact, Promise | None]:
    """Put a case that ended as not reached back in line with a new promise; an open case stays as it is.

    So is one whose booked time was cancelled or missed: who has no time any more is called instead.
    Errors: ContactNotFound; ContactIsClosed when it ended otherwise, when contact was sought anew since, or when
    its number was wrong: opened as it is, a stranger would be rung and texted again. Sought anew with the right number
    on the same day it opens by itself, with its first time (take_in).
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    if contact.state.is_open:
        told = tx.promises(contact_id)
        return contact, told[-1] if told else None
    if contact.state is not ContactState.NOT_REACHED and not _has_no_time_any_more(contact, tx, now=now):
        raise ContactIsClosed("the contact request has ended; seek contact anew")
    if contact.number_is_wrong or had_wrong_number(tx.attempts(contact_id)):
        raise ContactIsClosed("the number was wrong; seek contact anew with the right one")
    if contact.duplicate_key and tx.open_duplicate(contact.duplicate_key) is not None:
        raise ContactIsClosed("a newer contact request of the same person is open; that one is called")
    region = tx.region()
    again = reopened(contact, now=now)
    again = replace(again, need=with_hours_to_come(again.need, at=now))
    answer = promise_within_limit(again, tx, region=region, now=now)
    again = promised(again, answer, region=region)
    tx.save_contact(again)
    tx.add_event(Event(contact_id, "contact.reopened", now, actor))
    give(again, answer, tx)
    tx.mark_dirty(now=now)
    kind = MessageKind.RECEIPT if answer.backed else MessageKind.RECEIPT_UNPROMISED
    notify(kind, tx, now=now, contact_id=contact_id, window=answer.window)
    return again, answer


def _has_no_time_any_more(contact: Contact, tx: Bookings, *, now: datetime) -> bool:
    """Whether the citizen had booked a time instead of waiting, and that time is gone: whoever noted what of it."""
    if contact.state is not ContactState.BOOKED:
        return False
    booking = told_of(tx.bookings_of_contact(contact.id))
    if booking is None:
        return False
    standing = standing_of(booking, now=now)
    return standing.is_over or (standing is BookingStanding.BEGUN and booking.slot.window.end <= now)
