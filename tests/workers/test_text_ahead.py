"""The scheduler has texts sent because time passes; it reads the database only."""

from datetime import timedelta
from typing import Any

import psycopg

from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from contact_api.domain.booking.booking import Slot
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import StaffId, Window
from contact_api.ports import IncomingText, Transaction
from tests.adapters.sql.small_region import ALPHA, NINE, NURSES, a_cell, asked, lay, seek
from tests.makers import a_booking
from tests.workers.conftest import Workplace

Connection = psycopg.Connection[Any]


def test_a_reminder_and_a_notice_of_delay_leave_once_each_also_when_redis_is_empty(
    place: Workplace, lock: SchedulerLock
) -> None:
    window = _promised_noon(place).window
    assert window is not None
    scheduler = place.scheduler()
    place.redis.flushdb()

    for moment in (window.start - timedelta(minutes=15), window.end - timedelta(minutes=15)):
        for _ in range(2):
            scheduler.text_ahead(moment)

    kinds = [kind for (kind,) in asked(place.database_url, "select kind from message order by created_at")]
    assert kinds == ["receipt", "reminder", "delay"]
    jobs = "select count(*) from outbox where job = 'send_message'"
    assert asked(place.database_url, jobs) == [(3,)]


def test_the_chore_is_among_those_the_scheduler_does_by_itself(place: Workplace, lock: SchedulerLock) -> None:
    window = _promised_noon(place).window
    assert window is not None
    place.move_clock((window.start - NINE).total_seconds() - 600)

    place.scheduler().tick(lock)

    kinds = asked(place.database_url, "select kind from message order by created_at")
    assert kinds == [("receipt",), ("reminder",)]


def test_a_booked_time_is_reminded_of_once_by_itself(place: Workplace, lock: SchedulerLock) -> None:
    contact = seek(place.app).contact
    start = NINE + timedelta(days=3)
    window = Window(start, start + timedelta(minutes=20))
    slot = Slot(TimeTypeId("visit"), ALPHA, StaffId(NURSES[0]), window, window)
    booking = a_booking(contact_id=contact.id, slot=slot, made_at=NINE)
    there = StaffTime(slot.staff_id, ALPHA, StaffTimeKind.BOOKABLE, window.start, window.end)

    def book(tx: Transaction) -> None:
        tx.add_staff_time([there])
        tx.add_booking(booking)

    place.app.transact(book)
    place.redis.flushdb()
    place.move_clock(timedelta(days=2).total_seconds())

    for _ in range(2):
        place.scheduler().tick(lock)

    kinds = asked(place.database_url, "select kind, booking_id from message order by created_at")
    assert kinds[1:] == [("booking_reminder", booking.id)]


def test_what_was_texted_a_month_ago_is_forgotten(place: Workplace) -> None:
    for days in (29, 31):
        old = IncomingText(f"SM{days}", NINE - timedelta(days=days), "key")
        place.app.transact(lambda tx: tx.add_incoming(old))  # noqa: B023

    place.scheduler().tidy(NINE)

    assert asked(place.database_url, "select provider_id from incoming_text") == [("SM29",)]


def _promised_noon(place: Workplace) -> Contact:
    """Somebody who sought contact at nine and was promised a window that opens before noon."""
    lay(place.app, a_cell(12, 60))
    contact = seek(place.app).contact
    assert contact.backed
    return contact
