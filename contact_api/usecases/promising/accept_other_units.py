"""The citizen says yes to being called by other units as well."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound
from contact_api.domain.core.values import Consent, ContactId, ContactState
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.promise.promise import Promise, offers
from contact_api.domain.region.region import Region
from contact_api.ports import Capacity, Event, RegionInForce, ReplanMark
from contact_api.usecases.messages.notify import Notifying, notify
from contact_api.usecases.promising.minute_limits import promise_within_limit
from contact_api.usecases.promising.promise_window import Giving, give, promised
from contact_api.usecases.promising.reassign import Reassigning


class Accepting(RegionInForce, ReplanMark, Reassigning, Giving, Notifying, Protocol):
    """What accepting other units needs."""


def others_have_capacity(contact: Contact, tx: Capacity, *, region: Region, now: datetime) -> bool:
    """Whether units of the own care provider that the citizen has not said yes to could promise a time today."""
    need = replace(contact.need, consent=Consent.SAME_PROVIDER)
    further = region.welcome_units(need) - region.welcome_units(contact.need)
    if not further:
        return False
    cells = tx.cells(further, region.left_of_today(now))
    return bool(offers(need, cells, planning=region.planning, now=now))


def accept_others(
    contact_id: ContactId,
    tx: Accepting,
    *,
    consent: Consent = Consent.SAME_PROVIDER,
    now: datetime,
    actor: str,
) -> tuple[Contact, Promise]:
    """Let other units call the citizen too, those of `consent`, and promise a time if they have one today.

    Nothing else of the request changes: it keeps its place, and an answer without a time is not told twice.
    Errors: ContactNotFound; ContactIsClosed when it has ended, or somebody is calling right now.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    if contact.state is not ContactState.WAITING:
        raise ContactIsClosed
    before = tx.promises(contact_id)[-1]
    accepted = contact.need.consent.or_more(consent)
    if accepted is contact.need.consent:
        return contact, before
    region = tx.region()
    wider = replace(contact, need=replace(contact.need, consent=accepted))
    tx.add_event(Event(contact_id, "consent.widened", now, actor, {"to": accepted.value}))
    answer = before if contact.backed else promise_within_limit(wider, tx, region=region, now=now)
    if answer.backed and not contact.backed:
        wider = promised(wider, answer, region=region)
        give(wider, answer, tx, actor=actor)
        notify(MessageKind.RECEIPT, tx, now=now, contact_id=contact_id, window=answer.window)
    tx.save_contact(wider)
    tx.mark_dirty(now=now)
    return wider, answer
