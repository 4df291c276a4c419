"""A new plan is carried out: promises are backed again, and who is moved is told."""

from dataclasses import replace
from datetime import timedelta

from contact_api.domain.core.values import Consent, Outcome
from contact_api.domain.promise.promise import Why
from contact_api.usecases.planning.replan import replan_region
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import COLLEAGUE, MINUTES, NURSE, TEGS_NURSE, Day, clocks


def changes(day: Day, *, now: str) -> dict[str, str]:
    return {step.contact.id: step.change.value for step in day.replan(now=now)}


def test_a_plan_that_holds_is_left_alone(day: Day) -> None:
    day.seek()

    assert changes(day, now="08:10") == {}
    assert day.texts() == ["receipt"]


@over_both_stores
def test_planning_twice_is_planning_once(day: Day) -> None:
    day.roster(TEGS_NURSE, "11:00", "12:00")
    day.seek("stays", now="08:00")
    day.seek("goes", now="08:01", consent=Consent.SAME_PROVIDER)
    day.seek("breaks", now="08:02")
    day.call_in_sick(NURSE, at="09:10")

    first = changes(day, now="08:10")
    once = [(day.contact(name), day.texts(name)) for name in ("stays", "goes", "breaks")]

    assert first == {"goes": "moved", "breaks": "broken"}
    assert changes(day, now="08:10") == {}
    assert [(day.contact(name), day.texts(name)) for name in ("stays", "goes", "breaks")] == once


@over_both_stores
def test_a_window_stands_when_somebody_else_has_the_minutes_and_nobody_is_told(day: Day) -> None:
    day.seek()
    day.roster(COLLEAGUE, "09:30", "10:00")
    day.call_in_sick(NURSE, at="08:05")

    assert changes(day, now="08:10") == {"c1": "reserved"}

    assert day.reserved() == {"09:30": MINUTES}
    assert (len(day.promises()), day.texts()) == (1, ["receipt"])
    assert changes(day, now="08:10") == {}


@over_both_stores
def test_a_window_that_cannot_be_kept_is_moved_and_told_before_it_breaks(day: Day) -> None:
    day.seek()
    day.roster(COLLEAGUE, "11:00", "12:00")
    day.call_in_sick(NURSE, at="08:05")

    assert changes(day, now="08:10") == {"c1": "moved"}

    assert clocks(day.contact().window) == "11:00-12:00"
    assert [(one.kind.value, clocks(one.window)) for one in day.messages()] == [
        ("receipt", "09:00-10:00"),
        ("moved", "11:00-12:00"),
    ]
    assert day.kinds()[-1] == "promise.moved"
    assert day.contact().need.sought_at == at("08:00")


@over_both_stores
def test_a_broken_promise_is_told_and_visible_and_mended_when_room_appears(day: Day) -> None:
    day.seek()
    day.call_in_sick(NURSE, at="08:05")

    assert changes(day, now="08:10") == {"c1": "broken"}

    assert (day.contact().backed, day.contact().window, day.reserved()) == (False, None, {})
    assert [(told.backed, told.why) for told in day.promises()] == [(True, Why.OWN_UNIT), (False, Why.CLOSED)]
    event = day.history()[-1]
    assert (event.kind, event.facts["was_backed"], event.facts["backed"]) == ("promise.broken", True, False)
    delay = day.messages()[-1]
    assert (delay.kind.value, clocks(delay.window)) == ("delay", "09:00-10:00")

    day.roster(COLLEAGUE, "11:00", "12:00")
    assert changes(day, now="08:20") == {"c1": "promised"}
    assert day.texts()[-1] == "moved"
    assert day.reserved() == {"11:00": MINUTES}


def test_a_window_that_passed_without_a_call_is_promised_anew(day: Day) -> None:
    day.seek()

    assert changes(day, now="10:00") == {"c1": "moved"}
    assert clocks(day.contact().window) == "10:00-11:00"


def test_who_waits_since_yesterday_is_promised_today(day: Day) -> None:
    day.seek()
    tomorrow = at("09:00") + timedelta(days=1)
    day.roster(NURSE, tomorrow, tomorrow + timedelta(hours=1))

    (step,) = day.replan(now=tomorrow)

    assert step.promise is not None
    assert step.promise.window is not None
    assert step.promise.window.start == tomorrow
    assert sum(cell.reserved_minutes for cell in day.cells()) == MINUTES


def test_a_window_chosen_for_another_day_is_left_to_that_day(day: Day) -> None:
    tomorrow = at("09:00") + timedelta(days=1)
    day.roster(NURSE, tomorrow, tomorrow + timedelta(hours=1))
    day.seek()
    day.choose(start=tomorrow, now="08:05")

    day.call_in_sick(NURSE, at="08:10")

    assert changes(day, now="08:10") == {}


def test_nobody_who_is_being_called_is_moved(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")
    day.call_in_sick(NURSE, at="09:01")

    assert changes(day, now="09:01") == {}
    assert day.contact() == held


def test_who_was_pulled_after_the_plan_had_read_them_is_left_to_the_nurse(day: Day) -> None:
    contact = day.seek().contact
    day.call_in_sick(NURSE, at="08:05")
    pulled = replace(contact, claimed_by=COLLEAGUE)

    steps = day.run(lambda tx: replan_region(tx, now=at("08:10")), hold_contact=pulled)

    assert steps == []
    assert day.texts() == ["receipt"]


def test_a_missed_call_is_no_broken_promise(day: Day) -> None:
    day.seek()
    day.rings_in_vain(now="09:00")
    day.call_in_sick(NURSE, at="09:01")

    day.replan(now="09:05")

    assert day.texts() == ["receipt", "missed_call"]
    assert len(day.promises()) == 1


def test_who_declined_or_was_reached_is_out_of_every_plan(day: Day) -> None:
    for name, outcome in (("c1", Outcome.DECLINED), ("c2", Outcome.REACHED)):
        day.seek(name)
        day.ends(day.pulled(now="09:00"), outcome, now="09:01")
    day.call_in_sick(NURSE, at="09:02")

    assert changes(day, now="09:02") == {}
    assert day.run(lambda tx: tx.reservations()) == {}


def test_a_first_promise_by_the_plan_is_told_as_a_receipt_not_as_a_change(day: Day) -> None:
    day.call_in_sick(NURSE, at="07:50")
    day.seek(now="08:00")
    day.roster(COLLEAGUE, "11:00", "12:00")

    assert changes(day, now="08:20") == {"c1": "promised"}

    assert day.texts() == ["receipt_unpromised", "receipt"]
