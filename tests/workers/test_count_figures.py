"""In the night the figures of the day that ended are counted, and again when somebody of that day is rung later."""

from datetime import timedelta

from tests.adapters.sql.small_region import NINE, asked, seek
from tests.workers.conftest import Workplace

COUNTED = "select day, sums -> 0 -> 2 -> 0, unsettled from daily_figures where counted_by is not null"
QUEUED = "select count(*) from outbox where job = 'count_figures'"


def test_the_night_after_the_day_is_counted_and_not_queued_again(place: Workplace) -> None:
    contact = seek(place.app).contact
    place.move_clock(20 * 3600)
    night = NINE + timedelta(hours=20)
    scheduler = place.scheduler()
    scheduler.count_figures(night - timedelta(minutes=10))  # notes the day

    scheduler.count_figures(night)
    scheduler.relay(night)
    place.work()

    assert asked(place.database_url, COUNTED) == [(NINE.date(), None, [contact.id])]
    queued = asked(place.database_url, QUEUED)
    scheduler.count_figures(night)
    assert asked(place.database_url, QUEUED) == queued
