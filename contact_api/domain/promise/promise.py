"""When will somebody call? The earliest window with reserved staff time behind it, or an honest no."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from contact_api.domain.capacity.availability import (
    Verdict,
    fill_limit,
    why_no_window,
    why_unavailable,
    window_at,
)
from contact_api.domain.capacity.capacity import Cell, CellKey, FullCells, masters
from contact_api.domain.capacity.window_ranking import WindowRank, late_after, rank_of, spare_of
from contact_api.domain.core.contact import Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, PoolId, UnitId, Window
from contact_api.domain.promise.promise_trace import Candidate, PromiseTrace, Search, gather_reasons

OFFERS = 3


class Why(StrEnum):
    """What decided the answer; each has a sentence in the catalogue of texts."""

    OWN_UNIT = "own_unit"  # the first window at the citizen's own unit
    OTHER_UNIT = "other_unit"  # the own unit has none left, another one the citizen accepts has
    OTHERS_REASSIGNED = (
        "others_reassigned"  # there was none until others' minutes were moved; their windows stand
    )
    CHOSEN = "chosen"  # the citizen picked it
    NO_SKILL = "no_skill"  # nobody on shift has the profession and the language
    NO_CAPACITY = "no_capacity"  # somebody has, but every minute is reserved
    OUTSIDE_AVAILABLE_HOURS = (
        "outside_available_hours"  # there is, at hours in which the citizen cannot take a call
    )
    CLOSED = "closed"  # nobody works any more today
    TOO_MANY = "too_many"  # whoever sent it holds as many minutes as one may
    TOO_MANY_OF_SENDER = (
        "too_many_of_sender"  # the front end or exchange holds as many of the unit as one may
    )


@dataclass(frozen=True, slots=True)
class Reservation:
    """Staff minutes set aside for one contact. `limit` is how far the cell may be filled for this need."""

    contact_id: ContactId
    pool_id: PoolId
    unit_id: UnitId
    cell_start: datetime
    minutes: int
    limit: int

    @property
    def cell_key(self) -> CellKey:
        """The key of its cell."""
        return (self.pool_id, self.cell_start)


@dataclass(frozen=True, slots=True)
class Offer:
    """One window the citizen may have, with the reservation that would back it."""

    window: Window
    unit_id: UnitId
    reservation: Reservation
    cell: Cell = field(compare=False, repr=False)
    need: Need = field(compare=False, repr=False)  # what it is offered for
    spare: int = field(default=0, compare=False, repr=False)  # of the unit, if it is not the own one


@dataclass(frozen=True, slots=True)
class Promise:
    """What the citizen is told, and why. Without staff time `backed` is false and there is no window."""

    contact_id: ContactId
    made_at: datetime
    window: Window | None
    unit_id: UnitId | None
    backed: bool
    why: Why
    reservation: Reservation | None = None
    others: tuple[Offer, ...] = ()  # further windows to choose from, at most two
    planning_version: str = ""
    cells_seen: int = 0
    cells_available: int = 0
    reasons: PromiseTrace | None = field(default=None, compare=False, repr=False)


def promise(
    need: Need,
    cells: Iterable[Cell],
    *,
    full: Iterable[FullCells] = (),
    planning: Planning,
    now: datetime,
    day_ends_at: datetime | None = None,
) -> Promise:
    """Promise the earliest window with staff time, at the own unit if it has any, or say openly that there is none.

    The cells given are those of units the citizen accepts, of the day they ask about; `full` are those of other units
    in which no cell that is still to come holds so many minutes more, so that only their number matters.

    Units:  minutes are whole staff minutes with documentation; windows are at most `planning.window` long.
    Errors: none; "no" is an answer (`backed=False`).
    """
    search = _search(need, cells, full)
    late = late_after(need, planning=planning, now=now, day_ends_at=day_ends_at)
    possible = _in_order(need, search, planning=planning, now=now, late=late)
    best = _unlike(possible)
    leading = [*possible[:2], *(one for one in best[1:] if one is not possible[1])]
    ranked = [_candidate(one, late) for one in leading]
    reasons = gather_reasons(need, search, ranked, planning=planning, now=now, day_ends_at=day_ends_at)
    if not best:
        return _no_promise(reasons, cells_seen=search.seen)
    first = best[0]
    own = first.unit_id == need.unit_id
    return Promise(
        contact_id=need.contact_id,
        made_at=now,
        window=first.window,
        unit_id=first.unit_id,
        backed=True,
        why=Why.OWN_UNIT if own else Why.OTHER_UNIT,
        reservation=first.reservation,
        others=tuple(best[1:]),
        planning_version=planning.version,
        cells_seen=search.seen,
        cells_available=len(best),
        reasons=reasons,
    )


def offers(
    need: Need,
    cells: Iterable[Cell],
    *,
    planning: Planning,
    now: datetime,
    day_ends_at: datetime | None = None,
) -> list[Offer]:
    """The first windows that could be promised, best first, at most three and no two alike.

    Order: what comes soon enough before what is late (`is_late`), the own unit before others, then the
    earliest; the urgent for whom every window is late take the earliest anywhere. Ties fall to the own unit, of
    others to the one with the most time to spare, then to the pool with the fewest other uses (scarce skills are
    spared), then by name.
    """
    search = _search(need, cells)
    late = late_after(need, planning=planning, now=now, day_ends_at=day_ends_at)
    return _unlike(_in_order(need, search, planning=planning, now=now, late=late))


def reasons_of_choice(offer: Offer, *, planning: Planning, now: datetime) -> PromiseTrace:
    """What is stored with a promise that the citizen picked: what they were offered and what stood behind it."""
    won = _candidate(offer, late_after(offer.need, planning=planning, now=now))
    return PromiseTrace(offer.need, now, planning.version, None, ranked=(won,))


def _search(need: Need, cells: Iterable[Cell], full: Iterable[FullCells] = ()) -> Search:
    """The cells by unit, those apart whose staff cannot take the contact; each pool is looked at once."""
    where: dict[PoolId, list[Cell]] = {}
    search = Search()
    for cell in cells:
        pool = cell.pool
        if pool.id not in where:
            able = masters(pool.professions, pool.languages, need)
            where[pool.id] = search.fitting.setdefault(pool.unit_id, []) if able else search.unfit
        where[pool.id].append(cell)
    for one in full:
        able = masters(one.pool.professions, one.pool.languages, need)
        (search.fitting_full if able else search.unfit_full).append(one)
    return search


def _in_order(
    need: Need, search: Search, *, planning: Planning, now: datetime, late: datetime
) -> list[Offer]:
    """Everything that could be promised, best first; what each look came to is noted in the search."""
    possible: list[Offer] = []
    for unit_id, fitting in search.fitting.items():
        fitting.sort(key=lambda cell: cell.start)
        verdicts = search.verdicts[unit_id] = []
        found = _first_of_unit(need, fitting, verdicts, planning=planning, now=now)
        if found and unit_id != need.unit_id:
            spare = spare_of(fitting, now=now)
            found = [replace(one, spare=spare) for one in found]
        possible += found
    possible.sort(key=lambda one: _rank(one, late))
    return possible


def _unlike(possible: Iterable[Offer]) -> list[Offer]:
    best: list[Offer] = []
    for offer in possible:
        if len(best) < OFFERS and all(_differs(offer, better) for better in best):
            best.append(offer)
    return best


def _differs(offer: Offer, better: Offer) -> bool:
    """Whether the two can be told apart; of those that begin together at one unit only the best can be chosen."""
    begins_elsewhere = (offer.unit_id, offer.window.start) != (better.unit_id, better.window.start)
    return begins_elsewhere and offer.window != better.window


def _first_of_unit(
    need: Need, cells: list[Cell], verdicts: list[Verdict], *, planning: Planning, now: datetime
) -> list[Offer]:
    """What one unit offers in its first windows; more of them than there are offers are never needed.

    The cells come in the order of their starts; `verdicts` gets what each came to.
    Within a unit a later cell never has an earlier window, and an earlier window is never worse.
    """
    found: list[Offer] = []
    starts: set[datetime] = set()
    for cell in cells:
        if len(starts) >= OFFERS and cell.start > found[-1].reservation.cell_start:
            break
        offer = _offer(need, cell, planning=planning, now=now)
        if isinstance(offer, Verdict):
            verdicts.append(offer)
        else:
            verdicts.append(Verdict.AVAILABLE)
            found.append(offer)
            starts.add(offer.window.start)
    return found


def _offer(need: Need, cell: Cell, *, planning: Planning, now: datetime) -> Offer | Verdict:
    if cell.end <= now:
        return Verdict.PASSED
    if cell.reserved_minutes + need.minutes > cell.holds:  # whatever is protected of it
        return why_unavailable(cell, need, planning=planning, now=now)
    limit = fill_limit(cell, need, planning=planning, now=now)
    if cell.reserved_minutes + need.minutes > limit:
        return why_unavailable(cell, need, planning=planning, now=now)
    window = window_at(need, cell, planning=planning, now=now)
    if window is None:
        return why_no_window(need, cell, planning=planning, now=now)
    pool = cell.pool
    reservation = Reservation(need.contact_id, pool.id, pool.unit_id, cell.start, need.minutes, limit)
    return Offer(window, pool.unit_id, reservation, cell, need)


def _rank(offer: Offer, late: datetime) -> WindowRank:
    return rank_of(offer.need, offer.window, offer.cell.pool, spare=offer.spare, late_after=late)


def _candidate(offer: Offer, late: datetime) -> Candidate:
    return Candidate(offer.cell, offer.window, _rank(offer, late))


def _no_promise(reasons: PromiseTrace, *, cells_seen: int) -> Promise:
    at_other_hours = reasons.count(Verdict.OUTSIDE_AVAILABLE_HOURS)
    if at_other_hours:
        why = Why.OUTSIDE_AVAILABLE_HOURS
    elif reasons.somebody_fits:
        why = Why.NO_CAPACITY
    else:
        why = Why.NO_SKILL if reasons.somebody_works else Why.CLOSED
    return Promise(
        contact_id=reasons.need.contact_id,
        made_at=reasons.now,
        window=None,
        unit_id=None,
        backed=False,
        why=why,
        planning_version=reasons.planning_version,
        cells_seen=cells_seen,
        cells_available=at_other_hours,
        reasons=reasons,
    )
