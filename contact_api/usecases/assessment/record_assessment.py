"""An assessment is recorded by staff or by a booking that was attended, taken back, or found not to be needed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.assessment.assessment import (
    Assessment,
    AssessmentForm,
    AssessmentSource,
    awaited,
    is_call_back,
    must_be_possible,
    not_needed,
    settled,
)
from contact_api.domain.assessment.offers import is_patients_choice
from contact_api.domain.core.calendar import assessment_due
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import (
    AssessmentFault,
    AssessmentNotFound,
    ContactNotFound,
    NotLicensed,
    OfferMissing,
    ReasonMissing,
)
from contact_api.domain.core.values import AssessmentState, ContactId, Profession, StaffId
from contact_api.domain.region.region import Region
from contact_api.ports import Assessments, Attempts, Contacts, Event, History, RegionInForce


class Assessing(RegionInForce, Contacts, Attempts, History, Assessments, Protocol):
    """What recording an assessment needs."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An assessment that was kept, and its contact, whose clock it may have stopped."""

    assessment: Assessment
    contact: Contact


def record_assessment(
    contact_id: ContactId,
    staff_id: StaffId,
    form: AssessmentForm,
    tx: Assessing,
    *,
    assessment_id: str,
    assessed_at: datetime,
    profession: Profession | None = None,
    qualified: bool = False,
    booking_id: str | None = None,
    patient_chose_to_wait: bool = False,
    actor: str,
    now: datetime,
) -> Recorded:
    """Keep that `staff_id` met the problem; the clock stops when they are licensed and it was a visit, or equals one.

    With `booking_id` it is an attended booking, which is kept once however often it is told. A conversation in the
    middle of a call back is that call back, however it is called.
    Errors: ContactNotFound, StaffNotFound, AssessmentFault; OfferMissing where the wait is said to be the patient's
    choice and no offer shows it.
    """
    contact, before = held(contact_id, tx), tx.assessments(contact_id)
    known = next((one for one in before if booking_id and _stands_for(one, booking_id)), None)
    if known is not None:
        return Recorded(known, contact)
    must_be_possible(assessed_at, contact, now=now)
    if patient_chose_to_wait:
        _must_have_been_offered(contact, tx)
    region = tx.region()
    member, as_profession = region.member(staff_id), _profession(staff_id, profession, region)
    by_phone = booking_id is None and is_call_back(form, assessed_at, tx.attempts(contact_id))
    assessment = Assessment(
        id=assessment_id,
        contact_id=contact_id,
        unit_id=member.unit_id,
        staff_id=staff_id,
        profession=as_profession,
        licensed=member.licensed and region.catalogue.is_licensed(as_profession),
        form=form,
        qualified=qualified and not by_phone,
        assessed_at=assessed_at,
        source=AssessmentSource.BOOKING if booking_id else AssessmentSource.STAFF,
        booking_id=booking_id,
        recorded_at=now,
        recorded_by=actor,
    )
    tx.add_assessment(assessment)
    return Recorded(assessment, _kept(contact, (*before, assessment), tx, "assessment.recorded", actor, now))


def undo_assessment(
    contact_id: ContactId, assessment_id: str, tx: Assessing, *, actor: str, now: datetime
) -> Recorded:
    """Take an assessment back; it stays in sight, and the clock is as if it had not been.

    Errors: ContactNotFound; AssessmentNotFound, also when it was taken back before.
    """
    contact, found = held(contact_id, tx), tx.assessments(contact_id)
    standing = next((one for one in found if one.id == assessment_id and one.undone_at is None), None)
    if standing is None:
        raise AssessmentNotFound
    undone = replace(standing, undone_at=now, undone_by=actor)
    tx.save_assessment(undone)
    rest = [undone if one is standing else one for one in found]
    return Recorded(undone, _kept(contact, rest, tx, "assessment.undone", actor, now))


def undo_assessment_of_booking(
    contact_id: ContactId, booking_id: str, tx: Assessing, *, actor: str, now: datetime
) -> bool:
    """Take back what an attended booking was kept as, when it was not attended after all; whether there was any.

    Errors: ContactNotFound.
    """
    held(contact_id, tx)
    known = next((one for one in tx.assessments(contact_id) if _stands_for(one, booking_id)), None)
    if known is not None:
        undo_assessment(contact_id, known.id, tx, actor=actor, now=now)
    return known is not None


def decide_not_needed(
    contact_id: ContactId, staff_id: StaffId, tx: Assessing, *, why: str, now: datetime
) -> Contact:
    """End the clock because a licensed person found, talking to the citizen, that no further assessment is needed.

    Errors: ContactNotFound, StaffNotFound, NotLicensed, ReasonMissing, AssessmentFault.
    """
    contact = held(contact_id, tx)
    if not tx.region().member(staff_id).licensed:
        raise NotLicensed("only licensed staff decide that no assessment is needed")
    if not why.strip():
        raise ReasonMissing
    decided = not_needed(contact, now=now)
    tx.save_contact(decided)
    tx.add_event(Event(contact_id, "assessment.not_needed", now, staff_id, {"why": why.strip()}))
    return decided


def decide_needed(contact_id: ContactId, staff_id: StaffId, tx: Assessing, *, now: datetime) -> Contact:
    """Take back that none is needed: the clock runs on from the day contact was sought.

    Errors: ContactNotFound, NotLicensed; AssessmentFault where nobody decided so.
    """
    contact = held(contact_id, tx)
    if not tx.region().member(staff_id).licensed:
        raise NotLicensed("only licensed staff decide whether an assessment is needed")
    if contact.assessment is not AssessmentState.NOT_NEEDED:
        raise AssessmentFault("nobody decided that none is needed; there is nothing to take back")
    needed = awaited(contact)
    tx.save_contact(needed)
    tx.add_event(Event(contact_id, "assessment.needed", now, staff_id))
    return needed


def held(contact_id: ContactId, tx: Contacts) -> Contact:
    """The contact, protected from others' changes. Errors: ContactNotFound."""
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    return contact


def _kept(
    contact: Contact,
    assessments: list[Assessment] | tuple[Assessment, ...],
    tx: Assessing,
    kind: str,
    actor: str,
    now: datetime,
) -> Contact:
    """The contact as its assessments have it now, and what happened in its history."""
    after = settled(contact, assessments)
    tx.save_contact(after)
    tx.add_event(Event(contact.id, kind, now, actor, {"clock": after.assessment.value}))
    return after


def _stands_for(assessment: Assessment, booking_id: str) -> bool:
    return assessment.booking_id == booking_id and assessment.undone_at is None


def _profession(staff_id: StaffId, named: Profession | None, region: Region) -> Profession:
    """As what somebody of several professions assessed: as they say, else the first that is licensed."""
    own = region.member(staff_id).professions
    if named is not None and named not in own:
        raise AssessmentFault(f"the register does not have them as that; they are {', '.join(own)}")
    licensed = (one for one in own if region.catalogue.is_licensed(one))
    return named or next(licensed, own[0])


def _must_have_been_offered(contact: Contact, tx: Assessing) -> None:
    region = tx.region()
    days = region.catalogue.limits.assessment_days
    due_at = assessment_due(contact.need.sought_at, region.zone, days=days)
    if not is_patients_choice(tx.assessment_offers(contact.id), due_at=due_at):
        raise OfferMissing
