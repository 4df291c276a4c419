"""What came of a call, and what a licensed person found instead of what the rules said."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import (
    ContactNotFound,
    LeaseLost,
    NothingToChange,
    NotLicensed,
    ReasonMissing,
)
from contact_api.domain.core.values import Consent, ContactState, Guarantee, Outcome, Result, Urgency
from contact_api.usecases.work_queue.record_outcome import override_triage
from tests.makers import at
from tests.stores import ASSISTANT, over_both_stores
from tests.usecases.day import (
    BACKEN,
    BREATH,
    CALL_112,
    COLD,
    COLLEAGUE,
    MINUTES,
    NURSE,
    PRESCRIPTION,
    TEG,
    Day,
    clock,
)


def overrides(day: Day, held: Contact, **but: Any) -> Contact:
    assert held.claimed_by is not None
    by = held.claimed_by
    found: dict[str, Any] = {"why": "short of breath", "urgency": Urgency.U1} | but
    return day.run(lambda tx: override_triage(held.id, by, held.lease_number, tx, now=at("09:05"), **found))


@over_both_stores
@pytest.mark.parametrize(
    ("outcome", "state", "texts"),
    [
        (Outcome.REACHED, ContactState.REACHED, []),
        (Outcome.NO_ANSWER, ContactState.WAITING, ["missed_call"]),
        (Outcome.DECLINED, ContactState.DECLINED, []),
        (Outcome.WRONG_NUMBER, ContactState.NOT_REACHED, []),
    ],
)
def test_an_outcome_is_an_attempt_and_leads_on(
    day: Day, outcome: Outcome, state: ContactState, texts: list[str]
) -> None:
    day.seek()

    ended = day.ends(day.pulled(now="09:00"), outcome, now="09:07")

    assert ended == day.contact()
    assert (ended.state, ended.attempts, ended.called_by, ended.claimed_by) == (state, 1, NURSE, None)
    (attempt,) = day.run(lambda tx: tx.attempts(ended.id))
    assert (attempt.outcome, attempt.number, attempt.started_at, attempt.ended_at) == (
        outcome,
        1,
        at("09:00"),
        at("09:07"),
    )
    assert day.texts()[1:] == texts
    ends = [event for event in day.history() if event.kind == "attempt.ended"]
    assert [(one.actor, one.facts["outcome"]) for one in ends] == [(NURSE, outcome.value)]


@over_both_stores
def test_a_reached_contact_keeps_when_it_was_reached_and_what_that_led_to(day: Day) -> None:
    day.seek()

    ended = day.ends(day.pulled(now="09:00"), Outcome.REACHED, now="09:07", result=Result.BOOKED_VISIT)

    assert (ended.reached_at, ended.closed_at, ended.result) == (at("09:00"), at("09:07"), "booked_visit")


def test_no_text_with_the_citizens_link_goes_to_the_stranger_who_has_the_number(day: Day) -> None:
    day.seek()

    day.ends(day.pulled(now="09:00"), Outcome.WRONG_NUMBER, now="09:01")

    assert day.texts() == ["receipt"]
    assert "contact.not_reached" in day.kinds()


@over_both_stores
@pytest.mark.parametrize("reason", [COLD, BREATH])
def test_a_wrong_number_has_the_citizens_unit_look_for_the_right_one(day: Day, reason: str) -> None:
    day.seek(reason=reason)

    ended = day.ends(day.pulled(now="09:00"), Outcome.WRONG_NUMBER, now="09:01")

    (alert,) = day.run(lambda tx: tx.alerts(units=[BACKEN], open_only=True, limit=100))
    assert (alert.contact_id, alert.kind, alert.raised_at) == (ended.id, "wrong_number", at("09:01"))
    assert (day.kinds()[-1], day.history()[-1].facts) == ("alert.raised", {"kind": "wrong_number"})


@over_both_stores
def test_who_may_be_in_danger_is_rung_again_within_minutes_and_never_given_up_in_silence(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}), now="09:00")
    (first,) = day.run(lambda tx: tx.alerts(units=[BACKEN], open_only=True, limit=100))
    day.run(lambda tx: tx.save_alert(replace(first, acknowledged_at=at("09:01"), acknowledged_by=NURSE)))

    missed = day.rings_in_vain(now="09:02")
    assert (clock(missed.callable_from), clock(missed.due_at)) == ("09:07", "09:12")
    given_up = day.rings_in_vain(now="09:07", times=2)

    assert given_up.state is ContactState.NOT_REACHED
    (again,) = day.run(lambda tx: tx.alerts(units=[BACKEN], open_only=True, limit=100))
    assert (again.kind, again.contact_id, clock(again.raised_at)) == ("call_112", given_up.id, "09:12")


def test_a_number_that_is_wrong_again_counts_on_the_alert_that_is_open(day: Day) -> None:
    known = Details(phone="+46701740605", identity_value="20121212-1212")
    day.seek(duplicate_key="anna", details=known)
    day.ends(day.pulled(now="09:00"), Outcome.WRONG_NUMBER, now="09:01")
    day.seek("again", duplicate_key="anna", details=known, now="09:05")

    day.ends(day.pulled(now="10:00"), Outcome.WRONG_NUMBER, now="10:01")

    (alert,) = day.run(lambda tx: tx.alerts(units=[BACKEN], open_only=True, limit=100))
    assert (alert.raised_at, alert.times_raised, alert.last_raised_at) == (at("09:01"), 3, at("10:01"))


def test_who_was_rung_in_vain_raises_no_alert(day: Day) -> None:
    day.seek()

    day.rings_in_vain(now="09:00", times=3)

    assert day.run(lambda tx: tx.alerts(units=None, open_only=False, limit=100)) == []


@over_both_stores
def test_the_next_try_comes_when_the_rule_says_and_not_before(day: Day) -> None:
    day.seek()

    ended = day.ends(day.pulled(now="09:00"), Outcome.NO_ANSWER, now="09:02")

    assert (ended.not_before, ended.window) == (at("09:32"), day.promises()[0].window)
    assert day.pull(now="09:31") is None
    assert day.pulled(COLLEAGUE, now="09:32").attempts == 1


def test_a_retry_gets_minutes_in_the_plan(day: Day) -> None:
    day.seek()
    day.rings_in_vain(now="09:00")

    day.replan(now="09:05")

    assert day.reserved() == {"09:30": MINUTES}
    assert day.texts() == ["receipt", "missed_call"]


@over_both_stores
def test_after_the_last_try_the_citizen_is_told_that_nobody_reached_them(day: Day) -> None:
    day.seek()

    ended = day.rings_in_vain(now="09:00", times=3)

    assert (ended.state, ended.attempts, ended.closed_at) == (ContactState.NOT_REACHED, 3, at("10:00"))
    assert day.texts() == ["receipt", "missed_call", "missed_call", "not_reached"]
    assert day.kinds()[-2:] == ["attempt.ended", "contact.not_reached"]
    assert day.pull(now="12:00") is None


def test_a_retry_of_the_next_day_is_due_that_day(day: Day) -> None:
    day.seek()
    tomorrow = at("09:00") + timedelta(days=1)

    tried = day.rings_in_vain(now=tomorrow)

    assert tried.due_at is not None
    assert tomorrow < tried.due_at < tomorrow + timedelta(hours=8)


def test_an_outcome_counts_once(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")
    day.ends(held, Outcome.NO_ANSWER, now="09:01")

    with pytest.raises(LeaseLost):
        day.ends(held, Outcome.NO_ANSWER, now="09:01")

    assert day.contact().attempts == 1


def test_self_care_advice_is_given_by_licensed_staff(bare_day: Day) -> None:
    bare_day.seek(reason=PRESCRIPTION)
    held = bare_day.pulled(ASSISTANT.id, now="09:00")

    with pytest.raises(NotLicensed):
        bare_day.ends(held, Outcome.REACHED, now="09:05", result=Result.SELF_CARE)

    assert bare_day.contact() == held
    ended = bare_day.ends(held, Outcome.REACHED, now="09:05", result=Result.PRESCRIPTION)
    assert ended.result == "prescription"


def test_a_licensed_nurse_may_give_self_care_advice(day: Day) -> None:
    day.seek()

    ended = day.ends(day.pulled(now="09:00"), Outcome.REACHED, now="09:05", result=Result.SELF_CARE)

    assert ended.result == "self_care"


@over_both_stores
def test_what_a_licensed_person_sets_counts_and_both_values_stand_in_the_history(day: Day) -> None:
    day.seek()

    changed = overrides(
        day,
        day.pulled(now="09:00"),
        professions=("doctor",),
        minutes=20,
        guarantee=Guarantee.WORSENED,
    )

    assert changed == day.contact()
    assert (changed.need.urgency, changed.need.professions, changed.need.minutes) == (
        Urgency.U1,
        ("doctor",),
        22,
    )
    assert (changed.circumstances.guarantee, changed.circumstances.expected_minutes) == (
        Guarantee.WORSENED,
        20,
    )
    event = day.history()[-1]
    assert (event.kind, event.actor, event.facts["why"]) == ("triage.overridden", NURSE, "short of breath")
    assert event.facts["was"] == {
        "urgency": "U2",
        "professions": ["nurse", "district_nurse"],
        "expected_minutes": 6,
        "guarantee": "new",
    }
    assert event.facts["is"] == {
        "urgency": "U1",
        "professions": ["doctor"],
        "expected_minutes": 20,
        "guarantee": "worsened",
    }


def test_what_staff_leave_out_stays_as_the_rules_said(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")

    changed = overrides(day, held)

    assert (changed.need.professions, changed.need.minutes) == (held.need.professions, held.need.minutes)


def test_without_a_licence_or_a_reason_nothing_is_overridden(bare_day: Day) -> None:
    bare_day.seek(reason=PRESCRIPTION)
    held = bare_day.pulled(ASSISTANT.id, now="09:00")
    with pytest.raises(NotLicensed):
        overrides(bare_day, held)
    assert bare_day.contact() == held

    bare_day.seek("c2")
    held = bare_day.pulled(NURSE, now="09:00")
    with pytest.raises(ReasonMissing):
        overrides(bare_day, held, why=" ")
    assert bare_day.contact("c2") == held


def test_an_override_that_sets_nothing_is_none(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")

    with pytest.raises(NothingToChange):
        overrides(day, held, urgency=None)

    assert (day.contact(), day.kinds()[-1]) == (held, "contact.pulled")


@over_both_stores
def test_who_made_the_last_attempt_is_told_that_the_lease_is_lost_also_when_their_unit_is_welcome_no_more(
    day: Day,
) -> None:
    day.seek()
    held = day.pulled(now="09:00")
    day.ends(held, Outcome.NO_ANSWER, now="09:05")
    elsewhere = passed_on_elsewhere(day.contact())
    day.run(lambda tx: tx.save_contact(elsewhere))

    with pytest.raises(LeaseLost):
        day.ends(held, Outcome.REACHED, now="09:06")
    with pytest.raises(ContactNotFound):
        day.ends(replace(held, claimed_by=COLLEAGUE), Outcome.REACHED, now="09:06")


def passed_on_elsewhere(contact: Contact) -> Contact:
    """It is another unit's now, and the citizen accepts no other."""
    return replace(
        contact, promised_unit=None, need=replace(contact.need, unit_id=TEG, consent=Consent.OWN_UNIT)
    )
