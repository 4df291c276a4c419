"""What a citizen, a front end, an exchange or a colleague sends to have a contact request taken in."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contact_api.domain.core.identity import IdentityKind
from contact_api.domain.core.limits import (
    LONGEST_IDENTITY_NUMBER,
    LONGEST_IDENTITY_SYSTEM,
    MOST_FACTS,
    MOST_RED_FLAGS,
)
from contact_api.domain.core.values import Consent, Mode
from contact_api.http.schemas.base import (
    Code,
    Flag,
    FreeText,
    LanguageTag,
    LenientShape,
    Moment,
    Name,
    PhoneText,
    Shape,
)

IDENTITY_EXAMPLE = {"kind": "personal_number", "number": "198004262385"}
INTAKE_EXAMPLE: dict[str, Any] = {
    "unit_id": "alidhem",
    "reason": "R01",
    "facts": ["new_problem"],
    "red_flags": [],
    "identity": IDENTITY_EXAMPLE,
    "phone": "+46701740605",
    "language": "sv",
    "needs": {"mode": "call"},
    "sms_welcome": True,
    "available_from": "2026-11-23T09:00:00+01:00",
    "available_to": "2026-11-23T16:00:00+01:00",
    "consent": "same_provider",
    "free_text": "Hosta sedan i måndags.",
}


CallReference = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        pattern=r"^[!-~]+$",
        description="What the exchange calls this call, in its events and in the request it became.",
    ),
]
NONE: list[str] = []  # shapes are frozen: nobody adds to it


class IdentityIn(Shape):
    """By which number a person is known; `none` when nobody knows it, or nobody needs to."""

    kind: IdentityKind
    number: Annotated[
        str | None,
        Field(
            max_length=LONGEST_IDENTITY_NUMBER,
            pattern=r"^[^\u0000]*$",
            description="Twelve characters, or ten digits with - or +; left out for `none`.",
        ),
    ] = None
    system: Annotated[
        str | None,
        Field(
            max_length=LONGEST_IDENTITY_SYSTEM,
            pattern=r"^[!-~]{3,200}$",
            description="Who issued it (OID or URI); only needed for a reserve number of a region's own.",
        ),
    ] = None
    example: ClassVar[dict[str, Any]] = IDENTITY_EXAMPLE


class OnBehalfOf(Shape):
    """Somebody speaks for the person: a parent for a child, one adult for another."""

    relation: Literal["child", "adult"]
    caller_name: Name | None = None
    caller_phone: PhoneText | None = None


class Needs(Shape):
    """How the person can take the contact."""

    mode: Annotated[
        Mode, Field(description="A call or text. There is no video: who names it is contacted in text.")
    ] = Mode.CALL


class Wishes(Shape):
    """What may be said of any request, whichever door it comes in by."""

    unit_id: Annotated[Code, Field(description="The unit the person turns to; GET /units lists them.")]
    reason: Annotated[Code, Field(description="A code of GET /catalogue.")]
    facts: Annotated[list[Code], Field(max_length=MOST_FACTS, description="Codes of what was declared.")] = (
        NONE
    )
    red_flags: Annotated[
        list[Code],
        Field(max_length=MOST_RED_FLAGS, description="Codes of the warning signs that were affirmed."),
    ] = NONE
    identity: Annotated[
        IdentityIn | None,
        Field(description="Left out by a signed-in citizen, unless they speak for somebody else."),
    ] = None
    on_behalf_of: OnBehalfOf | None = None
    name: Name | None = None
    phone: PhoneText
    language: Annotated[LanguageTag, Field(description="What the citizen speaks (BCP 47).")] = "sv"
    interpreter: Flag = False
    needs: Needs = Needs()
    protected_identity: Flag = False
    safe_contact: Annotated[
        Flag, Field(description="No text message and no voice mail: somebody else may read or hear it.")
    ] = False
    sms_welcome: Annotated[Flag | None, Field(description="Left out: the citizen was not asked.")] = None
    available_from: Annotated[
        Moment | None,
        Field(
            description="Not rung before: today or one of the next three days. Only today's hours get a time at once."
        ),
    ] = None
    available_to: Annotated[
        Moment | None, Field(description="Not rung after; must be later than now and than `available_from`.")
    ] = None
    consent: Annotated[
        Consent,
        Field(description="Which other centres may call; another care provider needs the citizen's yes."),
    ] = Consent.OWN_UNIT
    free_text: Annotated[
        FreeText | None, Field(description="Read by staff only; never decides anything by machine.")
    ] = None


class ContactRequestIn(Wishes):
    """A request from a web page or a chat."""

    channel: Annotated[Literal["web", "chat"], Field(description="How contact was sought.")] = "web"
    example: ClassVar[dict[str, Any]] = INTAKE_EXAMPLE | {"channel": "web"}


class EnteredRequestIn(Wishes):
    """A request that staff enter for somebody who stands at the desk or is on the telephone."""

    channel: Annotated[Literal["phone", "web", "chat"], Field(description="How contact was sought.")] = (
        "phone"
    )
    sought_at: Annotated[
        Moment | None, Field(description="When contact was sought, if earlier: at most 7 days ago.")
    ] = None
    example: ClassVar[dict[str, Any]] = INTAKE_EXAMPLE | {"channel": "phone"}


class PlannedTimeIn(Shape):
    """The time that is booked for a planned contact, and with whom if that matters; at the unit of the contact."""

    time_type_id: Code
    starts_at: Moment
    staff_id: Code | None = None


class PlannedContactIn(Wishes):
    """A contact that staff plan: a follow-up, prevention, a yearly check. Its time is booked at once."""

    time: PlannedTimeIn
    example: ClassVar[dict[str, Any]] = {
        key: value
        for key, value in INTAKE_EXAMPLE.items()
        if key not in ("available_from", "available_to", "free_text", "consent")
    } | {
        "reason": "R35",
        "facts": [],
        "time": {"time_type_id": "follow-up-call", "starts_at": "2026-11-30T10:00:00+01:00"},
    }


class CallbackRequestIn(LenientShape):
    """What a telephone exchange knows: which number was called, from which, and the key that was pressed."""

    unit_id: Annotated[Code | None, Field(description="The unit, if the exchange knows it.")] = None
    called_number: Annotated[
        PhoneText | None, Field(description="The number that was called, when unit_id is left out.")
    ] = None
    caller_number: Annotated[PhoneText, Field(description="Where to call back.")]
    menu_choice: Annotated[
        str, Field(min_length=1, max_length=1, pattern=r"^[0-9*#]$", description="The key that was pressed.")
    ]
    sought_at: Annotated[
        Moment | None, Field(description="When the caller rang, if the post is late: at most 7 days ago.")
    ] = None
    language: LanguageTag = "sv"
    identity: Annotated[
        IdentityIn | None,
        Field(description="If the caller keyed one in; what cannot be read is left out."),
    ] = None
    call_reference: CallReference | None = None
    may_be_left_out: ClassVar[frozenset[str]] = frozenset({"language", "identity", "call_reference"})
    example: ClassVar[dict[str, Any]] = {
        "called_number": "+46846500401",
        "caller_number": "+46701740605",
        "menu_choice": "1",
        "sought_at": "2026-11-23T08:02:11+01:00",
        "call_reference": "pbx1-7f3a90",
    }


class WindowChoice(Shape):
    """Which of the offered windows the citizen takes."""

    window_from: Annotated[Moment, Field(description="As offered.")]
    unit_id: Code
    example: ClassVar[dict[str, Any]] = {"window_from": "2026-11-23T12:00:00Z", "unit_id": "alidhem"}


class ConsentIn(Shape):
    """Which other units may call from now on; a yes takes no earlier one back."""

    consent: Annotated[
        Literal["same_provider", "any_provider"],
        Field(description="`any_provider` is a disclosure: another care provider sees the request."),
    ]
    example: ClassVar[dict[str, Any]] = {"consent": "same_provider"}


class AvailableHours(Shape):
    """When the citizen can take the contact from now on; what is left out, or null, is any hour."""

    available_from: Annotated[
        Moment | None, Field(description="Not rung before: today or one of the next three days.")
    ] = None
    available_to: Annotated[
        Moment | None, Field(description="Not rung after; must be later than now and than `available_from`.")
    ] = None
    example: ClassVar[dict[str, Any]] = {"available_from": None, "available_to": None}
