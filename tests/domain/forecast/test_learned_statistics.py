"""What the region has learned: sums that add up in any order, drawn from what is assumed towards what is true."""

from datetime import date
from functools import reduce
from math import exp
from operator import add
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Channel
from contact_api.domain.forecast.daily_statistics import (
    DailyStatistics,
    counts_of,
    daily_statistics_of,
    document_of,
    learned_statistics_of,
)
from contact_api.domain.forecast.learned_statistics import (
    ASSUMED_ANSWERS,
    HANDLING,
    PRIOR,
    LearnedStatistics,
    Work,
    together,
)
from tests.domain.forecast.days import (
    an_attempt,
    attempts,
    days_of_statistics,
    learned_from,
    people,
    somebody,
)
from tests.makers import DAY

WORK = Work("nurse", urgent=False, reason="R01")
PLANNING = Planning()


@given(st.lists(days_of_statistics, max_size=4), st.randoms(use_true_random=False))
def test_days_add_up_to_the_same_in_any_order_and_grouping(
    days: list[LearnedStatistics], luck: Random
) -> None:
    shuffled = list(days)
    luck.shuffle(shuffled)

    assert together(days) == together(shuffled) == reduce(add, shuffled, PRIOR)


@given(st.lists(people, max_size=40), st.lists(attempts, max_size=60), st.randoms(use_true_random=False))
def test_the_same_is_learned_in_any_order_of_a_day_s_contacts(
    sought: list[object], tried: list[object], luck: Random
) -> None:
    first = daily_statistics_of(DAY, sought, tried)  # type: ignore[arg-type]
    luck.shuffle(sought)
    luck.shuffle(tried)

    assert daily_statistics_of(DAY, sought, tried) == first  # type: ignore[arg-type]


@given(st.lists(people, max_size=60), st.lists(attempts, max_size=60))
def test_no_cell_that_is_learned_is_small(sought: list[object], tried: list[object]) -> None:
    daily_statistics = daily_statistics_of(DAY, sought, tried, smallest=20)  # type: ignore[arg-type]

    assert all(sums[0] >= 20 for key, sums in daily_statistics.learned.counts.items() if key[0] != "days")


@given(days_of_statistics)
def test_experience_is_read_as_it_was_written(known: LearnedStatistics) -> None:
    assert counts_of(document_of(known)) == known


def test_what_is_too_rare_to_be_counted_by_itself_counts_one_level_up() -> None:
    rare = [an_attempt(work=Work("nurse", urgent=False, reason="R99"))] * 5
    common = [an_attempt()] * 30

    known = learned_from(
        tried=(*rare, *common, *[an_attempt(work=Work("nurse", urgent=False, reason="R98"))] * 15)
    )

    assert known.below((HANDLING, "nurse", "today")) == {"R01": (30, 0, 0)}
    assert known.total((HANDLING, "nurse", "today"), 3)[0] == 50


def test_on_day_one_conversations_last_as_planned_and_answers_are_as_assumed() -> None:
    talk = PRIOR.handling(10, WORK)

    assert talk.mean == pytest.approx(10)
    assert talk.variance**0.5 == pytest.approx(3.39, abs=0.01)
    assert [PRIOR.chance_of_answer(number) for number in (1, 2, 3, 4)] == [
        *ASSUMED_ANSWERS,
        ASSUMED_ANSWERS[-1],
    ]


def test_more_conversations_draw_the_mean_from_what_was_assumed_to_what_is_true() -> None:
    luck = Random(7)
    true_mean = 10 * exp(0.3 + 0.2**2 / 2)
    talks = [
        an_attempt(actual_minutes=10 * exp(luck.gauss(0.3, 0.2))) for _ in range(3000)
    ]  # so much longer than planned

    far = [
        abs(learned_from(tried=tuple(talks[:n])).handling(10, WORK).mean - true_mean)
        for n in (0, 60, 600, 3000)
    ]

    assert far == sorted(far, reverse=True)
    assert far[-1] < 0.15


def test_a_reason_nobody_has_met_takes_as_long_as_others_of_its_profession() -> None:
    known = learned_from(tried=tuple([an_attempt(actual_minutes=15)] * 500))

    new = known.handling(10, Work("nurse", urgent=False, reason="R77"))
    other = known.handling(10, Work("doctor", urgent=True, reason="R77"))

    assert PRIOR.handling(10, WORK).mean < other.mean < new.mean < known.handling(10, WORK).mean < 15.2


def test_answers_are_learned_by_attempt_channel_and_part_of_the_day() -> None:
    on_web = [an_attempt(channel=Channel.WEB, answered=number % 10 != 0) for number in range(1000)]
    by_phone = [an_attempt(answered=number % 2 == 0) for number in range(1000)]

    known = learned_from(tried=(*on_web, *by_phone))

    assert known.chance_of_answer(1, channel=Channel.WEB, hour=9) == pytest.approx(0.9, abs=0.02)
    assert known.chance_of_answer(1, channel=Channel.PHONE, hour=9) == pytest.approx(0.5, abs=0.02)
    assert known.chance_of_answer(1) == pytest.approx(0.7, abs=0.02)
    assert known.chance_of_answer(2) == ASSUMED_ANSWERS[1]


def test_a_contact_costs_its_conversation_once_and_a_ring_for_each_try_nobody_answers() -> None:
    cost = PRIOR.expected_staff_minutes(10, WORK, planning=PLANNING)

    rings = 0.19 + 0.19 * 0.4 + 0.19 * 0.4 * 0.6
    assert cost.mean == pytest.approx((1 - 0.19 * 0.4 * 0.6) * 10 + rings)
    first = PRIOR.first_attempt(10, WORK, planning=PLANNING)
    rest = PRIOR.expected_staff_minutes(10, WORK, planning=PLANNING, after=1)
    assert cost.mean == pytest.approx(first.mean + 0.19 * rest.mean)


def test_a_forgotten_outcome_counts_as_no_more_than_seven_times_what_was_planned() -> None:
    known = learned_from(tried=tuple([an_attempt(actual_minutes=900)] * 20))

    assert known.total(WORK.key, 3) == (20, 20 * 2000, 20 * 2000**2)


def test_nothing_is_learned_from_a_day_on_which_nobody_sought_contact() -> None:
    assert learned_from() == PRIOR


def test_the_newest_days_count_and_the_oldest_fade() -> None:
    daily_statistics = [
        DailyStatistics(date.fromordinal(739_000 + n), learned_from(*[somebody()] * 30)) for n in range(181)
    ]

    assert learned_statistics_of(daily_statistics).days == 180
