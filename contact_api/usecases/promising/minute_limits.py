"""Promise as long as the submitter holds no more minutes than anybody may; above that, have the control room see it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from contact_api.domain.capacity.availability import promisable
from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.minute_limits import is_sender, share_of, within_limit, within_share
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import UnitId, Window
from contact_api.domain.promise.promise import Offer, Promise, Why
from contact_api.domain.region.region import Region
from contact_api.ports import Alert, Alerts, Capacity, Event, History
from contact_api.usecases.promising.promise_window import promise_today
from contact_api.usecases.promising.reassign import Reassigning

OVER_LIMIT, SENDER_OVER_LIMIT = "over_limit", "sender_over_limit"


class Limiting(Reassigning, Alerts, History, Protocol):
    """What promising within the limits needs."""


def may_hold(contact: Contact, tx: Capacity, *, region: Region) -> bool:
    """Whether minutes for this contact keep its submitter within the limit."""
    if contact.limited_as is None:
        return True
    held = tx.minutes_held(contact.limited_as, without=contact.id)
    return within_limit(contact.limited_as, held, contact.need.minutes, planning=region.planning)


def leaving_enough(
    contact: Contact, offered: Sequence[Offer], tx: Capacity, *, region: Region, now: datetime
) -> list[Offer]:
    """The offers that leave others enough of the unit's day; where the contact has its minutes they may move."""
    fits: dict[tuple[UnitId, date], bool] = {}
    if contact.backed and contact.window and contact.promised_unit:
        fits[contact.promised_unit, region.today(contact.window.start)] = True
    for one in offered:
        place = (one.unit_id, region.today(one.window.start))
        if place not in fits:
            key = exceeded_share(contact, one.unit_id, one.window.start, tx, region=region, now=now)
            fits[place] = key is None
    return [one for one in offered if fits[one.unit_id, region.today(one.window.start)]]


def exceeded_share(
    contact: Contact, unit_id: UnitId, day_of: datetime, tx: Capacity, *, region: Region, now: datetime
) -> str | None:
    """Whose share of what is left of the unit's day its minutes would exceed, or None.

    Where all that is reserved of it is within a share, so is what one holds of it: then nothing more is read.
    """
    keys = [
        key for key in keys_with_share(contact) if is_sender(key) or tx.minutes_held(key, without=contact.id)
    ]
    if not keys:
        return None
    day = day_span(region.today(day_of), region.zone)
    left = Window(max(now, day.start), day.end)
    cells = tx.cells({unit_id}, left)
    minutes, planning = contact.need.minutes, region.planning
    taken = sum([cell.reserved_minutes for cell in cells])
    least = min(share_of(key, planning=planning) for key in keys)
    whole = _promisable(cells, taken + minutes, least, planning=planning, now=now)
    for key in keys:
        if within_share(key, taken, minutes, whole=whole, planning=planning):
            continue
        held = tx.minutes_held_at(key, unit_id, left, without=contact.id)
        if not within_share(key, held, minutes, whole=whole, planning=planning):
            return key
    return None


def _promisable(
    cells: Iterable[Cell], minutes: int, share: float, *, planning: Planning, now: datetime
) -> int:
    """What may be promised of the cells; no more of them is looked at than shows that the share holds the minutes."""
    whole = 0
    for cell in cells:
        whole += promisable(cell, planning=planning, now=now)
        if minutes <= share * whole:
            break
    return whole


def keys_with_share(contact: Contact) -> list[str]:
    """Whose minutes its own count with; the urgent are nobody's share of a sender: it passes everybody on."""
    sent_by = None if contact.need.urgency.is_urgent else contact.sent_by
    return [key for key in (contact.limited_as, sent_by) if key is not None]


def promise_within_limit(contact: Contact, tx: Reassigning, *, region: Region, now: datetime) -> Promise:
    """As `promise_today`; above the limit an honest no, and the contact waits in line as all who were told no."""
    if not may_hold(contact, tx, region=region):
        return _without_time(contact, Why.TOO_MANY, region, now=now)
    answer = promise_today(contact.need, tx, region=region, now=now)
    if answer.unit_id is None or answer.window is None:
        return answer
    key = exceeded_share(contact, answer.unit_id, answer.window.start, tx, region=region, now=now)
    if key is None:
        return answer
    return _without_time(contact, Why.TOO_MANY_OF_SENDER if is_sender(key) else Why.TOO_MANY, region, now=now)


def _without_time(contact: Contact, why: Why, region: Region, *, now: datetime) -> Promise:
    return Promise(
        contact.id, now, None, None, backed=False, why=why, planning_version=region.planning.version
    )


def show_over_limit(contact: Contact, answer: Promise, tx: Limiting, *, now: datetime) -> None:
    """One open alert for each submitter above their limit, with a count of the requests that it was raised for."""
    of_why = {
        Why.TOO_MANY: (OVER_LIMIT, contact.limited_as),
        Why.TOO_MANY_OF_SENDER: (SENDER_OVER_LIMIT, contact.sent_by),
    }
    kind, key = of_why.get(answer.why, ("", None))
    if key is None:
        return
    known = tx.hold_open_alert_of(key, kind)
    if known is not None:
        tx.save_alert(replace(known, times_raised=known.times_raised + 1, last_raised_at=now))
        return
    alert_id = f"{contact.id}-limit-{contact.times_sought}"
    tx.add_alert(Alert(alert_id, contact.id, contact.need.unit_id, kind, now))
    tx.add_event(Event(contact.id, "alert.raised", now, facts={"kind": kind}))
