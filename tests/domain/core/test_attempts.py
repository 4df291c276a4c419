"""What follows an attempt."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.attempts import (
    LEAST_ATTEMPTS,
    Attempt,
    after,
    attempt_of,
    claimed,
    handed_back,
    must_hold,
    reopened,
)
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import LeaseLost
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactState, Outcome, StaffId, UnitId, Urgency
from contact_api.domain.work_queue.work_queue import callable_from, queued
from tests.domain.strategies import contacts, moments
from tests.makers import LIMITS, a_promised_contact, at

PLANNING = Planning()
ANNA = StaffId("backen-01")
BO = StaffId("backen-02")


def held(**but: Any) -> Contact:
    return claimed(a_promised_contact(**but), ANNA, planning=PLANNING, now=at("09:00"))


def ended(contact: Contact, outcome: Outcome, clock: str = "09:01") -> Contact:
    return after(contact, attempt_of(contact, outcome, now=at(clock)), planning=PLANNING)


@pytest.mark.parametrize(
    ("staff_id", "lease", "clock", "holds"),
    [(ANNA, 1, "09:14", True), (BO, 1, "09:01", False), (ANNA, 2, "09:01", False), (ANNA, 1, "09:15", False)],
)
def test_only_who_holds_the_lease_may_record(staff_id: StaffId, lease: int, clock: str, holds: bool) -> None:
    if holds:
        must_hold(held(), staff_id, lease, now=at(clock))
    else:
        with pytest.raises(LeaseLost):
            must_hold(held(), staff_id, lease, now=at(clock))


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.REACHED, ContactState.REACHED),
        (Outcome.DECLINED, ContactState.DECLINED),
        (Outcome.WRONG_NUMBER, ContactState.NOT_REACHED),
        (Outcome.NO_ANSWER, ContactState.WAITING),
    ],
)
def test_an_outcome_leads_to_its_state(outcome: Outcome, state: ContactState) -> None:
    contact = ended(held(), outcome)

    assert contact.state is state
    assert contact.attempts == 1
    assert contact.claimed_by is None
    assert (contact.closed_at is None) == state.is_open


def test_a_missed_call_is_an_attempt_and_no_contact() -> None:
    contact = ended(held(), Outcome.NO_ANSWER)

    assert (contact.attempts, contact.reached_at) == (1, None)


@given(contacts(), moments)
def test_a_missed_call_of_who_may_be_in_danger_is_tried_again_within_minutes(
    contact: Contact, now: datetime
) -> None:
    danger = replace(contact, need=replace(contact.need, urgency=Urgency.U0), attempts=0)
    missed = after(
        claimed(danger, ANNA, planning=PLANNING, now=now),
        Attempt(danger.id, 1, ANNA, now, now + MINUTE, Outcome.NO_ANSWER),
        planning=PLANNING,
    )

    again = queued(missed, planning=PLANNING, limits=LIMITS, day_ends_at=now)

    wished = max(missed.need.sought_at, missed.need.available_from or missed.need.sought_at)
    assert again.callable_from == max(now + MINUTE + PLANNING.red_flag_retry_after, wished)
    assert again.due_at == again.callable_from + PLANNING.red_flag_retry_after


def test_no_catalogue_makes_who_may_be_in_danger_wait_longer_than_others() -> None:
    planning = Planning(retry_after=3 * MINUTE, red_flag_retry_after=30 * MINUTE)

    assert {planning.rests(urgency) for urgency in Urgency} == {3 * MINUTE}


def test_the_last_try_ends_as_not_reached() -> None:
    assert ended(held(attempts=1, not_before=at("08:30")), Outcome.NO_ANSWER).state is ContactState.WAITING
    assert (
        ended(held(attempts=2, not_before=at("08:30")), Outcome.NO_ANSWER).state is ContactState.NOT_REACHED
    )


def test_nobody_is_given_up_after_a_single_try() -> None:
    once = replace(PLANNING, max_attempts=1)
    contact = held()

    left = after(contact, attempt_of(contact, Outcome.NO_ANSWER, now=at("09:01")), planning=once)

    assert left.state is ContactState.WAITING
    assert LEAST_ATTEMPTS == 2


def test_what_is_handed_back_keeps_its_promise_and_first_time() -> None:
    waiting = a_promised_contact()

    assert handed_back(held()) == replace(waiting, lease_number=1)


def test_a_contact_that_nobody_holds_has_no_attempt() -> None:
    with pytest.raises(LeaseLost):
        attempt_of(a_promised_contact(), Outcome.REACHED, now=at("09:00"))


def test_a_reopened_case_keeps_its_first_time_and_starts_its_tries_anew() -> None:
    unreached = ended(held(attempts=2, not_before=at("08:30")), Outcome.NO_ANSWER)

    again = reopened(unreached, now=at("10:00"))

    assert (again.state, again.attempts, again.times_sought) == (ContactState.WAITING, 0, 2)
    assert again.need.sought_at == unreached.need.sought_at


def test_the_next_attempt_is_the_own_unit_s_whichever_unit_had_promised_a_time() -> None:
    elsewhere = held(promised_unit=UnitId("teg"))

    tried = ended(elsewhere, Outcome.NO_ANSWER)

    assert (tried.promised_unit, tried.backed) == (elsewhere.need.unit_id, True)
    assert ended(held(promised_unit=None, backed=False), Outcome.NO_ANSWER).promised_unit is None
    assert ended(elsewhere, Outcome.REACHED).promised_unit == UnitId("teg")


@given(contacts(), moments, st.integers(0, 60))
def test_a_retry_never_comes_sooner_than_the_rule(contact: Contact, start: datetime, minutes: int) -> None:
    holding = claimed(contact, ANNA, planning=PLANNING, now=start)
    attempt = attempt_of(holding, Outcome.NO_ANSWER, now=start + timedelta(minutes=minutes))

    left = after(holding, attempt, planning=PLANNING)

    if left.state is ContactState.WAITING:
        assert callable_from(left) >= attempt.ended_at + PLANNING.rests(contact.need.urgency)
        assert attempt.number < PLANNING.max_attempts
    else:
        assert left.state is ContactState.NOT_REACHED
        assert attempt.number >= PLANNING.max_attempts


@given(contacts(), moments, st.sampled_from(list(Outcome)))
def test_the_time_contact_was_sought_never_changes(contact: Contact, now: datetime, outcome: Outcome) -> None:
    holding = claimed(contact, ANNA, planning=PLANNING, now=now)

    left = after(holding, attempt_of(holding, outcome, now=now), planning=PLANNING)

    assert left.need == contact.need
    assert left.lease_number == contact.lease_number + 1
