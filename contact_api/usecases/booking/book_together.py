"""A family comes together: one act books a time for each, side by side or one after another, all of them or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.errors import BookingNotFound, ContactNotFound, TimeNotOffered
from contact_api.domain.core.values import ContactId, Window
from contact_api.usecases.booking.book_time import book_time
from contact_api.usecases.booking.change_booking import cancel_booking
from contact_api.usecases.booking.find_times import Asked, find_times
from contact_api.usecases.booking.wanted_time import TakingTime, Wanted

LONGEST_GAP = timedelta(minutes=30)  # that those who come together wait between two of their times
OF_STAFF = Booker(by_staff=True)


class Together(StrEnum):
    """How those who come together have their times."""

    ONE_AFTER_ANOTHER = "one_after_another"  # at one unit, with short waits
    AT_THE_SAME_TIME = "at_the_same_time"  # each with somebody of their own


def book_together(
    contacts: Sequence[ContactId],
    group_id: str,
    wanted: Wanted,
    together: Together,
    tx: TakingTime,
    *,
    new_ids: Sequence[BookingId],
    by: str,
    now: datetime,
) -> list[Booking]:
    """Book for each in this order, the first at the wanted start. What one cannot have, none has: nothing is written.

    Errors: as of booking each; TimeNotOffered too when they would wait for each other longer than half an hour.
    """
    for contact_id in sorted(
        contacts
    ):  # everybody takes them in this order, and waits for nobody who waits for them
        if tx.hold_contact(contact_id) is None:
            raise ContactNotFound
    booked: list[Booking] = []
    for contact_id, new_id in zip(contacts, new_ids, strict=True):
        start = _next_start(booked, contact_id, wanted, together, tx, now=now)
        one = book_time(new_id, contact_id, replace(wanted, start=start), OF_STAFF, tx, by=by, now=now)
        one = replace(one, group_id=group_id)
        tx.save_booking(one)
        booked.append(one)
    return booked


def cancel_together(group_id: str, tx: TakingTime, *, by: str, now: datetime) -> list[Booking]:
    """Give back the times of all who come together that are still to come; again changes nothing.

    Errors: BookingNotFound when nobody does.
    """
    group = sorted(tx.bookings_of_group(group_id), key=lambda one: one.contact_id)
    if not group:
        raise BookingNotFound
    return [
        cancel_booking(one.id, one.contact_id, OF_STAFF, tx, by=by, now=now)
        if one.state is BookingState.BOOKED and now < one.starts_at
        else one
        for one in group
    ]


def _next_start(
    booked: Sequence[Booking],
    contact_id: ContactId,
    wanted: Wanted,
    together: Together,
    tx: TakingTime,
    *,
    now: datetime,
) -> datetime:
    """When the next of them begins: with the first, or as soon after the one before as somebody is free."""
    if not booked or together is Together.AT_THE_SAME_TIME:
        return wanted.start
    region, contact = tx.region(), tx.contact(contact_id)
    kind = region.time_types.by_id.get(wanted.time_type_id)
    if kind is None or contact is None:
        raise TimeNotOffered
    ends = booked[-1].slot.window.end
    wish = Wish(
        interpreter=contact.circumstances.interpreter,
        language=wanted.language or contact.need.language,
        professions=frozenset([wanted.profession] if wanted.profession else []),
        staff_id=wanted.staff_id,
    )
    span = Window(ends, ends + LONGEST_GAP + timedelta(microseconds=1))
    asked = Asked([kind], [wanted.unit_id], span, wish, by_staff=True)
    found = find_times(asked, tx, most=1, now=now)
    if not found:
        raise TimeNotOffered("there are not times enough side by side; try another start, or fewer together")
    return found[0].window.start
