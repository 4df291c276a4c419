"""Why this contact was pulled and not another: what stands in the history, and whether it can be so.

Of the runner-up only the place in the order is stored: what is told of one citizen never leads to another.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.work_queue.queue_order import QueueRank

DISTANCES = ("own", "promised_here", "other")  # own people, those promised a time here, those of others
NAMES = ("this_staff_member", "nobody", "another")  # who is the citizen's named contact
PARTS = ("at_once", "urgent", "at_risk", "promised", "distance", "named", "due")
LEFT = "left_to_own_unit"  # both are urgent, but other units still leave one to its own
FIRST_SOUGHT = "first_sought"  # decides when all parts are alike


def pull_facts(places: Sequence[QueueRank], number: int, planning_version: str) -> dict[str, Any]:
    """What is stored when the candidate with this number, from 0, was pulled: others were quicker for those before."""
    return {
        "candidates": len(places),
        "taken_by_others": number,
        "planning": planning_version,
        "place": told(places[number]),
        "next": told(places[number + 1]) if number + 1 < len(places) else None,
    }


def told(place: QueueRank) -> dict[str, Any]:
    """A place in the order as it is stored."""
    return {
        "at_once": not place.not_at_once,
        "urgent": place.urgent,
        LEFT: place.left_to_own_unit,
        "at_risk": not place.in_time,
        "promised": not place.unpromised,
        "distance": DISTANCES[place.distance],
        "named": NAMES[place.named],
        "due": place.due.isoformat(),
        "needed_at_own_unit": place.needed_at_own_unit,
    }


def lost_in(facts: Mapping[str, Any]) -> str | None:
    """The first part of the order in which the runner-up comes after the contact; None without a runner-up."""
    if facts["next"] is None:
        return None
    pairs = zip(PARTS, _key(facts["place"]), _key(facts["next"]), strict=True)
    part = next((part for part, won, lost in pairs if won != lost), FIRST_SOUGHT)
    return LEFT if part == "urgent" and facts["next"]["urgent"] else part


def pull_contradictions(facts: Mapping[str, Any], *, at: datetime, planning: Planning) -> list[str]:
    """What cannot be so in the facts of a pull at this moment; nothing when they hold together."""
    found = []
    places = [one for one in (facts["place"], facts["next"]) if one is not None]
    if facts["planning"] != planning.version:
        found.append(f"pulled by planning {facts['planning']}, checked by {planning.version}")
    found += [
        f"at_risk is {one['at_risk']} of {one['distance']}, but due at {one['due']} and it was {at.isoformat()}"
        for one in places
        if one["at_risk"] != _is_at_risk(one, at=at, planning=planning)
    ]
    found += [
        f"left to the own unit with {one['distance']}, due at {one['due']}, and it was {at.isoformat()}"
        for one in places
        if one.get(LEFT, False) and not _may_be_left(one, at=at, planning=planning)
    ]
    if len(places) > 1 and _key(places[1]) < _key(places[0]):
        found.append("the runner-up comes before the one who was pulled")
    if facts["candidates"] - facts["taken_by_others"] < len(places):
        found.append(f"{facts['candidates']} candidates are too few")
    return found


def _is_at_risk(place: Mapping[str, Any], *, at: datetime, planning: Planning) -> bool:
    """Whether time was so nearly out that it goes first; elsewhere only when staff are not needed at their own unit."""
    stays = place.get("needed_at_own_unit", False) and not place["urgent"] and place["distance"] == "other"
    return not stays and datetime.fromisoformat(place["due"]) - at <= planning.rescue


def _may_be_left(place: Mapping[str, Any], *, at: datetime, planning: Planning) -> bool:
    """Whether it could be left to its own unit: urgent, not to ring 112, of another unit, time not nearly out."""
    urgent = place["urgent"] and not place["at_once"] and place["distance"] != "own"
    return urgent and datetime.fromisoformat(place["due"]) - at > planning.rescue


def _key(place: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        not place.get("at_once", False),  # not stored of older pulls
        not place["urgent"] or place.get(LEFT, False),
        not place["at_risk"],
        not place["promised"],
        DISTANCES.index(place["distance"]),
        NAMES.index(place["named"]),
        datetime.fromisoformat(place["due"]),
    )
