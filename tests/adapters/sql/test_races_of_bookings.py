"""Many at once on the last times: as many win as there are, and no minute is anybody's twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from uuid import uuid4

import pytest

from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import Application, build
from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.errors import DomainError, TimeNotOffered
from contact_api.domain.core.values import ContactId, PersonId, UnitId
from contact_api.domain.triage.triage import Declared
from contact_api.ports import Transaction
from contact_api.usecases.booking.book_time import book_held, book_time, hold_time
from contact_api.usecases.booking.change_booking import cancel_booking
from contact_api.usecases.booking.next_times import next_times
from contact_api.usecases.booking.shared_time import sweep_holds
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.staff_time.change_shifts import call_in_sick
from tests.adapters.sql.small_region import asked, at_once, right, settings_for, unbalanced
from tests.makers import a_request, at
from tests.usecases.booking.booking_day import (
    ANYBODY,
    VISIT,
    BookingDay,
    a_type,
    on_postgresql,
    types_document,
)
from tests.usecases.day import BACKEN, COLD, COLLEAGUE, EVER, NURSE, TEG, TEGS_NURSE

EIGHT = at("08:00")
VISITS = types_document(a_type(step_minutes=20))
TWENTY = timedelta(minutes=20)
TWICE = (
    "select a.id, b.id from booking a join booking b on a.staff_id = b.staff_id and a.id < b.id"
    " and tstzrange(a.busy_from, a.busy_until) && tstzrange(b.busy_from, b.busy_until)"
    " where a.state <> 'cancelled' and b.state <> 'cancelled'"
)


@pytest.fixture
def kept(database_url: str) -> Iterator[BookingDay]:
    made = on_postgresql(VISITS, database_url)
    yield BookingDay(made, numbers=count())
    assert isinstance(made.store, SqlStore)
    made.store.close()


@pytest.fixture
def app(kept: BookingDay, database_url: str) -> Iterator[Application]:
    """As the API has it: a few connections, and another try when others were quicker."""
    application = build(settings_for(database_url, region=kept.region().code, pool_size=8))
    yield application
    assert isinstance(application.store, SqlStore)
    application.store.close()


def many(day: BookingDay, number: int) -> list[str]:
    """So many wait, without a promise: nobody works yet."""
    names = [f"c{one}" for one in range(number)]
    for name in names:
        day.seek(name)
    return names


def book(app: Application, name: str, start: datetime) -> Booking:
    wanted = Wanted(TimeTypeId(VISIT), BACKEN, start)
    new_id = BookingId(str(uuid4()))
    return app.transact(
        lambda tx: book_time(new_id, ContactId(name), wanted, ANYBODY, tx, by="citizen", now=EIGHT)
    )


def book_or_next(app: Application, name: str, start: datetime) -> Booking:
    """Take the next best time as often as somebody else was quicker. Errors: TimeNotOffered when there is none."""
    while True:
        try:
            return book(app, name, start)
        except TimeNotOffered:
            start = next_start(app, name, start)


def next_start(app: Application, name: str, start: datetime) -> datetime:
    def look(tx: Transaction) -> list[datetime]:
        contact = tx.contact(ContactId(name))
        assert contact is not None
        wanted = Wanted(TimeTypeId(VISIT), BACKEN, start)
        return [one.window.start for one in next_times(wanted, contact, ANYBODY, tx, now=EIGHT)]

    found = app.transact(look)
    if not found:
        raise TimeNotOffered
    return found[0]


def refusals(answers: list[Booking | Exception]) -> Counter[str]:
    """What who came too late was told; anything but a refusal of the domain is a fault."""
    faults = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert faults == []
    return Counter(one.code for one in answers if isinstance(one, DomainError))


def booked(answers: list[Booking | Exception]) -> list[Booking]:
    return [one for one in answers if isinstance(one, Booking)]


def test_bk_01_of_ten_who_want_one_time_at_once_one_gets_it(
    kept: BookingDay, app: Application, database_url: str
) -> None:
    names = many(kept, 10)
    kept.put(NURSE, "09:00", "09:20", StaffTimeKind.BOOKABLE)

    answers = at_once(*(partial(book, app, name, at("09:00")) for name in names))

    assert (len(booked(answers)), refusals(answers)) == (1, {"time-not-offered": 9})
    assert asked(database_url, "select count(*) from booking") == [(1,)]


def test_of_two_hundred_on_the_last_twenty_times_twenty_win_and_nobody_is_told_to_come_again(
    kept: BookingDay, app: Application, database_url: str
) -> None:
    names = many(kept, 200)
    for nurse in (NURSE, COLLEAGUE):
        kept.put(nurse, "09:00", "12:20", StaffTimeKind.BOOKABLE)

    answers = at_once(
        *(partial(book_or_next, app, name, at("09:00") + n % 10 * TWENTY) for n, name in enumerate(names))
    )

    won = booked(answers)
    assert (len(won), refusals(answers)) == (20, {"time-not-offered": 180})
    assert len({(one.slot.staff_id, one.starts_at) for one in won}) == 20
    assert asked(database_url, TWICE) == []
    assert kept.listed(now="08:00") == []


def test_bookings_and_promises_at_once_share_every_minute_once(
    kept: BookingDay, app: Application, database_url: str
) -> None:
    names = many(kept, 60)
    for nurse in (NURSE, COLLEAGUE):
        kept.put(nurse, "09:00", "11:00")
    before = sum(kept.staffed().values())

    def promise(number: int) -> bool:
        request = a_request(f"p{number}", declared=Declared(COLD), sought_at=EIGHT)
        return app.transact(lambda tx: take_in(request, tx, now=EIGHT)).promise.backed

    acts: list[Callable[[], object]] = []
    for number, name in enumerate(names):
        acts += [
            partial(book_or_next, app, name, at("09:00") + number % 6 * TWENTY),
            partial(promise, number),
        ]
    answers = at_once(*acts)

    won = [one for one in answers if isinstance(one, Booking)]
    assert won
    assert any(one is True for one in answers)
    assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, TimeNotOffered)]
    cells = kept.run(lambda tx: tx.cells([BACKEN], EVER))
    assert sum(one.staff_minutes for one in cells) == before - 20 * len(won)
    assert all(one.reserved_minutes <= one.holds for one in cells)
    assert unbalanced(database_url) == []
    assert asked(database_url, TWICE) == []
    kept.lay(at("09:00"), now="08:00")
    assert kept.run(lambda tx: tx.cells([BACKEN], EVER)) == cells


def test_holds_cancellations_sweeps_and_a_sick_call_at_once_leave_the_same_as_laying_anew(
    kept: BookingDay, app: Application, database_url: str
) -> None:
    names = many(kept, 40)
    for nurse in (NURSE, COLLEAGUE):
        kept.put(nurse, "09:00", "12:00")
    later = EIGHT + timedelta(minutes=10)

    def hold_and_decide(number: int, name: str) -> None:
        wanted = Wanted(TimeTypeId(VISIT), BACKEN, at("09:00") + number % 9 * TWENTY)
        new_id, person = BookingId(str(uuid4())), ContactId(name)
        try:
            app.transact(lambda tx: hold_time(new_id, person, wanted, ANYBODY, tx, by="c", now=EIGHT))
            if number % 3 == 0:
                app.transact(lambda tx: book_held(new_id, person, ANYBODY, tx, by="c", now=EIGHT))
                app.transact(lambda tx: cancel_booking(new_id, person, ANYBODY, tx, by="c", now=EIGHT))
        except TimeNotOffered:
            pass

    def sweep() -> int:
        return app.transact(lambda tx: sweep_holds(tx, now=later))

    def falls_ill() -> int:
        return app.transact(lambda tx: call_in_sick(COLLEAGUE, tx, at=later, now=later))

    right(
        at_once(*(partial(hold_and_decide, n, name) for n, name in enumerate(names)), sweep, falls_ill, sweep)
    )
    app.transact(lambda tx: sweep_holds(tx, now=later))

    assert asked(database_url, "select count(*) from booking where state = 'held'") == [(0,)]
    cells = kept.run(lambda tx: tx.cells([BACKEN], EVER))
    kept.lay(at("09:00"), now="08:00")
    assert kept.run(lambda tx: tx.cells([BACKEN], EVER)) == cells
    assert asked(database_url, TWICE) == []


OF_ONE_PERSON = (
    "select a.id from booking a join contact_request ca on ca.id = a.contact_id"
    " join contact_request cb on cb.person_id = ca.person_id join booking b on b.contact_id = cb.id"
    " where a.id < b.id and a.state = 'booked' and b.state = 'booked'"
    " and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)"
)


def of_one_person(day: BookingDay, number: int) -> list[str]:
    """So many contacts of one person."""
    names = [f"c{one}" for one in range(number)]
    for name in names:
        day.seek(name, person_id=PersonId("anna"))
    return names


def test_one_person_has_one_time_at_once_however_many_contacts_book_at_two_units(
    kept: BookingDay, app: Application, database_url: str
) -> None:
    names = of_one_person(kept, 8)
    for nurse in (NURSE, COLLEAGUE, TEGS_NURSE):
        kept.put(nurse, "09:00", "12:00", StaffTimeKind.BOOKABLE)

    def at_unit(name: str, unit: UnitId) -> Booking:
        wanted, new_id = Wanted(TimeTypeId(VISIT), unit, at("09:00")), BookingId(str(uuid4()))
        anybody = replace(ANYBODY, by_staff=True)
        return app.transact(
            lambda tx: book_time(new_id, ContactId(name), wanted, anybody, tx, by="a", now=EIGHT)
        )

    answers = at_once(*(partial(at_unit, name, (BACKEN, TEG)[n % 2]) for n, name in enumerate(names)))

    told = refusals(answers)  # also that the only nurse at Teg has no time left
    assert (len(booked(answers)), sum(told.values())) == (1, 7)
    assert set(told) <= {"has-another-booking", "time-not-offered"}
    assert asked(database_url, OF_ONE_PERSON) == []


def test_a_person_holds_no_more_at_once_than_one_may_and_books_one_of_them(
    kept: BookingDay, app: Application, database_url: str
) -> None:
    names = of_one_person(kept, 8)
    for nurse in (NURSE, COLLEAGUE):
        kept.put(nurse, "09:00", "12:00", StaffTimeKind.BOOKABLE)

    def hold(number: int, name: str) -> Booking:
        wanted = Wanted(TimeTypeId(VISIT), BACKEN, at("09:00"))
        new_id = BookingId(f"hold-{number}")
        return app.transact(
            lambda tx: hold_time(new_id, ContactId(name), wanted, ANYBODY, tx, by="c", now=EIGHT)
        )

    holds = booked(at_once(*(partial(hold, n, name) for n, name in enumerate(names))))
    assert len(holds) == kept.region().time_types.most_holds

    def confirm(one: Booking) -> Booking:
        return app.transact(lambda tx: book_held(one.id, one.contact_id, ANYBODY, tx, by="c", now=EIGHT))

    answers = at_once(*(partial(confirm, one) for one in holds))

    assert (len(booked(answers)), refusals(answers)) == (1, {"has-another-booking": 1})
    assert asked(database_url, OF_ONE_PERSON) == []
