"""The citizen says at which hours they can take the contact."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.core.contact import Contact, rung_at_any_hour
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound
from contact_api.domain.core.values import ContactId, ContactState
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.promise.promise import Promise
from contact_api.domain.triage.merge_duplicate import promise_fits
from contact_api.ports import Event
from contact_api.usecases.messages.notify import notify
from contact_api.usecases.promising.accept_other_units import Accepting
from contact_api.usecases.promising.minute_limits import promise_within_limit
from contact_api.usecases.promising.promise_window import day_of_call, give, placed, promised


def change_hours(
    contact_id: ContactId,
    available_from: datetime | None,
    available_to: datetime | None,
    tx: Accepting,
    *,
    now: datetime,
    actor: str,
) -> tuple[Contact, Promise]:
    """Set the hours; None is any hour. A promise that fits them stands, else another one is given if there is a time.

    Who affirmed a red flag for 112 is rung at any hour: nothing changes. After a missed call nothing is promised anew:
    the next try comes by rule, inside the hours.
    Errors: ContactNotFound; ContactIsClosed when it has ended, or somebody is calling right now.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    if contact.state is not ContactState.WAITING:
        raise ContactIsClosed
    before = tx.promises(contact_id)[-1]
    need = rung_at_any_hour(replace(contact.need, available_from=available_from, available_to=available_to))
    if need == contact.need:
        return contact, before
    region = tx.region()
    changed = replace(contact, need=need)
    tx.add_event(Event(contact_id, "hours.changed", now, actor))
    tx.mark_dirty(now=now)
    still_ahead = contact.window is not None and contact.window.end > now
    fits = still_ahead and promise_fits(contact, changed, welcome=region.welcome_units(need))
    if contact.attempts or fits:
        changed = placed(changed, region=region, day_of=day_of_call(changed, now=now))
        tx.save_contact(changed)
        return changed, before
    tx.release(contact_id)
    answer = promise_within_limit(changed, tx, region=region, now=now)
    changed = promised(changed, answer, region=region)
    tx.save_contact(changed)
    give(changed, answer, tx, actor=actor)
    if answer.backed or contact.backed:  # a second no is not told twice
        kind = MessageKind.RECEIPT if answer.backed else MessageKind.RECEIPT_UNPROMISED
        notify(kind, tx, now=now, contact_id=contact_id, window=answer.window)
    return changed, answer
