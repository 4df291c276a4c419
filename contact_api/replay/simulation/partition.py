"""A region too large to be planned as one, cut into parts of neighbouring centres that are each run by themselves.

Every promise looks at all centres that may take it, and every plan at all contacts: the work for one contact grows
with the number of centres. Cut into parts of bounded size it does not, and the parts can be run in separate processes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import cos, radians
from statistics import fmean
from typing import TypeVar

from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.values import UnitId
from contact_api.replay.scenario.scenario import Scenario

T = TypeVar("T")
# Larger than most regions, so that they stay whole (Västerbotten has 37 centres). Small enough for a contact to cost
# about the same in every part. Neighbouring centres are in the same part, except along a cut.
LARGEST_PART = 60  # centres


def partition(scenario: Scenario, *, largest: int = LARGEST_PART) -> tuple[Scenario, ...]:
    """The scenario in parts of at most `largest` centres, or as it is when it has no more.

    Staff and citizens stay with their centre. Who is in which part follows from the centres alone: nothing that
    happens later, and no order of the rows, changes it.
    """
    if len(scenario.units) <= largest:
        return (scenario,)
    parts = partition_units(scenario.units.values(), largest=largest)
    part_of = {unit.id: number for number, part in enumerate(parts) for unit in part}
    staff = _by_part(part_of, ((member.unit_id, member) for member in scenario.staff.values()))
    roster = _by_part(part_of, ((scenario.staff[row.staff_id].unit_id, row) for row in scenario.roster))
    citizens = _by_part(part_of, ((citizen.unit_id, citizen) for citizen in scenario.citizens))
    return tuple(
        replace(
            scenario,
            units={unit.id: unit for unit in part},
            staff={member.id: member for member in staff[number]},
            roster=tuple(roster[number]),
            citizens=tuple(citizens[number]),
        )
        for number, part in enumerate(parts)
    )


def partition_units(units: Iterable[Unit], *, largest: int = LARGEST_PART) -> list[tuple[Unit, ...]]:
    """As few parts of nearly equal size as there can be, each of at most `largest` units that lie together."""
    return _split(sorted(units, key=lambda unit: unit.id), largest)


def _split(units: list[Unit], largest: int) -> list[tuple[Unit, ...]]:
    """Cut across the longer side, again and again; who lies equally far is ranked by id."""
    count = -(-len(units) // largest)
    if count <= 1:
        return [tuple(units)] if units else []
    east = cos(radians(fmean(unit.lat for unit in units)))
    high = max(unit.lat for unit in units) - min(unit.lat for unit in units)
    wide = (max(unit.lon for unit in units) - min(unit.lon for unit in units)) * east
    if high >= wide:
        ranked = sorted(units, key=lambda unit: (unit.lat, unit.id))
    else:
        ranked = sorted(units, key=lambda unit: (unit.lon, unit.id))
    first = len(ranked) * (count // 2) // count  # never more than count // 2 parts can hold, nor is the rest
    return _split(ranked[:first], largest) + _split(ranked[first:], largest)


def _by_part(part_of: Mapping[UnitId, int], rows: Iterable[tuple[UnitId, T]]) -> Mapping[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for unit_id, row in rows:
        found[part_of[unit_id]].append(row)
    return found
