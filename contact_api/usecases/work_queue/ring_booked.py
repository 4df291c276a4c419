"""A booked telephone time is taken at its minute, outside the order of the queue, and held as any contact is."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.telephone_time import SHOWN_AHEAD, Ringer, has_begun, may_ring
from contact_api.domain.booking.time_types import BookingForm
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.attempts import claimed, reopened
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import (
    BookingIsOver,
    BookingNotFound,
    ContactNotFound,
    HoldsAnother,
    NotPermitted,
)
from contact_api.domain.core.values import ContactId, ContactState, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.ports import Bookings, Event, History, WorkQueue
from contact_api.usecases.booking.lost_time import without_time
from contact_api.usecases.work_queue.pull_next import Holding

LOOKED_BACK = timedelta(hours=12)  # so long a time that nobody rang stays in sight; within a day of work
RINGABLE = (ContactState.BOOKED, ContactState.REACHED)  # a time may have been booked in the call


class TakingBooked(Holding, WorkQueue, History, Bookings, Protocol):
    """What taking a booked time needs."""


@dataclass(frozen=True, slots=True)
class TelephoneTime:
    """A telephone time that is to be rung now or soon, and whether the one who looks rings it."""

    booking: Booking
    contact: Contact
    staff_gone: bool
    may_ring: bool


def telephone_times(
    units: Collection[UnitId], member: StaffMember, tx: TakingBooked, *, now: datetime
) -> list[TelephoneTime]:
    """The telephone times of these units whose minute has come or comes soon, the earliest first."""
    span = Window(now - LOOKED_BACK, now + SHOWN_AHEAD)
    found = [
        one
        for one in tx.bookings_of_units(sorted(units), span)
        if has_begun(one, now=now + SHOWN_AHEAD) and one.form is BookingForm.TELEPHONE
    ]
    gone = without_time(found, tx)
    contacts = {one.contact_id: tx.contact(one.contact_id) for one in found}
    region = tx.region()
    return [
        TelephoneTime(
            one, contact, one.id in gone, _rings(one, contact, member, region, gone=one.id in gone, now=now)
        )
        for one in found
        if (contact := contacts[one.contact_id]) is not None
    ]


def take_booked(
    booking_id: BookingId, contact_id: ContactId, member: StaffMember, tx: TakingBooked, *, now: datetime
) -> Contact:
    """Hold the contact of a booked telephone time, to ring it now. Taken again it is the same claim.

    Errors: ContactNotFound, BookingNotFound; BookingIsOver when its minute has not come, or it is rung or noted;
    NotPermitted when it is booked with somebody else who is there; HoldsAnother.
    """
    contact = tx.hold_contact(contact_id)
    if contact is None:
        raise ContactNotFound
    booking = tx.booking_to_change(booking_id)
    if booking is None or booking.contact_id != contact_id:
        raise BookingNotFound
    held = tx.held_contact(member.id, now=now)
    if held is not None and held.id == contact_id:
        return held
    if not has_begun(booking, now=now):
        raise BookingIsOver("only a telephone time is rung here, from its minute on and until it is noted")
    if contact.state not in RINGABLE:
        raise BookingIsOver("somebody rings already, or it is rung again by the rules of the queue")
    if not _rings(booking, contact, member, tx.region(), gone=bool(without_time([booking], tx)), now=now):
        raise NotPermitted("it is booked with a colleague; five minutes after its start others may ring it")
    if held is not None:
        raise HoldsAnother
    anew = replace(reopened(contact, now=now), times_sought=contact.times_sought)
    taken = claimed(anew, member.id, planning=tx.region().planning, now=now)
    tx.save_contact(taken)
    facts = {"lease": taken.lease_number, "booking": booking_id}
    tx.add_event(Event(contact_id, "contact.claimed", now, member.id, facts))
    return taken


def _rings(
    booking: Booking, contact: Contact, member: StaffMember, region: Region, *, gone: bool, now: datetime
) -> bool:
    time_type = region.time_types.by_id.get(booking.slot.time_type_id)
    wanted = time_type.professions if time_type else ()
    ringer = Ringer(member.id, member.units, member.professions)
    is_free = contact.state in RINGABLE
    return is_free and may_ring(booking, ringer, professions=wanted, staff_gone=gone, now=now)
