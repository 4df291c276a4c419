"""The three-day clock: what stops it, when it is due, and on which day somebody can last do something about it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.assessment.assessment import (
    Assessment,
    AssessmentForm,
    AssessmentSource,
    clock_runs,
    days_between,
    is_call_back,
    last_day,
    last_working_day,
    must_be_possible,
    not_needed,
    settled,
    sought_until,
)
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.calendar import assessment_due, local_day
from contact_api.domain.core.errors import AssessmentFault
from contact_api.domain.core.values import (
    AssessmentState,
    ContactId,
    ContactState,
    Guarantee,
    Outcome,
    StaffId,
    UnitId,
)
from tests.makers import ZONE, a_contact, at

SOUGHT_ON = date(2027, 1, 15)  # a Friday
OPEN_ON_WEEKDAYS = range(1, 6)
_NAIVE = (datetime(2026, 1, 1), datetime(2028, 1, 1))  # noqa: DTZ001 - hypothesis wants them so
MOMENTS = st.datetimes(*_NAIVE, timezones=st.just(ZONE))


def an_assessment(**but: Any) -> Assessment:
    """By a licensed doctor at a visit, an hour after contact was sought."""
    one = Assessment(
        id="a1",
        contact_id=ContactId("c1"),
        unit_id=UnitId("backen"),
        staff_id=StaffId("backen-doctor"),
        profession="doctor",
        licensed=True,
        form=AssessmentForm.VISIT,
        qualified=False,
        assessed_at=at("09:00"),
        source=AssessmentSource.STAFF,
        booking_id=None,
        recorded_at=at("10:00"),
        recorded_by="backen-01",
    )
    return replace(one, **but)


@pytest.mark.parametrize("form", AssessmentForm)
@pytest.mark.parametrize("licensed", [True, False])
@pytest.mark.parametrize("qualified", [True, False])
def test_only_a_visit_or_what_equals_one_with_licensed_staff_stops_the_clock(
    form: AssessmentForm, licensed: bool, qualified: bool
) -> None:
    visit = form in (AssessmentForm.VISIT, AssessmentForm.HOME)
    one = an_assessment(form=form, licensed=licensed, qualified=qualified)

    assert one.stops_clock is (licensed and (visit or qualified))
    assert not replace(one, undone_at=at("11:00"), undone_by="x").stops_clock


@pytest.mark.parametrize("guarantee", Guarantee)
@pytest.mark.parametrize("state", ContactState)
@pytest.mark.parametrize("assessment", AssessmentState)
def test_the_clock_runs_for_whoever_is_covered_and_not_assessed_whatever_the_call_back_came_to(
    guarantee: Guarantee, state: ContactState, assessment: AssessmentState
) -> None:
    contact = a_contact(state=state, assessment=assessment)
    contact = replace(contact, circumstances=replace(contact.circumstances, guarantee=guarantee))

    within_reach = state in (
        ContactState.WAITING,
        ContactState.CLAIMED,
        ContactState.REACHED,
        ContactState.BOOKED,
    )
    awaited = assessment is AssessmentState.AWAITED
    assert clock_runs(contact) is (awaited and within_reach and guarantee is not Guarantee.NONE)


@given(
    st.lists(
        st.builds(
            an_assessment,
            id=st.uuids().map(str),
            licensed=st.booleans(),
            form=st.sampled_from(AssessmentForm),
            qualified=st.booleans(),
            assessed_at=st.integers(0, 9000).map(lambda minutes: at("08:00") + timedelta(minutes=minutes)),
            undone_at=st.sampled_from([None, at("11:00")]),
        )
    ),
    st.sampled_from(AssessmentState),
)
def test_the_first_assessment_that_counts_stops_the_clock_in_whatever_order_they_are_told(
    assessments: list[Assessment], before: AssessmentState
) -> None:
    ended_at = at("09:00") if before in (AssessmentState.ASSESSED, AssessmentState.NOT_NEEDED) else None
    contact = a_contact(assessment=before, assessment_ended_at=ended_at)

    after = settled(contact, assessments)

    counting = [one.assessed_at for one in assessments if one.stops_clock]
    assert after == settled(contact, assessments[::-1])
    assert after == settled(after, assessments)
    if counting:
        assert (after.assessment, after.assessment_ended_at) == (AssessmentState.ASSESSED, min(counting))
    elif before is AssessmentState.ASSESSED:
        assert (after.assessment, after.assessment_ended_at) == (AssessmentState.AWAITED, None)
    else:
        assert after == contact
    assert after.need == contact.need


def test_an_assessment_lies_between_the_contact_and_now() -> None:
    contact = a_contact(sought_at=at("08:00"))

    must_be_possible(at("08:00"), contact, now=at("08:00"))
    for moment in ("07:59", "09:01"):
        with pytest.raises(AssessmentFault):
            must_be_possible(at(moment), contact, now=at("09:00"))


@pytest.mark.parametrize(
    ("form", "clock", "is_it"),
    [
        (AssessmentForm.TELEPHONE, "09:05", True),
        (AssessmentForm.WRITTEN, "09:00", True),
        (AssessmentForm.DISTANCE, "09:10", True),
        (AssessmentForm.TELEPHONE, "09:11", False),
        (AssessmentForm.VISIT, "09:05", False),
    ],
)
def test_what_is_said_during_the_call_back_is_the_call_back(
    form: AssessmentForm, clock: str, is_it: bool
) -> None:
    attempt = Attempt(ContactId("c1"), 1, StaffId("n"), at("09:00"), at("09:10"), Outcome.REACHED)

    assert is_call_back(form, at(clock), [attempt]) is is_it


def test_that_none_is_needed_is_decided_by_whoever_has_talked_to_them() -> None:
    with pytest.raises(AssessmentFault, match="nobody has reached"):
        not_needed(a_contact(), now=at("10:00"))
    with pytest.raises(AssessmentFault, match="already"):
        not_needed(
            a_contact(
                reached_at=at("09:00"),
                assessment=AssessmentState.ASSESSED,
                assessment_ended_at=at("09:30"),
            ),
            now=at("10:00"),
        )

    decided = not_needed(a_contact(reached_at=at("09:00")), now=at("10:00"))

    assert (decided.assessment, decided.assessment_ended_at) == (AssessmentState.NOT_NEEDED, at("10:00"))


@pytest.mark.parametrize(
    ("assessed_on", "days", "met"),
    [(date(2027, 1, 15), 0, True), (date(2027, 1, 18), 3, True), (date(2027, 1, 19), 4, False)],
)
def test_calendar_days_count_and_not_working_days(assessed_on: date, days: int, met: bool) -> None:
    sought_at, assessed_at = at("16:59", day=SOUGHT_ON), at("10:00", day=assessed_on)

    assert days_between(sought_at, assessed_at, ZONE) == days
    assert (assessed_at < assessment_due(sought_at, ZONE, days=3)) is met


@given(MOMENTS, MOMENTS, st.integers(1, 90))
def test_within_the_limit_is_so_many_calendar_days_or_fewer(
    one: datetime, other: datetime, most: int
) -> None:
    sought_at, assessed_at = sorted((one, other))

    in_time = assessed_at < assessment_due(sought_at, ZONE, days=most)

    assert in_time is (days_between(sought_at, assessed_at, ZONE) <= most)
    assert in_time is (local_day(assessed_at, ZONE) <= last_day(sought_at, ZONE, days=most))


@pytest.mark.parametrize(
    ("sought_on", "last"),
    [
        (date(2027, 1, 14), date(2027, 1, 15)),  # Thursday: until Sunday, and so until Friday
        (date(2027, 1, 15), date(2027, 1, 18)),  # Friday: until Monday
        (date(2027, 1, 18), date(2027, 1, 21)),
        (date(2027, 1, 16), date(2027, 1, 19)),
    ],
)
def test_the_last_working_day_is_the_last_on_which_the_unit_opens(sought_on: date, last: date) -> None:
    def is_open(day: date) -> bool:
        return day.isoweekday() in OPEN_ON_WEEKDAYS

    assert last_working_day(sought_on, days=3, is_open=is_open) == last


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 30),
    st.sets(st.integers(0, 900), max_size=900),
)
def test_who_must_be_seen_today_is_everybody_sought_until_one_day(
    today: date, days: int, closed: set[int]
) -> None:
    def is_open(day: date) -> bool:
        return (day - date(2025, 11, 1)).days not in closed

    until = sought_until(today, days=days, is_open=is_open)

    assert until is not None
    for back in range(days + 3):
        sought_on = today - timedelta(days=back)
        last = last_working_day(sought_on, days=days, is_open=is_open)
        assert sought_on <= last <= sought_on + timedelta(days=days)
        assert (last <= today) is (sought_on <= until)
