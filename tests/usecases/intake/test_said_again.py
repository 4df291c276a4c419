"""What a citizen says who seeks contact again while they wait: what of it counts, and what of it moves the window."""

from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.values import Consent, Guarantee, Mode, Urgency
from contact_api.usecases.intake.requests import TakenIn
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import (
    BACKEN,
    COLD,
    MINUTES,
    NURSE,
    PRESCRIPTION,
    TEG,
    TEGS_NURSE,
    VIOLENCE,
    Day,
    When,
    clocks,
)

FAINTED = "R05"  # as urgent as a cold
INJECTION = "R24"  # as urgent, under no guarantee
ANXIETY = "R19"  # as urgent, a psychologist first, and long


def seeks(day: Day, name: str = "c1", reason: str = COLD, *, now: When = "08:00", **but: Any) -> TakenIn:
    return day.seek(name, reason, now=now, duplicate_key="anna", **but)


def says(day: Day, *what: str, now: When = "08:30", **but: Any) -> TakenIn:
    return seeks(day, "c2", now=now, said=frozenset(what), **but)


@over_both_stores
def test_the_more_urgent_reason_decides_and_the_other_is_kept(day: Day) -> None:
    first = seeks(day).contact

    again = seeks(day, "c2", VIOLENCE, now="08:30")

    around, need = day.contact().circumstances, day.contact().need
    assert (around.reason, around.also_sought_for) == (VIOLENCE, (COLD,))
    assert (need.urgency, need.professions) == (
        Urgency.U1,
        ("nurse", "district_nurse", "psychologist", "counsellor"),
    )
    assert (around.expected_minutes, need.minutes) == (15, 15 + first.need.minutes - 6)
    assert (need.sought_at, again.triage.reason) == (at("08:00"), VIOLENCE)


@over_both_stores
def test_on_equal_urgency_the_first_reason_stands_with_its_window_and_the_other_is_kept(day: Day) -> None:
    first = seeks(day)

    again = seeks(day, "c2", FAINTED, now="08:30")

    around = day.contact().circumstances
    assert (around.reason, around.also_sought_for) == (COLD, (FAINTED,))
    assert (again.contact.window, again.triage.reason) == (first.contact.window, COLD)
    assert len(day.promises()) == 1


def test_a_longer_second_reason_lengthens_the_talk_and_costs_neither_window_nor_profession(
    day: Day,
) -> None:
    first = seeks(day).contact

    again = seeks(day, "c2", ANXIETY, now="08:30").contact

    assert (again.need.minutes, again.need.professions) == (17, first.need.professions)
    assert again.window == first.window


def test_a_less_urgent_second_reason_is_kept_too_and_each_only_once(day: Day) -> None:
    for name, reason in (("c1", COLD), ("c2", PRESCRIPTION), ("c3", VIOLENCE), ("c4", COLD)):
        seeks(day, name, reason)

    around = day.contact().circumstances
    assert (around.reason, around.also_sought_for) == (VIOLENCE, (PRESCRIPTION, COLD))


def test_a_reason_that_is_safe_contact_by_its_nature_protects_the_citizen_from_then_on(day: Day) -> None:
    seeks(day)

    assert seeks(day, "c2", VIOLENCE, now="08:30").contact.circumstances.safe_contact
    assert seeks(day, "c3", COLD, now="08:40").contact.circumstances.safe_contact


@pytest.mark.parametrize(("first", "second"), [(COLD, INJECTION), (INJECTION, COLD)])
def test_the_guarantee_that_one_of_the_reasons_has_is_not_lost(day: Day, first: str, second: str) -> None:
    seeks(day, reason=first)

    assert seeks(day, "c2", second).contact.circumstances.guarantee is Guarantee.NEW


def test_the_history_tells_what_was_said_the_second_time(day: Day) -> None:
    seeks(day)

    seeks(day, "c2", VIOLENCE, now="08:30")

    (told,) = (event.facts for event in day.history() if event.kind == "contact.sought_again")
    assert (told["reason"], told["urgency"], told["channel"]) == (VIOLENCE, "U1", "web")


@over_both_stores
def test_a_citizens_newest_word_on_how_to_be_reached_holds_and_they_keep_their_window(day: Day) -> None:
    first = seeks(day).contact

    again = says(day, "mode", "consent", mode=Mode.TEXT, consent=Consent.ANY_PROVIDER).contact

    assert (again.circumstances.mode, again.need.consent) == (Mode.TEXT, Consent.ANY_PROVIDER)
    assert day.contact().circumstances.mode is Mode.TEXT
    assert (again.window, len(day.promises())) == (first.window, 1)


def test_what_was_not_said_again_stays_as_it_was(day: Day) -> None:
    before = seeks(
        day, language="en", mode=Mode.VIDEO, consent=Consent.SAME_PROVIDER, available_from=at("09:40")
    ).contact

    again = seeks(day, "c2", now="08:30").contact  # as an exchange posts it: a number and a key

    assert again.circumstances.mode is Mode.VIDEO
    assert again.circumstances.citizen_language == "en"
    assert again.need == before.need


@over_both_stores
def test_hours_named_the_second_time_replace_the_first_and_move_a_window_outside_them(day: Day) -> None:
    seeks(day, available_to=at("10:30"))

    again = says(day, available_from=at("11:00"))

    assert (again.contact.need.available_from, again.contact.need.available_to) == (at("11:00"), None)
    assert clocks(again.promise.window) == "11:00-12:00"
    assert day.reserved() == {"11:00": MINUTES}


def test_hours_that_hold_the_window_leave_it_where_it_is(day: Day) -> None:
    seeks(day)

    again = says(day, available_from=at("08:45"), available_to=at("10:15")).contact

    assert clocks(again.window) == "09:00-10:00"
    assert (len(day.promises()), again.need.available_to) == (1, at("10:15"))


def test_hours_named_after_a_missed_call_move_the_next_try(day: Day) -> None:
    seeks(day)
    day.rings_in_vain(now="09:00")

    assert says(day, now="09:10", available_from=at("10:45")).contact.callable_from == at("10:45")


@over_both_stores
def test_a_promise_at_a_unit_the_citizen_no_longer_accepts_is_made_anew_at_their_own(bare_day: Day) -> None:
    bare_day.roster(TEGS_NURSE, "09:00", "12:00")
    assert seeks(bare_day, consent=Consent.SAME_PROVIDER).promise.unit_id == TEG
    bare_day.roster(NURSE, "11:30", "12:00")

    again = says(bare_day, "consent", consent=Consent.OWN_UNIT)

    assert (again.promise.unit_id, again.contact.need.consent) == (BACKEN, Consent.OWN_UNIT)
    assert bare_day.reserved(TEG) == {}


def test_a_language_said_anew_has_the_citizen_promised_to_somebody_who_speaks_it(day: Day) -> None:
    seeks(day)

    again = says(day, "language", language="so")

    assert (again.contact.need.language, again.promise.backed) == ("so", False)
    assert again.contact.circumstances.citizen_language == "so"


def test_another_language_brings_its_own_word_about_an_interpreter(day: Day) -> None:
    seeks(day, language="so", interpreter=True)

    same = says(day, "language", "interpreter", language="so")
    assert same.contact.circumstances.interpreter  # a form that is not ticked takes none away

    other = says(day, "language", "interpreter", language="en")
    assert (other.contact.circumstances.interpreter, other.contact.need.language) == (False, "en")


def test_a_window_chosen_on_another_day_stands_when_nothing_is_said_of_hours(day: Day) -> None:
    tomorrow = at("09:00") + timedelta(days=1)
    day.roster(NURSE, tomorrow, tomorrow + timedelta(hours=3))
    seeks(day, available_to=at("11:00"))
    chosen = day.choose(start=tomorrow, now="08:05")

    assert seeks(day, "c2", FAINTED, now="08:30").contact.window == chosen.window


def test_who_can_be_rung_tomorrow_only_is_due_tomorrow(day: Day) -> None:
    tomorrow = at("09:00") + timedelta(days=1)

    contact = seeks(day, available_from=tomorrow).contact

    assert contact.callable_from == tomorrow
    assert contact.due_at is not None
    assert contact.due_at > tomorrow
