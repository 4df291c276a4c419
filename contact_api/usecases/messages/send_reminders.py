"""Texts that leave because time passes: the reminder before a window, the notice of delay before it is over.

Who is due is read without holding anybody; then each is told in a transaction of its own, so that nobody who is
about to be called waits for others' texts to be written.
"""

from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.messages.notification_times import LATE_NOTICE, is_at_risk, is_reminder_due
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import Contacts, Event, History, Promises, RegionInForce
from contact_api.usecases.messages.notify import Notifying, notify

A_MOMENT = timedelta(seconds=1)  # looked at a little further: whether it is due, the rule says


class Reminding(RegionInForce, Contacts, History, Promises, Notifying, Protocol):
    """What texts that leave because time passes need."""


def to_be_reminded(tx: Reminding, *, now: datetime) -> list[ContactId]:
    """Whose window opens soon, and who was not reminded of it yet."""
    soon = Window(now, now + tx.region().planning.remind + A_MOMENT)
    found = tx.without_text(MessageKind.REMINDER, edge="start", span=soon)
    return [one.id for one in found if _is_due(one, tx, now=now)]


def remind(contact_id: ContactId, tx: Reminding, *, now: datetime) -> bool:
    """Remind the citizen, if it is still so; whether they were reminded."""
    contact = tx.hold_contact(contact_id)
    if contact is None or not _is_due(contact, tx, now=now):
        return False
    notify(MessageKind.REMINDER, tx, now=now, contact_id=contact_id, window=contact.window)
    return True


def whose_promise_is_at_risk(tx: Reminding, *, now: datetime) -> list[ContactId]:
    """Who still waits shortly before their window ends, or after, and was not told of it yet.

    Whose promise the plan moves in time has another promise by then, and is told of the move instead.
    """
    planning = tx.region().planning
    ends = Window(now - LATE_NOTICE, now + planning.at_risk + A_MOMENT)
    found = tx.without_text(MessageKind.DELAY, edge="end", span=ends)
    return [one.id for one in found if is_at_risk(one, planning=planning, now=now)]


def notify_delay(contact_id: ContactId, tx: Reminding, *, now: datetime) -> bool:
    """Tell the citizen that we are late, if it is still so; whether they were told."""
    contact = tx.hold_contact(contact_id)
    if contact is None or not is_at_risk(contact, planning=tx.region().planning, now=now):
        return False
    notify(MessageKind.DELAY, tx, now=now, contact_id=contact_id, window=contact.window)
    tx.add_event(Event(contact_id, "promise.at_risk", now))
    return True


def _is_due(contact: Contact, tx: Reminding, *, now: datetime) -> bool:
    told = tx.promises(contact.id)
    planning = tx.region().planning
    return bool(told) and is_reminder_due(contact, told_at=told[-1].made_at, planning=planning, now=now)
