"""What staff send and see: the queue, the contact they hold, its history."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contact_api.domain.core.limits import MOST_CODES
from contact_api.domain.core.values import (
    AssessmentState,
    Channel,
    Consent,
    ContactState,
    Guarantee,
    Intake,
    Mode,
    Outcome,
    Result,
    Urgency,
)
from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Code,
    Flag,
    LanguageTag,
    LeaseNumber,
    LineText,
    MergedText,
    Minutes,
    Moment,
    Name,
    Number32,
    PhoneNumber,
    Shape,
    Uuid,
    Why,
    Word,
)
from contact_api.http.schemas.case import CASE, UNIT, UnitRef
from contact_api.http.schemas.intake import IDENTITY_EXAMPLE, IdentityIn
from contact_api.http.schemas.rules import NamedReason
from contact_api.ports import AlertState

QUEUED: dict[str, Any] = {
    "contact_id": CASE["contact_id"],
    "state": "waiting",
    "unit": UNIT,
    "promised_unit": UNIT,
    "reason": "R01",
    "urgency": "U2",
    "professions": ["nurse", "district_nurse"],
    "language": "sv",
    "interpreter": False,
    "mode": "call",
    "minutes": 8,
    "sought_at": "2026-11-23T08:15:00Z",
    "times_sought": 1,
    "window_from": "2026-11-23T08:30:00Z",
    "window_to": "2026-11-23T09:30:00Z",
    "backed": True,
    "callable_from": "2026-11-23T08:30:00Z",
    "due_at": "2026-11-23T09:30:00Z",
    "attempts": 0,
}
CONTACT: dict[str, Any] = QUEUED | {
    "channel": "web",
    "intake": "web_form",
    "guarantee": "new",
    "facts": ["new_problem"],
    "red_flags": [],
    "catalogue_version": "2026-1",
    "consent": "same_provider",
    "protected_identity": False,
    "safe_contact": False,
    "sms_welcome": True,
    "texts_arrive": True,
    "why_no_texts": None,
    "on_behalf_of": None,
    "citizen_language": "sv",
    "available_from": None,
    "available_to": None,
    "named_contact": None,
    "identity": IDENTITY_EXAMPLE | {"system": "http://electronichealth.se/identifier/personnummer"},
    "name": "Astrid Testberg",
    "call_number": "+46701740605",
    "caller_name": None,
    "free_text": "Hosta sedan i måndags.",
    "wrote_more": False,
    "claimed_by": "alidhem-01",
    "also_sought_for": [{"code": "R05", "name": "Yrsel, svimmat"}],
    "result": None,
    "assessment": "awaited",
    "assessment_ended_at": None,
    "assessment_owner": None,
    "alert": None,
}
CLAIM: dict[str, Any] = {
    "lease_number": 1,
    "lease_until": "2026-11-23T08:46:00Z",
    "contact": CONTACT | {"state": "claimed"},
}
Professions = Annotated[list[Word], Field(min_length=1, max_length=20)]


class QueuedContact(Shape):
    """One contact in the queue; says nothing of who it is."""

    contact_id: Uuid
    state: ContactState
    unit: UnitRef
    promised_unit: UnitRef | None
    reason: Code
    urgency: Urgency
    professions: Professions
    language: Annotated[LanguageTag, Field(description="What the staff member must speak.")]
    interpreter: Flag
    mode: Mode
    minutes: Minutes
    sought_at: Moment
    times_sought: Number32
    window_from: Moment | None
    window_to: Moment | None
    backed: Flag
    callable_from: Moment | None
    due_at: Moment | None
    attempts: Number32
    example: ClassVar[dict[str, Any]] = QUEUED


class WorkQueue(Shape):
    """A page of the unit's open contacts, the soonest deadline first."""

    items: Annotated[list[QueuedContact], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Annotated[Flag, Field(description="Whether there is a further page.")]
    example: ClassVar[dict[str, Any]] = {"items": [QUEUED], "limit": 20, "offset": 0, "more": False}


class AlertOfContact(Shape):
    """How an alert about a contact stands."""

    kind: Word
    state: AlertState
    raised_at: Moment
    acknowledged_at: Moment | None
    acknowledged_by: LineText | None
    closed_at: Moment | None
    example: ClassVar[dict[str, Any]] = {
        "kind": "call_112",
        "state": "taken",
        "raised_at": "2026-11-23T08:15:00Z",
        "acknowledged_at": "2026-11-23T08:16:00Z",
        "acknowledged_by": "alidhem-01",
        "closed_at": None,
    }


class StaffContact(QueuedContact):
    """A contact with everything needed to make it; every look is logged."""

    channel: Channel
    intake: Intake
    guarantee: Guarantee
    facts: Annotated[list[Code], Field(max_length=MOST_CODES)]
    red_flags: Annotated[list[Code], Field(max_length=MOST_CODES)]
    catalogue_version: Code
    consent: Consent
    protected_identity: Flag
    safe_contact: Annotated[Flag, Field(description="No text message, no voice mail.")]
    sms_welcome: Flag | None
    texts_arrive: Annotated[
        Flag, Field(description="Whether text messages reach the citizen, as far as is known.")
    ]
    why_no_texts: Annotated[
        Word | None,
        Field(
            description="no_number, not_mobile, not_allowed (its country is not texted), declined, opted_out,"
            " safe_contact, or undelivered: the last one did not arrive."
        ),
    ]
    on_behalf_of: Word | None
    citizen_language: LanguageTag
    available_from: Moment | None
    available_to: Moment | None
    named_contact: Code | None
    identity: IdentityIn
    name: Name | None
    call_number: PhoneNumber | None
    caller_name: Annotated[Name | None, Field(description="Who speaks for the citizen, and is called.")]
    free_text: Annotated[
        MergedText | None, Field(description="What was written with each request, one after another.")
    ]
    wrote_more: Annotated[
        Flag, Field(description="More was written than stands here: GET …/written-messages has the rest.")
    ]
    claimed_by: Code | None
    also_sought_for: Annotated[
        list[NamedReason],
        Field(
            max_length=MOST_CODES,
            description="What else contact was sought for meanwhile; ask about it, too.",
        ),
    ]
    result: Word | None
    assessment: AssessmentState
    assessment_ended_at: Annotated[
        Moment | None, Field(description="When it was assessed, or decided that it need not be.")
    ]
    assessment_owner: Annotated[Code | None, Field(description="Who sees to the assessment.")]
    alert: Annotated[
        AlertOfContact | None, Field(description="What staff were alerted to about it; an open one first.")
    ]
    example: ClassVar[dict[str, Any]] = CONTACT


class Claim(Shape):
    """A contact that one staff member holds, until `lease_until` unless they say that they are still at it."""

    lease_number: LeaseNumber
    lease_until: Moment
    contact: StaffContact
    example: ClassVar[dict[str, Any]] = CLAIM


class Held(Shape):
    """Every change of a held contact names the lease it is held under."""

    lease_number: LeaseNumber
    example: ClassVar[dict[str, Any]] = {"lease_number": 1}


class OutcomeIn(Held):
    """How the attempt ended; a result only where somebody was reached."""

    outcome: Outcome
    result: Result | None = None
    no_assessment_needed: Annotated[
        Flag,
        Field(
            description="Licensed staff found that the problem needs no further assessment. It is not counted as one;"
            " left out, the three-day clock runs on."
        ),
    ] = False
    example: ClassVar[dict[str, Any]] = {"lease_number": 1, "outcome": "reached", "result": "advice"}


class TransferIn(Held):
    """Pass it on, to another unit or other professions, and say why."""

    why: Why
    to_professions: Professions | None = None
    to_unit: Code | None = None
    consent: Annotated[
        Literal["same_provider", "any_provider"] | None,
        Field(
            description="What the citizen has just said yes to, such as on the telephone. A unit of another care"
            " provider needs `any_provider`, here or from before."
        ),
    ] = None
    example: ClassVar[dict[str, Any]] = {
        "lease_number": 1,
        "why": "Behöver bedömas av fysioterapeut.",
        "to_professions": ["physiotherapist"],
    }


class OverrideIn(Held):
    """What a licensed person sets instead of what the rules said: one thing at least; what is left out stays."""

    why: Why
    urgency: Urgency | None = None
    professions: Professions | None = None
    minutes: Annotated[
        Annotated[int, Field(strict=True, ge=1, le=240, json_schema_extra={"format": "int32"})] | None,
        Field(description="Of the conversation; documentation is added."),
    ] = None
    guarantee: Guarantee | None = None
    example: ClassVar[dict[str, Any]] = {
        "lease_number": 1,
        "why": "Andfådd, ska ringas först.",
        "urgency": "U1",
    }


class Standing(Shape):
    """Where a contact stands after a change."""

    contact_id: Uuid
    state: ContactState
    attempts: Number32
    next_try_at: Moment | None
    lease_until: Moment | None
    example: ClassVar[dict[str, Any]] = {
        "contact_id": CASE["contact_id"],
        "state": "reached",
        "attempts": 1,
        "next_try_at": None,
        "lease_until": None,
    }
