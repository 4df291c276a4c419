"""Somebody waits for a kind of time, answers an offer, or leaves the list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking
from contact_api.domain.booking.time_types import BookableBy
from contact_api.domain.booking.waiting_list import (
    Waiting,
    WaitingId,
    WaitingState,
    WhyNot,
    accepted,
    ended,
    joined,
    passed,
)
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import (
    ContactIsClosed,
    ContactNotFound,
    TimeNotOffered,
    WaitingNotFound,
)
from contact_api.domain.core.values import ContactId, ContactState
from contact_api.ports import Event, WaitingList
from contact_api.usecases.booking.book_time import book_held, let_go
from contact_api.usecases.booking.wanted_time import (
    TakingTime,
    Wanted,
    bookable_contact,
    type_wanted,
    with_time_until,
)

OF_STAFF = Booker(by_staff=True)  # what was allowed when it was offered stays allowed


class OnTheList(TakingTime, WaitingList, Protocol):
    """What a place on the list needs."""


def join_list(
    wish: Callable[[Contact], Waiting], contact_id: ContactId, tx: OnTheList, *, now: datetime
) -> Waiting:
    """Put a contact on the list; who waits for such a time already keeps their place, and waits for it so from now on.

    Errors: ContactNotFound, ContactIsClosed, TimeNotOffered, ConsentMissing, MayNotBook, DatesContradict.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    place = joined(wish(contact), tx.region().zone)
    _must_be_for(place, contact, tx, now=now)
    _keep_link_open(contact, place, tx)
    known = next(
        (
            one
            for one in tx.waiting_of_contact(contact_id)
            if one.state.is_open and one.time_type_id == place.time_type_id
        ),
        None,
    )
    if known is None:
        tx.add_waiting(place)
        _tell(place, "joined", tx, by=place.joined_by, now=now)
        return place
    changed = _with_wish(known, place)
    tx.save_waiting(changed)
    _tell(changed, "changed", tx, by=place.joined_by, now=now)
    return changed


def leave_list(
    waiting_id: WaitingId, contact_id: ContactId, tx: OnTheList, *, by: str, now: datetime
) -> Waiting:
    """Take a contact off the list; a time that was held for it is somebody else's. Again changes nothing.

    Errors: ContactNotFound, WaitingNotFound.
    """
    place = _held(waiting_id, contact_id, tx)
    if not place.state.is_open:
        return place
    if place.offer_id:
        let_go(place.offer_id, contact_id, tx)
    left = ended(place, WhyNot.LEFT, now=now)
    tx.save_waiting(left)
    _tell(left, "left", tx, by=by, now=now)
    return left


def accept_offer(
    waiting_id: WaitingId, contact_id: ContactId, tx: OnTheList, *, by: str, now: datetime
) -> Booking:
    """Book the time that is held; yes again is the same booking.

    Errors: ContactNotFound, WaitingNotFound; TimeNotOffered when the offer has ended, or there is none.
    """
    place = _held(waiting_id, contact_id, tx)
    if place.offer_id is None or place.state not in (WaitingState.OFFERED, WaitingState.BOOKED):
        raise TimeNotOffered("no time is held for you; you are asked when one is free")
    booked = book_held(place.offer_id, contact_id, OF_STAFF, tx, by=by, now=now)
    if place.state is WaitingState.OFFERED:
        tx.save_waiting(accepted(place, now=now))
        _tell(place, "accepted", tx, by=by, now=now)
    return booked


def decline_offer(
    waiting_id: WaitingId, contact_id: ContactId, tx: OnTheList, *, by: str, now: datetime
) -> Waiting:
    """Say no to the time that is held: the next one is asked, and the contact waits on for another time.

    Errors: ContactNotFound, WaitingNotFound.
    """
    place = _held(waiting_id, contact_id, tx)
    if place.state is not WaitingState.OFFERED:
        return place
    if place.offer_id:
        let_go(place.offer_id, contact_id, tx)
    back = passed(place, tx.region().time_types.waiting_list, answered=True, now=now)
    tx.save_waiting(back)
    _tell(back, "declined", tx, by=by, now=now)
    return back


def _must_be_for(place: Waiting, contact: Contact, tx: OnTheList, *, now: datetime) -> None:
    booker, region = Booker(by_staff=place.by_staff), tx.region()
    if contact.state in (ContactState.CANCELLED, ContactState.DECLINED):
        raise ContactIsClosed
    if not place.by_staff:
        bookable_contact(contact.id, booker, tx)
    for unit_id in place.units:
        region.unit(unit_id)
        kind = type_wanted(Wanted(place.time_type_id, unit_id, now), contact, booker, region)
        if kind.bookable_by is BookableBy.CARE_STAFF and not place.by_staff:
            raise TimeNotOffered


def _keep_link_open(contact: Contact, place: Waiting, tx: OnTheList) -> None:
    """Whatever becomes of the case, what is offered is answered by its link: it ends after the last day that suits."""
    last = midnight(place.until_day + timedelta(days=1), tx.region().zone)
    tx.save_contact(with_time_until(contact, last))


def _with_wish(known: Waiting, wish: Waiting) -> Waiting:
    """Their place, with what they wait for from now on; staff's word on the day it is due stands."""
    return replace(
        known,
        units=wish.units,
        from_day=wish.from_day,
        until_day=wish.until_day,
        hour_from=wish.hour_from,
        hour_to=wish.hour_to,
        due_day=wish.due_day if wish.by_staff else known.due_day,
        by_staff=known.by_staff or wish.by_staff,
    )


def _held(waiting_id: WaitingId, contact_id: ContactId, tx: OnTheList) -> Waiting:
    if tx.hold_contact(contact_id) is None:
        raise ContactNotFound
    place = tx.waiting(waiting_id)
    if place is None or place.contact_id != contact_id:
        raise WaitingNotFound
    return place


def _tell(place: Waiting, what: str, tx: OnTheList, *, by: str, now: datetime) -> None:
    facts = {"place": place.id, "type": place.time_type_id}
    tx.add_event(Event(place.contact_id, f"waiting_list.{what}", now, by, facts))
