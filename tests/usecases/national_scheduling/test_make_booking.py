"""Booking by the national contract, in memory and on PostgreSQL: taken in with its time, or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from contact_api.adapters.sql.store import SqlStore
from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Details
from contact_api.domain.core.errors import DomainError, TimeNotOffered
from contact_api.domain.core.values import Channel, ContactId, ContactState, Intake, PersonId
from contact_api.domain.triage.triage import Declared
from contact_api.ports import Contested
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.national_scheduling.change_booking import cancel_for, update_booking
from contact_api.usecases.national_scheduling.make_booking import make_booking, same_booking
from contact_api.usecases.national_scheduling.slots import SlotAsked
from contact_api.usecases.national_scheduling.subject import Subject, bookings_ahead
from tests.stores import in_memory
from tests.usecases.booking.booking_day import (
    BookingDay,
    a_type,
    booking_region,
    on_postgresql,
    types_document,
)
from tests.usecases.day import BACKEN, COLLEAGUE, NURSE, When, moment

ASTRID = Subject((PersonId("p-astrid"),))
DOCUMENT = types_document(a_type(reasons=["R11"]), booking_reason="R34")
NOW = "07:00"


@pytest.fixture(params=["memory", "postgresql"])
def times(request: pytest.FixtureRequest) -> Iterator[BookingDay]:
    """Two nurses at Backen give visits from nine to eleven."""
    if request.param == "memory":
        kept = in_memory(booking_region(DOCUMENT))
    else:
        kept = on_postgresql(DOCUMENT, request.getfixturevalue("database_url"))
    made = BookingDay(kept, numbers=count())
    for one in (NURSE, COLLEAGUE):
        made.put(one, "09:00", "11:00")
    yield made
    if isinstance(kept.store, SqlStore):
        kept.store.close()


def asked(start: When, end: When) -> SlotAsked:
    return SlotAsked(BACKEN, moment(start), moment(end))


def made(times: BookingDay, start: When, end: When, subject: Subject = ASTRID) -> Booking:
    name = times.new_id()
    request = Request(
        contact_id=ContactId(f"c-{name}"),
        person_id=subject.known_as[0],
        unit_id=BACKEN,
        declared=Declared("R34"),
        details=Details(name="Astrid"),
        channel=Channel.WEB,
        intake=Intake.WEB_FORM,
        sought_at=moment(NOW),
    )
    booker = Booker(listed_at=BACKEN)
    return times.run(
        lambda tx: make_booking(
            BookingId(name),
            asked(start, end),
            subject,
            request,
            lambda *_: booker,
            tx,
            by="client:x",
            now=moment(NOW),
        )
    )


def ahead(times: BookingDay, subject: Subject = ASTRID) -> list[BookingId]:
    found = times.run(lambda tx: bookings_ahead(subject, BACKEN, tx, now=moment(NOW)))
    return [booking.id for booking, _ in found]


def test_it_is_booked_moved_and_cancelled(times: BookingDay) -> None:
    booking = made(times, "09:00", "09:20")
    assert made(times, "09:00", "09:20").id == booking.id
    contact = times.contact(booking.contact_id)
    assert (contact.state, contact.circumstances.reason) == (ContactState.BOOKED, "R34")
    assert not times.promises(booking.contact_id)

    moved, _ = times.run(
        lambda tx: update_booking(
            booking.id,
            asked("10:00", "10:20"),
            ASTRID,
            lambda *_: Booker(listed_at=BACKEN),
            tx,
            by="client:x",
            now=moment(NOW),
        )
    )
    assert (moved.id, moved.starts_at, ahead(times)) == (booking.id, moment("10:00"), [booking.id])

    times.run(
        lambda tx: cancel_for(
            booking.id, BACKEN, ASTRID, lambda *_: Booker(), tx, by="client:x", now=moment(NOW)
        )
    )
    assert ahead(times) == []
    again = made(times, "09:30", "09:50")
    assert (again.contact_id, ahead(times)) == (booking.contact_id, [again.id])


def test_what_cannot_be_had_leaves_nothing_behind(times: BookingDay) -> None:
    with pytest.raises(TimeNotOffered):
        made(times, "11:00", "11:20")

    assert times.run(lambda tx: tx.contacts_of(ASTRID.known_as[0])) == []


def test_the_same_sent_many_times_at_once_is_one_booking(times: BookingDay) -> None:
    wanted = asked("09:00", "09:20")

    def send(_: int) -> BookingId | None:
        while True:
            try:
                return made(times, "09:00", "09:20").id
            except Contested:
                continue
            except DomainError:
                same = times.run(lambda tx: same_booking(wanted, ASTRID, tx, now=moment(NOW)))
                return same.id if same else None

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(send, range(8)))

    assert told == set(ahead(times))
    assert len(told) == 1
    assert len(times.run(lambda tx: tx.contacts_of(ASTRID.known_as[0]))) == 1
