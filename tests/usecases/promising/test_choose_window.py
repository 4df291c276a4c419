"""The citizen looks at other windows and moves to one."""

from datetime import timedelta

import pytest

from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound, WindowNotOffered
from contact_api.domain.core.values import Consent, Outcome, UnitId
from contact_api.domain.promise.promise import Why
from contact_api.ports import Job
from contact_api.usecases.planning.sweep import let_hours_lapse
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import (
    BREATH,
    CALL_112,
    MINUTES,
    NURSE,
    TEG,
    TEGS_NURSE,
    Day,
    When,
    clock,
    clocks,
)

A_DAY = timedelta(days=1)
TOMORROW = at("09:00") + A_DAY


def offered(day: Day, *, after: When, now: When = "08:05") -> list[str | None]:
    return [clocks(offer.window) for offer in day.offered(after=after, now=now)]


def test_the_next_three_windows_of_today_are_offered(day: Day) -> None:
    day.seek()

    assert offered(day, after="08:05") == ["09:00-10:00", "09:15-10:15", "09:45-10:45"]


@pytest.mark.parametrize("after", ["08:05", "10:15"])
def test_who_may_be_in_danger_is_offered_no_other_time_and_cannot_take_one(day: Day, after: str) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    assert offered(day, after=after) == []
    with pytest.raises(WindowNotOffered):
        day.choose(start="10:15", now="08:05")


def test_later_ones_are_offered_to_who_asks_for_later(day: Day) -> None:
    day.seek()

    assert offered(day, after="10:15") == ["10:15-11:15", "10:45-11:45", "11:15-12:00"]


def test_the_next_days_follow_when_today_has_too_few(day: Day) -> None:
    day.roster(NURSE, TOMORROW, TOMORROW + timedelta(hours=3))
    day.seek()

    found = day.offered(after="11:15", now="08:05")

    assert [(offer.window.start - at("09:00")).days for offer in found] == [0, 1, 1]
    assert [clock(offer.window.start) for offer in found] == ["11:15", "09:00", "09:15"]


def test_the_hours_a_citizen_named_bind_today_and_no_other_day(day: Day) -> None:
    day.roster(NURSE, TOMORROW, TOMORROW + timedelta(hours=1))
    day.seek(available_from=at("11:00"), available_to=at("12:00"))

    assert offered(day, after="08:05") == ["11:00-12:00", "11:15-12:00", "09:00-10:00"]
    assert offered(day, after=TOMORROW) == ["09:00-10:00", "09:15-10:00"]


def test_a_window_that_begins_with_the_citizens_hours_can_be_chosen(day: Day) -> None:
    day.seek(available_from=at("09:40"))

    (first, *_) = day.offered(after="08:05", now="08:05")

    assert clocks(first.window) == "09:40-10:30"
    assert day.choose(start=first.window.start, now="08:05").window == first.window


@pytest.mark.parametrize(("consent", "units"), [(Consent.OWN_UNIT, set()), (Consent.SAME_PROVIDER, {"teg"})])
def test_windows_of_other_units_are_offered_to_who_said_yes(
    bare_day: Day, consent: Consent, units: set[str]
) -> None:
    bare_day.roster(TEGS_NURSE, "09:00", "12:00")
    bare_day.seek(consent=consent)

    assert {offer.unit_id for offer in bare_day.offered(after="08:05", now="08:05")} == units


@over_both_stores
def test_the_minutes_move_with_the_citizen_who_is_told(day: Day) -> None:
    day.seek()

    told = day.choose(start="10:15", now="08:05")

    assert (clocks(told.window), told.why, told.backed) == ("10:15-11:15", Why.CHOSEN, True)
    assert day.reserved() == {"10:30": MINUTES}
    assert [clocks(one.window) for one in day.promises()] == ["09:00-10:00", "10:15-11:15"]
    assert [(one.kind.value, clocks(one.window)) for one in day.messages()][1:] == [("moved", "10:15-11:15")]
    assert day.kinds()[-1] == "promise.made"
    assert day.history()[-1].actor == "citizen"
    assert (day.contact().need.sought_at, day.contact().due_at) == (at("08:00"), at("11:15"))
    assert (Job.REPLAN, {"region": "test"}) in day.kept.jobs()


@over_both_stores
def test_a_window_whose_last_minutes_somebody_took_is_refused_and_the_promise_stands(bare_day: Day) -> None:
    bare_day.roster(NURSE, "09:00", "09:30")
    bare_day.roster(NURSE, "11:00", "11:15")
    before = bare_day.seek().contact
    offer = bare_day.offered(after="11:00", now="08:05")[0]
    bare_day.seek("quicker", available_from=at("11:00"))

    with pytest.raises(WindowNotOffered):
        bare_day.choose(start=offer.window.start, now="08:06")

    assert bare_day.contact() == before
    assert bare_day.reserved() == {"09:00": MINUTES, "11:00": MINUTES}
    assert len(bare_day.promises()) == 1


def test_a_window_of_a_unit_the_citizen_did_not_say_yes_to_is_refused(day: Day) -> None:
    day.roster(TEGS_NURSE, "09:00", "12:00")
    day.seek()

    for unit in (TEG, UnitId("nowhere")):
        with pytest.raises(WindowNotOffered):
            day.choose(start="09:45", now="08:05", unit=unit)


def test_a_window_at_another_unit_can_be_chosen_also_when_the_own_unit_has_one_later(day: Day) -> None:
    day.roster(TEGS_NURSE, "09:00", "12:00")
    day.seek(consent=Consent.SAME_PROVIDER)

    assert day.choose(start="09:45", now="08:05", unit=TEG).unit_id == TEG


def test_nothing_is_moved_while_somebody_calls_the_citizen(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")

    with pytest.raises(ContactIsClosed, match="calling"):
        day.offered(after="10:00", now="09:01")
    with pytest.raises(ContactIsClosed, match="calling"):
        day.choose(start="10:00", now="09:01")
    assert day.contact() == held


def test_a_case_that_has_ended_has_no_windows(day: Day) -> None:
    day.seek()
    day.cancel(now="08:05")

    with pytest.raises(ContactIsClosed):
        day.offered(after="10:00", now="08:06")
    with pytest.raises(ContactIsClosed):
        day.choose(start="10:00", now="08:06")


def test_a_case_that_is_not_there_is_not_found(day: Day) -> None:
    with pytest.raises(ContactNotFound):
        day.offered("nobody", after="10:00", now="08:06")
    with pytest.raises(ContactNotFound):
        day.choose("nobody", start="10:00", now="08:06")


@over_both_stores
def test_the_urgent_who_choose_a_later_window_are_not_rung_before_it(day: Day) -> None:
    day.seek(reason=BREATH)

    day.choose(start="10:30", now="08:05")

    assert day.pull(now="10:29") is None
    assert day.pulled(now="10:30").id == "c1"


def test_the_urgent_who_ask_for_later_are_offered_nothing_sooner(day: Day) -> None:
    day.seek(reason=BREATH, now="09:00")

    assert offered(day, after="09:00", now="09:00")[0] == "09:00-10:00"
    assert offered(day, after="09:30", now="09:00")[0] == "09:30-10:30"
    assert clocks(day.choose(start="09:30", now="09:00").window) == "09:30-10:30"


def test_after_a_missed_call_a_chosen_window_begins_the_tries_anew(day: Day) -> None:
    day.seek()
    day.rings_in_vain(now="09:00")

    day.choose(start="10:45", now="09:10")

    assert day.contact().attempts == 0
    assert day.pull(now="10:44") is None
    assert day.rings_in_vain(now="10:45").attempts == 1


@over_both_stores
def test_who_named_hours_today_and_chose_tomorrow_is_rung_tomorrow(day: Day) -> None:
    day.roster(NURSE, TOMORROW, TOMORROW + timedelta(hours=3))
    day.seek(available_to=at("11:00"))
    day.choose(start=TOMORROW, now="08:05")

    assert day.pull(now="10:00") is None
    assert day.run(lambda tx: let_hours_lapse(tx, now=TOMORROW - timedelta(hours=1))) == 0
    assert day.pulled(now=TOMORROW).window == day.promises()[-1].window


def test_hours_that_lapse_leave_a_window_of_a_later_day_where_it_is(day: Day) -> None:
    later = TOMORROW + A_DAY
    day.roster(NURSE, later, later + timedelta(hours=3))
    day.seek(available_to=at("11:00"))
    day.choose(start=later, now="08:05")

    day.run(lambda tx: let_hours_lapse(tx, now=TOMORROW))

    assert (day.contact().callable_from, day.contact().due_at) == (later, later + timedelta(hours=1))


@pytest.mark.parametrize("start", ["07:00", "07:59", "08:59", at("08:00") - timedelta(days=2000)])
def test_a_time_before_a_running_window_opened_was_never_offered(day: Day, start: When) -> None:
    before = day.seek().contact

    with pytest.raises(WindowNotOffered):
        day.choose(start=start, now="09:07")

    assert day.contact() == before


@pytest.mark.parametrize("start", ["08:59", "09:01", "10:03"])
def test_a_time_inside_a_window_that_is_to_come_is_no_window(day: Day, start: When) -> None:
    day.seek()

    with pytest.raises(WindowNotOffered):
        day.choose(start=start, now="08:05")


def test_the_urgent_are_not_given_a_time_from_before_they_asked(day: Day) -> None:
    day.seek(reason=BREATH, now="09:00")

    with pytest.raises(WindowNotOffered):
        day.choose(start="08:59", now="09:10")
    assert clocks(day.choose(start="09:00", now="09:10").window) == "09:10-10:10"


def test_a_window_that_is_running_can_be_chosen(day: Day) -> None:
    day.seek()
    day.ends(day.pulled(now="09:00"), Outcome.NO_ANSWER, now="09:01")

    offer = day.offered(after="09:05", now="09:05")[0]
    told = day.choose(start=offer.window.start, now="09:07")

    assert clocks(told.window) == "09:07-10:00"
