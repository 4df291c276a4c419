"""What is left of a day, looked at as a whole: who cannot be served, and what the next plan would tell whom.

Two questions stand apart. Can all promises be kept? They may use every minute, as the plan lets them. And are there
minutes for those without a promise too, in what is not protected for those still to come?
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from contact_api.domain.capacity.capacity import Cell, CellKey
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, UnitId, Window
from contact_api.domain.feasibility.feasibility import Plan, feasible
from contact_api.domain.feasibility.grid import (
    BoundedCell,
    Demand,
    Level,
    bounded_cells_of,
    demand_of,
    level_of,
)
from contact_api.domain.feasibility.minimum_cut import Cut, Shortage
from contact_api.domain.feasibility.plan_repair import wholly_open_cells
from contact_api.domain.replanning.replan import PlanChange, PlanStep, replan
from contact_api.domain.replanning.rest_of_day import RestOfDay
from contact_api.domain.replanning.shortfall_parts import HourPart, UnitPart, hour_parts, unit_parts

CITIZEN_IS_TOLD = {PlanChange.PROMISED, PlanChange.MOVED, PlanChange.BROKEN}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Contacts of one day that cannot all be served together.

    `of_promises`: among these contacts every one is promised or being tried again, so a promise would break.
    """

    shortage: Shortage
    of_promises: bool
    promised: int  # how many of those who compete for the minutes have a promise, or are being tried
    unpromised: int


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """All shortfalls of a day, and how many contacts the question was about: in all, by unit and by hour.

    `overdue`: promised, and the window has passed; whoever is free next takes them, no minutes can be set aside.
    `unpromised_minutes_short`: staff minutes missing beyond those of the promises, before all could be served.
    """

    found: tuple[Shortfall, ...]
    units: tuple[UnitPart, ...]
    hours: tuple[HourPart, ...]
    unpromised_minutes_short: int

    @property
    def promised(self) -> int:
        """Who waits for a promised call, or is tried again."""
        return sum(one.promised for one in self.units)

    @property
    def overdue(self) -> int:
        """Of those, whose window has passed."""
        return sum(one.overdue for one in self.units)

    @property
    def unpromised(self) -> int:
        """Who waits without a promise."""
        return sum(one.unpromised for one in self.units)

    def of_promises(self) -> tuple[Shortfall, ...]:
        """Those in which promises alone are too many."""
        return tuple(one for one in self.found if one.of_promises)

    @property
    def minutes_short(self) -> int:
        """Staff minutes missing for the promises."""
        return sum(one.shortage.minutes_short for one in self.of_promises())

    @property
    def conversations_short(self) -> int:
        """The same as conversations."""
        return sum(one.shortage.conversations_short for one in self.of_promises())


@dataclass(frozen=True, slots=True)
class HourChanges:
    """What the next plan would tell citizens whose window begins in the same hour; `hour` None: they have none."""

    hour: datetime | None
    promised: int
    moved: int
    broken: int


def bounded_cells_for_all(day: RestOfDay, *, planning: Planning, now: datetime) -> list[BoundedCell]:
    """What every cell holds when those without a promise come too: what may be filled, and what is already."""
    needs = {one.id: one.need for one in day.contacts}
    held: dict[CellKey, list[int]] = {}
    for one in (one for one in day.held.values() if one.contact_id in needs):
        by_level = held.setdefault(one.cell_key, [0] * len(Level))
        for level in range(level_of(needs[one.contact_id], one.unit_id), len(Level)):
            by_level[level] += one.minutes
    found = []
    for bounded in bounded_cells_of(day.cells, planning=planning, now=now):
        whole = _all_of(bounded.cell, now=now)
        there = held.get(bounded.cell.key, [0] * len(Level))
        limits = (max(may, min(whole, has)) for may, has in zip(bounded.limits, there, strict=True))
        found.append(replace(bounded, limits=tuple(limits)))
    return found


def shortfalls(
    day: RestOfDay, *, planning: Planning, units: Collection[UnitId] | None = None, now: datetime
) -> Shortfalls:
    """Who cannot be served together, first of the promises alone, then of everybody who waits.

    With `units`: what concerns people of these units, who may compete with others; all of the region is looked at
    in any case.
    """
    waiting = [one for one in day.contacts if one.state is ContactState.WAITING]
    until = max(
        (cell.end for cell in day.cells if cell.staff_minutes and cell.end > now), default=day.ends_at
    )
    promised = [(one, _today(one, day, until, now=now)) for one in waiting if _has_promise(one)]
    unpromised = [(one, _today(one, day, until, now=now)) for one in waiting if not _has_promise(one)]
    first = [demand for _, demand in promised if demand]
    rest = [demand for _, demand in unpromised if demand]
    too_many = feasible(first, wholly_open_cells(day.cells, now=now), day.units)
    for_all = bounded_cells_for_all(day, planning=planning, now=now)
    without_them = feasible(first, for_all, day.units) if rest else too_many
    all_too_many = feasible(first + rest, for_all, day.units) if rest else too_many
    without = {one.id for one, _ in unpromised}

    def ours(need: Need) -> bool:
        return units is None or need.unit_id in units

    def of_ours(answer: Plan | Cut) -> list[Shortage]:
        found = answer.shortages if isinstance(answer, Cut) else ()
        return [one for one in found if any(ours(demand.need) for demand in one.demands)]

    alone, before, together = map(of_ours, (too_many, without_them, all_too_many))
    hours = hour_parts(alone, ours)
    our_promised = [one for one, _ in promised if ours(one.need)]
    with_them = [_shortfall(one, without, of_promises=False) for one in together]
    return Shortfalls(
        (
            *(_shortfall(one, without, of_promises=True) for one in alone),
            *(one for one in with_them if one.unpromised),
        ),
        units=unit_parts(
            [one.need.unit_id for one in our_promised],
            [one.need.unit_id for one in our_promised if demand_of(one, now=now) is None],
            [one.need.unit_id for one, _ in unpromised if ours(one.need)],
            hours,
        ),
        hours=hours,
        unpromised_minutes_short=max(0, _minutes(together) - _minutes(before)),
    )


def next_plan(
    day: RestOfDay,
    *,
    planning: Planning,
    day_ends_at: datetime | None = None,
    units: Collection[UnitId] | None = None,
    now: datetime,
) -> list[HourChanges]:
    """What citizens (of these units) would be told if the plan were made now, by the hour their windows begin.

    `day_ends_at`: when nobody is called any more.
    """
    steps = replan(
        day.contacts,
        day.held,
        day.cells,
        day.units,
        planning=planning,
        now=now,
        day_ends_at=day_ends_at,
    )
    counted: Counter[tuple[datetime | None, PlanChange]] = Counter(
        (_hour(step), step.change)
        for step in steps
        if step.change in CITIZEN_IS_TOLD and (units is None or step.contact.need.unit_id in units)
    )
    hours = sorted({hour for hour, _ in counted}, key=lambda hour: (hour is None, hour))
    changes = (PlanChange.PROMISED, PlanChange.MOVED, PlanChange.BROKEN)
    return [HourChanges(hour, *(counted[hour, change] for change in changes)) for hour in hours]


def minutes_left(cells: Iterable[Cell], *, now: datetime) -> int:
    """The whole staff minutes that are still to come in them."""
    return sum(int(cell.staff_to_come(now)) for cell in cells if cell.end > now)


def _has_promise(contact: Contact) -> bool:
    return contact.backed or contact.attempts > 0


def _today(contact: Contact, day: RestOfDay, until: datetime, *, now: datetime) -> Demand | None:
    """What it asks of this day, in which somebody works until then; None when its time has passed or is later."""
    demand = demand_of(contact, now=now)
    if demand is None or demand.window.start >= day.ends_at:
        return None
    start, end = demand.window.start, demand.window.end
    return replace(demand, window=Window(start, min(end, until if start < until else day.ends_at)))


def _all_of(cell: Cell, *, now: datetime) -> int:
    return int(cell.to_come(now))


def _minutes(shortages: Iterable[Shortage]) -> int:
    return sum(one.minutes_short for one in shortages)


def _shortfall(shortage: Shortage, unpromised: Collection[ContactId], *, of_promises: bool) -> Shortfall:
    without = sum(one in unpromised for one in shortage.contacts)
    return Shortfall(shortage, of_promises, len(shortage.demands) - without, without)


def _hour(step: PlanStep) -> datetime | None:
    """Of what the citizen was told; of what they would be told when that was nothing."""
    window = step.contact.window or (step.promise.window if step.promise else None)
    return window.start.replace(minute=0, second=0, microsecond=0) if window else None
