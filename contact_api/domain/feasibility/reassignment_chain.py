"""Minutes by whole moves: one reservation makes way for another, the last finds a free cell; nothing is divided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from contact_api.domain.core.values import ContactId
from contact_api.domain.feasibility.flow import Flow
from contact_api.domain.feasibility.grid import places

MOST_MOVED = 3  # reservations in a chain; more would be found, but move many for one
MOST_LOOKED_AT = 4_000  # reservations; a bound on the time, the same on every machine


@dataclass(frozen=True, slots=True)
class Held:
    """Minutes that one contact has reserved in one cell."""

    contact_id: ContactId
    cell: int
    minutes: int
    of_class: int
    preferred: int  # bits of the cells at the contact's own unit


Moved = tuple[Held, int, int]  # what was held, the cell it goes to, how many minutes of it


@dataclass(frozen=True, slots=True)
class _Link:
    """Minutes that look for a place in some cells, and the chain of those who made way up to them."""

    of_class: int
    minutes: int
    cells: int
    preferred: int
    held: Held | None = None  # whose minutes they are; None: the new contact's
    before: "_Link | None" = None
    at: int = -1  # the cell of `before` that `held` leaves
    left: int = 0  # bits of all cells that somebody of the chain leaves

    def followed_by(self, held: Held, at: int, cells: int) -> "_Link":
        left = self.left | 1 << at
        return _Link(held.of_class, held.minutes, cells, held.preferred, held, self, at, left)

    def chain(self) -> Iterator["_Link"]:
        link: _Link | None = self
        while link is not None:
            yield link
            link = link.before


class _Spare:
    """The cells with at least so many minutes left for a class."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._at_least: dict[int, list[int]] = {}

    def cells(self, of_class: int, minutes: int) -> int:
        found = 0
        for level, bits in enumerate(self._flow.accepts[of_class]):
            if bits:
                at_least = self._on(level)
                found |= bits & (at_least[minutes] if minutes < len(at_least) else 0)
        return found

    def _on(self, level: int) -> list[int]:
        if level not in self._at_least:
            by_minutes: dict[int, int] = {}
            for cell in places(self._flow.free(level)):
                minutes = self._flow.left_in(level, cell)
                by_minutes[minutes] = by_minutes.get(minutes, 0) | 1 << cell
            exactly = [by_minutes.get(minutes, 0) for minutes in range(max(by_minutes, default=0) + 1)]
            self._at_least[level] = list(accumulate(reversed(exactly), int.__or__))[::-1]
        return self._at_least[level]


def chain(
    flow: Flow, held_in: Mapping[int, Sequence[Held]], *, of_class: int, minutes: int, preferred: int
) -> tuple[int, list[Moved]] | None:
    """The cell for the new contact and the fewest whole moves that free it; None when no short chain does.

    The own unit's cells are tried first, for the new contact and for whoever moves.
    """
    spare = _Spare(flow)
    at_once = spare.cells(of_class, minutes)
    if at_once:
        return _first(at_once, preferred), []
    links = [_Link(of_class, minutes, flow.everywhere[of_class], preferred)]
    looked_at = 0
    entered: dict[tuple[int, int], int] = {}
    for _ in range(MOST_MOVED):
        longer: list[_Link] = []
        for link in links:
            for cell, held in _who_makes_way(link, flow, held_in):
                looked_at += 1
                elsewhere = ~(link.left | 1 << cell)
                left_in = spare.cells(held.of_class, held.minutes) & elsewhere
                if left_in:
                    return _moves(link.followed_by(held, cell, 0), _first(left_in, held.preferred))
                kind = (held.of_class, held.minutes)
                new = flow.everywhere[held.of_class] & elsewhere & ~entered.get(kind, 0)
                if new:
                    entered[kind] = entered.get(kind, 0) | new
                    longer.append(link.followed_by(held, cell, new))
            if looked_at > MOST_LOOKED_AT:
                return None
        links = longer
    return None


def _who_makes_way(
    link: _Link, flow: Flow, held_in: Mapping[int, Sequence[Held]]
) -> Iterator[tuple[int, Held]]:
    """Reservations of which each alone leaves enough minutes in its cell, those at the own unit first."""
    chained = {one.held.contact_id for one in link.chain() if one.held}
    for cells in (link.cells & link.preferred, link.cells & ~link.preferred):
        for cell in places(cells):
            enters = flow.level(link.of_class, cell)
            for held in held_in.get(cell, ()):
                leaves = flow.level(held.of_class, cell)
                if held.contact_id not in chained and all(
                    flow.left[level][cell] + (held.minutes if level >= leaves else 0) >= link.minutes
                    for level in range(enters, flow.top + 1)
                ):
                    yield cell, held


def _moves(last: _Link, left_in: int) -> tuple[int, list[Moved]]:
    moves: list[Moved] = []
    to = left_in
    for link in last.chain():
        if link.held is not None:
            moves.append((link.held, to, link.held.minutes))
            to = link.at
    return to, moves


def _first(cells: int, preferred: int) -> int:
    return next(places(cells & preferred or cells))
