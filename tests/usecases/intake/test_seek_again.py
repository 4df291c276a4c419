"""The same person seeks contact again: one case, the first time, and nothing less than before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import ContactId, ContactState, Outcome, Urgency
from contact_api.ports import Alert
from contact_api.usecases.intake.requests import TakenIn
from contact_api.usecases.work_queue.acknowledge_alert import acknowledge
from tests.makers import a_manager_of, at
from tests.stores import over_both_stores
from tests.usecases.day import (
    BACKEN,
    BREATH,
    CALL_112,
    COLD,
    COLLEAGUE,
    MINUTES,
    NURSE,
    PRESCRIPTION,
    SAME_HOUR,
    Day,
    When,
    clocks,
)


def seeks(day: Day, name: str = "c1", reason: str = COLD, *, now: When = "08:00", **but: Any) -> TakenIn:
    return day.seek(name, reason, now=now, duplicate_key="anna", **but)


@over_both_stores
def test_who_seeks_again_is_counted_and_keeps_their_first_time_and_their_window(day: Day) -> None:
    first = seeks(day)

    again = seeks(day, "c2", now="08:30")

    assert (again.merged, again.contact.id, again.contact.times_sought) == (True, "c1", 2)
    assert again.contact.need.sought_at == at("08:00")
    assert (again.promise.window, again.contact.window) == (first.promise.window, first.promise.window)
    assert len(day.promises()) == 1
    assert day.reserved() == {"09:00": MINUTES}
    assert day.run(lambda tx: tx.contact(ContactId("c2"))) is None
    assert day.kinds()[-1] == "contact.sought_again"
    assert day.texts() == ["receipt", "receipt"]


@over_both_stores
def test_what_makes_it_more_urgent_brings_a_sooner_window(day: Day) -> None:
    seeks(day, available_from=at("11:00"))
    assert day.reserved() == {"11:00": MINUTES}

    again = seeks(day, "c2", BREATH, now="10:40")

    assert again.contact.need.urgency is Urgency.U1
    assert clocks(again.promise.window) == "11:00-12:00"
    assert len(day.promises()) == 2
    assert sum(day.reserved().values()) == again.contact.need.minutes


def test_what_is_less_urgent_changes_neither_urgency_nor_place(day: Day) -> None:
    first = seeks(day, reason=BREATH)

    again = seeks(day, "c2", PRESCRIPTION, now="08:30").contact

    assert (again.need.urgency, again.need.professions) == (Urgency.U1, first.contact.need.professions)
    assert again.window == first.contact.window


@over_both_stores
def test_no_word_is_lost_and_the_newer_number_counts(day: Day) -> None:
    seeks(day, details=Details(name="Anna", phone="+46701740605", phone_takes_sms=True, free_text="ont"))

    seeks(day, "c2", now="08:30", details=Details(phone="+46701740606", free_text="feber nu"))

    assert day.details() == Details(name="Anna", phone="+46701740606", free_text="ont\nfeber nu")


@over_both_stores
def test_a_red_flag_the_second_time_alerts_and_stays(day: Day) -> None:
    seeks(day)
    seeks(day, "c2", now="08:30", red_flags=frozenset({CALL_112}), facts=frozenset({"pregnant"}))

    seeks(day, "c3", now="08:40", facts=frozenset({"worsened"}))

    around = day.contact().circumstances
    assert (around.red_flags, around.facts) == ((CALL_112,), ("pregnant", "worsened"))
    assert day.contact().need.urgency is Urgency.U0
    assert [one.id for one in day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100))] == [
        "c1-2"
    ]
    assert day.texts() == ["receipt", "alert", "receipt", "receipt"]


@over_both_stores
def test_a_red_flag_affirmed_again_counts_on_the_alert_that_is_open(day: Day) -> None:
    for name, now in (("c1", "08:00"), ("c2", "08:10"), ("c3", "08:20")):
        seeks(day, name, now=now, red_flags=frozenset({CALL_112}))

    (alert,) = open_alerts(day)
    assert (alert.raised_at, alert.times_raised, alert.last_raised_at) == (at("08:00"), 3, at("08:20"))
    assert day.texts().count("alert") == 1


@over_both_stores
def test_a_sign_that_is_more_urgent_than_the_open_alert_raises_it_and_is_texted(day: Day) -> None:
    for name, flag in (("c1", SAME_HOUR), ("c2", CALL_112), ("c3", SAME_HOUR)):
        seeks(day, name, red_flags=frozenset({flag}))

    (alert,) = open_alerts(day)
    assert (alert.kind, alert.times_raised) == ("call_112", 3)
    assert day.texts().count("alert") == 2


@over_both_stores
def test_what_comes_again_after_somebody_took_care_of_it_is_a_new_alert(day: Day) -> None:
    seeks(day, red_flags=frozenset({CALL_112}))
    caller = a_manager_of(BACKEN)
    day.run(lambda tx: acknowledge("c1-1", caller, tx, now=at("08:05"), actor="eva"))

    seeks(day, "c2", now="08:30", red_flags=frozenset({CALL_112}))

    assert [(one.id, one.times_raised) for one in open_alerts(day)] == [("c1-2", 1)]
    assert day.texts().count("alert") == 2


def open_alerts(day: Day) -> list[Alert]:
    return day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100))


def test_what_protects_the_citizen_is_never_taken_back(day: Day) -> None:
    seeks(day, protected_identity=True, safe_contact=True, sms_welcome=False, interpreter=True)

    seeks(day, "c2", now="08:30")

    around = day.contact().circumstances
    assert (around.protected_identity, around.safe_contact, around.interpreter) == (True, True, True)
    assert around.sms_welcome is False
    assert seeks(day, "c3", now="08:31", sms_welcome=True).contact.circumstances.sms_welcome is True


def test_who_says_the_second_time_that_an_interpreter_is_needed_is_called_with_one(day: Day) -> None:
    assert not seeks(day, language="so").promise.backed

    again = seeks(day, "c2", now="08:30", language="so", interpreter=True)

    assert again.promise.backed
    assert (again.contact.need.language, again.contact.need.minutes) == ("sv", 17)
    assert again.contact.circumstances.expected_minutes == 15


@over_both_stores
def test_a_window_that_has_passed_is_promised_anew(day: Day) -> None:
    seeks(day)

    again = seeks(day, "c2", now="10:00")

    assert clocks(again.promise.window) == "10:00-11:00"
    assert day.reserved() == {"10:00": MINUTES}
    assert [clocks(told.window) for told in day.promises()] == ["09:00-10:00", "10:00-11:00"]
    assert again.contact.need.sought_at == at("08:00")


def test_who_had_no_promise_gets_one_once_there_is_room(day: Day) -> None:
    day.call_in_sick(NURSE, at="08:00")
    assert not seeks(day).promise.backed
    day.roster(COLLEAGUE, "11:00", "12:00")

    again = seeks(day, "c2", now="08:30")

    assert clocks(again.promise.window) == "11:00-12:00"
    assert day.texts() == ["receipt_unpromised", "receipt"]


@over_both_stores
def test_while_somebody_calls_the_citizen_nothing_moves(day: Day) -> None:
    seeks(day)
    held = day.pulled(now="09:00")

    again = seeks(day, "c2", BREATH, now="09:05").contact

    assert (again.state, again.lease_until, again.claimed_by) == (held.state, held.lease_until, NURSE)
    assert (again.window, len(day.promises())) == (held.window, 1)
    assert (again.times_sought, again.need.urgency) == (2, Urgency.U1)
    assert day.reserved() == {}
    assert day.ends(again, Outcome.REACHED, now="09:06").state is ContactState.REACHED


def test_after_a_missed_call_the_next_try_stays_as_it_was(day: Day) -> None:
    seeks(day)
    tried = day.rings_in_vain(now="09:00")

    for name, now in (("c2", "09:10"), ("c3", "10:10")):  # inside the window, and when it has passed
        again = seeks(day, name, now=now).contact

        assert (again.attempts, again.not_before) == (1, at("09:30"))
        assert (again.callable_from, again.due_at) == (tried.callable_from, tried.due_at)
        assert len(day.promises()) == 1


def test_a_retry_of_the_day_after_is_due_that_day_also_when_the_citizen_seeks_again(day: Day) -> None:
    seeks(day)
    tomorrow = at("09:00") + timedelta(days=1)
    tried = day.rings_in_vain(now=tomorrow)

    again = seeks(day, "c2", now=tomorrow + timedelta(minutes=5)).contact

    assert again.due_at == tried.due_at
    assert again.due_at is not None
    assert again.due_at > tomorrow


@over_both_stores
def test_who_was_not_reached_today_opens_the_same_case_with_its_first_time(day: Day) -> None:
    seeks(day)
    day.rings_in_vain(now="09:00", times=3)
    assert day.contact().state is ContactState.NOT_REACHED

    again = seeks(day, "c2", now="10:30")

    assert (again.merged, again.contact.id) == (True, "c1")
    assert (again.contact.state, again.contact.attempts, again.contact.closed_at) == (
        ContactState.WAITING,
        0,
        None,
    )
    assert (again.contact.need.sought_at, again.contact.times_sought) == (at("08:00"), 2)
    assert clocks(again.promise.window) == "10:30-11:30"
    assert day.reserved() == {"10:30": MINUTES}


@over_both_stores
def test_a_stranger_who_rings_from_the_number_left_by_mistake_has_a_case_of_their_own(day: Day) -> None:
    number = Details(phone="+46701740605")
    seeks(day, details=replace(number, free_text="Ont i halsen."))
    day.ends(day.pulled(now="09:00"), Outcome.WRONG_NUMBER, now="09:01")

    stranger = seeks(day, "c2", details=number, now="09:30")

    assert (stranger.merged, stranger.contact.id, stranger.contact.times_sought) == (False, "c2", 1)
    assert stranger.contact.need.sought_at == at("09:30")
    assert day.run(lambda tx: tx.details(ContactId("c2"))) == number
    assert day.contact("c1").state is ContactState.NOT_REACHED


def test_who_was_not_reached_yesterday_has_a_new_case_today(day: Day) -> None:
    seeks(day)
    day.rings_in_vain(now="09:00", times=3)

    again = seeks(day, "c2", now=at("08:00") + timedelta(days=1))

    assert (again.merged, again.contact.id) == (False, "c2")


@pytest.mark.parametrize("outcome", [Outcome.REACHED, Outcome.DECLINED])
def test_who_was_answered_has_a_new_case(day: Day, outcome: Outcome) -> None:
    seeks(day)
    day.ends(day.pulled(now="09:00"), outcome, now="09:05")

    assert seeks(day, "c2", now="09:30").contact.id == "c2"


def test_who_cancelled_has_a_new_case(day: Day) -> None:
    seeks(day)
    day.cancel(now="08:30")

    assert seeks(day, "c2", now="09:30").contact.id == "c2"
