"""What somebody asks for when they seek contact, and what they are told."""

from dataclasses import dataclass, replace
from datetime import datetime

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import (
    Channel,
    Consent,
    ContactId,
    ContactState,
    Intake,
    Language,
    Mode,
    PersonId,
    StaffId,
    UnitId,
)
from contact_api.domain.promise.promise import Promise
from contact_api.domain.triage.triage import Declared, Triage
from contact_api.usecases.identification.recognise import Proof


@dataclass(frozen=True, slots=True)
class Unread:
    """An optional part that could not be read: it was left out, and costs nobody the call."""

    field: str
    what: str  # what is wrong with it; never what was sent


@dataclass(frozen=True, slots=True)
class Request:
    """What a citizen, an exchange or a colleague asks for, already read and checked."""

    contact_id: ContactId
    person_id: PersonId
    unit_id: UnitId
    declared: Declared
    details: Details
    channel: Channel
    intake: Intake
    sought_at: datetime
    duplicate_key: str | None = None
    language: Language = "sv"
    interpreter: bool = False
    mode: Mode = Mode.CALL
    consent: Consent = Consent.OWN_UNIT
    available_from: datetime | None = None
    available_to: datetime | None = None
    named_contact: StaffId | None = None
    protected_identity: bool = False
    safe_contact: bool = False
    sms_welcome: bool | None = None  # None: the citizen was not asked
    on_behalf_of: str | None = None
    said: frozenset[str] = frozenset()  # of language, interpreter, mode, consent: what is more than assumed
    left_out: tuple[Unread, ...] = ()
    limited_as: str | None = None  # whose minutes it may hold count together (domain/core/minute_limits.py)
    sent_by: str | None = None  # by which front end or exchange
    proof: Proof | None = None  # None: whoever comes by the duplicate key is the same person
    protects_person: bool = (
        False  # what protects them is their own word, or staff's: it holds for later cases too
    )


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the citizen is told: the case, its promise, and whether to ring 112 now."""

    contact: Contact
    promise: Promise
    triage: Triage  # the sorting that stands
    said: Triage  # the sorting of what was said in this very request
    left_out: tuple[Unread, ...] = ()
    merged: bool = False  # the citizen had sought contact already and keeps their place


def as_said(taken: TakenIn, request: Request) -> TakenIn:
    """As told to who did not sign in: of a case that was found, nothing that was not said in this very request.

    Whoever names somebody's numbers is told the window, and neither what was sought before nor how it went.
    """
    if not taken.merged:
        return taken
    case, said = taken.contact, taken.said
    around = replace(
        case.circumstances, citizen_language=request.language, mode=request.mode, guarantee=said.guarantee
    )
    need = replace(case.need, sought_at=request.sought_at, urgency=said.urgency)
    told = replace(case, need=need, circumstances=around, state=ContactState.WAITING, attempts=0)
    return replace(taken, contact=told, triage=said)
