"""What a closed day teaches, once."""

from datetime import date, timedelta

import pytest

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import Outcome
from contact_api.domain.forecast.learned_statistics import HANDLING, PRIOR, LearnedStatistics
from contact_api.usecases.planning.learn import days_to_learn, forget, learn
from tests.adapters.store_contract.shelf import NOBODY, an_attempt
from tests.makers import DAY, ZONE, a_contact, at
from tests.stores import over_both_stores
from tests.usecases.day import Day

MIDNIGHT = day_span(DAY, ZONE).end
TALKS = 25


def known(day: Day) -> LearnedStatistics:
    """What the region has learned by now."""
    return day.run(lambda tx: tx.region().learned)


@pytest.fixture
def worked(bare_day: Day) -> Day:
    """So many conversations that took half as long again as planned."""

    def happen(tx: object) -> None:
        for number in range(TALKS):
            name = f"c{number}"
            tx.add_contact(a_contact(name), NOBODY)  # type: ignore[attr-defined]
            began = at("09:00") + timedelta(minutes=number)
            ended = began + timedelta(minutes=15)
            attempt = an_attempt(name, 1, outcome=Outcome.REACHED, started_at=began, ended_at=ended)
            tx.add_attempt(attempt)  # type: ignore[attr-defined]

    bare_day.run(happen)
    return bare_day


def test_a_closed_day_teaches_how_long_its_conversations_took(worked: Day) -> None:
    assert worked.run(lambda tx: learn(DAY, tx, now=MIDNIGHT)) is True

    assert known(worked).total((HANDLING, "nurse", "today", "advice"), 3)[0] == TALKS
    assert known(worked).days == 1


@over_both_stores
def test_a_day_learned_twice_is_learned_once(worked: Day) -> None:
    first = worked.run(lambda tx: learn(DAY, tx, now=MIDNIGHT))
    once = worked.run(lambda tx: tx.learned_days())
    again = worked.run(lambda tx: learn(DAY, tx, now=MIDNIGHT + timedelta(hours=1)))

    assert (first, again) == (True, False)
    assert worked.run(lambda tx: tx.learned_days()) == once == {DAY: MIDNIGHT}


def test_a_day_that_is_not_over_teaches_nothing(worked: Day) -> None:
    assert worked.run(lambda tx: learn(DAY, tx, now=MIDNIGHT - timedelta(seconds=1))) is False

    assert known(worked) == PRIOR


def test_a_day_that_was_not_like_others_is_forgotten_for_good(worked: Day) -> None:
    worked.run(lambda tx: learn(DAY, tx, now=MIDNIGHT))

    worked.run(lambda tx: forget(DAY, tx, now=at("09:00", day=date(2025, 11, 6))))

    assert known(worked) == PRIOR
    assert worked.run(lambda tx: learn(DAY, tx, now=MIDNIGHT)) is False


@over_both_stores
def test_in_the_night_the_days_of_the_last_week_are_learned_that_were_not_yet(bare_day: Day) -> None:
    bare_day.run(lambda tx: learn(date(2025, 11, 3), tx, now=MIDNIGHT))

    waiting = bare_day.run(lambda tx: days_to_learn(tx, now=MIDNIGHT + timedelta(hours=2)))

    assert [day.isoformat()[5:] for day in waiting] == ["10-30", "10-31", "11-01", "11-02", "11-04", "11-05"]


def test_a_day_is_left_until_its_last_outcomes_are_in(bare_day: Day) -> None:
    waiting = bare_day.run(lambda tx: days_to_learn(tx, now=MIDNIGHT + timedelta(hours=1)))

    assert DAY not in waiting
