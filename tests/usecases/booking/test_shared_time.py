"""Time for call-backs or bookings: each minute is somebody's once, whoever comes first."""

from datetime import timedelta

import pytest

from contact_api.domain.booking.booking import BookingState
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind, StaffTimeSource
from contact_api.domain.core.errors import TimeNotOffered
from contact_api.domain.core.values import StaffId, Window
from contact_api.usecases.booking.shared_time import sweep_holds
from contact_api.usecases.staff_time.load_roster import load_roster
from tests.makers import DAY, at
from tests.usecases.booking.booking_day import BookingDay
from tests.usecases.day import BACKEN, COLLEAGUE, EVER, MINUTES, NURSE

BOOKABLE = StaffTimeKind.BOOKABLE


def test_a_booking_in_shared_time_takes_its_minutes_from_call_backs(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "10:00")
    times.seek("c1")
    assert times.staffed() == {"09:00": 30, "09:30": 30}

    booked = times.book_at("c1", "09:20", now="08:00")

    assert times.staffed() == {"09:00": 20, "09:30": 20}
    times.cancel_booking(booked, now="08:10")
    assert times.staffed() == {"09:00": 30, "09:30": 30}


def test_what_is_promised_of_shared_time_is_neither_listed_nor_booked(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "09:30")
    times.seek("c1")
    assert times.reserved() == {"09:00": MINUTES}
    assert times.starts(now="08:00") == ["09:00", "09:10"]
    times.seek("c2")
    assert times.reserved() == {"09:00": 2 * MINUTES}

    assert times.starts(now="08:00") == []
    with pytest.raises(TimeNotOffered):
        times.book_at("c2", "09:00", now="08:00")
    times.cancel("c1", now="08:01")
    assert times.starts(now="08:01") == ["09:00", "09:10"]


def test_who_seeks_contact_is_promised_nothing_of_what_is_booked(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "09:30")
    times.seek("c1")
    times.book_at("c1", "09:00", now="08:00")
    assert times.reserved() == {}

    assert times.seek("c2").promise.backed
    assert times.reserved() == {"09:00": MINUTES}
    assert not times.seek("c3").promise.backed


def test_a_colleagues_minutes_back_the_promises_of_both(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "09:30")
    times.put(COLLEAGUE, "09:00", "09:30", StaffTimeKind.CALLBACK)
    for name in ("c1", "c2", "c3"):
        times.seek(name)
    assert times.reserved() == {"09:00": 3 * MINUTES}

    times.book_at("c1", "09:00", now="08:00")

    assert times.staffed() == {"09:00": 40}
    assert times.starts(now="08:00") == []


def test_a_hold_takes_minutes_until_it_ends_or_is_let_go(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "09:30")
    times.seek("c1")
    kept = times.hold("c1", "09:00", now="08:00")
    assert times.staffed() == {"09:00": 10}
    times.let_go(kept)
    assert times.staffed() == {"09:00": 30}

    times.hold("c1", "09:00", now="08:00")
    assert times.starts(now="08:05") == ["09:00", "09:10"]
    assert times.run(lambda tx: sweep_holds(tx, now=at("08:05"))) == 1
    assert times.staffed() == {"09:00": 30}
    assert times.run(lambda tx: sweep_holds(tx, now=at("08:06"))) == 0


def test_a_time_whose_hold_ended_can_be_booked_before_anybody_swept(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "09:30")
    times.seek("c1")
    times.hold("c1", "09:00", now="08:00")

    booked = times.book_at("c1", "09:00", now="08:05")

    assert booked.state is BookingState.BOOKED
    assert times.staffed() == {"09:00": 10}
    assert times.run(lambda tx: tx.ended_holds(now=at("08:05"))) == []


def test_a_moved_booking_takes_the_new_minutes_and_gives_the_old_back(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "10:00")
    times.seek("c1")
    booked = times.book_at("c1", "09:00", now="08:00")

    moved = times.move(booked, "09:10", now="08:10")
    assert (moved.id, times.staffed()) == (booked.id, {"09:00": 10, "09:30": 30})
    times.move(moved, "09:40", now="08:11")
    assert times.staffed() == {"09:00": 30, "09:30": 10}


def test_laying_the_day_anew_takes_what_is_booked_out(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "10:00")
    times.seek("c1")
    times.book_at("c1", "09:20", now="08:00")
    before = times.cells()

    times.lay(at("09:00"), now="08:30")

    assert times.cells() == before


def test_a_half_hour_that_has_begun_gives_what_is_left_of_it(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "09:30")
    times.seek("c1")
    assert "09:10" in times.starts(now="09:00")

    assert times.starts(now="09:10") == []


# from an hour of the morning on


def test_unbooked_time_of_today_is_for_call_backs_too_from_the_regions_hour_on(times: BookingDay) -> None:
    times.put(NURSE, "07:00", "10:00", BOOKABLE)
    times.seek("c1", now="07:00")
    times.book_at("c1", "09:00", now="07:00")
    assert times.release(now="07:59") == []
    assert times.staffed() == {}

    assert times.release(now="08:00") == [BACKEN]

    assert times.staffed() == {"08:00": 30, "08:30": 30, "09:00": 10, "09:30": 30}
    assert times.seek("c2", now="08:00").promise.backed
    assert times.release(now="08:01") == []
    assert "09:20" in times.starts(now="08:01")


def test_what_was_booked_before_the_release_is_not_lost_and_gives_its_minutes_back(times: BookingDay) -> None:
    times.put(NURSE, "09:00", "09:30", BOOKABLE)
    times.seek("c1", now="07:00")
    booked = times.book_at("c1", "09:00", now="07:00")
    times.release(now="08:00")

    assert times.run(lambda tx: tx.bookings_without_time([BACKEN], EVER)) == []
    times.cancel_booking(booked, now="08:10")
    assert times.staffed() == {"09:00": 30}


def test_tomorrows_time_stays_bookable_only(times: BookingDay) -> None:
    times.put(NURSE, at("09:00") + timedelta(days=1), at("10:00") + timedelta(days=1), BOOKABLE)
    assert times.release(now="08:00") == []


def test_a_roster_loaded_after_the_release_breaks_no_promise_and_twice_changes_nothing(
    times: BookingDay,
) -> None:
    roster = [
        StaffTime(StaffId(NURSE), BACKEN, BOOKABLE, at("07:00"), at("10:00"), StaffTimeSource.ROSTER, "test")
    ]

    def load(now: str) -> bool:
        loaded = times.run(
            lambda tx: load_roster(roster, tx, units=[BACKEN], first=DAY, last=DAY, now=at(now))
        )
        return bool(loaded.changes)

    assert load("07:00")
    times.release(now="08:00")
    times.seek("c1", now="08:00")
    reserved = times.reserved()

    assert not load("08:10")
    assert (times.reserved(), sum(reserved.values())) == (reserved, MINUTES)


def test_what_reaches_into_the_next_day_belongs_to_the_day_it_begins_on(times: BookingDay) -> None:
    times.put(NURSE, "16:00", at("08:00") + timedelta(days=1), BOOKABLE)

    assert times.release(now="08:00") == [BACKEN]
    assert times.release(now="08:01") == []
    tomorrow = times.cells(BACKEN, Window(at("00:00") + timedelta(days=1), at("00:00") + timedelta(days=2)))
    assert sum(one.staff_minutes for one in tomorrow) == 60
