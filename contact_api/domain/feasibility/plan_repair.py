"""Minutes within their windows for those who have lost theirs, by moving others; and the fewest whose window breaks.

The flow says exactly whether one more can be served together with all who have minutes; a yes is carried out by moving
whole reservations, as in an intake. Where it is a no, a retry gives up its minutes before a promise, since nothing that
was told breaks with it, and one long promise gives way where it frees minutes for several short ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from contact_api.domain.capacity.capacity import Cell, Unit
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.feasibility.grid import BoundedCell, Level, demand_of
from contact_api.domain.feasibility.reassignment import Ledger
from contact_api.domain.feasibility.reassignment_chain import Held, chain
from contact_api.domain.promise.promise import Reservation

MOST_ASKED = 200  # who might give way, for one plan's broken promises; a bound on the time


class PlanRepair:
    """The reservations of one plan; one contact after the other is given minutes in it."""

    def __init__(
        self,
        contacts: Iterable[Contact],
        reservations: Iterable[Reservation],
        cells: Iterable[Cell],
        units: Mapping[UnitId, Unit],
        *,
        now: datetime,
    ) -> None:
        """`cells` hold the minutes of these reservations, and perhaps others, which stay where they are."""
        self._ledger = Ledger(contacts, reservations, wholly_open_cells(cells, now=now), units, now=now)
        self._first = {one.contact_id: one for here in self._ledger.held_in.values() for one in here}
        self._held = dict(self._first)
        self._done: list[tuple[Held, bool]] = []  # what was entered (or left), to be undone
        self._at_most: dict[int, int] = {}  # minutes that a class can still be given
        self._now = now

    def place(self, contact: Contact) -> bool:
        """Give the contact minutes within its window, if that lets all others keep theirs; whether it could."""
        demand = demand_of(contact, now=self._now)
        if demand is None:
            return False
        ledger, minutes = self._ledger, demand.need.minutes
        of_class = ledger.to_class(demand)
        if not self._can_be_served(of_class, minutes):
            return False
        preferred = ledger.grid.of_unit(demand.need.unit_id)
        found = chain(ledger.flow, ledger.held_in, of_class=of_class, minutes=minutes, preferred=preferred)
        if found is None:
            return False
        cell, moved = found
        for held, _, _ in moved:
            self._leave(held)
        for held, to, _ in moved:
            self._enter(Held(held.contact_id, to, held.minutes, held.of_class, held.preferred))
        self._enter(Held(contact.id, cell, minutes, of_class, preferred))
        return True

    def holds(self, contact: Contact) -> bool:
        """Whether it has minutes."""
        return contact.id in self._held

    def save(
        self, broken: Sequence[Contact], retries: Sequence[Contact], promises: Sequence[Contact]
    ) -> None:
        """Keep more of these broken promises by taking minutes of others, each list with those first who keep theirs.

        Of `retries` as many as it takes; one of `promises` where that keeps an urgent one, or two for one.
        """
        for one in broken:
            self._place_before(one, retries[::-1])
        can_wait = [one for one in promises if not one.need.urgency.is_urgent][::-1]
        for one in [one for one in broken if one.need.urgency.is_urgent]:
            self._swap([one], can_wait, at_least=1)
        longest_first = sorted(can_wait, key=lambda one: -one.need.minutes)
        for one in broken:
            self._swap([one, *(other for other in broken if other is not one)], longest_first, at_least=2)

    def changed(self) -> dict[ContactId, Reservation | None]:
        """Who has other minutes now than at first, and which; None: none any more."""
        found: dict[ContactId, Reservation | None] = {}
        for contact_id in sorted({held.contact_id for held, _ in self._done}):
            before, now = self._first.get(contact_id), self._held.get(contact_id)
            if now is not None and (before is None or now.cell != before.cell):
                found[contact_id] = self._ledger.reservation_of(now)
            elif now is None and before is not None:
                found[contact_id] = None
        return found

    def _place_before(self, one: Contact, others: Iterable[Contact]) -> None:
        """Take the minutes of others until there are enough for this one; who gives up too much has it back."""
        began = len(self._done)
        gone: list[Contact] = []
        for other in self._in_its_way(one, others):
            self._leave(self._held[other.id])
            self._at_most.clear()
            gone.append(other)
            if self.place(one):
                for again in reversed(gone):
                    self.place(again)
                return
        self._undo(began)

    def _swap(self, wanting: Sequence[Contact], others: Iterable[Contact], *, at_least: int) -> None:
        """Take the minutes of the first of the others that frees enough for so many of those who have none."""
        wanting = [one for one in wanting if one.id not in self._held]
        if len(wanting) < at_least:
            return
        for other in self._in_its_way(wanting[0], others):
            began = len(self._done)
            self._leave(self._held[other.id])
            self._at_most.clear()
            if sum(self.place(one) for one in wanting) >= at_least:
                return
            self._undo(began)

    def _in_its_way(self, one: Contact, others: Iterable[Contact]) -> list[Contact]:
        """Those of the others who compete for the minutes that this one lacks: they are in its cut."""
        self._at_most.clear()
        if one.id in self._held or self.place(one):
            return []
        reached = self._ledger.flow.reached
        competing = (other for other in others if other.id in self._held)
        return [other for other in competing if self._held[other.id].of_class in reached][:MOST_ASKED]

    def _can_be_served(self, of_class: int, minutes: int) -> bool:
        """By the flow. What it could not give a class it cannot give it later either, as long as nobody leaves."""
        if minutes > self._at_most.get(of_class, minutes):
            return False
        flow = self._ledger.flow
        flow.unmet[of_class] = minutes
        changes = flow.bring_in(of_class)
        short, flow.unmet[of_class] = flow.unmet[of_class], 0
        flow.take_back(changes)
        if short:
            self._at_most[of_class] = minutes - short
        return not short

    def _enter(self, held: Held) -> None:
        self._ledger.enter(held)
        self._held[held.contact_id] = held
        self._done.append((held, True))

    def _leave(self, held: Held) -> None:
        self._ledger.leave(held)
        del self._held[held.contact_id]
        self._done.append((held, False))

    def _undo(self, began: int) -> None:
        """Take everything back that was done since."""
        while len(self._done) > began:
            held, entered = self._done.pop()
            if entered:
                self._ledger.leave(held)
                del self._held[held.contact_id]
            else:
                self._ledger.enter(held)
                self._held[held.contact_id] = held
        self._at_most.clear()


def wholly_open_cells(cells: Iterable[Cell], *, now: datetime) -> list[BoundedCell]:
    """What every cell holds for those who were promised a call: all that is still to come of it."""
    ahead = (cell for cell in cells if cell.end > now)
    return [BoundedCell(cell, (int(cell.to_come(now)),) * len(Level)) for cell in ahead]
