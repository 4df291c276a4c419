"""Promise by moving what others have reserved: nobody's window changes, only whose minutes back it.

The slow way, gone when no cell has room as it stands. The flow decides whether all who were promised and this one
can be served together; a yes is carried out when whole reservations can be moved for it, and counts as a no when
minutes would have to be divided.
"""

from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.values import Consent, ContactId, ContactState, Window
from contact_api.domain.feasibility.grid import bounded_cells_of
from contact_api.domain.feasibility.minimum_cut import Cut
from contact_api.domain.feasibility.reassignment import Ledger, Reassignment, first_window
from contact_api.domain.promise.promise import Promise, Reservation, Why
from contact_api.domain.region.region import Region
from contact_api.ports import Capacity, Contacts, Contested, WorkQueue

LOOKED_AT, MOST_LOOKED_AT = (
    4,
    1_000,
)  # of those who wait at the unit: nearly always the first of them stands before


class Reassigning(Contacts, Capacity, WorkQueue, Protocol):
    """What a promise, and making capacity for it, needs."""


def promise_by_reassigning(
    need: Need, tx: Reassigning, *, region: Region, left: Window, now: datetime
) -> Promise | None:
    """A backed promise with the minutes it needs made free in this transaction, or None.

    None without a search when somebody already waits without a promise for whom the same minutes would do: as long as
    nothing has moved the answer would be no again, and when something has, nobody goes before them. So a kind of need
    is searched for once, however many come while the day is full.

    Errors: Contested when one of those to be moved has changed since it was read.
    """
    if _somebody_stands_before(need, tx, now=now):
        return None
    cells = tx.cells(list(region.units), left)
    waiting = {one.id: one for one in tx.open_contacts() if one.state is ContactState.WAITING}
    held = {cid: kept for cid, kept in tx.reservations().items() if cid != need.contact_id}
    ledger = Ledger(
        waiting.values(),
        held.values(),
        bounded_cells_of(cells, planning=region.planning, now=now),
        region.units,
        now=now,
    )
    found = first_window(need, ledger, planning=region.planning, now=now)
    if isinstance(found, Cut) or not found[1].is_whole:
        return None
    window, reassigned = found
    if not _fits(reassigned, cells):
        return None
    for contact_id in sorted(reassigned.after.keys() - {need.contact_id}):
        if tx.hold_contact(contact_id) != waiting[contact_id]:
            raise Contested
    own = _carried_out(reassigned, need.contact_id, tx)
    return Promise(
        contact_id=need.contact_id,
        made_at=now,
        window=window,
        unit_id=own.unit_id,
        backed=True,
        why=Why.OTHERS_REASSIGNED,
        reservation=own,
        planning_version=region.planning.version,
        cells_seen=len(cells),
    )


def _somebody_stands_before(need: Need, tx: WorkQueue, *, now: datetime) -> bool:
    for limit in (LOOKED_AT, MOST_LOOKED_AT):
        waiting = tx.waiting_before(need, limit=limit)
        if any(stands_before(one, need, now=now) for one in waiting):
            return True
        if len(waiting) < limit:
            return False
    return False


def stands_before(waits: Contact, need: Need, *, now: datetime) -> bool:
    """Whether this contact waits without a promise for what would do here, too: no more minutes, at no other hours.

    When no call could be promised for it, neither can somebody who asks for the same as long as nothing has moved; and
    when something has, it was first.
    """
    theirs = waits.need
    if (
        waits.backed
        or waits.attempts
        or waits.state is not ContactState.WAITING
        or waits.id == need.contact_id
    ):
        return False
    return (
        _accepts_all_of(theirs, need)
        and theirs.minutes <= need.minutes
        and max(now, theirs.available_from or now) <= max(now, need.available_from or now)
        and (
            theirs.available_to is None
            or (need.available_to is not None and need.available_to <= theirs.available_to)
        )
    )


def is_too_long(need: Need, cells: list[Cell]) -> bool:
    """Whether the plan promises nothing that long today; it says so on every cell."""
    limits = [
        cell.protected.longest for cell in cells if cell.protected and cell.protected.longest is not None
    ]
    return not need.urgency.is_urgent and bool(limits) and need.minutes > min(limits)


def _accepts_all_of(theirs: Need, need: Need) -> bool:
    """Whether whoever may take this need may take the other, and every minute left for it is left for the other.

    Of the own unit those who accept no other may be given more, so that they are compared with each other only.
    """
    wider = theirs.consent is need.consent or (theirs.consent, need.consent) == (
        Consent.ANY_PROVIDER,
        Consent.SAME_PROVIDER,
    )
    return (
        wider
        and (theirs.unit_id, theirs.language) == (need.unit_id, need.language)
        and set(theirs.professions) >= set(need.professions)
        and (theirs.urgency.is_urgent or not need.urgency.is_urgent)
    )


def _fits(reassigned: Reassignment, cells: list[Cell]) -> bool:
    """Whether every cell that somebody enters holds no more than it may.

    One that held too much before, as the time left in it shrinks, still does when one leaves and one comes.
    """
    filled = {cell.key: cell.reserved_minutes for cell in cells}
    for move in reassigned.moves:
        filled[move.from_pool, move.from_start] -= move.minutes
    entered = [one for kept in reassigned.after.values() for one in kept]
    for one in entered:
        filled[one.cell_key] += one.minutes
    return all(filled[one.cell_key] <= one.limit for one in entered)


def _carried_out(reassigned: Reassignment, newcomer: ContactId, tx: Capacity) -> Reservation:
    """Move the others; the newcomer's own minutes, which the promise brings with it, are left to be taken."""
    moved = {cid: kept for cid, (kept,) in reassigned.after.items() if cid != newcomer}
    for contact_id in sorted(moved):
        tx.release(contact_id)
    for contact_id in sorted(moved):
        tx.reserve(moved[contact_id])
    (own,) = reassigned.after[newcomer]
    return own
