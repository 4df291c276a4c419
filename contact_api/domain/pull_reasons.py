"""Why this contact was pulled and not another: what the history keeps, and whether it can be so.

Of the runner-up only her place in the order is kept: what is told of one citizen never leads to another.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from contact_api.domain.planning import Planning
from contact_api.domain.work_queue import Place

DISTANCES = ("own", "promised_here", "other")  # own people, those promised a time here, those of others
NAMES = ("hers", "nobody", "another")  # whom the citizen has as her named contact
PARTS = ("urgent", "at_risk", "promised", "distance", "named", "due")
FIRST_SOUGHT = "first_sought"  # decides when all parts are alike


def pull_facts(places: Sequence[Place], number: int, planning_version: str) -> dict[str, Any]:
    """What is kept when the candidate with this number, from 0, was pulled: others were quicker for those before."""
    return {
        "candidates": len(places),
        "taken_by_others": number,
        "planning": planning_version,
        "place": told(places[number]),
        "next": told(places[number + 1]) if number + 1 < len(places) else None,
    }


def told(place: Place) -> dict[str, Any]:
    """A place in the order as it is kept."""
    can_wait, in_time, unpromised, distance, named, due, _, _ = place
    return {
        "urgent": not can_wait,
        "at_risk": not in_time,
        "promised": not unpromised,
        "distance": DISTANCES[distance],
        "named": NAMES[named],
        "due": due.isoformat(),
    }


def lost_in(facts: Mapping[str, Any]) -> str | None:
    """The first part of the order in which the runner-up comes after her; None without a runner-up."""
    if facts["next"] is None:
        return None
    pairs = zip(PARTS, _key(facts["place"]), _key(facts["next"]), strict=True)
    return next((part for part, won, lost in pairs if won != lost), FIRST_SOUGHT)


def pull_contradictions(facts: Mapping[str, Any], *, at: datetime, planning: Planning) -> list[str]:
    """What cannot be so in the facts of a pull at this moment; nothing when they hold together."""
    found = []
    places = [one for one in (facts["place"], facts["next"]) if one is not None]
    if facts["planning"] != planning.version:
        found.append(f"pulled by planning {facts['planning']}, checked by {planning.version}")
    found += [
        f"at_risk is {one['at_risk']}, but she is due at {one['due']} and it was {at.isoformat()}"
        for one in places
        if one["at_risk"] != (datetime.fromisoformat(one["due"]) - at <= planning.rescue)
    ]
    if len(places) > 1 and _key(places[1]) < _key(places[0]):
        found.append("the runner-up comes before the one who was pulled")
    if facts["candidates"] - facts["taken_by_others"] < len(places):
        found.append(f"{facts['candidates']} candidates are too few")
    return found


def _key(place: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        not place["urgent"],
        not place["at_risk"],
        not place["promised"],
        DISTANCES.index(place["distance"]),
        NAMES.index(place["named"]),
        datetime.fromisoformat(place["due"]),
    )
