"""Take in who only books a time: the contact request that their booking belongs to. No call is promised."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState
from contact_api.domain.triage.triage import triage
from contact_api.ports import Contacts, Event, History, RegionInForce
from contact_api.usecases.intake.new_contact import contact_of, with_what_is_known
from contact_api.usecases.intake.requests import Request


class TakingToBook(RegionInForce, Contacts, History, Protocol):
    """What taking in who only books needs."""


def take_in_to_book(request: Request, tx: TakingToBook, *, now: datetime, actor: str) -> Contact:
    """Store the request as booked, with which the booking follows in the same transaction: it never waits for a call.

    It is a case of its own: what its person waits for besides is not touched.
    Errors: UnknownReason, UnitNotFound.
    """
    region = tx.region()
    region.unit(request.unit_id)
    triaged = triage(request.declared, region.catalogue)
    contact = with_what_is_known(contact_of(request, triaged, None, region=region), request.details, tx)
    contact = replace(contact, state=ContactState.BOOKED, closed_at=now)
    tx.add_contact(contact, request.details)
    facts = {
        "unit": contact.need.unit_id,
        "channel": contact.circumstances.channel.value,
        "urgency": triaged.urgency.value,
        "rules": list(triaged.rule_ids),
        "catalogue": triaged.catalogue_version,
    }
    tx.add_event(Event(contact.id, "contact.taken_in", now, actor, facts))
    return contact
