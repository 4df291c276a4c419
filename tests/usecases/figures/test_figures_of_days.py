"""Figures of days whose sums are kept are the figures counted anew, whatever happened since."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.assessment.assessment import AssessmentForm
from contact_api.domain.core.calendar import OpeningHours
from contact_api.domain.core.errors import AssessmentFault, ContactIsClosed
from contact_api.domain.core.values import ContactId, Outcome, PersonId
from contact_api.domain.figures.figures import Figures, GroupBy
from contact_api.usecases.assessment.note_offer import answer_offer, note_offer
from contact_api.usecases.assessment.record_assessment import (
    decide_not_needed,
    record_assessment,
    undo_assessment,
)
from contact_api.usecases.figures.figures_of_days import (
    CLOSED_AFTER,
    NOTED_BEFORE,
    count_day,
    days_to_count,
    figures_of_days,
    note_days,
)
from contact_api.usecases.intake.reopen import reopen
from tests.examples import examples
from tests.makers import DAY, at
from tests.stores import BOTH, Kept, in_memory, the_region
from tests.usecases.day import BACKEN, NURSE, Day, a_day

ONE_DAY = timedelta(days=1)
PEOPLE = ("anna", "bo")
OF_THE_CLOCK = ("assess", "undo", "needless", "wait")
steps = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "seek",
                "pull",
                "reached",
                "in vain",
                "in vain",
                "cancel",
                "reopen",
                "night",
                "night",
                *OF_THE_CLOCK,
            )
        ),
        st.sampled_from(PEOPLE),
        st.integers(1, 400),
    ),
    min_size=10,
    max_size=30,
)


def count_all(day: Day, *, now: datetime) -> None:
    """What scheduler and worker do, a minute apart."""
    day.run(lambda tx: note_days(tx, now=now - NOTED_BEFORE))
    for one in day.run(lambda tx: days_to_count(tx, now=now)):
        day.run(lambda tx, one=one: count_day(one, tx, now=now))  # type: ignore[misc]


def tables(day: Day, *, now: datetime, anew: bool = False) -> list[list[Figures]]:
    """The figures of all days, by everything they can be grouped by; `anew` as if no sum was kept."""
    nothing: Sequence[object] = []
    without = {"kept_figures": nothing} if anew else {}
    last = day.region().today(now)
    return [
        day.run(
            lambda tx, group_by=group_by: figures_of_days(  # type: ignore[misc]
                tx, DAY, last, group_by=group_by, units=None, now=now
            ),
            **without,
        )
        for group_by in (None, *GroupBy)
    ]


def act(day: Day, what: str, who: str, *, now: datetime) -> None:
    person = PersonId(f"p-{who}")
    cases = day.run(lambda tx: tx.contacts_of(person))
    if what == "seek":
        name = f"{who}-{len(cases)}"
        day.seek(name, now=now, person_id=person, duplicate_key=who)
    elif what == "pull":
        day.pull(now=now)
    elif what in ("reached", "in vain"):
        pulled = day.pull(now=now)
        if pulled is not None:
            day.ends(pulled.contact, Outcome.REACHED if what == "reached" else Outcome.NO_ANSWER, now=now)
    elif what == "cancel" and cases:
        with suppress(ContactIsClosed):
            day.cancel(cases[0].id, now=now)
    elif what == "reopen" and cases:
        with suppress(ContactIsClosed):
            day.run(lambda tx: reopen(ContactId(cases[-1].id), tx, now=now, actor="citizen"))
    elif cases:
        see_to_the_clock(day, what, cases[-1].id, now=now)


def see_to_the_clock(day: Day, what: str, whose: ContactId, *, now: datetime) -> None:
    kept, name = day.run(lambda tx: tx.assessments(whose)), f"{whose}-{now.isoformat()}"
    if what == "assess":
        visit = {"assessment_id": name, "assessed_at": now, "actor": NURSE, "now": now}
        day.run(lambda tx: record_assessment(whose, NURSE, AssessmentForm.VISIT, tx, **visit))  # type: ignore[arg-type]
    elif what == "undo" and kept and kept[0].undone_at is None:
        day.run(lambda tx: undo_assessment(whose, kept[0].id, tx, actor=NURSE, now=now))
    elif what == "needless":
        with suppress(AssessmentFault):
            day.run(lambda tx: decide_not_needed(whose, NURSE, tx, why="x", now=now))
    elif what == "wait":
        offer = {"offer_id": name, "unit_id": BACKEN, "time_type": "visit", "earliest_start": now, "times": 1}
        day.run(lambda tx: note_offer(whose, tx, actor=NURSE, now=now, **offer))  # type: ignore[arg-type]
        day.run(lambda tx: answer_offer(whose, tx, chosen_start=now + 9 * ONE_DAY, now=now))


def play(day: Day, drawn: Sequence[tuple[str, str, int]]) -> None:
    now = at("08:00")
    for number in range(8):
        day.roster(NURSE, at("07:00") + number * ONE_DAY, at("16:00") + number * ONE_DAY)
    for what, who, minutes in drawn:
        now += timedelta(minutes=minutes)
        if what == "night":
            now = max(now, at("02:30") + ((now - at("00:00")) // ONE_DAY + 1) * ONE_DAY)
            count_all(day, now=now)
        else:
            act(day, what, who, now=now)
        assert tables(day, now=now) == tables(day, now=now, anew=True)


@given(steps)
@examples(2)
def test_kept_figures_are_those_counted_anew_after_any_days(drawn: list[tuple[str, str, int]]) -> None:
    play(a_day(), drawn)


@pytest.mark.parametrize("kept", BOTH, indirect=True)
def test_a_night_s_sums_are_used_and_given_up_when_somebody_of_that_day_is_rung(kept: Kept) -> None:
    day = Day(kept)
    day.roster(NURSE, "08:00", "16:00")
    for name in ("c1", "c2", "c3"):
        day.seek(name, now="09:00")
    day.ends(day.pulled(now="09:10"), Outcome.REACHED, now="09:20")
    night = at("03:00") + ONE_DAY

    count_all(day, now=night)

    [sums] = day.run(lambda tx: tx.kept_figures(DAY, DAY))
    assert (sums.sums[0].counts.same_day, len(sums.unsettled)) == (1, 2)
    assert day.run(lambda tx: days_to_count(tx, now=night)) == []
    assert tables(day, now=night) == tables(day, now=night, anew=True)

    day.cancel("c2", now=night)

    assert day.run(lambda tx: tx.kept_figures(DAY, DAY)) == []
    assert day.run(lambda tx: days_to_count(tx, now=night)) == [DAY]
    assert tables(day, now=night) == tables(day, now=night, anew=True)


def test_a_day_that_is_not_over_is_not_noted() -> None:
    day = a_day()
    day.seek(now="09:00")

    midnight = at("00:00") + ONE_DAY
    day.run(lambda tx: note_days(tx, now=midnight + CLOSED_AFTER - timedelta(minutes=1)))
    assert not day.run(lambda tx: tx.figure_days())

    day.run(lambda tx: note_days(tx, now=midnight + CLOSED_AFTER))
    assert list(day.run(lambda tx: tx.figure_days())) == [DAY]


def test_other_opening_hours_of_a_day_have_it_counted_again() -> None:
    region = the_region()
    store = in_memory(region)
    Day(store).seek(now="09:00")
    now = at("03:00") + ONE_DAY
    count_all(Day(store), now=now)
    hours = (OpeningHours(BACKEN, DAY.isoweekday(), at("08:00").time(), at("12:00").time()),)

    changed = {"region": replace(region, hours=hours)}

    assert Day(store).run(lambda tx: days_to_count(tx, now=now), **changed) == [DAY]


@pytest.mark.parametrize("kept", BOTH, indirect=True)
def test_a_day_is_counted_once_more_when_its_limit_for_assessments_has_passed(kept: Kept) -> None:
    day = Day(kept)
    day.seek()
    night = at("02:30") + ONE_DAY
    count_all(day, now=night)
    limit = at("00:00") + 4 * ONE_DAY
    before = day.run(lambda tx: days_to_count(tx, now=limit - NOTED_BEFORE))

    over = day.run(lambda tx: days_to_count(tx, now=limit))
    (line,) = tables(day, now=limit)[0]
    count_all(day, now=limit + timedelta(hours=3))

    assert DAY not in before
    assert DAY in over
    assert (line.counts.assessments_due, line.counts.assessments_over) == (1, 1)
    assert tables(day, now=limit + ONE_DAY) == tables(day, now=limit + ONE_DAY, anew=True)
    assert DAY not in day.run(lambda tx: days_to_count(tx, now=limit + timedelta(hours=4)))
