"""A contact request: what is needed, and where it stands."""

from dataclasses import dataclass, replace
from datetime import datetime

from contact_api.domain.core.limits import LONGEST_MERGED_TEXT
from contact_api.domain.core.values import (
    AssessmentState,
    Channel,
    Consent,
    ContactId,
    ContactState,
    Guarantee,
    Intake,
    Language,
    Mode,
    PersonId,
    Profession,
    StaffId,
    UnitId,
    Urgency,
    Window,
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a contact asks of the staff; all that promise and plan look at."""

    contact_id: ContactId
    unit_id: UnitId  # the listed unit, the one the citizen turned to, or the one they were passed on to
    professions: tuple[Profession, ...]  # any of them will do, the first is preferred
    language: Language  # what the staff member must speak; with an interpreter "sv"
    minutes: int  # staff minutes to plan with, documentation included
    urgency: Urgency
    sought_at: datetime  # never changes
    consent: Consent = Consent.OWN_UNIT
    available_from: datetime | None = None
    available_to: datetime | None = None
    named_contact: StaffId | None = None  # fast läkarkontakt or fast vårdkontakt


def with_hours_to_come(need: Need, *, at: datetime) -> Need:
    """The need without the hours that were named, if they have ended by then: they were of an earlier day.

    Hours that are still to come bind on every day: nobody is told a time before them, however far ahead they lie.
    """
    if need.available_to is None or need.available_to > at:
        return need
    return replace(need, available_from=None, available_to=None)


def rung_at_any_hour(need: Need) -> Need:
    """The need without the hours that were named, if a red flag for 112 was affirmed: whoever is free rings at once."""
    if need.urgency is not Urgency.U0:
        return need
    return replace(need, available_from=None, available_to=None)


def is_in_hours(window: Window, need: Need) -> bool:
    """Whether all of the window lies in the hours that were named."""
    opens = need.available_from or window.start
    closes = need.available_to or window.end
    return opens <= window.start and window.end <= closes


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What staff and messages must respect, beside the need itself."""

    reason: str
    channel: Channel
    intake: Intake
    guarantee: Guarantee
    catalogue_version: str
    rule_ids: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    citizen_language: Language = "sv"
    interpreter: bool = False
    mode: Mode = Mode.CALL
    protected_identity: bool = False
    safe_contact: bool = False  # no SMS, no voice mail, unless the citizen chose it
    sms_welcome: bool | None = None  # None: the citizen was not asked
    on_behalf_of: str | None = None  # "child" or "adult": the caller speaks for the person
    expected_minutes: int = 0  # handling time, documentation not included
    also_sought_for: tuple[str, ...] = ()  # reasons beside the one it is sorted by


@dataclass(frozen=True, slots=True)
class Details:
    """What identifies a person: sealed at rest, never in a log, a job or a URL."""

    name: str | None = None
    phone: str | None = None  # E.164
    phone_takes_sms: bool = False
    free_text: str | None = None
    identity_kind: str = "none"
    identity_value: str | None = None
    identity_system: str | None = None
    caller_name: str | None = None  # who speaks for the citizen
    caller_phone: str | None = None
    wrote_more: bool = False  # more than fits in free_text: it is among the written messages

    @property
    def callback_number(self) -> str | None:
        """The number to ring: of the one who speaks for the citizen, when somebody does."""
        return self.caller_phone or self.phone


def added_to(before: Details, new: Details) -> tuple[Details, str | None]:
    """What is known after contact was sought again, and the words that do not fit in it: no word is lost.

    Newer names and numbers count. A text that stands there already is not said twice.
    """
    text, beside = _joined(before.free_text or "", (new.free_text or "").strip())
    told = {
        name: getattr(new, name) or getattr(before, name)
        for name in ("name", "caller_name", "identity_value", "identity_system")
    }
    number = new if new.callback_number else before
    after = replace(
        before,
        **told,
        identity_kind=new.identity_kind if new.identity_value else before.identity_kind,
        caller_phone=number.caller_phone,
        phone=number.phone or before.phone,
        phone_takes_sms=number.phone_takes_sms,
        free_text=text or None,
        wrote_more=before.wrote_more or beside is not None,
    )
    return after, beside


def _joined(before: str, new: str) -> tuple[str, str | None]:
    """One text below the other, or the new one by itself where both together are too long."""
    if not new or f"\n{new}\n" in f"\n{before}\n":
        return before, None
    both = f"{before}\n{new}" if before else new
    return (both, None) if len(both) <= LONGEST_MERGED_TEXT else (before, new)


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact request as it stands."""

    need: Need
    circumstances: Circumstances
    person_id: PersonId
    state: ContactState = ContactState.WAITING
    duplicate_key: str | None = None  # same key and still open = the same case
    times_sought: int = 1  # every redial counts
    window: Window | None = None  # what the citizen was last promised
    promised_unit: UnitId | None = None
    backed: bool = False
    attempts: int = 0
    not_before: datetime | None = None  # a retry comes no sooner
    callable_from: datetime | None = None  # set by work_queue.queued: nobody rings before
    due_at: datetime | None = None  # set by work_queue.queued: what the queue is ordered by
    lend_at: datetime | None = None  # from then on other units may take it, too
    lease_number: int = 0  # rises with every claim
    lease_until: datetime | None = None
    claimed_by: StaffId | None = None
    claimed_at: datetime | None = None
    reached_at: datetime | None = None
    closed_at: datetime | None = None
    result: str | None = None
    link_serial: int = 0
    called_by: StaffId | None = None  # who made the last attempt
    limited_as: str | None = None  # whose minutes it holds count together; None: nobody's
    number_is_wrong: bool = (
        False  # the number to call is somebody else's: no text goes there until it is changed
    )
    booked_until: datetime | None = (
        None  # the end of the last time booked for it, or day waited for; its link opens until after
    )
    sent_by: str | None = None  # the key of the front end or exchange that asked for it
    assessment: AssessmentState = AssessmentState.AWAITED
    assessment_ended_at: datetime | None = None  # when it was assessed, or decided that it need not be
    assessment_owner: StaffId | None = None  # who has taken it from those that are due

    @property
    def id(self) -> ContactId:
        """The id of the contact request."""
        return self.need.contact_id
