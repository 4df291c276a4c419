"""What is due is worked as a queue: in order, by page, taken by one at a time, warned of before it breaks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.calendar import OpeningHours
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import AssessmentFault, AssessmentTaken
from contact_api.domain.core.values import (
    AssessmentState,
    Consent,
    ContactId,
    ContactState,
    Guarantee,
    StaffId,
    UnitId,
)
from contact_api.domain.region.region import Region
from contact_api.ports import Alert
from contact_api.usecases.assessment.assessments_due import (
    Due,
    assessments_due,
    release_assessment,
    take_assessment,
    warn_of_due,
)
from contact_api.usecases.messages.raise_alert import ASSESSMENTS_DUE
from contact_api.usecases.work_queue.pull_next import transfer
from tests.adapters.store_contract.shelf import add
from tests.makers import a_contact, at
from tests.stores import Kept, in_memory, over_both_stores, the_region
from tests.usecases.day import BACKEN, NURSE, TEG, Day

COLLEAGUE = StaffId("backen-02")
THURSDAY = date(2025, 11, 6)
MONDAY = date(2025, 11, 10)


def a_weekday_region() -> Region:
    hours = (OpeningHours(unit, day, time(8), time(17)) for unit in (BACKEN, TEG) for day in range(1, 6))
    return replace(the_region(), hours=tuple(hours))


@pytest.fixture
def weekdays() -> Day:
    """A region in memory whose units are open on weekdays."""
    return Day(in_memory(a_weekday_region()))


def on(name: str, day: date, clock: str = "09:00", **but: Any) -> Contact:
    return a_contact(name, sought_at=at(clock, day=day), state=ContactState.REACHED, **but)


def listed(day: Day, *, now: date, units: Iterable[UnitId] | None = None, **page: int) -> list[Due]:
    at_units = None if units is None else frozenset(units)
    return day.run(
        lambda tx: assessments_due(
            tx,
            units=at_units,
            limit=page.get("limit", 20),
            offset=page.get("offset", 0),
            now=at("10:00", day=now),
        )
    )


def warn(day: Day, on_day: date, clock: str = "08:00") -> int:
    return day.run(lambda tx: warn_of_due(tx, now=at(clock, day=on_day)))


def alerts(day: Day, *, open_only: bool = True) -> list[Alert]:
    found = day.run(lambda tx: tx.alerts(units=None, open_only=open_only, limit=50))
    return [one for one in found if one.kind == ASSESSMENTS_DUE]


def test_what_is_overdue_comes_first_the_oldest_first_with_its_owner(weekdays: Day) -> None:
    today = date(2025, 11, 5)
    past = {1: "a", 30: "b", 240: "c"}  # days past the last day
    add(
        weekdays.kept.store,
        *(on(name, today - timedelta(days=days + 3), named_contact=NURSE) for days, name in past.items()),
        on("d", today),
    )

    found = listed(weekdays, now=today)

    assert [(one.contact.id, one.days_left) for one in found] == [
        ("c", -240),
        ("b", -30),
        ("a", -1),
        ("d", 3),
    ]
    assert [one.owner for one in found] == [NURSE, NURSE, NURSE, None]
    assert warn(weekdays, today) == 1
    assert [(one.unit_id, one.number) for one in alerts(weekdays)] == [(BACKEN, 3)]


def test_of_a_thursday_the_last_working_day_is_friday_and_the_warning_comes_then(weekdays: Day) -> None:
    add(weekdays.kept.store, on("c1", THURSDAY))
    friday = THURSDAY + timedelta(days=1)

    (due,) = listed(weekdays, now=THURSDAY)
    warned = [warn(weekdays, day) for day in (THURSDAY, friday)]

    assert (due.last_day, due.last_working_day, due.days_left) == (date(2025, 11, 9), friday, 3)
    assert warned == [0, 1]


@over_both_stores
def test_only_whose_clock_runs_is_listed(bare_day: Day) -> None:
    today = date(2025, 11, 5)
    covered = a_contact().circumstances
    add(
        bare_day.kept.store,
        on("runs", today),
        a_contact("waits", sought_at=at("08:00")),
        on("missing", today, circumstances=replace(covered, guarantee=Guarantee.MISSING)),
        on("none", today, circumstances=replace(covered, guarantee=Guarantee.NONE)),
        on("assessed", today, assessment=AssessmentState.ASSESSED, assessment_ended_at=at("09:30")),
        on("needless", today, assessment=AssessmentState.NOT_NEEDED, assessment_ended_at=at("09:30")),
        on("not kept", today, assessment=AssessmentState.NOT_KEPT),
        *(
            a_contact(state.value, sought_at=at("09:00"), state=state)
            for state in (ContactState.CANCELLED, ContactState.DECLINED, ContactState.NOT_REACHED)
        ),
    )

    assert [one.contact.id for one in listed(bare_day, now=today)] == ["waits", "missing", "runs"]


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(["backen", "teg", "city"]), st.booleans()), max_size=40
    ),
    st.integers(1, 7),
    st.sampled_from([None, ["backen"], ["teg", "city"], []]),
)
def test_page_by_page_everybody_due_is_seen_once_in_order(
    sought: list[tuple[int, str, bool]], limit: int, units: list[str] | None
) -> None:
    day, today = Day(in_memory(the_region())), date(2025, 11, 5)
    contacts = [
        on(
            f"c{number}",
            today - timedelta(days=days),
            unit_id=UnitId(unit),
            assessment=AssessmentState.ASSESSED if is_over else AssessmentState.AWAITED,
            assessment_ended_at=at("10:00") if is_over else None,
        )
        for number, (days, unit, is_over) in enumerate(sought)
    ]
    add(day.kept.store, *contacts)
    at_units = None if units is None else [UnitId(one) for one in units]

    seen: list[Due] = []
    while page := listed(day, now=today, units=at_units, limit=limit, offset=len(seen)):
        seen += page

    wanted = [one for one in contacts if one.assessment is AssessmentState.AWAITED]
    wanted = [one for one in wanted if at_units is None or one.need.unit_id in at_units]
    assert [one.contact.id for one in seen] == [
        one.id for one in sorted(wanted, key=lambda one: (one.need.sought_at, one.id))
    ]


@over_both_stores
def test_worked_through_page_by_page_the_list_empties(kept: Kept) -> None:
    day, today = Day(kept), date(2025, 11, 5)
    units = ["backen", "teg", "city"]
    add(
        kept.store,
        *(
            on(f"c{number:03}", today - timedelta(days=number), unit_id=UnitId(units[number % 3]))
            for number in range(60)
        ),
    )
    done = []

    while found := listed(day, now=today, units=[BACKEN], limit=7):
        for due in found:
            done.append(due.contact.id)
            ended: dict[str, Any] = {
                "assessment": AssessmentState.ASSESSED,
                "assessment_ended_at": at("10:00"),
            }
            with kept.store.transaction() as tx:
                tx.save_contact(replace(due.contact, **ended))

    assert done == [f"c{number:03}" for number in range(57, -1, -3)]
    with kept.store.transaction() as tx:
        left = tx.number_due(dict.fromkeys((BACKEN, TEG), at("23:00")))
    assert left == {BACKEN: 0, TEG: 20}


@over_both_stores
def test_one_has_it_at_a_time_until_it_is_given_back_or_taken_over(bare_day: Day) -> None:
    add(bare_day.kept.store, on("c1", date(2025, 11, 5)))
    c1 = ContactId("c1")

    for _ in range(2):  # again it is the same
        bare_day.run(lambda tx: take_assessment(c1, NURSE, tx, now=at("10:00")))
    with pytest.raises(AssessmentTaken, match="backen-01"):
        bare_day.run(lambda tx: take_assessment(c1, COLLEAGUE, tx, now=at("10:01")))
    over = bare_day.run(lambda tx: take_assessment(c1, COLLEAGUE, tx, take_over=True, now=at("10:02")))
    free = bare_day.run(lambda tx: release_assessment(c1, COLLEAGUE, tx, now=at("10:03")))

    assert (over.assessment_owner, free.assessment_owner) == (COLLEAGUE, None)
    assert bare_day.kinds() == ["assessment.taken", "assessment.taken", "assessment.released"]


@over_both_stores
def test_passed_on_to_another_unit_it_is_nobodys_until_somebody_there_takes_it(day: Day) -> None:
    day.seek(consent=Consent.SAME_PROVIDER)
    held = day.pulled(now="09:00")
    day.run(lambda tx: take_assessment(held.id, NURSE, tx, now=at("09:01")))

    moved = day.run(
        lambda tx: transfer(
            held.id,
            NURSE,
            held.lease_number,
            tx,
            why="moved",
            to_professions=None,
            to_unit=TEG,
            now=at("09:05"),
        )
    )

    assert (moved.need.unit_id, moved.assessment_owner) == (TEG, None)
    assert [one.contact.id for one in listed(day, now=date(2025, 11, 5), units=[TEG])] == [held.id]


@over_both_stores
def test_what_is_not_due_is_not_taken(bare_day: Day) -> None:
    add(bare_day.kept.store, on("c1", date(2025, 11, 5), assessment=AssessmentState.NOT_KEPT))

    with pytest.raises(AssessmentFault):
        bare_day.run(lambda tx: take_assessment(ContactId("c1"), NURSE, tx, now=at("10:00")))


@over_both_stores
def test_a_unit_has_one_alert_a_day_with_how_many_and_it_closes_when_none_is_left(bare_day: Day) -> None:
    today = date(2025, 11, 5)
    add(bare_day.kept.store, on("c1", today - timedelta(days=9)), on("c2", today - timedelta(days=8)))
    add(bare_day.kept.store, on("c3", today, unit_id=TEG))

    first = [warn(bare_day, today, clock) for clock in ("08:00", "08:05")]
    (told,) = alerts(bare_day)
    _ended(bare_day, "c2")
    warn(bare_day, today, "09:00")
    (fewer,) = alerts(bare_day)
    _ended(bare_day, "c1")
    none_left = warn(bare_day, today, "10:00")

    assert first == [1, 1]
    assert (told.unit_id, told.number, told.contact_id) == (BACKEN, 2, None)
    assert (fewer.id, fewer.number) == (told.id, 1)
    assert (none_left, alerts(bare_day)) == (0, [])


@over_both_stores
def test_what_stays_overdue_is_told_anew_every_day_though_somebody_took_the_alert(bare_day: Day) -> None:
    today = date(2025, 11, 5)
    add(bare_day.kept.store, on("c1", today - timedelta(days=30)))
    warn(bare_day, today)
    (alert,) = alerts(bare_day)
    taken = replace(alert, acknowledged_at=at("08:10"), acknowledged_by="manager")
    bare_day.run(lambda tx: tx.save_alert(taken))

    warn(bare_day, today, "09:00")
    same_day = alerts(bare_day)
    warn(bare_day, today + timedelta(days=1))

    assert same_day == []
    assert [one.id for one in alerts(bare_day)] != [alert.id]
    assert [one.closed_at is None for one in alerts(bare_day, open_only=False)] == [False, True]


def _ended(day: Day, name: str) -> None:
    ended: dict[str, Any] = {"assessment": AssessmentState.ASSESSED, "assessment_ended_at": at("07:00")}
    contact = replace(day.contact(name), **ended)
    day.run(lambda tx: tx.save_contact(contact))
