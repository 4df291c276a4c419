"""Every figure and text of the catalogue is in force: changed, it changes what is decided or told."""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from contact_api.domain.core.parameters import document_fields
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.triage.catalogue import Limits
from tests.in_force import stories, told
from tests.in_force.stories import Document, Story, seeded

STORIES: tuple[Story, ...] = (*stories.ALL, *told.ALL)
NAMES = ("code", "id")  # what other entries refer to; changed, nothing would be found any more

# Where it stands, an entry of a list by its place, and another value that a medical lead might set.
OTHER: dict[str, Any] = {
    "planning.wrap_minutes": 4,
    "planning.ring_minutes": 5,
    "planning.window_minutes": 45,
    "planning.least_window_minutes": 5,
    "planning.lead_minutes": 5,
    "planning.urgent_within_minutes": 30,
    "planning.max_attempts": 2,
    "planning.retry_after_minutes": 20,
    "planning.red_flag_retry_after_minutes": 2,
    "planning.retry_within_minutes": 40,
    "planning.link_days": 3,
    "planning.retry_reserve_minutes": 15,
    "planning.share_today": 0.4,
    "planning.share_urgent": 1.0,
    "planning.morning_fill": 1.5,
    "planning.morning_until_hour": 9,
    "planning.release_minutes": 5,
    "planning.protect_deviations": 2.0,
    "planning.protect_at_most": 0.1,
    "planning.own_only_share": 0.9,
    "planning.stretch": 8.0,
    "planning.sure_deviations": 50.0,
    "planning.later_promise_minutes": 30,
    "planning.lend_minutes": 20,
    "planning.rescue_minutes": 30,
    "planning.own_unit_first_minutes": 5,
    "planning.urgent_own_unit_minutes": 1,
    "planning.stay_minutes": 1,
    "planning.lease_minutes": 30,
    "planning.own_unit_patience_minutes": 60,
    "planning.remind_minutes": 20,
    "planning.remind_after_minutes": 50,
    "planning.at_risk_minutes": 30,
    "planning.quiet_from_hour": 22,
    "planning.quiet_until_hour": 9,
    "planning.sign_in_limit_minutes": 8,
    "planning.line_limit_minutes": 8,
    "planning.named_number_limit_minutes": 8,
    "planning.submitter_share": 0.04,
    "planning.sender_share": 0.04,
    "planning.version": "another",
    "limits.assessment_days": 4,
    "limits.red_flag_within_minutes": 5,
    "limits.smallest_cell": 1,
    "version": "another",
    "valid_from": "2026-01-02",
    "owner": "somebody else",
    "source": "another source",
    "note": "another note",
    "professions[0].sv": "annat",
    "professions[0].en": "other",
    "professions[0].licensed": False,
    "urgencies[2].sv": "annat",
    "urgencies[2].en": "other",
    "groups[0].sv": "annat",
    "groups[0].en": "other",
    "red_flags[0].sv": "annat",
    "red_flags[0].en": "other",
    "red_flags[0].level": "same_hour",
    "facts[0].sv": "annat",
    "facts[0].en": "other",
    "reasons[0].sv": "annat",
    "reasons[0].en": "other",
    "reasons[0].professions": ["doctor"],
    "reasons[0].urgency": "U3",
    "reasons[0].expected_minutes": 9,
    "reasons[0].guarantee": "none",
    "reasons[0].group": "other",
    "reasons[0].red_flags": [],
    "reasons[39].safe_contact": False,
    "menu[0].digit": "0",
    "menu[0].sv": "annat",
    "menu[0].en": "other",
    "menu[0].reason": "R02",
    "rules[1].sv": "annat",
    "rules[1].en": "other",
    "rules[1].source": "another source",
    "rules[1].reason": "R34",
    "rules[1].when": ["worsened"],
    "rules[1].then.urgency": "U1",
    "rules[1].then.professions": ["nurse"],
    "rules[1].then.guarantee": "worsened",
    "rules[1].then.expected_minutes": 20,
    "reference_figures[0].figure": "assessed_in_time",
    "reference_figures[0].area": "country",
    "reference_figures[0].year": 2022,
    "reference_figures[0].percent": 50,
    "reference_figures[0].source": "another source",
    "reference_figures[0].as_of": "2026-11-29",
    **{
        f"phrases.{phrase}.{language}": "annat"
        for phrase in ("reason", "red_flag", "result", "overridden")
        for language in ("sv", "en")
    },
}


def places(value: Any, at: str = "") -> Iterator[str]:
    """The kinds of places in a document where something can be set; entries of lists are alike."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for entry in value:
            yield from places(entry, f"{at}[]")
    elif at.rpartition(".")[2] not in NAMES:
        yield at


def with_other(place: str) -> Document:
    """The seeds' catalogue with the other value in this place."""
    document = deepcopy(seeded())
    inner: Any = document
    *way, last = re.findall(r"\w+", place)
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    assert inner[last] != OTHER[place]
    inner[last] = OTHER[place]
    return document


@cache
def as_it_stands(story: Story) -> object:
    return story(seeded())


def test_there_is_another_value_for_every_kind_of_place_in_the_catalogue() -> None:
    for part, kind in (("planning", Planning), ("limits", Limits)):
        assert set(seeded()[part]) == {field.json_name for field in document_fields(kind)}
    assert {re.sub(r"\d+\]", "]", place) for place in OTHER} == set(places(seeded()))


@pytest.mark.parametrize("place", OTHER)
def test_what_is_set_in_the_catalogue_is_in_force(place: str) -> None:
    document = with_other(place)

    assert any(story(document) != as_it_stands(story) for story in STORIES), "nothing depends on it"
