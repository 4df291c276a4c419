"""What fails rests longer each time, and is not forgotten."""

from datetime import datetime, timedelta

import pytest
from redis.exceptions import ConnectionError as RedisIsAway

from contact_api.usecases.planning.plan_day import LONGEST_WAIT, wait_after
from tests.adapters.sql.small_region import NINE
from workers.chores import SHORT_REST, Every

HOUR, A_MOMENT = timedelta(hours=1), timedelta(seconds=1)


class Failing:
    """Fails so often, then does not."""

    def __init__(self, *faults: Exception) -> None:
        self._faults = list(faults)

    def act(self, _now: datetime) -> None:
        if self._faults:
            raise self._faults.pop()


def rests(chore: Every, times: int) -> list[timedelta]:
    """How long it rests after each failure."""
    found = []
    for _ in range(times):
        with pytest.raises(OSError, match="full"):
            chore.run(NINE)
        assert chore.due_at is not None
        found.append(chore.due_at - NINE)
    return found


def test_a_rest_doubles_up_to_five_minutes() -> None:
    waits = [wait_after(failures) for failures in range(1, 1000)]

    assert waits[:4] == [A_MOMENT, 2 * A_MOMENT, 4 * A_MOMENT, 8 * A_MOMENT]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_what_is_done_by_the_hour_is_tried_again_long_before() -> None:
    chore = Every(HOUR, Failing(*[OSError("full")] * 12).act)

    found = rests(chore, 12)
    chore.run(NINE)

    assert (found[0], found[-1]) == (A_MOMENT, LONGEST_WAIT)
    assert (chore.failures, chore.due_at) == (0, NINE + HOUR)


def test_what_is_done_every_moment_never_rests_for_long() -> None:
    assert max(rests(Every(A_MOMENT, Failing(*[OSError("full")] * 12).act), 12)) == SHORT_REST


def test_what_needs_redis_is_due_as_soon_as_redis_is_back() -> None:
    chore = Every(A_MOMENT, Failing(RedisIsAway()).act)

    with pytest.raises(RedisIsAway):
        chore.run(NINE)

    assert chore.is_due(NINE)
