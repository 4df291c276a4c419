"""When will somebody call? The earliest window with reserved staff time behind it, or an honest no."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contact_api.domain.capacity import Cell, masters
from contact_api.domain.contact import Need
from contact_api.domain.planning import Planning
from contact_api.domain.values import ContactId, PoolId, UnitId, Window

OFFERS = 3


class Why(StrEnum):
    """What decided the answer; each has a sentence in the catalogue of texts."""

    OWN_UNIT = "own_unit"  # the first window at the citizen's own unit
    OTHER_UNIT = "other_unit"  # her own unit has none left, another one she accepts has
    CHOSEN = "chosen"  # the citizen picked it
    NO_SKILL = "no_skill"  # nobody on shift has the profession and the language
    NO_ROOM = "no_room"  # somebody has, but every minute is reserved
    NOT_IN_HER_HOURS = "not_in_her_hours"  # there is room, at hours she cannot take a call
    CLOSED = "closed"  # nobody works any more today


@dataclass(frozen=True, slots=True)
class Reservation:
    """Staff minutes set aside for one contact. `limit` is how far the cell may be filled for this need."""

    contact_id: ContactId
    pool_id: PoolId
    unit_id: UnitId
    cell_start: datetime
    minutes: int
    limit: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One window the citizen may have, with the reservation that would back it."""

    window: Window
    unit_id: UnitId
    reservation: Reservation


@dataclass(frozen=True, slots=True)
class Promise:
    """What the citizen is told, and why. Without room `backed` is false and there is no window."""

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
    cells_with_room: int = 0


def promise(need: Need, cells: Iterable[Cell], *, planning: Planning, now: datetime) -> Promise:
    """Promise the earliest window with room, at the own unit if it has any, or say openly that there is none.

    The cells given are those of units the citizen accepts, of the day she asks about.

    Units:  minutes are whole staff minutes with documentation; windows are at most `planning.window` long.
    Errors: none; "no room" is an answer (`backed=False`).
    """
    day = list(cells)
    seen = _mastered(need, day)
    best = _first_offers(need, seen, planning=planning, now=now)
    if not best:
        somebody_works = any(cell.end > now and cell.staff_minutes for cell in day)
        return _no_promise(need, seen, planning=planning, now=now, somebody_works=somebody_works)
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
        cells_seen=len(seen),
        cells_with_room=len(best),
    )


def offers(need: Need, cells: Iterable[Cell], *, planning: Planning, now: datetime) -> list[Offer]:
    """The first windows that could be promised, best first, at most three and no two alike.

    Order: what comes soon enough before what is late (`is_late`), her own unit before others, then the
    earliest; the urgent for whom every window is late take the earliest anywhere. Ties fall to the own unit,
    then to the pool with the fewest other uses (scarce skills are kept), then by name.
    """
    return _first_offers(need, _mastered(need, cells), planning=planning, now=now)


def is_late(need: Need, window: Window, *, planning: Planning, now: datetime) -> bool:
    """Whether a window comes so late, from when she can talk on, that other units she accepts are asked."""
    patience = planning.urgent_within / 2 if need.urgency.is_urgent else planning.own_unit_patience
    return window.start - max(now, need.available_from or now) > patience


def room(cell: Cell, need: Need, *, planning: Planning, now: datetime) -> int:
    """How far the cell may be filled for this need, in staff minutes: time to come less what is kept."""
    left = min(1.0, (cell.end - now) / (cell.end - cell.start))
    near = cell.start - now <= planning.release
    share = planning.share_urgent if need.urgency.is_urgent or near else planning.share_today
    return int(cell.staff_minutes * left * share)


def window_at(need: Need, cell: Cell, *, planning: Planning, now: datetime) -> Window | None:
    """The window a citizen would be told for a cell, cut to her hours and to the pool's day.

    An urgent contact may be rung from now on: its window opens at once if the cell lies in the coming hour.
    """
    from_now = max(now, need.available_from or now)
    at_once = need.urgency.is_urgent and cell.end <= from_now + planning.urgent_within
    start = from_now if at_once else max(from_now, cell.start)
    end = min(
        (start if at_once else cell.start) + planning.window,
        cell.pool_ends_at or cell.end,
        need.available_to or cell.end + planning.window,
    )
    if start >= cell.end or end - start < planning.least_window:
        return None
    return Window(start, end)


def _mastered(need: Need, cells: Iterable[Cell]) -> list[Cell]:
    """The cells whose staff can take the contact; each pool is looked at once."""
    known: dict[PoolId, bool] = {}
    found: list[Cell] = []
    for cell in cells:
        pool = cell.pool
        if pool.id not in known:
            known[pool.id] = masters(pool.professions, pool.languages, need)
        if known[pool.id]:
            found.append(cell)
    return found


def _first_offers(need: Need, cells: Iterable[Cell], *, planning: Planning, now: datetime) -> list[Offer]:
    units: dict[UnitId, list[Cell]] = {}
    for cell in cells:
        units.setdefault(cell.pool.unit_id, []).append(cell)
    possible = [
        one for unit in units.values() for one in _first_of_unit(need, unit, planning=planning, now=now)
    ]
    possible.sort(key=lambda offer: _order(need, offer, planning=planning, now=now))
    best: list[Offer] = []
    for offer in possible:
        if len(best) < OFFERS and all(offer.window != better.window for better in best):
            best.append(offer)
    return best


def _first_of_unit(need: Need, cells: list[Cell], *, planning: Planning, now: datetime) -> list[Offer]:
    """What one unit offers in its first windows; more of them than there are offers are never needed.

    Within a unit a later cell never has an earlier window, and an earlier window is never worse.
    """
    found: list[Offer] = []
    windows: set[Window] = set()
    for cell in sorted(cells, key=lambda cell: cell.start):
        offer = _offer(need, cell, planning=planning, now=now)
        if offer is None:
            continue
        if len(windows) >= OFFERS and offer.window.start > found[-1].window.start:
            break
        found.append(offer)
        windows.add(offer.window)
    return found


def _offer(need: Need, cell: Cell, *, planning: Planning, now: datetime) -> Offer | None:
    if cell.end <= now:
        return None
    limit = room(cell, need, planning=planning, now=now)
    if cell.reserved_minutes + need.minutes > limit:
        return None
    window = window_at(need, cell, planning=planning, now=now)
    if window is None:
        return None
    kept = Reservation(need.contact_id, cell.pool.id, cell.pool.unit_id, cell.start, need.minutes, limit)
    return Offer(window, cell.pool.unit_id, kept)


def _order(need: Need, offer: Offer, *, planning: Planning, now: datetime) -> tuple[object, ...]:
    abroad = offer.unit_id != need.unit_id
    late = is_late(need, offer.window, planning=planning, now=now)
    own_first = abroad and not (late and need.urgency.is_urgent)
    scarce = offer.reservation.pool_id.count("+")
    return (late, own_first, offer.window.start, abroad, scarce, offer.reservation.pool_id)


def _no_promise(
    need: Need, seen: list[Cell], *, planning: Planning, now: datetime, somebody_works: bool
) -> Promise:
    ahead = [cell for cell in seen if cell.end > now and cell.staff_minutes]
    at_any_hour = replace(need, available_from=None, available_to=None)
    with_room = [cell for cell in ahead if _offer(at_any_hour, cell, planning=planning, now=now)]
    if with_room:
        why = Why.NOT_IN_HER_HOURS
    elif ahead:
        why = Why.NO_ROOM
    else:
        why = Why.NO_SKILL if somebody_works else Why.CLOSED
    return Promise(
        contact_id=need.contact_id,
        made_at=now,
        window=None,
        unit_id=None,
        backed=False,
        why=why,
        planning_version=planning.version,
        cells_seen=len(seen),
        cells_with_room=len(with_room),
    )
