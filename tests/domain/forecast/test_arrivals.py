"""How many seek contact where and when, and how today's pace is taken up."""

from datetime import date, timedelta

import pytest

from contact_api.domain.core.values import UnitId
from contact_api.domain.forecast.arrivals import (
    Curve,
    arrival_counts_of,
    assumed_hours,
    expected_curve,
    pace_of,
)
from contact_api.domain.forecast.daily_statistics import Arrival
from contact_api.domain.forecast.learned_statistics import PRIOR, LearnedStatistics, together
from tests.domain.forecast.days import learned_from, somebody

BACKEN, TEG = UnitId("backen"), UnitId("teg")
STAFF = {BACKEN: 3000, TEG: 1000}
MONDAY = date(2025, 11, 3)


def a_curve() -> Curve:
    return expected_curve(PRIOR, "3", STAFF)


def weeks(of: list[Arrival], weekday: int, count: int) -> LearnedStatistics:
    """So many weeks in which that weekday was the same."""
    day = MONDAY + timedelta(days=weekday - 1)
    return together(learned_from(*of, day=day + timedelta(weeks=week)) for week in range(count))


def test_on_day_one_the_rosters_minutes_say_who_gets_how_many() -> None:
    curve = a_curve()

    assert curve.volume == pytest.approx(4000 * 0.85 / 9.5)
    assert curve.shares == pytest.approx({BACKEN: 0.75, TEG: 0.25})
    assert sum(curve.hours) == pytest.approx(1)
    assert curve.hours == pytest.approx(assumed_hours())
    assert curve.urgent(BACKEN, 16) == pytest.approx(3 * curve.urgent(TEG, 16))


def test_from_weeks_the_volume_the_hours_and_the_units_of_a_weekday_are_learned() -> None:
    mondays = [somebody(half_hour=16)] * 300 + [somebody(half_hour=24, unit_id=TEG, urgent=True)] * 300

    curve = expected_curve(weeks(mondays, 1, 20), "1", STAFF)

    assert curve.volume == pytest.approx(600, rel=0.05)
    assert curve.hours[16] == pytest.approx(0.5, abs=0.06)
    assert curve.shares[TEG] == pytest.approx(0.5, abs=0.05)
    assert curve.urgent_hours[24] > 0.9
    assert curve.urgent_hours[16] < 0.1


def test_a_weekday_nobody_has_seen_is_drawn_from_those_that_were() -> None:
    known = weeks([somebody()] * 500, 1, 8)

    assert 0.6 < expected_curve(known, "5", STAFF).volume / 500 < 0.8  # a Friday is 0.9 to a Monday's 1.25


def test_small_units_share_what_was_counted_for_them_together() -> None:
    small = UnitId("sorsele")
    known = weeks([somebody()] * 90 + [somebody(unit_id=small)] * 10, 2, 30)

    shares = expected_curve(known, "2", {BACKEN: 900, small: 100}).shares

    assert shares[small] == pytest.approx(0.1, abs=0.01)


def test_a_day_that_brings_more_than_expected_is_expected_to_go_on_so() -> None:
    curve = a_curve()
    passed = 20.0  # ten o'clock
    surge = [
        somebody(half_hour=h, unit_id=unit)
        for h in range(20)
        for unit, share in curve.shares.items()
        for _ in range(round(1.3 * curve.by_half_hour[h] * share))
    ]

    pace = pace_of(curve, arrival_counts_of(surge), passed=passed)

    assert 1.15 < pace.contacts < 1.3
    assert pace_of(curve, arrival_counts_of(surge), passed=passed) == pace


def test_many_before_eight_say_that_the_day_is_early_and_hardly_that_it_is_large() -> None:
    curve = a_curve()
    early = [somebody(half_hour=15)] * round(3 * curve.by_half_hour[15])
    many = [*early, *[somebody(half_hour=16)] * round(3 * curve.by_half_hour[16])]

    assert 1 < pace_of(curve, arrival_counts_of(early), passed=16.0).contacts < 1.1
    assert pace_of(curve, arrival_counts_of(many), passed=17.0).contacts > 1.5


def test_before_anybody_has_come_a_day_goes_as_expected() -> None:
    pace = pace_of(a_curve(), arrival_counts_of([]), passed=0.0)

    assert (pace.contacts, pace.urgent, pace.of(BACKEN)) == (1.0, 1.0, 1.0)


def test_a_surge_at_one_unit_is_expected_to_go_on_there() -> None:
    curve = a_curve()
    usual = [somebody(half_hour=h) for h in range(20) for _ in range(round(0.75 * curve.by_half_hour[h]))]
    at_teg = [
        somebody(half_hour=h, unit_id=TEG) for h in range(20) for _ in range(round(curve.by_half_hour[h]))
    ]

    pace = pace_of(curve, arrival_counts_of([*usual, *at_teg]), passed=20.0)

    assert pace.units[TEG] > 1.4
    assert pace.units[BACKEN] < 1


def test_however_many_come_early_it_may_be_an_early_day_until_days_have_shown_the_curve() -> None:
    rush = arrival_counts_of([somebody(half_hour=16)] * 3000)
    known = weeks([somebody(half_hour=16)] * 50 + [somebody(half_hour=24)] * 50, 3, 10)
    learned = expected_curve(known, "3", STAFF)

    unsure, surer = (pace_of(curve, rush, passed=17.0).spread for curve in (a_curve(), learned))

    assert unsure**0.5 > 0.1
    assert surer < unsure
