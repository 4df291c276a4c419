"""When a text leaves by itself, and when none disturbs the night."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactState
from contact_api.domain.messages.notification_times import (
    is_at_risk,
    is_reminder_due,
    quiet_until,
    still_holds,
)
from contact_api.domain.messages.notifications import MessageKind
from tests.makers import DAY, ZONE, a_contact, a_promised_contact, a_window, at

PLANNING = Planning()
NEXT_DAY = DAY + timedelta(days=1)
TRIED_OR_TAKEN: list[dict[str, Any]] = [
    {"state": ContactState.CLAIMED},
    {"state": ContactState.CANCELLED},
    {"attempts": 1},
    {"backed": False},
]


@pytest.mark.parametrize(
    ("now", "due"), [("08:44", False), ("08:45", True), ("08:59", True), ("09:00", False)]
)
def test_the_citizen_is_reminded_in_the_quarter_of_an_hour_before_the_window(now: str, due: bool) -> None:
    contact = a_promised_contact(window=a_window("09:00", "10:00"))

    assert is_reminder_due(contact, told_at=at("08:00"), planning=PLANNING, now=at(now)) is due


@pytest.mark.parametrize(("told_at", "due"), [("08:15", True), ("08:16", False)])
@pytest.mark.parametrize("now", ["08:45", "08:50", "08:59"])
def test_who_was_told_half_an_hour_before_or_less_is_not_reminded_a_moment_later_either(
    told_at: str,
    due: bool,
    now: str,
) -> None:
    contact = a_promised_contact(window=a_window("09:00", "10:00"))

    assert is_reminder_due(contact, told_at=at(told_at), planning=PLANNING, now=at(now)) is due


@pytest.mark.parametrize("but", TRIED_OR_TAKEN)
def test_nobody_is_reminded_who_is_held_was_tried_or_waits_no_more(but: dict[str, Any]) -> None:
    contact = replace(a_promised_contact(), **but)

    assert not is_reminder_due(contact, told_at=at("08:00"), planning=PLANNING, now=at("08:50"))


def test_without_a_window_there_is_nothing_to_remind_of_and_nothing_at_risk() -> None:
    contact = a_contact()

    assert not is_reminder_due(contact, told_at=at("08:00"), planning=PLANNING, now=at("08:50"))
    assert not is_at_risk(contact, planning=PLANNING, now=at("08:50"))


@pytest.mark.parametrize(
    ("now", "at_risk"),
    [("09:44", False), ("09:45", True), ("10:00", True), ("10:59", True), ("11:00", False)],
)
def test_a_promise_is_at_risk_from_a_quarter_before_its_end(now: str, at_risk: bool) -> None:
    assert is_at_risk(a_promised_contact(), planning=PLANNING, now=at(now)) is at_risk


@pytest.mark.parametrize("but", TRIED_OR_TAKEN)
def test_no_promise_is_at_risk_that_somebody_holds_or_tried(but: dict[str, Any]) -> None:
    assert not is_at_risk(replace(a_promised_contact(), **but), planning=PLANNING, now=at("09:50"))


@pytest.mark.parametrize("kind", [MessageKind.REMINDER, MessageKind.DELAY])
def test_a_reminder_holds_for_the_promise_it_was_made_for_only(kind: MessageKind) -> None:
    contact, window = a_promised_contact(), a_window()
    moved = replace(contact, window=a_window("11:00", "12:00"))

    assert still_holds(kind, window, contact, now=at("09:50"))
    assert not still_holds(kind, window, moved, now=at("09:50"))
    assert not still_holds(kind, window, replace(contact, attempts=1), now=at("09:50"))
    assert not still_holds(kind, None, contact, now=at("09:50"))
    assert not still_holds(kind, window, contact, now=at("11:00"))


def test_other_messages_hold_whatever_became_of_the_promise() -> None:
    assert still_holds(MessageKind.MISSED_CALL, None, a_promised_contact(attempts=1), now=at("12:00"))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at("20:59"), None),
        (at("21:00"), at("07:00", day=NEXT_DAY)),
        (at("23:59"), at("07:00", day=NEXT_DAY)),
        (at("00:00"), at("07:00")),
        (at("06:59"), at("07:00")),
        (at("07:00"), None),
        (at("12:00"), None),
    ],
)
def test_the_quiet_hours_are_from_nine_in_the_evening_to_seven(now: datetime, until: datetime | None) -> None:
    assert quiet_until(now, planning=PLANNING, zone=ZONE) == until


def test_the_quiet_hours_go_by_the_clock_also_in_the_night_it_changes() -> None:
    summer_time_begins = date(2026, 3, 29)
    evening = at("22:00", day=summer_time_begins - timedelta(days=1))

    until = quiet_until(evening, planning=PLANNING, zone=ZONE)

    assert until == at("07:00", day=summer_time_begins)
    assert until - evening == timedelta(hours=8)


def test_quiet_hours_may_lie_within_one_day() -> None:
    noon = replace(PLANNING, quiet_from_hour=12, quiet_until_hour=13)

    assert quiet_until(at("12:30"), planning=noon, zone=ZONE) == at("13:00")
    assert quiet_until(at("22:00"), planning=noon, zone=ZONE) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))  # noqa: DTZ001 - made aware right below
def test_what_waits_for_the_morning_waits_a_night_at_most_and_leaves_then(moment: datetime) -> None:
    now = moment.replace(tzinfo=ZONE)
    until = quiet_until(now, planning=PLANNING, zone=ZONE)

    if until is not None:
        assert timedelta() < until - now <= timedelta(hours=11)
        assert quiet_until(until, planning=PLANNING, zone=ZONE) is None


def test_of_a_promise_that_broke_the_notice_of_delay_still_leaves_and_the_reminder_does_not() -> None:
    broken = replace(a_promised_contact(), window=None, backed=False, promised_unit=None)

    assert still_holds(MessageKind.DELAY, a_window(), broken, now=at("08:30"))
    assert not still_holds(MessageKind.REMINDER, a_window(), broken, now=at("08:30"))
