"""What bookings say to the three-day clock: which times were on offer and chosen, and that somebody was met.

Sources: SKR faq 48091 (a web time chosen later than could be had is the patient's wait), 48088 (a planned contact by
telephone that equals a visit counts).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

from contact_api.domain.assessment.assessment import AssessmentForm, clock_runs
from contact_api.domain.booking.booking import Booking
from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.time_types import BookingForm
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, Window
from contact_api.ports import Assessments
from contact_api.usecases.assessment.note_offer import Offering, answer_offer, note_offer, withdraw_offer
from contact_api.usecases.assessment.record_assessment import (
    Assessing,
    record_assessment,
    undo_assessment_of_booking,
)
from contact_api.usecases.booking.find_times import Asked, Finding, FoundTime, find_times

FORMS: Mapping[BookingForm, AssessmentForm] = {
    BookingForm.PLACE: AssessmentForm.VISIT,
    BookingForm.HOME: AssessmentForm.HOME,
    BookingForm.VIDEO: AssessmentForm.DISTANCE,
    BookingForm.TELEPHONE: AssessmentForm.TELEPHONE,
}
ANY_KIND = "any"
SOON = timedelta(days=7)  # longer than the clock runs


class OfferingTimes(Offering, Finding, Protocol):
    """What keeping what was on offer needs."""


class Choosing(Offering, Assessments, Protocol):
    """What keeping a choice needs."""


def keep_offer(
    contact: Contact, asked: Asked, found: Sequence[FoundTime], tx: OfferingTimes, *, by: str, now: datetime
) -> None:
    """Keep what somebody could have when they looked, while an assessment is due.

    However they narrowed their search, the first time is the first they could have had of these kinds and units.
    """
    if not clock_runs(contact) or not asked.units:
        return
    kinds = {one.id for one in asked.types}
    wide = Wish(interpreter=asked.wish.interpreter, language=asked.wish.language)
    of_all = replace(asked, span=Window(now, max(asked.span.end, now + SOON)), wish=wide)
    first = find_times(of_all, tx, most=1, now=now)
    note_offer(
        contact.id,
        tx,
        offer_id=str(uuid4()),
        unit_id=next(iter(asked.units)),
        time_type=kinds.pop() if len(kinds) == 1 else ANY_KIND,
        earliest_start=first[0].window.start if first else None,
        times=len(found),
        actor=by,
        now=now,
    )


def keep_choice(
    contact: Contact, chosen_start: datetime | None, tx: Choosing, *, by_unit: bool = False, now: datetime
) -> None:
    """Keep the time that was chosen, or that the unit took one back; of what was never on offer nothing follows."""
    if not clock_runs(contact) or not tx.assessment_offers(contact.id):
        return
    if by_unit:
        withdraw_offer(contact.id, tx, now=now)
    if chosen_start is not None:
        answer_offer(contact.id, tx, chosen_start=chosen_start, now=now)


def was_met(booking: Booking, tx: Assessing, *, by: str, now: datetime) -> None:
    """An attended booking is an assessment by whoever it was with; a planned time equals a visit, whatever its form.

    Of somebody who left the register, or a time before contact was sought, none is kept: staff record it themselves.
    """
    staff_id = booking.slot.staff_id
    contact = tx.contact(booking.contact_id)
    if staff_id not in tx.region().staff or contact is None:
        return
    if booking.starts_at < contact.need.sought_at:
        return
    record_assessment(
        booking.contact_id,
        staff_id,
        FORMS[booking.form],
        tx,
        assessment_id=str(uuid4()),
        assessed_at=booking.starts_at,
        qualified=True,
        booking_id=booking.id,
        actor=by,
        now=now,
    )


def was_not_met(booking: Booking, tx: Assessing, *, by: str, now: datetime) -> None:
    """What an attended booking was kept as is taken back."""
    undo_assessment_of_booking(ContactId(booking.contact_id), booking.id, tx, actor=by, now=now)
