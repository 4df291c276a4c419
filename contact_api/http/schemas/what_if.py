"""Changes that somebody could make to today, and how the day would go on with them. Nothing is stored.

The changes themselves are those of `contact_api.domain.replanning.what_if`: their shapes are made from them.
"""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from functools import reduce
from inspect import getdoc
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, create_model

from contact_api.domain.replanning.what_if import CHANGES, Change
from contact_api.http.schemas.base import (
    Code,
    Day,
    LanguageTag,
    Minutes,
    Moment,
    Number32,
    Shape,
    Text,
    Word,
)

MOST_CHANGES = 20
MOST_SHORTFALLS = 200
From = Annotated[Moment | None, Field(description="Left out: from now on.")]
To = Annotated[Moment | None, Field(description="Left out: for the rest of the day.")]
Staff = Annotated[
    int, Field(strict=True, ge=1, le=100, json_schema_extra={"format": "int32"}, description="How many.")
]
MoreConsent = Literal["same_provider", "any_provider"]  # than their own unit
Professions = Annotated[list[Word], Field(max_length=20)]
Languages = Annotated[list[LanguageTag], Field(max_length=40)]
LISTS = (Professions, Languages)  # empty only where that is the default
# A field of a change, by its name, and the fields it stands for in JSON.
FIELDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "unit_id": {"unit_id": Code},
    "to_unit": {"to_unit": Code},
    "staff_id": {"staff_id": Code},
    "staff": {"staff": Staff},
    "professions": {"professions": Professions},
    "languages": {"languages": Languages},
    "consent": {"consent": MoreConsent},
    "from_at": {"from_at": From},
    "window": {"from_at": From, "to_at": To},
}


class ChangeIn(Shape):
    """One change; `kind` says which, and with it which fields there are."""

    kind: str


def _shape_of(change: type[Change]) -> type[ChangeIn]:
    """Its kind and its fields; what the domain has a default for may be left out."""
    fields: dict[str, Any] = {"kind": (Literal[change.kind], ...)}
    for field in fields_of(change):
        for name, kind in FIELDS[field.name].items():
            fields[name] = _as_declared(kind, field.default)
    says = (getdoc(change) or "").partition("\n\n")[0]
    return create_model(change.__name__, __base__=ChangeIn, __doc__=says, **fields)


def _as_declared(kind: Any, default: Any) -> tuple[Any, Any]:
    """A field's type and what stands for it when it is left out, as pydantic takes them."""
    if kind in (From, To):
        return kind, None
    if default is None:
        return kind | None, None
    if isinstance(default, tuple):
        says = f"Left out: {', '.join(default) or 'any'}."
        fewest = 1 if default else None
        return kind, Field(default_factory=lambda: list(default), min_length=fewest, description=says)
    return (Annotated[kind, Field(min_length=1)] if kind in LISTS else kind), ...


SHAPES: Final[Mapping[str, type[ChangeIn]]] = {kind: _shape_of(change) for kind, change in CHANGES.items()}
if TYPE_CHECKING:  # to the type checker one of them is like another
    AnyChange = ChangeIn
else:
    AnyChange = Annotated[reduce(or_, SHAPES.values()), Field(discriminator="kind")]


class WhatIfIn(Shape):
    """What to try, one after the other."""

    changes: Annotated[list[AnyChange], Field(min_length=1, max_length=MOST_CHANGES)]
    example: ClassVar[dict[str, Any]] = {
        "changes": [
            {
                "kind": "lend_staff",
                "unit_id": "lycksele",
                "to_unit": "alidhem",
                "staff": 2,
                "professions": ["nurse"],
                "from_at": "2026-11-23T10:00:00+01:00",
                "to_at": "2026-11-23T12:00:00+01:00",
            }
        ]
    }


class HourChanges(Shape):
    """What the next plan would tell citizens whose windows begin in one hour."""

    starts_at: Annotated[Moment | None, Field(description="Null: they have no window and would get none.")]
    would_be_promised: Number32
    would_be_moved: Annotated[Number32, Field(description="A promise that breaks, and another window today.")]
    would_break: Annotated[Number32, Field(description="A promise that breaks, and no other window today.")]


class ShortfallLine(Shape):
    """A shortfall as a sentence."""

    starts_at: Moment
    ends_at: Moment
    minutes_short: Minutes
    text_sv: Text
    text_en: Text


class OutlookOut(Shape):
    """How today goes on. Units: staff minutes."""

    minutes_left: Annotated[Number32, Field(description="Staff time that is still to come today.")]
    minutes_short: Annotated[Minutes, Field(description="Missing for the promises.")]
    conversations_short: Annotated[Number32, Field(description="The same as conversations.")]
    unpromised_contacts: Number32
    unpromised_minutes_short: Minutes
    would_be_promised: Annotated[
        Number32, Field(description="Of the contacts without a promise, who would be told a window.")
    ]
    would_be_moved: Number32
    would_break: Number32
    hours: Annotated[list[HourChanges], Field(max_length=50)]
    shortfalls: Annotated[list[ShortfallLine], Field(max_length=MOST_SHORTFALLS)]


OUTLOOK: dict[str, Any] = {
    "minutes_left": 9120,
    "minutes_short": 24,
    "conversations_short": 3,
    "unpromised_contacts": 2,
    "unpromised_minutes_short": 10,
    "would_be_promised": 0,
    "would_be_moved": 1,
    "would_break": 2,
    "hours": [
        {
            "starts_at": "2026-11-23T09:00:00Z",
            "would_be_promised": 0,
            "would_be_moved": 1,
            "would_break": 2,
        }
    ],
    "shortfalls": [
        {
            "starts_at": "2026-11-23T09:00:00Z",
            "ends_at": "2026-11-23T11:00:00Z",
            "minutes_short": 24,
            "text_sv": "Sjuksköterskor på Ålidhems hälsocentral, 10–12: tre samtal för lite.",
            "text_en": "Nurses at Ålidhems hälsocentral, 10–12: three conversations short.",
        }
    ],
}


class WhatIfOut(Shape):
    """Today without and with the changes, as the next plan would make it. Nothing of it is stored."""

    day: Day
    at: Moment
    moved_minutes: Annotated[
        Number32, Field(description="Staff minutes the changes are about, of whole steps of the grid.")
    ]
    before: OutlookOut
    after: OutlookOut
    example: ClassVar[dict[str, Any]] = {
        "day": "2026-11-23",
        "at": "2026-11-23T08:15:00Z",
        "moved_minutes": 240,
        "before": OUTLOOK,
        "after": OUTLOOK
        | {
            "minutes_short": 0,
            "conversations_short": 0,
            "unpromised_minutes_short": 0,
            "would_be_promised": 2,
            "would_be_moved": 0,
            "would_break": 0,
            "hours": [
                {
                    "starts_at": "2026-11-23T10:00:00Z",
                    "would_be_promised": 2,
                    "would_be_moved": 0,
                    "would_break": 0,
                }
            ],
            "shortfalls": [],
        },
    }
