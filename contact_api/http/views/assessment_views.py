"""From assessments, offers and what is due to what staff are shown."""

from datetime import datetime

from contact_api.domain.assessment.assessment import Assessment, days_between
from contact_api.domain.assessment.offers import Offer, waits
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.limits import MOST_LINES
from contact_api.domain.core.values import AssessmentState
from contact_api.domain.region.region import Region
from contact_api.http.schemas.assessments import AssessmentClock, AssessmentOut, DueOut, OfferOut
from contact_api.http.views.unit_views import unit_view
from contact_api.ports import Transaction
from contact_api.usecases.assessment.assessments_due import Due, due_of


def clock_view(contact: Contact, tx: Transaction, *, now: datetime) -> AssessmentClock:
    """How the three-day clock of a contact stands, and all that moved it; of very many lines the latest."""
    region, sought_at = tx.region(), contact.need.sought_at
    due = due_of(contact, region, now=now)
    offers = tx.assessment_offers(contact.id)
    waited = waits(offers, sought_at, due_at=due.due_at, zone=region.zone)
    ended = contact.assessment_ended_at if contact.assessment is AssessmentState.ASSESSED else None
    return AssessmentClock(
        contact_id=contact.id,
        guarantee=contact.circumstances.guarantee,
        assessment=contact.assessment,
        sought_at=sought_at,
        due_at=due.due_at,
        last_day=due.last_day,
        ended_at=contact.assessment_ended_at,
        days=days_between(sought_at, ended, region.zone) if ended else None,
        in_time=ended < due.due_at if ended else None,
        owner=due.owner,
        first_offered_days=waited.first_offered_days,
        chosen_days=waited.chosen_days,
        patient_chose_to_wait=waited.chosen_by_patient,
        assessments=[assessment_view(one, region) for one in tx.assessments(contact.id)[-MOST_LINES:]],
        offers=[_offer_view(one) for one in offers[-MOST_LINES:]],
    )


def assessment_view(assessment: Assessment, region: Region) -> AssessmentOut:
    """One assessment, and whether it counts."""
    return AssessmentOut(
        assessment_id=assessment.id,
        unit=unit_view(assessment.unit_id, region),
        staff_id=assessment.staff_id,
        profession=assessment.profession,
        licensed=assessment.licensed,
        form=assessment.form,
        qualified=assessment.qualified,
        assessed_at=assessment.assessed_at,
        stops_clock=assessment.stops_clock,
        source=assessment.source,
        recorded_at=assessment.recorded_at,
        recorded_by=assessment.recorded_by,
        undone_at=assessment.undone_at,
        undone_by=assessment.undone_by,
    )


def due_view(due: Due, region: Region) -> DueOut:
    """One that is due, without the person."""
    contact = due.contact
    return DueOut(
        contact_id=contact.id,
        state=contact.state,
        unit=unit_view(contact.need.unit_id, region),
        reason=contact.circumstances.reason,
        guarantee=contact.circumstances.guarantee,
        result=contact.result,
        sought_at=contact.need.sought_at,
        due_at=due.due_at,
        last_day=due.last_day,
        last_working_day=due.last_working_day,
        days_left=due.days_left,
        overdue=due.days_left < 0,
        owner=due.owner,
    )


def _offer_view(offer: Offer) -> OfferOut:
    return OfferOut(
        offered_at=offer.offered_at,
        time_type=offer.time_type,
        earliest_start=offer.earliest_start,
        times=offer.times,
        answer=offer.answer,
        chosen_start=offer.chosen_start,
    )
