"""The rules in force, as the medical lead reads them."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.domain.core.limits import MOST_CODES
from contact_api.http.schemas.base import Code, Day, LineText, Shape, Text

Entries = Annotated[list[dict[str, Any]], Field(max_length=MOST_CODES)]


class NamedReason(Shape):
    """A reason by its code and its name in Swedish."""

    code: Code
    name: LineText
    example: ClassVar[dict[str, Any]] = {"code": "R05", "name": "Yrsel, svimmat"}


class Rules(Shape):
    """The whole document of the version in force."""

    version: Code
    valid_from: Day
    owner: LineText
    source: Text
    note: Text
    professions: Entries
    urgencies: Entries
    groups: Entries
    red_flags: Entries
    facts: Entries
    reasons: Entries
    menu: Entries
    rules: Entries
    planning: Annotated[dict[str, Any], Field(description="Figures of planning; their names say the unit.")]
    limits: dict[str, Any]
    phrases: dict[str, Any]
    reference_figures: Entries
    example: ClassVar[dict[str, Any]] = {
        "version": "2026-1",
        "valid_from": "2026-01-01",
        "owner": "Region Västerbotten, medical lead",
        "source": "Proposal by the project.",
        "note": "Not approved.",
        "professions": [{"code": "nurse", "sv": "sjuksköterska", "en": "nurse", "licensed": True}],
        "urgencies": [{"code": "U2", "sv": "samma dag", "en": "the same day"}],
        "groups": [{"code": "infection", "sv": "Infektion och feber", "en": "Infection and fever"}],
        "red_flags": [{"code": "RF01", "sv": "Ont i bröstet.", "en": "Chest pain.", "level": "call_112"}],
        "facts": [{"code": "new_problem", "sv": "Det är ett nytt besvär.", "en": "It is a new problem."}],
        "reasons": [
            {
                "code": "R01",
                "sv": "Förkyld, hosta, ont i halsen",
                "en": "Cold, cough, sore throat",
                "professions": ["nurse", "district_nurse"],
                "urgency": "U2",
                "expected_minutes": 6,
                "guarantee": "new",
                "group": "infection",
                "red_flags": ["RF03", "RF10"],
                "safe_contact": False,
            }
        ],
        "menu": [{"digit": "1", "sv": "Förkylning", "en": "Cold", "reason": "R01"}],
        "rules": [
            {
                "id": "T01",
                "reason": "*",
                "when": ["fever_infant_under_3_months"],
                "then": {"urgency": "U1"},
                "sv": "Feber hos barn under 3 månader: kontakt inom en timme.",
                "en": "Fever in a child under 3 months: contact within the hour.",
                "source": "proposal; the medical lead must approve",
            }
        ],
        "planning": {"version": "2026-1", "window_minutes": 60},
        "limits": {"assessment_days": 3, "red_flag_within_minutes": 10, "smallest_cell": 20},
        "phrases": {"reason": {"sv": "Du angav: {reason}.", "en": "You stated: {reason}."}},
        "reference_figures": [
            {
                "figure": "same_day",
                "area": "region",
                "year": 2025,
                "percent": 66.5,
                "source": "Region Västerbotten",
                "as_of": "2026-11-30",
            }
        ],
    }
