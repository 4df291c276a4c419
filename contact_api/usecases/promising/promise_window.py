"""Ask for room and give a promise: the one way from a need to a window, for intake, choice and plan alike."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.capacity.availability import opens_at
from contact_api.domain.capacity.capacity import Cell, FullCells
from contact_api.domain.capacity.window_ranking import is_late
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.contact import Contact, Need, with_hours_to_come
from contact_api.domain.core.values import UnitId, Urgency, Window
from contact_api.domain.promise.promise import OFFERS, Offer, Promise, Why, offers, promise, reasons_of_choice
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.work_queue import queued, window_ahead
from contact_api.ports import Capacity, Event, History, Promises
from contact_api.usecases.messages.shortage_alerts import AlertingOfShortage, raise_shortage
from contact_api.usecases.promising.reassign import Reassigning, is_too_long, promise_by_reassigning

OthersCells = tuple[list[Cell], list[FullCells]]
OFFERED_DAYS = 4  # how far ahead a citizen may choose another window


class Giving(Capacity, Promises, History, AlertingOfShortage, Protocol):
    """What a promise that is given is written to."""


def promise_today(need: Need, tx: Reassigning, *, region: Region, now: datetime) -> Promise:
    """The best window of this day; other units are asked when the own unit has none, or only a late one.

    When no cell has room as it stands, minutes of others are moved, if that lets all of them keep their windows.
    """
    left = region.left_of_today(now)
    planning = region.planning
    cells = tx.cells({need.unit_id}, left)

    def others_of(units: Collection[UnitId]) -> OthersCells:
        return tx.cells_to_fill(units, left, minutes=need.minutes)

    answer = as_it_stands(need, cells, others_of, region=region, now=now)
    if _comes_after_urgent_limit(need, answer, region=region, now=now):
        left = Window(now, now + planning.urgent_within)
    elif answer.why is not Why.NO_CAPACITY or is_too_long(need, cells):
        return answer
    moved = promise_by_reassigning(need, tx, region=region, left=left, now=now)
    return replace(moved, reasons=answer.reasons) if moved else answer


def as_it_stands(
    need: Need,
    cells: list[Cell],
    others_of: Callable[[Collection[UnitId]], OthersCells],
    *,
    region: Region,
    now: datetime,
) -> Promise:
    """The answer while nobody's minutes are moved; `cells` are the own unit's, others' are read only when needed."""
    planning, ends = region.planning, region.day_ends_at(now)
    own = promise(need, cells, planning=planning, now=now, day_ends_at=ends)
    if own.window and not is_late(need, own.window, planning=planning, now=now, day_ends_at=ends):
        return own
    welcome = region.welcome_units(need)
    if len(welcome) == 1:
        return own
    others, full = others_of(welcome - {need.unit_id})
    return promise(need, [*cells, *others], full=full, planning=planning, now=now, day_ends_at=ends)


def _comes_after_urgent_limit(need: Need, answer: Promise, *, region: Region, now: datetime) -> bool:
    """Whether somebody urgent would be told a time after the hour in which they are to be rung."""
    if not need.urgency.is_urgent or answer.window is None:
        return False
    return answer.window.start >= max(now, need.available_from or now) + region.planning.urgent_within


def windows_for(
    need: Need,
    tx: Capacity,
    *,
    region: Region,
    after: datetime,
    now: datetime,
    units: Collection[UnitId] | None = None,
) -> list[Offer]:
    """Up to three windows that begin at `after` or later, today before the next days, own unit before others.

    `units` narrows the units that are accepted; without it all of them are looked at. Who affirmed a red flag for 112
    is offered none: whoever is free rings them, and no later time is as good.
    """
    if need.urgency is Urgency.U0:
        return []
    found: list[Offer] = []
    accepted = region.welcome_units(need)
    welcome = accepted if units is None else accepted.intersection(units)
    day = region.today(max(after, now))
    for ahead in range(OFFERED_DAYS):
        span = Window(
            max(after, now, midnight(day + timedelta(days=ahead), region.zone)),
            midnight(day + timedelta(days=ahead + 1), region.zone),
        )
        wanted = _on_day(
            need, max(now, midnight(day + timedelta(days=ahead), region.zone)), after=after, now=now
        )
        found += _offers_on(span, wanted, welcome, tx, region=region, after=after, now=now)
        if len(found) >= OFFERS:
            break
    return found[:OFFERS]


def _offers_on(
    day: Window,
    need: Need,
    units: frozenset[UnitId],
    tx: Capacity,
    *,
    region: Region,
    after: datetime,
    now: datetime,
) -> list[Offer]:
    """The offers of one day. Others than the own unit are not read where none of theirs could come before its own."""
    earliest = max(after, now, need.available_from or now)
    asked = [units]
    if need.unit_id in units and _own_unit_first(need, earliest, region, now=now):
        asked = [frozenset({need.unit_id}), units]
    found: list[Offer] = []
    while len(found) < OFFERS and asked:
        from_available = max(now, need.available_from or now)
        cells = [
            cell
            for cell in tx.cells(asked.pop(0), day)
            if max(opens_at(cell, planning=region.planning), from_available) >= after
        ]
        found = offers(need, cells, planning=region.planning, now=now)
    return found


def _own_unit_first(need: Need, earliest: datetime, region: Region, *, now: datetime) -> bool:
    """Whether any window of the own unit is offered before those of others: all that open from then on are late."""
    window = Window(earliest, earliest + region.planning.window)
    return not need.urgency.is_urgent and is_late(need, window, planning=region.planning, now=now)


def promised(contact: Contact, answer: Promise, *, region: Region) -> Contact:
    """The contact as it stands after the answer, with its place in the queue worked out."""
    told = replace(
        contact,
        window=answer.window,
        promised_unit=answer.unit_id,
        backed=answer.backed,
        not_before=_not_before(contact, answer.window),
    )
    return placed(told, region=region, day_of=day_of_call(told, now=answer.made_at))


def _not_before(contact: Contact, window: Window | None) -> datetime | None:
    """What holds of the moment that was chosen before: nobody waits past a window they are promised since.

    After a missed call it is the rest between two attempts, which no promise shortens.
    """
    rests = contact.attempts and window_ahead(contact) is None
    if rests or contact.not_before is None:
        return contact.not_before
    return min(contact.not_before, window.start) if window else None


def day_of_call(contact: Contact, *, now: datetime) -> datetime:
    """A moment of the day it is to be called on: its window's, else its hours'; this one when that has passed."""
    opens = contact.window.start if contact.window else contact.need.available_from
    return max(opens or now, now)


def placed(contact: Contact, *, region: Region, day_of: datetime) -> Contact:
    """The contact with callable_from and due_at worked out for the day it is to be called."""
    ends_at = region.day_ends_at(max(day_of, contact.need.sought_at))
    limits = region.catalogue.limits
    return queued(contact, planning=region.planning, limits=limits, day_ends_at=ends_at)


def give(contact: Contact, answer: Promise, tx: Giving, *, actor: str = "system") -> None:
    """Write the promise and take the minutes that back it, in this transaction."""
    tx.add_promise(answer)
    alert_if_short(contact, answer, tx)
    if answer.reservation:
        tx.reserve(answer.reservation)
        if contact.limited_as is not None:
            tx.take_turn(contact.limited_as, now=answer.made_at)
    facts = {"backed": answer.backed, "why": answer.why.value, "unit": answer.unit_id or contact.need.unit_id}
    tx.add_event(Event(contact.id, "promise.made", answer.made_at, actor, facts))


def alert_if_short(contact: Contact, answer: Promise, tx: AlertingOfShortage) -> None:
    """Tell those who answer for the staffing, as the citizen is told that they have been.

    Where a sender holds all that one may, nearly all of the unit's time is gone.
    """
    if answer.why in (Why.NO_CAPACITY, Why.TOO_MANY_OF_SENDER):
        raise_shortage(contact.need.unit_id, tx, now=answer.made_at)


def chosen(contact: Contact, offer: Offer, *, region: Region, now: datetime) -> Promise:
    """The promise that follows when the citizen takes one of the offered windows."""
    return Promise(
        contact_id=contact.id,
        made_at=now,
        window=offer.window,
        unit_id=offer.unit_id,
        backed=True,
        why=Why.CHOSEN,
        reservation=offer.reservation,
        planning_version=region.planning.version,
        reasons=reasons_of_choice(offer, planning=region.planning, now=now),
    )


def _on_day(need: Need, begins: datetime, *, after: datetime, now: datetime) -> Need:
    """The need as it is asked on a day that begins then: for one after the hours named, the citizen says yes anew.

    The urgent, whose windows open at once, are offered none that opens before the time they asked for.
    """
    need = with_hours_to_come(need, at=begins)
    if need.urgency.is_urgent and after > now:
        need = replace(need, available_from=max(after, need.available_from or after))
    return need
