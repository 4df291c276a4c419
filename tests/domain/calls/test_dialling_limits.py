"""How much the service may telephone."""

from datetime import timedelta

import pytest

from contact_api.domain.calls.dialling_limits import (
    CostCeilingReached,
    Dialled,
    DiallingLimits,
    NumberNotAllowed,
    NumberRungTooOften,
    TooManyCalls,
    cost_of,
    may_place,
    must_be_allowed,
    must_be_few,
    must_have_rested,
)
from tests.makers import at

LIMITS = DiallingLimits(
    per_second=2,
    at_once=3,
    per_number_per_day=2,
    cost_per_day=1000,
    price_per_minute=100,
    prefixes=("+46", "+47"),
)


def test_numbers_of_the_allowed_countries_may_be_rung() -> None:
    must_be_allowed("+46701740605", LIMITS)
    must_be_allowed("+4791234567", LIMITS)


@pytest.mark.parametrize("number", ["+37255123456", "+882131234567", "+1900555123", "0046701740605"])
def test_no_other_number_is_rung_whatever_it_costs(number: str) -> None:
    with pytest.raises(NumberNotAllowed):
        must_be_allowed(number, LIMITS)


def test_as_many_calls_go_on_as_may_and_no_more() -> None:
    must_be_few(Dialled(last_second=0, at_once=2, cost_today=0), LIMITS)

    with pytest.raises(TooManyCalls):
        must_be_few(Dialled(last_second=0, at_once=3, cost_today=0), LIMITS)


def test_calls_that_go_on_are_reckoned_before_the_ceiling_is_reached() -> None:
    must_be_few(Dialled(last_second=0, at_once=1, cost_today=600), LIMITS)

    with pytest.raises(CostCeilingReached):
        must_be_few(Dialled(last_second=0, at_once=1, cost_today=601), LIMITS)


def test_a_number_rests_between_two_calls_and_is_left_alone_after_the_last() -> None:
    once = [at("09:00")]
    must_have_rested([], LIMITS, now=at("09:00"))
    must_have_rested(once, LIMITS, now=at("09:01"))

    with pytest.raises(NumberRungTooOften):
        must_have_rested(once, LIMITS, now=at("09:01") - timedelta(seconds=1))
    with pytest.raises(NumberRungTooOften):
        must_have_rested([*once, at("10:00")], LIMITS, now=at("16:00"))


def test_lines_are_placed_no_faster_than_may_be() -> None:
    assert may_place(Dialled(last_second=1, at_once=9, cost_today=0), LIMITS)
    assert not may_place(Dialled(last_second=2, at_once=0, cost_today=0), LIMITS)


@pytest.mark.parametrize(("seconds", "cost"), [([], 0), ([0], 0), ([1], 100), ([60], 100), ([61, 60], 300)])
def test_each_started_minute_of_each_line_is_paid_for(seconds: list[int], cost: int) -> None:
    assert cost_of(seconds, LIMITS) == cost
