"""What times were on offer is kept at the moment they are offered: afterwards nobody can know it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.assessment.offers import Offer, OfferAnswer
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactNotFound, OfferMissing
from contact_api.domain.core.values import ContactId, PersonId, UnitId
from contact_api.ports import Assessments, Contacts
from contact_api.usecases.assessment.record_assessment import held

A_MOMENT = timedelta(microseconds=1)  # what is answered at one time stays in the order in which it was


class Offering(Contacts, Assessments, Protocol):
    """What keeping an offer needs."""


def note_offer(
    contact_id: ContactId,
    tx: Offering,
    *,
    offer_id: str,
    unit_id: UnitId,
    time_type: str,
    earliest_start: datetime | None,
    times: int,
    actor: str,
    now: datetime,
) -> Offer:
    """Keep what somebody who looks for a time for a contact can have: how many, and the first.

    Errors: ContactNotFound.
    """
    contact = tx.contact(contact_id)
    if contact is None:
        raise ContactNotFound
    offer = Offer(
        offer_id, contact_id, contact.person_id, unit_id, now, time_type, earliest_start, times, actor
    )
    tx.add_assessment_offer(offer)
    return offer


def note_offer_to_person(
    person_id: PersonId,
    tx: Assessments,
    *,
    offer_id: str,
    unit_id: UnitId,
    time_type: str,
    earliest_start: datetime | None,
    times: int,
    actor: str,
    now: datetime,
) -> Offer:
    """The same for a known person who has no contact request: no clock hangs on it."""
    offer = Offer(offer_id, None, person_id, unit_id, now, time_type, earliest_start, times, actor)
    tx.add_assessment_offer(offer)
    return offer


def answer_offer(
    contact_id: ContactId, tx: Offering, *, chosen_start: datetime | None, now: datetime
) -> Contact:
    """Keep what the citizen made of the last offer: the time they chose, or that they declined them all.

    Errors: ContactNotFound; OfferMissing when nothing was offered.
    """
    contact, offers = _offered(contact_id, tx)
    answer = OfferAnswer.DECLINED if chosen_start is None else OfferAnswer.CHOSEN
    answered = replace(offers[-1], answer=answer, chosen_start=chosen_start, answered_at=now)
    if offers[-1].answer is OfferAnswer.OPEN:
        tx.save_assessment_offer(answered)
    else:
        tx.add_assessment_offer(_after(offers, answered, now=now))
    tx.save_contact(contact)  # the figures of its day may be others now
    return contact


def withdraw_offer(contact_id: ContactId, tx: Offering, *, now: datetime) -> Contact:
    """Keep that the unit took a time back that the citizen had: what follows is not their choice.

    Errors: ContactNotFound; OfferMissing when nothing was offered.
    """
    contact, offers = _offered(contact_id, tx)
    withdrawn = replace(offers[-1], answer=OfferAnswer.WITHDRAWN, chosen_start=None, answered_at=now)
    tx.add_assessment_offer(_after(offers, withdrawn, now=now))
    tx.save_contact(contact)
    return contact


def _offered(contact_id: ContactId, tx: Offering) -> tuple[Contact, Sequence[Offer]]:
    contact, offers = held(contact_id, tx), tx.assessment_offers(contact_id)
    if not offers:
        raise OfferMissing("no offer is recorded for this contact; record what was offered first")
    return contact, offers


def _after(offers: Sequence[Offer], answered: Offer, *, now: datetime) -> Offer:
    """An answer that stands for itself, behind all before it: what was offered keeps its own."""
    return replace(
        answered,
        id=f"{offers[0].id}-{len(offers)}",
        offered_at=max(now, offers[-1].offered_at + A_MOMENT),
        earliest_start=None,
        times=0,
    )
