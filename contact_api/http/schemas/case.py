"""What a citizen, or a front end, is told of a contact request."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contact_api.domain.core.values import AssessmentState, ContactState, Mode
from contact_api.domain.promise.promise import Why
from contact_api.http.schemas.base import (
    Code,
    Flag,
    LineText,
    Moment,
    Name,
    Number32,
    Shape,
    Sorting,
    Text,
    Uuid,
)
from contact_api.http.schemas.intake import AvailableHours, ConsentIn, WindowChoice
from contact_api.usecases.promising.alternatives import AlternativeKind

CALL_112 = {
    "now": False,
    "text": "Ring 112 direkt om någons liv är i fara eller om någon behöver ambulans nu. Vänta inte på att"
    " vi ringer.",
    "advice": "Behöver du råd om vård ringer du 1177, dygnet runt.",
}
UNIT = {"id": "alidhem", "name": "Ålidhems hälsocentral"}
PROMISE: dict[str, Any] = {
    "backed": True,
    "window_from": "2026-11-23T08:30:00Z",
    "window_to": "2026-11-23T09:30:00Z",
    "unit": UNIT,
    "why": "own_unit",
    "text": "Vi ringer dig i dag mellan 09:30 och 10:30.",
    "explanation": "Det är den första tiden hos Ålidhems hälsocentral som personalen har utrymme för.",
    "made_at": "2026-11-23T08:15:00Z",
}
CASE: dict[str, Any] = {
    "call_112": CALL_112,
    "contact_id": "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10",
    "state": "waiting",
    "state_text": "Väntar",
    "sought_at": "2026-11-23T08:15:00Z",
    "times_sought": 1,
    "attempts": 0,
    "next_try_at": None,
    "number_was_wrong": False,
    "promise": PROMISE,
    "mode": "call",
    "written_messages": 0,
    "guarantee": {
        "same_day_due": "2026-11-23T16:00:00Z",
        "assessment_due": "2026-11-26T23:00:00Z",
        "assessment": "awaited",
        "assessed_at": None,
    },
}
ALTERNATIVE: dict[str, Any] = {
    "kind": "other_window",
    "text": "Vi ringer dig i dag mellan 10:30 och 11:30.",
    "window_from": "2026-11-23T09:30:00Z",
    "window_to": "2026-11-23T10:30:00Z",
    "unit": UNIT,
    "action": {
        "method": "PUT",
        "path": "/contact-routing/v1/contact-requests/0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10/promise",
        "body": {"window_from": "2026-11-23T09:30:00Z", "unit_id": "alidhem"},
    },
}


class UnitRef(Shape):
    """A unit by its id and name."""

    id: Code
    name: Name


class Call112(Shape):
    """Said before anything else; `now` when a warning sign was affirmed."""

    now: Flag
    text: Text
    advice: Text


class PromiseOut(Shape):
    """When somebody will call, or the honest answer that no time can be promised today."""

    backed: Annotated[Flag, Field(description="Whether reserved staff time stands behind it.")]
    window_from: Moment | None
    window_to: Moment | None
    unit: UnitRef | None
    why: Why
    text: Annotated[Text, Field(description="The sentence to show or speak, in the citizen's language.")]
    explanation: Text
    made_at: Moment
    example: ClassVar[dict[str, Any]] = PROMISE


class GuaranteeClocks(Shape):
    """The two clocks of the care guarantee; no assessment is due for what it does not cover."""

    same_day_due: Moment
    assessment_due: Moment | None
    assessment: Annotated[
        AssessmentState | None, Field(description="How the second clock stands; null where it does not run.")
    ]
    assessed_at: Annotated[
        Moment | None, Field(description="By licensed staff, at a visit or what equals one.")
    ]


class Case(Shape):
    """A contact request as it stands."""

    call_112: Call112
    contact_id: Uuid
    state: ContactState
    state_text: LineText
    sought_at: Annotated[Moment, Field(description="When contact was first sought; never changes.")]
    times_sought: Number32
    attempts: Number32
    next_try_at: Moment | None
    number_was_wrong: Annotated[
        Flag,
        Field(description="It ended because the number was somebody else's: seek anew with the right one."),
    ]
    promise: PromiseOut | None
    mode: Annotated[
        Mode, Field(description="How the citizen takes the contact; in writing by GET …/written-messages.")
    ]
    written_messages: Annotated[
        Number32 | None,
        Field(
            description="How many there are to read by GET …/written-messages: it need not be asked for again before"
            " the number rises. Null in answers to an intake."
        ),
    ] = None
    guarantee: GuaranteeClocks
    example: ClassVar[dict[str, Any]] = CASE


class Action(Shape):
    """What to send to do it, signed in or by the citizen's link as before."""

    method: Literal["PUT", "POST"]
    path: Annotated[str, Field(max_length=200, pattern=r"^/contact-routing/v1/contact-requests/[a-z0-9/-]+$")]
    body: WindowChoice | ConsentIn | AvailableHours


class Alternative(Shape):
    """One thing the citizen can do, and the time it leads to as things stand."""

    kind: AlternativeKind
    text: Annotated[Text, Field(description="What to do and what comes of it, in the citizen's language.")]
    window_from: Moment
    window_to: Moment
    unit: UnitRef
    action: Action
    example: ClassVar[dict[str, Any]] = ALTERNATIVE


class Alternatives(Shape):
    """What else can be done now; none where nothing would bring another time."""

    alternatives: Annotated[list[Alternative], Field(max_length=20)]
    example: ClassVar[dict[str, Any]] = {"alternatives": [ALTERNATIVE]}


class Link(Shape):
    """The citizen's own way back to their case; the token is sent as the header Contact-Link."""

    token: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]
    url: Annotated[str, Field(max_length=500, pattern=r"^https?://[!-~]+$")]


class LeftOut(Shape):
    """An optional part that could not be read; the request was taken in without it."""

    field: LineText
    what: LineText


class TakenCase(Case):
    """The answer to a request that was taken in."""

    merged: Annotated[
        Flag, Field(description="The citizen had sought contact already and keeps their first place.")
    ]
    sorted_as: Annotated[Sorting, Field(description="How it was sorted, and by which rules.")]
    alternatives: Annotated[list[Alternative], Field(max_length=20)]
    link: Annotated[
        Link | None,
        Field(
            description="Left out where a case was found without a sign-in: it is sent to the case's number."
        ),
    ]
    left_out: Annotated[
        list[LeftOut],
        Field(
            max_length=20,
            description="Optional parts that could not be read, or that do not hold: hours, with a sign for 112.",
        ),
    ]
    example: ClassVar[dict[str, Any]] = CASE | {
        "written_messages": None,
        "merged": False,
        "left_out": [],
        "sorted_as": "Du angav: Förkyld, hosta, ont i halsen. Därför: samma dag. Tas av sjuksköterska,"
        " distriktssköterska, omkring 6 minuter (regelverk 2026-1).",
        "alternatives": [ALTERNATIVE],
        "link": {
            "token": "AAECAwQFBgcICQoLDA0ODwAAdQubXS5vCkxVmkQ6Hwo_jRA",
            "url": "https://kontakt.example.se/my-contact#AAECAwQFBgcICQoLDA0ODwAAdQubXS5vCkxVmkQ6Hwo_jRA",
        },
    }


class WindowOffer(Shape):
    """A window the citizen may move to."""

    window_from: Moment
    window_to: Moment
    unit: UnitRef
    text: Text


class WindowOffers(Shape):
    """Up to three, the best first; none when nothing is left in the next days."""

    windows: Annotated[list[WindowOffer], Field(max_length=3)]
    example: ClassVar[dict[str, Any]] = {
        "windows": [
            {
                "window_from": "2026-11-23T12:00:00Z",
                "window_to": "2026-11-23T13:00:00Z",
                "unit": UNIT,
                "text": "Vi ringer dig i dag mellan 13:00 och 14:00.",
            }
        ]
    }
