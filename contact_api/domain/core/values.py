"""The small values everything else is made of: ids, states, windows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

ContactId = NewType("ContactId", str)
PersonId = NewType("PersonId", str)
StaffId = NewType("StaffId", str)
UnitId = NewType("UnitId", str)
PoolId = NewType("PoolId", str)
MessageId = NewType("MessageId", str)
CallId = NewType("CallId", str)

Profession = str
Language = str  # BCP-47


class Urgency(StrEnum):
    """How soon, most urgent first; the codes sort in that order. Source: docs/rules.md, "Urgency"."""

    U0 = "U0"  # a red flag was affirmed: ring 112, and a human is alerted
    U1 = "U1"  # acute today: first in the queue, contact within the hour
    U2 = "U2"  # the same day: what the guarantee gives everybody
    U3 = "U3"  # assessment within three days
    U4 = "U4"  # planned
    U5 = "U5"  # administrative
    U6 = "U6"  # self-care advice given

    @property
    def is_urgent(self) -> bool:
        """Whether a first attempt is due within the hour."""
        return self in (Urgency.U0, Urgency.U1)


class Guarantee(StrEnum):
    """Whether the three-day clock runs: a new or worsened problem, or missing effect of treatment."""

    NEW = "new"
    WORSENED = "worsened"
    NO_EFFECT = "no_effect"
    MISSING = "missing"  # nobody has said: the clock runs, and it is shown that it is not known
    NONE = "none"


class AssessmentState(StrEnum):
    """How the three-day clock of a contact stands, where its guarantee has it run."""

    AWAITED = "awaited"
    ASSESSED = "assessed"  # by licensed staff, at a visit or what equals one
    NOT_NEEDED = "not_needed"  # licensed staff decided so, once the citizen was reached
    NOT_KEPT = "not_kept"  # sought before assessments were recorded here


class Channel(StrEnum):
    """How the citizen sought contact."""

    PHONE = "phone"
    CHAT = "chat"
    WEB = "web"


class Intake(StrEnum):
    """The door the request came in by."""

    WEB_FORM = "web_form"
    TELEPHONY = "telephony"  # posted by an exchange
    VOICE = "voice"  # the caller was led through the menu by us
    STAFF_ENTERED = "staff_entered"
    TEXT_MESSAGE = "text_message"  # the citizen texted that they want to be contacted


class Mode(StrEnum):
    """How the citizen can take the contact (hearing, sight)."""

    CALL = "call"
    VIDEO = "video"
    TEXT = "text"


class Consent(StrEnum):
    """Which other centres the citizen accepts. Another care provider is a disclosure and needs their yes."""

    OWN_UNIT = "own_unit"
    SAME_PROVIDER = "same_provider"
    ANY_PROVIDER = "any_provider"

    def or_more(self, said: "Consent | None") -> "Consent":
        """This, or what the citizen says now when that accepts more: a yes takes no earlier one back."""
        order = list(Consent)
        return max(self, said or self, key=order.index)


class ContactState(StrEnum):
    """The life of a contact request."""

    WAITING = "waiting"
    CLAIMED = "claimed"  # a staff member holds it under a lease
    REACHED = "reached"
    NOT_REACHED = "not_reached"  # tried as often as agreed, and told so; reopens with its first time
    CANCELLED = "cancelled"
    DECLINED = "declined"  # the citizen did not want the contact after all
    BOOKED = "booked"  # the citizen booked a time instead of being called

    @property
    def is_open(self) -> bool:
        """Whether it still waits, or somebody holds it."""
        return self in (ContactState.WAITING, ContactState.CLAIMED)


class Outcome(StrEnum):
    """How one attempt ended."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"


class Result(StrEnum):
    """What a reached contact led to."""

    ADVICE = "advice"
    SELF_CARE = "self_care"
    BOOKED_VISIT = "booked_visit"
    BOOKED_DISTANCE = "booked_distance"
    PRESCRIPTION = "prescription"
    REFERRED = "referred"
    SENT_TO_112 = "sent_to_112"
    ADMINISTRATIVE = "administrative"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Half-open span of time `[start, end)`, both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window needs times with an offset")
        if self.end <= self.start:
            raise ValueError("a window must run forward")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def overlaps(self, other: "Window") -> bool:
        """Whether some moment is in both; windows that only touch do not overlap."""
        return self.start < other.end and other.start < self.end
