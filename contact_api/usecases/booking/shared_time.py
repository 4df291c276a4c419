"""Time for call-backs or bookings: bookings take its minutes out of the cells, and what ends gives them back.

All of it holds the roster as it is: whoever lays minutes takes what is booked out of them by the same rule.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingState, Slot
from contact_api.domain.booking.free_time import FreeTime
from contact_api.domain.booking.shared_time import PromisedTime, shared_minutes
from contact_api.domain.capacity.capacity import CellKey, minutes_in_cells
from contact_api.domain.capacity.staff_time import booked_of
from contact_api.domain.core.values import Window
from contact_api.ports import Bookings, Capacity, RegionInForce


class SharingTime(RegionInForce, Bookings, Capacity, Protocol):
    """What it takes to book beside what is promised."""


def promised_time(
    free: Sequence[FreeTime], tx: SharingTime, *, moving: Booking | None = None, now: datetime
) -> PromisedTime | None:
    """What is promised of what is free; None when nothing of it is shared with call-backs.

    `moving`: the booking that gives its own minutes back.
    """
    spans = [span for one in free for span in one.shared]
    if not spans:
        return None
    region = tx.region()
    span = Window(min(one.start for one in spans), max(one.end for one in spans))
    units = sorted({one.unit_id for one in free if one.shared})
    return PromisedTime(
        cells={cell.key: cell for cell in tx.cells(units, span)},
        given_back=_given_back([*tx.ended_holds(now=now), *([moving] if moving else [])], tx),
        staff=region.staff,
        open_at=region.opening(units, span),
        now=now,
    )


def end_holds(holds: Iterable[Booking], tx: SharingTime, *, now: datetime) -> int:
    """Drop those of these holds that have ended, and give back what they took; how many were still there."""
    found = [tx.booking_to_change(one.id) for one in sorted(holds, key=lambda one: one.id)]
    over = [one for one in found if one and one.state is BookingState.HELD and not one.is_held(now)]
    give_back(over, tx)
    for one in over:
        tx.drop_booking(one.id)
    return len(over)


def give_back(
    bookings: Sequence[Booking], tx: SharingTime, *, taken: Mapping[CellKey, int] | None = None
) -> None:
    """Put into the cells what these took of them; `taken`: what something new takes of them instead.

    Contested when somebody was promised of that meanwhile.
    """
    minutes = Counter(taken or {})
    minutes.subtract(_given_back(bookings, tx))
    tx.take_staff_minutes({place: number for place, number in minutes.items() if number})


def minutes_taken(slot: Slot, free: Iterable[FreeTime], tx: SharingTime) -> Mapping[CellKey, int]:
    """What a booking of this time takes of which cells."""
    busy, region = slot.busy, tx.region()
    of = (one for one in free if one.staff_id == slot.staff_id and one.start <= busy.start < one.end)
    open_at = region.opening([slot.unit_id], busy)
    return shared_minutes(next(of), busy, region.staff, open_at=open_at)


def sweep_holds(tx: SharingTime, *, now: datetime) -> int:
    """End what nobody decided on in time; how many holds that were."""
    holds = tx.ended_holds(now=now)
    if not holds:
        return 0
    tx.share_roster()
    return end_holds(holds, tx, now=now)


def _given_back(bookings: Sequence[Booking], tx: SharingTime) -> Counter[CellKey]:
    total: Counter[CellKey] = Counter()
    for minutes in _minutes_of_each(bookings, tx):
        total.update(minutes)
    return total


def _minutes_of_each(bookings: Sequence[Booking], tx: SharingTime) -> list[dict[CellKey, int]]:
    """What each took of the cells, by the roster as it is now; cells are laid by the same."""
    if not bookings:
        return []
    region = tx.region()
    spans = [one.slot.busy for one in bookings]
    span = Window(min(one.start for one in spans), max(one.end for one in spans))
    times = tx.contact_time(sorted({one.slot.staff_id for one in bookings}), span)
    found = []
    for one in bookings:
        pieces = booked_of(times, [(one.slot.staff_id, one.slot.busy)])
        units = {piece.unit_id for piece in pieces if piece.unit_id}
        opening = region.opening(units, one.slot.busy)
        found.append(minutes_in_cells(pieces, region.staff, open_at=opening))
    return found
