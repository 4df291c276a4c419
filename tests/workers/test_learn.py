"""In the night the region learns from the day that ended."""

from datetime import timedelta

from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from tests.adapters.sql.small_region import NINE, asked, seek
from tests.workers.conftest import Workplace

RUNG = "select count(*) from outbox where job = 'learn'"


def test_the_night_after_the_day_is_learned_and_not_rung_for_again(
    place: Workplace, lock: SchedulerLock
) -> None:
    seek(place.app)
    night = NINE + timedelta(hours=18)
    place.move_clock(18 * 3600)
    place.scheduler().learn(night)
    place.scheduler().tick(lock)

    place.work()

    learned = "select day, counts ->> ('days|' || extract(isodow from day)) from daily_statistics where counts <> '{}'"
    assert asked(place.database_url, learned) == [(NINE.date(), "[1, 1, 0]")]
    rung = asked(place.database_url, RUNG)
    place.scheduler().learn(night)
    assert asked(place.database_url, RUNG) == rung
