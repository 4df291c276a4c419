"""Freed times are offered to those who wait for one, one person after another, and held for them meanwhile.

Each offer is a transaction of its own. It looks again at whether the person can have the time: who cannot is passed by,
with the reason, and the next one is asked in the next round.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from contact_api.domain.booking.booking import BookingId, BookingState, Slot, held
from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.waiting_list import (
    Waiting,
    WaitingId,
    WaitingState,
    WhyNot,
    accepted,
    answer_until,
    ended,
    in_order,
    offered,
    passed,
    passed_by,
    why_over,
)
from contact_api.domain.booking.who_may_book import must_have_room
from contact_api.domain.capacity.capacity import CellKey
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ConsentMissing, HasAnotherBooking, MayNotBook, TimeNotOffered
from contact_api.domain.core.values import Window
from contact_api.domain.messages.notification_times import quiet_until
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import Contacts, Event, Transact
from contact_api.usecases.booking.find_times import Asked, find_times
from contact_api.usecases.booking.waiting_list import OnTheList
from contact_api.usecases.booking.wanted_time import Wanted, slot_wanted, type_wanted, year_before
from contact_api.usecases.booking.who_books import booker_of
from contact_api.usecases.messages.notify import Notifying, notify

BY = "waiting_list"
MOST_LOOKED_AT = 2000  # free times for one sort of those who wait
MOST_ROUNDS = 20
Offer = tuple[WaitingId, Wanted]


class Offering(OnTheList, Contacts, Notifying, Protocol):
    """What offering freed times needs."""


def offer_freed_times(transact: Transact, new_id: Callable[[], BookingId], *, now: datetime) -> int:
    """Settle offers that were answered or have ended, then offer what is free; how many offers were made.

    Safe to run twice: what is held is free for nobody.
    """
    for waiting_id in transact(partial(to_settle, now=now)):
        transact(partial(settle, waiting_id, now=now))
    made = 0
    for _ in range(MOST_ROUNDS):
        found = transact(partial(offers_to_make, now=now))
        made += sum(transact(partial(make_offer, one, new_id(), now=now)) for one in found)
        if not found:
            break
    return made


def to_settle(tx: OnTheList, *, now: datetime) -> list[WaitingId]:
    """Whose offer has ended or been answered, and whose last day that suits has passed."""
    today = tx.region().today(now)
    return [
        one.id
        for one in tx.open_waiting()
        if (one.state is WaitingState.WAITING and one.until_day < today)
        or (one.state is WaitingState.OFFERED and _has_come_to_something(one, tx, now=now))
    ]


def settle(waiting_id: WaitingId, tx: OnTheList, *, now: datetime) -> bool:
    """Note what came of an offer, or that nothing is waited for any more; whether something changed."""
    before, contact = _held(waiting_id, tx)
    if before is None or contact is None or not before.state.is_open:
        return False
    after = _answered(before, tx, now=now)
    if after.state is WaitingState.WAITING:
        theirs = tx.bookings_of_person(contact.person_id, since=now)
        over = why_over(after, contact.state, theirs, today=tx.region().today(now))
        after = ended(after, over, now=now) if over else after
    if after == before:
        return False
    tx.save_waiting(after)
    _tell(after, "accepted" if after.state is WaitingState.BOOKED else "passed", tx, now=now)
    return True


def offers_to_make(tx: OnTheList, *, now: datetime) -> list[Offer]:
    """Which free time is for whom, in the order of the region's rule; none in the quiet hours."""
    region = tx.region()
    if quiet_until(now, planning=region.planning, zone=region.zone) is not None:
        return []
    sorts: dict[tuple[object, ...], list[Waiting]] = defaultdict(list)
    for one in tx.open_waiting():
        if one.state is WaitingState.WAITING:
            sorts[one.time_type_id, one.language, one.interpreter, one.by_staff].append(one)
    offers: list[Offer] = []
    taken: list[Slot] = []
    for sort in sorts.values():
        offers += _of_sort(sort, taken, tx, now=now)
    return offers


def make_offer(offer: Offer, booking_id: BookingId, tx: Offering, *, now: datetime) -> bool:
    """Hold the time for one who waits and tell them, once; False when they cannot have it, or somebody else has it."""
    waiting_id, wanted = offer
    place, contact = _held(waiting_id, tx)
    if place is None or contact is None or place.state is not WaitingState.WAITING:
        return False
    try:
        slot, taken = _slot(place, contact, wanted, tx, now=now)
    except TimeNotOffered:
        return False
    except (MayNotBook, ConsentMissing):
        return _pass_by(place, wanted, WhyNot.MAY_NOT_BOOK, tx, now=now)
    except HasAnotherBooking:
        return _pass_by(place, wanted, WhyNot.BUSY_THEN, tx, now=now)
    region = tx.region()
    until = answer_until(slot.window.start, region.time_types.waiting_list, now=now)
    if until is None:
        return False
    time_type = region.time_types.by_id[place.time_type_id]
    kept = held(
        booking_id,
        contact.id,
        slot,
        time_type,
        until=until,
        by=BY,
        interpreter=place.interpreter,
        now=now,
    )
    tx.add_booking(kept)
    tx.take_staff_minutes(taken)
    tx.save_waiting(offered(place, kept))
    notify(MessageKind.BOOKING_OFFERED, tx, now=now, contact_id=contact.id, window=Window(now, until))
    _tell(place, "offered", tx, now=now)
    return True


def _slot(
    place: Waiting, contact: Contact, wanted: Wanted, tx: Offering, *, now: datetime
) -> tuple[Slot, Mapping[CellKey, int]]:
    """The time, if they can have it, and what it takes of call-backs.

    Errors: TimeNotOffered, MayNotBook, ConsentMissing, HasAnotherBooking.
    """
    region = tx.region()
    theirs = tx.bookings_of_person(contact.person_id, since=year_before(wanted.start))
    ahead = [one for one in theirs if one.starts_at > now]
    over = why_over(place, contact.state, ahead, today=region.today(now))
    if over is not None:
        over_now = ended(place, over, now=now)
        tx.save_waiting(over_now)
        _tell(over_now, "passed", tx, now=now)
        raise TimeNotOffered
    booker = booker_of(contact, tx, by_staff=place.by_staff)
    time_type = type_wanted(wanted, contact, booker, region)
    slot, taken = slot_wanted(time_type, wanted, contact, booker, tx, now=now)
    must_have_room(time_type, slot, theirs, zone=region.zone)
    return slot, taken


def _of_sort(sort: Sequence[Waiting], taken: list[Slot], tx: OnTheList, *, now: datetime) -> list[Offer]:
    """Everybody of a sort could have the same times: each in turn the first that suits."""
    region, rule = tx.region(), tx.region().time_types.waiting_list
    kind = region.time_types.by_id.get(sort[0].time_type_id)
    if kind is None or kind.withdrawn:
        return []
    last = midnight(max(one.until_day for one in sort) + timedelta(days=1), region.zone)
    if last <= now:
        return []
    units = sorted({unit for one in sort for unit in one.units})
    wish = Wish(interpreter=sort[0].interpreter, language=sort[0].language)
    asked = Asked([kind], units, Window(now, last), wish, sort[0].by_staff)
    free = [
        slot
        for found in find_times(asked, tx, most=MOST_LOOKED_AT, now=now)
        if answer_until(found.window.start, rule, now=now)
        for slot in found.slots
    ]
    offers: list[Offer] = []
    for place in in_order(sort, rule):
        suiting = (one for one in free if place.suits(one, region.zone) and not _is_taken(one, taken))
        if (slot := next(suiting, None)) is not None:
            taken.append(slot)
            start, language = slot.window.start, place.language
            wanted = Wanted(place.time_type_id, slot.unit_id, start, slot.staff_id, language=language)
            offers.append((place.id, wanted))
    return offers


def _is_taken(slot: Slot, taken: Sequence[Slot]) -> bool:
    return any(one.staff_id == slot.staff_id and one.busy.overlaps(slot.busy) for one in taken)


def _has_come_to_something(place: Waiting, tx: OnTheList, *, now: datetime) -> bool:
    return _answered(place, tx, now=now) != place


def _answered(place: Waiting, tx: OnTheList, *, now: datetime) -> Waiting:
    """The place after its offer was answered by booking it, or ended; as it is while it can be answered."""
    if place.state is not WaitingState.OFFERED or place.offer_id is None:
        return place
    booking = tx.booking(place.offer_id)
    if booking is not None and booking.state is not BookingState.HELD:
        return accepted(place, now=now)
    if booking is not None and booking.is_held(now):
        return place
    rule = tx.region().time_types.waiting_list
    return passed(place, rule, answered=now < (place.offered_until or now), now=now)


def _held(waiting_id: WaitingId, tx: OnTheList) -> tuple[Waiting | None, Contact | None]:
    """The place as it stands while nobody else changes it: its contact is held."""
    seen = tx.waiting(waiting_id)
    contact = tx.hold_contact(seen.contact_id) if seen else None
    return tx.waiting(waiting_id), contact


def _pass_by(place: Waiting, wanted: Wanted, why: WhyNot, tx: OnTheList, *, now: datetime) -> bool:
    by = passed_by(place, wanted.start, why)
    tx.save_waiting(by)
    _tell(by, "passed", tx, now=now)
    return False


def _tell(place: Waiting, what: str, tx: OnTheList, *, now: datetime) -> None:
    facts = {"place": place.id, "type": place.time_type_id}
    if what == "passed" and place.why_not:
        facts["why"] = place.why_not.value
    tx.add_event(Event(place.contact_id, f"waiting_list.{what}", now, BY, facts))
