"""What everybody may read: the catalogue, the units, what the API is, and whether it is up."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contact_api.domain.core.limits import MOST_CODES, MOST_RED_FLAGS
from contact_api.http.schemas.base import (
    ClockTime,
    Code,
    Day,
    Flag,
    LineText,
    Moment,
    Name,
    Number32,
    Shape,
    Text,
    Word,
)
from contact_api.http.schemas.case import CALL_112, UNIT, Call112

RED_FLAG = {
    "code": "RF01",
    "text": "Ont, tryck eller kramp i bröstet som inte går över.",
    "level": "call_112",
}


class Entry(Shape):
    """A code and what it means."""

    code: Code
    text: Text


class ReasonEntry(Entry):
    """Why somebody seeks contact."""

    group: Code
    red_flags: Annotated[
        list[Code], Field(max_length=MOST_RED_FLAGS, description="To be asked for with this reason.")
    ]


class RedFlagEntry(Entry):
    """A warning sign; affirming it shows 112 (or a contact within the hour) and alerts a human."""

    level: Literal["call_112", "same_hour"]


class MenuEntry(Shape):
    """A key of the telephone menu."""

    digit: Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[0-9*#]$")]
    text: Text
    reason: Code


class PublicCatalogue(Shape):
    """What a front end or an exchange asks for and shows; 112 first."""

    call_112: Call112
    version: Code
    valid_from: Day
    language: Literal["sv", "en"]
    called_until: Annotated[
        ClockTime,
        Field(description="Until when people are called back the same day, by the region's clocks."),
    ]
    groups: Annotated[list[Entry], Field(max_length=MOST_CODES)]
    reasons: Annotated[list[ReasonEntry], Field(max_length=MOST_CODES)]
    red_flags: Annotated[list[RedFlagEntry], Field(max_length=MOST_CODES)]
    facts: Annotated[list[Entry], Field(max_length=MOST_CODES)]
    menu: Annotated[list[MenuEntry], Field(max_length=20)]
    professions: Annotated[list[Entry], Field(max_length=MOST_CODES)]
    example: ClassVar[dict[str, Any]] = {
        "call_112": CALL_112,
        "version": "2026-1",
        "valid_from": "2026-01-01",
        "language": "sv",
        "called_until": "17:00",
        "groups": [{"code": "infection", "text": "Infektion och feber"}],
        "reasons": [
            {
                "code": "R01",
                "text": "Förkyld, hosta, ont i halsen",
                "group": "infection",
                "red_flags": ["RF03", "RF10"],
            }
        ],
        "red_flags": [RED_FLAG],
        "facts": [{"code": "new_problem", "text": "Det är ett nytt besvär."}],
        "menu": [{"digit": "1", "text": "Förkylning, hosta, feber", "reason": "R01"}],
        "professions": [{"code": "nurse", "text": "sjuksköterska"}],
    }


class UnitOut(Shape):
    """A unit one can turn to."""

    id: Code
    name: Name
    kind: Word
    hsa_id: LineText
    municipality: LineText
    part_of_county: LineText
    provider_id: Code
    private: Flag
    shares_work: Annotated[Flag, Field(description="Whether its staff may call for other units.")]
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    opens_at: Annotated[Moment | None, Field(description="Today; null when closed.")]
    closes_at: Moment | None


class Units(Shape):
    """A page of units, by name."""

    items: Annotated[list[UnitOut], Field(max_length=100)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {
        "items": [
            UNIT
            | {
                "kind": "health_centre",
                "hsa_id": "SE2321000222-TESTU001",
                "municipality": "2480",
                "part_of_county": "umea",
                "provider_id": "region-vasterbotten",
                "private": False,
                "shares_work": True,
                "lat": 63.815,
                "lon": 20.315,
                "opens_at": "2026-11-23T07:00:00Z",
                "closes_at": "2026-11-23T16:00:00Z",
            }
        ],
        "limit": 20,
        "offset": 0,
        "more": False,
    }


class ApiInfo(Shape):
    """What this API is. Source: DIGG's national REST API profile, VER.06."""

    api_name: LineText
    api_version: LineText
    api_released: Day
    api_documentation: LineText
    api_status: Literal["alpha", "beta", "active", "deprecated", "retired"]
    example: ClassVar[dict[str, Any]] = {
        "api_name": "contact-routing",
        "api_version": "1.0.0",
        "api_released": "2026-11-23",
        "api_documentation": "/contact-routing/v1/openapi.json",
        "api_status": "beta",
    }


class Health(Shape):
    """Whether it answers, and whether its parts answer and work; without the queue it still takes in and promises."""

    status: Literal["up", "impaired", "down"]
    parts: Annotated[dict[str, Flag], Field(max_length=20)]
    rehearsal: Annotated[
        list[Word],
        Field(
            max_length=10,
            description="Empty in use. Else clock_is_moved or sign_in_without_tls, and nobody may seek care.",
        ),
    ]
    example: ClassVar[dict[str, Any]] = {
        "rehearsal": [],
        "status": "up",
        "parts": {"database": True, "queue": True, "scheduler": True, "workers": True},
    }
