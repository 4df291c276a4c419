"""What of today cannot be served is found with what would help, and changes are tried on a copy."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from contact_api.domain.core.values import Consent, Outcome, UnitId, Window
from contact_api.domain.replanning.remedies import Remedy, RemedyKind
from contact_api.domain.replanning.shortfall import Shortfall, Shortfalls, shortfalls
from contact_api.domain.replanning.what_if import (
    AddStaff,
    AskConsent,
    Change,
    CloseUnit,
    Interpreter,
    LendStaff,
    ReleaseProtected,
    ShareWork,
    StaffSick,
)
from contact_api.usecases.planning.shortfalls import (
    Outlook,
    find_shortfalls,
    rest_of_today,
    what_if,
)
from tests.makers import a_unit, at
from tests.stores import over_both_stores, the_region
from tests.usecases.day import (
    BACKEN,
    CITY,
    CITYS_NURSE,
    COLLEAGUE,
    MINUTES,
    NURSE,
    TEG,
    TEGS_NURSE,
    Day,
    a_day,
)

MORNING = Window(at("09:00"), at("12:00"))
NURSES = ("nurse",)


def found(
    day: Day, *, now: str = "08:30", units: Collection[UnitId] | None = None
) -> tuple[Shortfalls, list[tuple[Shortfall, tuple[Remedy, ...]]]]:
    return day.run(lambda tx: find_shortfalls(tx, units=units, now=at(now)))


def tried(
    day: Day, *changes: Change, now: str = "08:30", units: Collection[UnitId] | None = None
) -> tuple[Outlook, Outlook, int]:
    return day.run(lambda tx: what_if(changes, tx, units=units, now=at(now)))


def three_are_promised(day: Day, **but: Any) -> None:
    """At Backen, to be called between nine and ten."""
    for name in ("c1", "c2", "c3"):
        assert day.seek(name, **but).promise.backed


def hour_told(day: Day, name: str = "c1") -> datetime:
    """The hour in which the promised window begins."""
    window = day.contact(name).window
    assert window is not None
    return window.start.replace(minute=0)


@over_both_stores
def test_after_a_sick_call_every_promise_is_short_and_what_would_help_is_named(day: Day) -> None:
    day.roster(TEGS_NURSE, "09:00", "12:00")
    three_are_promised(day, consent=Consent.OWN_UNIT)
    day.call_in_sick(NURSE, at="08:30")

    known, remedied = found(day)

    [(short, remedies)] = remedied
    assert (known.promised, known.unpromised, known.minutes_short) == (3, 0, 3 * MINUTES)
    assert (short.of_promises, short.promised, short.shortage.conversations_short) == (True, 3, 3)
    assert (short.shortage.professions, short.shortage.units) == (("district_nurse", "nurse"), (BACKEN,))
    assert [(one.kind, one.unit_id, one.minutes) for one in remedies] == [
        (RemedyKind.ASK_CONSENT, TEG, 3 * MINUTES)
    ]


@over_both_stores
def test_with_the_remedy_nothing_is_short_any_more_and_nothing_is_stored(day: Day) -> None:
    day.roster(TEGS_NURSE, "09:00", "12:00")
    three_are_promised(day, consent=Consent.OWN_UNIT)
    day.call_in_sick(NURSE, at="08:30")

    before, after, _ = tried(day, AskConsent(Consent.SAME_PROVIDER, BACKEN))

    assert (before.shortfalls.minutes_short, after.shortfalls.minutes_short) == (3 * MINUTES, 0)
    assert [(one.hour, one.broken) for one in before.told] == [(hour_told(day), 3)]
    assert after.told == ()
    assert found(day)[0].minutes_short == 3 * MINUTES
    assert day.contact("c1").need.consent is Consent.OWN_UNIT


def test_a_quiet_day_is_short_of_nothing(day: Day) -> None:
    three_are_promised(day)

    known, remedied = found(day)

    assert (known.promised, known.minutes_short, known.unpromised_minutes_short, remedied) == (3, 0, 0, [])


def test_what_promises_lack_is_not_counted_again_for_those_without_one(day: Day) -> None:
    three_are_promised(day, consent=Consent.OWN_UNIT)
    day.call_in_sick(NURSE, at="08:30")
    assert not day.seek("c4", consent=Consent.OWN_UNIT).promise.backed

    known, _ = found(day)

    assert (known.minutes_short, known.unpromised_minutes_short) == (3 * MINUTES, MINUTES)


def test_what_begins_when_the_day_ends_is_no_part_of_it(day: Day) -> None:
    three_are_promised(day)
    rest = day.run(lambda tx: rest_of_today(tx, now=at("08:30")))
    window = day.contact("c1").window
    assert window is not None
    day.call_in_sick(NURSE, at="08:30")

    known = shortfalls(
        replace(rest, cells=(), ends_at=window.start), planning=the_region().planning, now=at("08:30")
    )

    assert (known.promised, known.minutes_short) == (3, 0)


def test_contacts_without_a_promise_are_counted_apart_and_what_is_kept_would_help(bare_day: Day) -> None:
    bare_day.roster(NURSE, "13:00", "13:30")
    for name in ("c1", "c2", "c3", "c4"):
        bare_day.seek(name, consent=Consent.OWN_UNIT)

    known, remedied = found(bare_day, now="08:00")

    assert (known.promised, known.unpromised, known.minutes_short) == (3, 1, 0)
    [(short, remedies)] = remedied
    assert (short.of_promises, short.promised, short.unpromised) == (False, 3, 1)
    assert known.unpromised_minutes_short == short.shortage.minutes_short == MINUTES
    assert [(one.kind, one.unit_id) for one in remedies] == [(RemedyKind.RELEASE_PROTECTED, None)]


def test_who_is_tried_again_counts_with_the_promised_also_without_a_promise(bare_day: Day) -> None:
    bare_day.seek(now="08:00")
    bare_day.roster(NURSE, "09:00", "12:00")
    bare_day.rings_in_vain(now="09:00")

    known, _ = found(bare_day, now="09:05")

    assert not bare_day.contact().backed
    assert (known.promised, known.unpromised) == (1, 0)


def test_a_promise_may_use_what_is_kept_for_others(bare_day: Day) -> None:
    """Of 30 minutes 24 may be promised; three conversations more than that still fit when two nurses become one."""
    bare_day.roster(NURSE, "09:00", "09:30")
    bare_day.roster(COLLEAGUE, "09:00", "09:10")
    for name in ("c1", "c2", "c3"):
        assert bare_day.seek(name).promise.backed
    bare_day.call_in_sick(COLLEAGUE, at="08:10")

    assert found(bare_day, now="08:10")[0].minutes_short == 0


def test_who_is_overdue_or_in_somebody_s_hands_asks_for_no_minutes(day: Day) -> None:
    three_are_promised(day)
    day.pulled(now="09:05")
    day.call_in_sick(NURSE, at="10:30")

    known, remedied = found(day, now="10:30")

    assert (known.promised, known.overdue, remedied) == (2, 2, [])


def test_somebody_who_is_tried_again_counts_as_promised(day: Day) -> None:
    day.seek(consent=Consent.OWN_UNIT)
    assert day.ends(day.pulled(now="09:00"), Outcome.NO_ANSWER, now="09:02").attempts == 1
    day.call_in_sick(NURSE, at="09:05")

    known, _ = found(day, now="09:05")

    assert (known.promised, known.minutes_short) == (1, MINUTES)


def test_of_one_unit_only_what_concerns_its_own_people_is_told(day: Day) -> None:
    day.roster(CITYS_NURSE, "09:00", "12:00")
    three_are_promised(day, consent=Consent.OWN_UNIT)
    day.seek("c4", unit_id=CITY)
    day.call_in_sick(NURSE, at="08:30")

    of_backen, of_city = found(day, units={BACKEN})[0], found(day, units={CITY})[0]

    assert (of_backen.promised, of_backen.minutes_short, len(of_backen.found)) == (3, 3 * MINUTES, 1)
    assert (of_city.promised, of_city.minutes_short, of_city.found) == (1, 0, ())
    before, _, _ = tried(day, units={CITY})
    assert (before.told, before.minutes_left) == ((), 180)


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        (LendStaff(TEG, BACKEN, 1, NURSES, MORNING), 180),
        (AddStaff(BACKEN, 2, NURSES, Window(at("09:15"), at("10:00"))), 90),
    ],
)
def test_staff_who_are_lent_or_come_from_outside_keep_the_promises(
    day: Day, change: Change, moved: int
) -> None:
    day.roster(TEGS_NURSE, "09:00", "12:00")
    three_are_promised(day, consent=Consent.OWN_UNIT)
    day.call_in_sick(NURSE, at="08:30")

    before, after, about = tried(day, change)

    assert (before.shortfalls.minutes_short, after.shortfalls.minutes_short) == (3 * MINUTES, 0)
    assert (after.told, about) == ((), moved)


def test_staff_from_outside_take_on_as_much_in_the_morning_as_those_of_the_roster(day: Day) -> None:
    joining = AddStaff(TEG, 1, NURSES, Window(at("10:00"), at("12:00")))

    with_them = joining.made_to(day.run(lambda tx: rest_of_today(tx, now=at("08:00"))))
    day.roster(TEGS_NURSE, "10:00", "12:00")
    on_the_roster = day.run(lambda tx: rest_of_today(tx, now=at("08:00")))

    there = [
        [one.holds for one in rest.cells if one.pool.unit_id == TEG] for rest in (with_them, on_the_roster)
    ]
    assert there == [[34, 34, 30, 30]] * 2


def test_more_staff_cannot_be_lent_than_work_there(day: Day) -> None:
    day.roster(TEGS_NURSE, "09:00", "10:00")

    before, after, about = tried(day, LendStaff(TEG, BACKEN, 5, NURSES, MORNING))
    _, _, of_doctors = tried(day, LendStaff(TEG, BACKEN, 5, ("doctor",), MORNING))

    assert (before.minutes_left, after.minutes_left, about, of_doctors) == (240, 240, 60, 0)


def test_promises_go_with_the_staff_who_are_lent(day: Day) -> None:
    day.roster(TEGS_NURSE, "09:00", "12:00")
    three_are_promised(day, consent=Consent.OWN_UNIT)

    _, after, _ = tried(day, LendStaff(BACKEN, TEG, 1, NURSES, MORNING))

    assert after.shortfalls.minutes_short == 3 * MINUTES
    assert [(one.hour, one.broken, one.moved) for one in after.told] == [(hour_told(day), 3, 0)]


def test_a_unit_that_closes_for_an_hour_moves_its_promises(day: Day) -> None:
    three_are_promised(day, consent=Consent.OWN_UNIT)

    _, after, about = tried(day, CloseUnit(BACKEN, Window(at("09:00"), at("10:00"))))

    assert [(one.hour, one.moved, one.broken) for one in after.told] == [(hour_told(day), 3, 0)]
    assert (after.minutes_left, about) == (120, 60)


def test_a_sick_call_that_is_only_tried_cuts_the_shift_from_then_on(day: Day) -> None:
    day.roster(COLLEAGUE, "08:00", "12:00")

    gone = StaffSick(NURSE, at("10:00"))
    before, after, about = tried(day, gone)

    assert (before.minutes_left, after.minutes_left, about) == (390, 270, 120)
    assert sum(cell.staff_minutes for cell in day.cells()) == 420


def test_a_unit_that_begins_to_share_takes_those_who_accept_it() -> None:
    units = {**the_region().units, TEG: a_unit("teg", shares_work=False)}
    day = a_day(units=units)
    day.roster(TEGS_NURSE, "13:00", "16:00")
    day.seek(now="07:00", consent=Consent.SAME_PROVIDER)

    remedied = found(day, now="07:00")[1]
    before, after, _ = tried(day, ShareWork(TEG), now="07:00")

    assert [(one.kind, one.unit_id) for one in remedied[0][1]] == [(RemedyKind.SHARE_WORK, TEG)]
    assert (before.shortfalls.unpromised_minutes_short, before.told) == (MINUTES, ())
    assert after.shortfalls.unpromised_minutes_short == 0
    assert [one.promised for one in after.told] == [1]


def test_only_those_who_wait_at_the_unit_are_asked_and_nobody_accepts_less_than_before(day: Day) -> None:
    day.roster(TEGS_NURSE, "09:00", "12:00")
    three_are_promised(day, consent=Consent.OWN_UNIT)
    day.seek("c4", consent=Consent.ANY_PROVIDER)
    day.call_in_sick(NURSE, at="08:30")

    _, of_city, _ = tried(day, AskConsent(Consent.ANY_PROVIDER, CITY))
    _, of_all, _ = tried(day, AskConsent(Consent.SAME_PROVIDER))

    assert (of_city.shortfalls.minutes_short, of_all.shortfalls.minutes_short) == (3 * MINUTES, 0)


def test_who_is_promised_tomorrow_is_no_part_of_today(day: Day) -> None:
    nine, ten = (at(clock, day=date(2025, 11, 6)) for clock in ("09:00", "10:00"))
    day.roster(NURSE, nine, ten)
    day.seek()
    offered = day.offered(after=nine - timedelta(hours=1), now="08:10")
    day.choose(start=offered[0].window.start, now="08:10")

    known, _ = found(day)

    assert (known.promised, known.unpromised) == (0, 0)


def test_with_an_interpreter_who_speaks_another_language_gets_a_window(day: Day) -> None:
    three_are_promised(day, now="07:00")
    day.seek("c4", now="07:00", language="ar", consent=Consent.OWN_UNIT)

    remedied = found(day, now="07:00")[1]
    _, after, _ = tried(day, Interpreter(BACKEN, ("ar",), MORNING), now="07:00")

    assert [(one.kind, one.unit_id) for one in remedied[0][1]] == [(RemedyKind.INTERPRETER, BACKEN)]
    assert after.shortfalls.unpromised_minutes_short == 0
    assert [(one.promised, one.moved, one.broken) for one in after.told] == [(1, 0, 0)]


def test_what_is_released_can_be_promised(bare_day: Day) -> None:
    bare_day.roster(NURSE, "13:00", "14:00")
    for number in range(7):
        bare_day.seek(f"c{number}", consent=Consent.OWN_UNIT)

    before, after, about = tried(bare_day, ReleaseProtected(Window(at("13:00"), at("14:00"))), now="08:00")

    assert (before.shortfalls.unpromised_minutes_short, before.told) == (MINUTES, ())
    assert (after.shortfalls.unpromised_minutes_short, about) == (0, 60)


def test_changes_add_up_in_their_order(day: Day) -> None:
    three_are_promised(day, consent=Consent.OWN_UNIT)
    whole = Window(at("08:30"), at("17:00"))

    _, after, about = tried(day, CloseUnit(BACKEN, whole), AddStaff(BACKEN, 1, NURSES, MORNING))

    assert (after.shortfalls.minutes_short, after.minutes_left, about) == (0, 180, 360)
