"""The three-day clock of the care guarantee: what stops it, and when it is due.

Sources: HSL (2017:30) 9 kap. 1 § (an assessment by a physician or other licensed staff); SKR faq 48120 (calendar
days from the day contact was sought), 48088 and 31983 (a planned contact that equals a visit counts, advice by
telephone is the needs assessment and does not).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.calendar import assessment_due, local_day
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import AssessmentFault
from contact_api.domain.core.values import (
    AssessmentState,
    ContactId,
    ContactState,
    Guarantee,
    Profession,
    StaffId,
    UnitId,
)

ONE_DAY = timedelta(days=1)
WITHDRAWN = (ContactState.CANCELLED, ContactState.DECLINED)  # by the citizen
OUT_OF_REACH = (*WITHDRAWN, ContactState.NOT_REACHED)  # nobody can assess them, until they are back


class AssessmentForm(StrEnum):
    """How a licensed person met the problem. Source: vantetider.se, "Medicinsk bedömning", besöksform."""

    VISIT = "visit"
    HOME = "home"
    DISTANCE = "distance"  # an e-service, also when it is not answered at once
    TELEPHONE = "telephone"
    WRITTEN = "written"

    @property
    def is_visit(self) -> bool:
        """Whether it is a visit by itself; the others count when they were planned and equal one."""
        return self in (AssessmentForm.VISIT, AssessmentForm.HOME)


class AssessmentSource(StrEnum):
    """Where it is known from."""

    STAFF = "staff"
    BOOKING = "booking"  # a booking that was attended


@dataclass(frozen=True, slots=True)
class Assessment:
    """One time somebody of the staff met the problem of a contact; kept also where it does not stop the clock."""

    id: str
    contact_id: ContactId
    unit_id: UnitId  # of who assessed
    staff_id: StaffId
    profession: Profession
    licensed: bool
    form: AssessmentForm
    qualified: bool  # planned, equal to a visit in time and content, and in the record
    assessed_at: datetime
    source: AssessmentSource
    booking_id: str | None
    recorded_at: datetime
    recorded_by: str
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def stops_clock(self) -> bool:
        """Whether it is an assessment as the guarantee means it: licensed, and a visit or what equals one."""
        return self.undone_at is None and self.licensed and (self.form.is_visit or self.qualified)


def clock_runs(contact: Contact) -> bool:
    """Whether somebody is to assess the contact: covered, not assessed, and not out of reach.

    A guarantee that nobody has said counts as one. A call back ends nothing: it is the needs assessment, the 0.
    """
    return (
        contact.assessment is AssessmentState.AWAITED
        and contact.circumstances.guarantee is not Guarantee.NONE
        and contact.state not in OUT_OF_REACH
    )


def must_be_possible(assessed_at: datetime, contact: Contact, *, now: datetime) -> None:
    """Pass in silence when it can have been then. Errors: AssessmentFault."""
    if assessed_at < contact.need.sought_at:
        raise AssessmentFault("that was before contact was sought; the clock began later")
    if assessed_at > now:
        raise AssessmentFault("that is still to come; record it when it has been")


def is_call_back(form: AssessmentForm, assessed_at: datetime, attempts: Iterable[Attempt]) -> bool:
    """Whether it is only the call back by another name: talked to while the contact was being called back."""
    return not form.is_visit and any(one.started_at <= assessed_at <= one.ended_at for one in attempts)


def first_that_stops(assessments: Iterable[Assessment]) -> Assessment | None:
    """The one that stopped the clock: the first that counts."""
    counting = (one for one in assessments if one.stops_clock)
    return min(counting, key=lambda one: (one.assessed_at, one.recorded_at, one.id), default=None)


def settled(contact: Contact, assessments: Sequence[Assessment]) -> Contact:
    """The contact as its assessments have it: the first that counts stops the clock, without any it runs again.

    That none is needed stands as long as nobody has assessed; then there is nothing left to decide.
    """
    first = first_that_stops(assessments)
    if first is not None:
        return replace(contact, assessment=AssessmentState.ASSESSED, assessment_ended_at=first.assessed_at)
    if contact.assessment is AssessmentState.ASSESSED:
        return awaited(contact)
    return contact


def awaited(contact: Contact) -> Contact:
    """The contact with its clock as it was at first."""
    return replace(contact, assessment=AssessmentState.AWAITED, assessment_ended_at=None)


def not_needed(contact: Contact, *, now: datetime) -> Contact:
    """The contact after licensed staff decided that its problem needs no further assessment.

    An ending of its own: it is never counted as assessed. Errors: AssessmentFault while nobody has reached the
    citizen, who alone could say; or when it is assessed already.
    """
    if contact.reached_at is None:
        raise AssessmentFault("nobody has reached the citizen yet; decide when you have talked")
    if contact.assessment is AssessmentState.ASSESSED:
        raise AssessmentFault("it is assessed already; there is nothing left to decide")
    return replace(contact, assessment=AssessmentState.NOT_NEEDED, assessment_ended_at=now)


def days_between(sought_at: datetime, moment: datetime, zone: tzinfo) -> int:
    """Calendar days from the day contact was sought; the same day is none."""
    return (local_day(moment, zone) - local_day(sought_at, zone)).days


def last_day(sought_at: datetime, zone: tzinfo, *, days: int) -> date:
    """The last calendar day that is within the limit."""
    return local_day(assessment_due(sought_at, zone, days=days), zone) - ONE_DAY


def last_working_day(sought_on: date, *, days: int, is_open: Callable[[date], bool]) -> date:
    """The last day within the limit on which the unit is open; the last of all where it is open on none.

    Of three days, who seeks contact on a Thursday has until Sunday, and most units until Friday.
    """
    within = (sought_on + number * ONE_DAY for number in range(days, -1, -1))
    return next((day for day in within if is_open(day)), sought_on + days * ONE_DAY)


def sought_until(today: date, *, days: int, is_open: Callable[[date], bool]) -> date | None:
    """The last day of which whoever sought contact then must be assessed today at the latest, or should have been.

    What is due later has a working day to come.
    """
    days_back = (today - number * ONE_DAY for number in range(days + 2))
    return next(
        (day for day in days_back if last_working_day(day, days=days, is_open=is_open) <= today), None
    )
