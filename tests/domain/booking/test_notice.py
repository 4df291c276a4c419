"""How long before and how far ahead times can be booked: hours are hours, days are days of the calendar."""

from datetime import date, timedelta

from contact_api.domain.booking.free_time import in_time, notice_span
from contact_api.domain.booking.time_types import Notice
from tests.domain.booking.offered import ZONE, Offered, a_type, moment, notice

MONDAY = date(2027, 1, 11)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_bk_59_what_its_notice_rules_out_is_in_no_span_that_may_be_booked() -> None:
    week = a_type(least_notice={"days": 7})
    assert moment("10:00", MONDAY + DAY) not in notice(week, moment("08:00", MONDAY))
    assert moment("10:00", MONDAY + 7 * DAY) in notice(week, moment("08:00", MONDAY))


def test_bk_60_a_notice_that_ends_at_midnight_offers_the_next_evening_and_nothing_of_today() -> None:
    evening = a_type(30, least_notice={"minutes": 240})
    span = notice(evening, moment("22:00"))
    today, tomorrow = (
        Offered(evening, free=[("20:00", "21:30")], day=moment("12:00").date() + number * DAY)
        for number in (0, 1)
    )
    assert today.starts(span=span) == []
    assert tomorrow.starts(span=span)[0] == "20:00"


def test_bk_61_and_bk_62_the_last_day_is_offered_in_full_by_local_time() -> None:
    fortnight = a_type(most_notice_days=14)
    span = notice(fortnight, moment("09:00", MONDAY))
    last = date(2027, 1, 25)

    assert moment("00:30", last) in span
    assert moment("23:30", last) in span
    assert moment("00:00", last + DAY) not in span


def test_bk_63_not_the_same_day_is_a_rule_of_the_calendar_and_not_of_hours() -> None:
    not_today = a_type(least_notice={"days": 1})
    assert moment("18:00", MONDAY + DAY) in notice(not_today, moment("22:00", MONDAY))
    assert moment("20:00", MONDAY) not in notice(not_today, moment("08:00", MONDAY))

    both = a_type(least_notice={"days": 1, "minutes": 24 * 60})
    assert moment("18:00", MONDAY + DAY) not in notice(both, moment("22:00", MONDAY))


def test_bk_64_what_was_picked_in_time_is_refused_once_its_notice_has_passed() -> None:
    hour = Notice(minutes=60)
    picked = moment("11:00", MONDAY)
    assert in_time(hour, picked, now=moment("09:58", MONDAY), zone=ZONE)
    assert not in_time(hour, picked, now=moment("10:01", MONDAY), zone=ZONE)


def test_a_notice_longer_than_how_far_ahead_times_are_offered_leaves_none() -> None:
    never = a_type(most_notice_days=3, least_notice={"days": 7})
    assert notice_span(never, now=moment("08:00", MONDAY), zone=ZONE) is None
