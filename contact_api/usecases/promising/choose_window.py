"""The citizen sees where they stand, moves to another offered window, or cancels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.availability import opens_at
from contact_api.domain.core.contact import Contact, with_hours_to_come
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound, WindowNotOffered
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, UnitId
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.promise.promise import Offer, Promise
from contact_api.ports import Contacts, Event, RegionInForce, ReplanMark
from contact_api.usecases.messages.notify import Notifying, notify
from contact_api.usecases.promising.minute_limits import leaving_enough, may_hold
from contact_api.usecases.promising.promise_window import Giving, chosen, give, promised, windows_for


class Choosing(RegionInForce, Contacts, ReplanMark, Giving, Notifying, Protocol):
    """What choosing another window, or cancelling, needs."""


def offered_windows(
    contact_id: ContactId, tx: Choosing, *, after: datetime, now: datetime
) -> Sequence[Offer]:
    """Up to three windows the citizen may move to, from `after` on. Errors: ContactNotFound, ContactIsClosed."""
    contact = _waiting(tx.contact(contact_id))
    region = tx.region()
    if not may_hold(contact, tx, region=region):
        return ()
    found = windows_for(contact.need, tx, region=region, after=after, now=now)
    return leaving_enough(contact, found, tx, region=region, now=now)


def choose_window(
    contact_id: ContactId, start: datetime, unit_id: UnitId, tx: Choosing, *, now: datetime, actor: str
) -> tuple[Contact, Promise]:
    """Move the promise to an offered window: the new minutes are taken before the old are given back.

    `start` is as it was offered; a window that has begun since then is cut to what is left of it.
    Errors: ContactNotFound, ContactIsClosed, WindowNotOffered (nothing changes then).
    """
    contact = _waiting(tx.hold_contact(contact_id))
    region = tx.region()
    found = windows_for(contact.need, tx, region=region, after=start, now=now, units={unit_id})
    left = leaving_enough(contact, found, tx, region=region, now=now)
    offer = next((one for one in left if _is_it(one, start, contact, region.planning, now=now)), None)
    if offer is None or not may_hold(contact, tx, region=region):
        raise WindowNotOffered
    tx.release(contact_id)
    answer = chosen(contact, offer, region=region, now=now)
    asked = with_hours_to_come(contact.need, at=offer.window.start)
    told = replace(contact, need=asked, attempts=0, not_before=offer.window.start)
    moved = promised(told, answer, region=region)
    tx.save_contact(moved)
    give(moved, answer, tx, actor=actor)
    tx.mark_dirty(now=now)
    notify(MessageKind.MOVED, tx, now=now, contact_id=contact_id, window=answer.window)
    return moved, answer


def cancel(contact_id: ContactId, tx: Choosing, *, now: datetime, actor: str) -> Contact:
    """End the case by the citizen's wish; cancelling twice is cancelling once.

    Errors: ContactNotFound; ContactIsClosed when it ended otherwise.
    """
    contact = tx.hold_contact(contact_id)
    if contact is not None and contact.state is ContactState.CANCELLED:
        return contact
    contact = _open(contact)
    tx.release(contact_id)
    ended = replace(
        contact,
        state=ContactState.CANCELLED,
        closed_at=now,
        claimed_by=None,
        claimed_at=None,
        lease_until=None,
    )
    tx.save_contact(ended)
    tx.add_event(Event(contact_id, "contact.cancelled", now, actor))
    tx.mark_dirty(now=now)
    notify(MessageKind.CANCELLED, tx, now=now, contact_id=contact_id)
    return ended


def _is_it(offer: Offer, start: datetime, contact: Contact, planning: Planning, *, now: datetime) -> bool:
    """Whether this window was, or could be, offered as one from `start` on: never one from before they asked,

    nor from before it opened; the windows of the urgent open when they are asked for.
    """
    if start >= now:
        return offer.window.start == start
    opens = contact.need.sought_at
    if not contact.need.urgency.is_urgent:
        opens = max(opens, opens_at(offer.cell, planning=planning))
    return offer.window.start == now and opens <= start and now - start < planning.window


def _open(contact: Contact | None) -> Contact:
    if contact is None:
        raise ContactNotFound
    if not contact.state.is_open:
        raise ContactIsClosed
    return contact


def _waiting(contact: Contact | None) -> Contact:
    if contact is not None and contact.state is ContactState.CLAIMED:
        raise ContactIsClosed("somebody is calling right now; the window cannot be moved any more")
    return _open(contact)
