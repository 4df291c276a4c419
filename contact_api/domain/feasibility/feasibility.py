"""Can all of them be served? Exactly: a plan that says how, or the smallest set of hours and skills that is short.

The question is asked on the grid in whole staff minutes, and a conversation may straddle cells. That makes it a
flow: never yes when it cannot be done, never no when it could.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.feasibility.flow import Flow
from contact_api.domain.feasibility.grid import BoundedCell, Demand, Grid, Level
from contact_api.domain.feasibility.minimum_cut import Cut, cut_of
from contact_api.domain.promise.promise import Reservation


@dataclass(frozen=True, slots=True)
class Plan:
    """Minutes for everybody: what each contact has in which cells, most often in one."""

    reservations: Mapping[ContactId, tuple[Reservation, ...]]


def feasible(
    demands: Iterable[Demand], bounded_cells: Iterable[BoundedCell], units: Mapping[UnitId, Unit]
) -> Plan | Cut:
    """A plan in which all are served, or the minimum cut; the same input gives the same answer in any order.

    Asked of the whole grid at once: what cells have reserved is not looked at, every demand is placed anew.
    """
    grid = Grid(bounded_cells, units)
    flow = Flow([bounded.limits for bounded in grid.bounded_cells], len(Level))
    demands_of: dict[int, list[Demand]] = {}
    for demand in sorted(demands, key=lambda one: one.need.contact_id):
        of_class = flow.class_of(grid.accepted(demand))
        demands_of.setdefault(of_class, []).append(demand)
        flow.unmet[of_class] += demand.need.minutes
    short = serve(flow)
    if short:
        unmet = {of_class: flow.unmet[of_class] for of_class in short}
        return cut_of(grid, flow, short, demands_of, unmet)
    reservations: dict[ContactId, tuple[Reservation, ...]] = {}
    for of_class, minutes in _by_class(flow).items():
        reservations |= _shared_out(demands_of[of_class], minutes, grid)
    return Plan(dict(sorted(reservations.items())))


def serve(flow: Flow) -> set[int]:
    """Serve all classes, those with the fewest cells first; the classes that are short, and who competes with them."""
    order = sorted(range(len(flow.accepts)), key=lambda one: (flow.everywhere[one].bit_count(), one))
    for of_class in order:
        flow.fill(of_class)
    short: set[int] = set()
    for of_class in order:
        flow.bring_in(of_class)
        if flow.unmet[of_class]:
            short |= flow.reached.keys()
            flow.give_up()
    return short


def _by_class(flow: Flow) -> dict[int, dict[int, int]]:
    by_class: dict[int, dict[int, int]] = {}
    for cell, here in enumerate(flow.minutes):
        for of_class, minutes in here.items():
            by_class.setdefault(of_class, {})[cell] = minutes
    return by_class


def _shared_out(
    demands: Sequence[Demand], minutes: dict[int, int], grid: Grid
) -> dict[ContactId, tuple[Reservation, ...]]:
    """The minutes of a class among its contacts, whole where it can be; long conversations choose first."""
    cells = sorted(minutes, key=lambda cell: (grid.bounded_cells[cell].cell.pool.id, cell))
    longest_first = sorted(demands, key=lambda one: (-one.need.minutes, one.need.contact_id))
    pieces: dict[ContactId, dict[int, int]] = {}
    left: list[Demand] = []
    for demand in longest_first:
        whole = next((cell for cell in cells if minutes[cell] >= demand.need.minutes), None)
        if whole is None:
            left.append(demand)
        else:
            minutes[whole] -= demand.need.minutes
            pieces[demand.need.contact_id] = {whole: demand.need.minutes}
    for demand in left:
        pieces[demand.need.contact_id] = taken_from(minutes, cells, demand.need.minutes)
    return {contact: reserved(contact, shares, grid) for contact, shares in pieces.items()}


def taken_from(minutes: dict[int, int], cells: Sequence[int], asked: int) -> dict[int, int]:
    """So many minutes out of the cells in this order, by cell; what is taken is gone from `minutes`."""
    shares: dict[int, int] = {}
    for cell in cells:
        share = min(asked, minutes[cell])
        if share:
            shares[cell] = share
            minutes[cell] -= share
            asked -= share
    return shares


def reserved(contact: ContactId, shares: Mapping[int, int], grid: Grid) -> tuple[Reservation, ...]:
    """Minutes by cell as reservations, earliest first.

    Their limit is all that the cell holds: what is protected from some was looked at when they were placed, and it is
    protected from them, not from all that is reserved.
    """
    found = []
    for cell, minutes in sorted(shares.items()):
        bounded = grid.bounded_cells[cell]
        pool = bounded.cell.pool
        found.append(
            Reservation(
                contact, pool.id, pool.unit_id, bounded.cell.start, minutes, bounded.limits[Level.URGENT]
            )
        )
    return tuple(found)
