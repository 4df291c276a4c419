"""Free minutes for one more by moving what others have reserved; nobody's promised window changes.

The rule: first a chain of whole reservations, the fewest that will do and at most `MOST_MOVED` of them, so that every
contact keeps one reservation; only when there is none are minutes divided, and only when the maximum flow says that
all can be served. A no is the minimum cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contact_api.domain.capacity.availability import window_at
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, PoolId, UnitId, Window
from contact_api.domain.feasibility.feasibility import reserved
from contact_api.domain.feasibility.flow import Flow
from contact_api.domain.feasibility.grid import BoundedCell, Demand, Grid, Level, demand_of, places
from contact_api.domain.feasibility.minimum_cut import Cut, cut_of
from contact_api.domain.feasibility.reassignment_chain import Held, Moved, chain
from contact_api.domain.feasibility.reassignment_split import split
from contact_api.domain.promise.promise import Reservation


@dataclass(frozen=True, slots=True)
class Move:
    """Reserved minutes of one contact that go from one cell to another."""

    contact_id: ContactId
    from_pool: PoolId
    from_start: datetime
    to_pool: PoolId
    to_start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Reassignment:
    """What the new contact gets, and who is moved for it.

    `after`: every contact that changes, the new one included, with all that it has reserved afterwards.
    """

    moves: tuple[Move, ...]
    after: Mapping[ContactId, tuple[Reservation, ...]]

    @property
    def is_whole(self) -> bool:
        """Whether everybody it touches has one reservation afterwards."""
        return all(len(reservations) == 1 for reservations in self.after.values())


class Ledger:
    """Who has reserved what, laid out so that several questions can be asked of it; none of them changes it.

    Minutes that a cell has reserved for others than these contacts stay where they are.
    """

    def __init__(
        self,
        contacts: Iterable[Contact],
        reservations: Iterable[Reservation],
        bounded_cells: Iterable[BoundedCell],
        units: Mapping[UnitId, Unit],
        *,
        now: datetime,
    ) -> None:
        self.grid = Grid(bounded_cells, units)
        place_of = {r.cell.key: place for place, r in enumerate(self.grid.bounded_cells)}
        in_order = sorted(reservations, key=lambda one: (one.contact_id, one.pool_id, one.cell_start))
        rows = [(one, place_of.get(one.cell_key)) for one in in_order]
        mine = {one.contact_id for one, place in rows if place is not None}
        demands = {
            contact.id: demand
            for contact in sorted(contacts, key=lambda one: one.id)
            if contact.id in mine and (demand := demand_of(contact, now=now)) is not None
        }
        self.demands: dict[int, list[Demand]] = {}
        self.held_in: dict[int, list[Held]] = {}
        self.flow = Flow([bounded.limits for bounded in self.grid.bounded_cells], len(Level))
        class_of = {contact_id: self.to_class(demand) for contact_id, demand in demands.items()}
        for contact_id, demand in demands.items():
            self.demands.setdefault(class_of[contact_id], []).append(demand)
        fixed = [bounded.cell.reserved_minutes for bounded in self.grid.bounded_cells]
        for one, place in rows:
            if place is not None and one.contact_id in demands:
                of_class, own = class_of[one.contact_id], demands[one.contact_id].need.unit_id
                held = Held(one.contact_id, place, one.minutes, of_class, self.grid.of_unit(own))
                self.held_in.setdefault(place, []).append(held)
                fixed[place] -= one.minutes
        movable = (one for here in self.held_in.values() for one in here)
        self.flow.hold(
            [(one.of_class, one.cell, one.minutes) for one in movable],
            [(place, minutes) for place, minutes in enumerate(fixed) if minutes > 0],
        )

    def to_class(self, demand: Demand) -> int:
        """The class of those who accept the same cells as this one."""
        return self.flow.class_of(self.grid.accepted(demand))

    def enter(self, held: Held) -> None:
        """Note minutes that are reserved from now on."""
        self.held_in.setdefault(held.cell, []).append(held)
        self.flow.put(held.of_class, held.cell, held.minutes)

    def leave(self, held: Held) -> None:
        """Note that minutes are given back."""
        self.held_in[held.cell].remove(held)
        self.flow.put(held.of_class, held.cell, -held.minutes)

    def reservation_of(self, held: Held) -> Reservation:
        """The minutes as a row."""
        bounded = self.grid.bounded_cells[held.cell]
        pool = bounded.cell.pool
        limit = bounded.limits[Level.URGENT]
        return Reservation(held.contact_id, pool.id, pool.unit_id, bounded.cell.start, held.minutes, limit)


def reassign_for(demand: Demand, ledger: Ledger) -> Reassignment | Cut:
    """Minutes for one more: exactly when all who have reserved and this one can be served together.

    The ledger must hold nothing of this contact. Where more is reserved in cells than they hold already, none of
    them is filled further.
    """
    flow, minutes = ledger.flow, demand.need.minutes
    of_class = ledger.to_class(demand)
    flow.unmet[of_class] = minutes
    changes = flow.bring_in(of_class)
    short, flow.unmet[of_class] = flow.unmet[of_class], 0
    if short:
        others = {k: ledger.demands.get(k, []) for k in flow.reached}
        competing = others | {of_class: [*others[of_class], demand]}
        cut = cut_of(ledger.grid, flow, flow.reached, competing, {of_class: short})
        flow.take_back(changes)
        return cut
    flow.take_back(changes)
    preferred = ledger.grid.of_unit(demand.need.unit_id)
    whole = chain(flow, ledger.held_in, of_class=of_class, minutes=minutes, preferred=preferred)
    if whole is not None:
        cell, moved = whole
        return _told(demand, ledger, {cell: minutes}, moved)
    return _told(demand, ledger, *split(changes, ledger.held_in, of_class=of_class, minutes=minutes))


def first_window(
    need: Need, ledger: Ledger, *, planning: Planning, now: datetime
) -> tuple[Window, Reassignment] | Cut:
    """The earliest window that can be promised by moving others, or what is short.

    That is the cut of the citizen's whole day when the day is full, else of the window in which least is missing; an
    empty one when no hour of theirs can be a window.
    """
    from_now = max(now, need.available_from or now)
    ends = [bounded.cell.end for bounded in ledger.grid.bounded_cells]
    all_day = Demand(need, Window(from_now, max([*ends, from_now + planning.window])))
    answer = reassign_for(all_day, ledger)
    cuts = [answer] if isinstance(answer, Cut) else []
    for window in () if cuts else _windows(all_day, ledger.grid, planning=planning, now=now):
        answer = reassign_for(Demand(need, window), ledger)
        if isinstance(answer, Reassignment):
            return window, answer
        cuts.append(answer)
    return min(cuts, key=lambda cut: cut.minutes_short, default=Cut(()))


def _windows(demand: Demand, grid: Grid, *, planning: Planning, now: datetime) -> list[Window]:
    """What the citizen could be told for any of the cells they accept, the earliest first, of those the widest."""
    accepted = 0
    for bits in grid.accepted(demand):
        accepted |= bits
    cells = [grid.bounded_cells[place].cell for place in places(accepted)]
    unlike = {(cell.start, cell.pool_ends_at): cell for cell in cells}.values()
    windows = {window_at(demand.need, cell, planning=planning, now=now) for cell in unlike}
    return sorted((one for one in windows if one), key=lambda one: (one.start, -one.length))


def _told(demand: Demand, ledger: Ledger, own: Mapping[int, int], moved: Sequence[Moved]) -> Reassignment:
    """`own`: minutes of the new one by cell; `moved`: what was held, the cell it goes to, and how much of it."""
    grid, bounded_cells = ledger.grid, ledger.grid.bounded_cells
    shares: dict[ContactId, dict[int, int]] = {}
    touched = {held.contact_id for held, _, _ in moved}
    for held in (held for here in ledger.held_in.values() for held in here):
        if held.contact_id in touched:
            of_contact = shares.setdefault(held.contact_id, {})
            of_contact[held.cell] = of_contact.get(held.cell, 0) + held.minutes
    for held, to, minutes in moved:
        of_contact = shares[held.contact_id]
        of_contact[held.cell] -= minutes
        of_contact[to] = of_contact.get(to, 0) + minutes
    shares[demand.need.contact_id] = dict(own)
    after = {
        contact: reserved(contact, {cell: share for cell, share in cells.items() if share}, grid)
        for contact, cells in sorted(shares.items())
    }
    return Reassignment(
        tuple(
            Move(
                held.contact_id,
                bounded_cells[held.cell].cell.pool.id,
                bounded_cells[held.cell].cell.start,
                bounded_cells[to].cell.pool.id,
                bounded_cells[to].cell.start,
                minutes,
            )
            for held, to, minutes in moved
        ),
        after,
    )
