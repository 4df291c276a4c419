"""Assessed within three days: who is counted, how, and what is shown beside it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contact_api.domain.assessment.offers import OfferAnswer
from contact_api.domain.core.values import AssessmentState, ContactState, Guarantee
from contact_api.domain.figures.counts import share
from contact_api.domain.figures.figures import NOT_ASSESSED, FigureRow, GroupBy
from contact_api.domain.figures.open_figures import suppress
from tests.domain.figures.test_figures import EIGHT, a_row, counted, table

DUE = datetime(2026, 11, 26, 23, tzinfo=UTC)  # the end of Thursday in Umeå, for who sought contact on Monday
MINUTE = timedelta(minutes=1)
LATER = DUE + timedelta(days=30)
ASSESSED, NOT_NEEDED = AssessmentState.ASSESSED, AssessmentState.NOT_NEEDED
TOLD_TIMES = ((EIGHT + timedelta(days=1), OfferAnswer.CHOSEN, DUE + timedelta(days=6)),)
NO_TIMES = ((DUE + timedelta(days=4), OfferAnswer.CHOSEN, DUE + timedelta(days=6)),)


def covered(
    ended_at: datetime | None = None, assessment: AssessmentState = ASSESSED, **but: Any
) -> FigureRow:
    standing = assessment if ended_at else AssessmentState.AWAITED
    told = {
        "state": ContactState.REACHED,
        "guarantee": Guarantee.NEW,
        "assessment": standing,
        "assessment_ended_at": ended_at,
        "assessed_by": "doctor" if standing is ASSESSED else None,
    } | but
    return a_row(**told)


@pytest.mark.parametrize(
    ("row", "due", "in_time", "over"),
    [
        (covered(EIGHT), 1, 1, 0),
        (covered(DUE - MINUTE), 1, 1, 0),
        (covered(DUE), 1, 0, 1),
        (covered(), 1, 0, 1),
        (covered(guarantee=Guarantee.MISSING), 1, 0, 1),
        (covered(guarantee=Guarantee.NONE), 0, 0, 0),
        (covered(DUE - MINUTE, NOT_NEEDED), 0, 0, 0),
        (covered(DUE, NOT_NEEDED), 1, 0, 1),  # decided when the limit had passed
        (covered(state=ContactState.CANCELLED, closed_at=DUE - MINUTE), 0, 0, 0),
        (covered(state=ContactState.DECLINED, closed_at=DUE), 1, 0, 1),
        (covered(state=ContactState.NOT_REACHED, closed_at=EIGHT), 1, 0, 1),
        (a_row(guarantee=Guarantee.NEW, assessment=AssessmentState.NOT_KEPT), 0, 0, 0),
    ],
)
def test_who_is_due_and_who_was_assessed_in_time(row: FigureRow, due: int, in_time: int, over: int) -> None:
    counts = counted(row, now=LATER)

    assert (counts.assessments_due, counts.assessed_in_time, counts.assessments_over) == (due, in_time, over)


def test_the_call_back_counts_for_the_same_day_and_not_for_the_three_days() -> None:
    counts = counted(covered(attempts=((EIGHT + timedelta(hours=1), True),)), now=LATER)

    assert (counts.same_day, counts.assessed, counts.assessments_over) == (1, 0, 1)


def test_before_the_limit_nobody_is_over_it() -> None:
    waiting, seen = covered(), covered(EIGHT)

    assert counted(waiting, seen, now=DUE - MINUTE).assessments_due == 1
    assert counted(waiting, seen, now=DUE).assessments_due == 2


def test_ten_over_the_limit_of_whom_four_chose_are_both_shown_and_never_only_the_rest() -> None:
    rows = [covered(DUE + timedelta(days=6), offers=TOLD_TIMES)] * 4
    rows += [covered(DUE + timedelta(days=6), offers=NO_TIMES)] * 6 + [covered(EIGHT)] * 10

    counts = counted(*rows, now=LATER)

    assert (counts.assessments_over, counts.over_by_choice) == (10, 4)
    assert share(counts.assessed_in_time, counts.assessments_due) == 0.5


def test_who_is_seen_in_time_chose_no_wait_whatever_was_offered() -> None:
    assert counted(covered(EIGHT, offers=TOLD_TIMES), now=LATER).over_by_choice == 0


def test_what_nobody_has_said_or_recorded_is_shown() -> None:
    rows = [
        covered(guarantee=Guarantee.MISSING),
        covered(EIGHT, guarantee=Guarantee.MISSING),
        covered(EIGHT),
        covered(guarantee=Guarantee.NONE),
        a_row(guarantee=Guarantee.NEW, assessment=AssessmentState.NOT_KEPT),
        covered(EIGHT, NOT_NEEDED),
    ]

    counts = counted(*rows, now=LATER)

    assert (counts.contacts, counts.covered, counts.guarantee_missing) == (6, 4, 2)
    assert (counts.assessment_not_kept, counts.no_assessment_needed) == (1, 1)


def test_there_is_a_line_for_each_profession_and_one_for_who_is_not_assessed() -> None:
    rows = [covered(EIGHT), covered(EIGHT, assessed_by="nurse"), covered(DUE), covered()]

    lines = {line.group: line.counts for line in table(rows, GroupBy.PROFESSION, now=LATER)}

    assert list(lines) == ["doctor", NOT_ASSESSED, "nurse"]
    assert (lines["doctor"].assessed, lines["doctor"].assessed_in_time) == (2, 1)
    assert lines[NOT_ASSESSED].assessments_over == 1


def test_small_counts_of_assessments_are_not_open_either() -> None:
    rows = [covered(EIGHT)] * 25 + [covered(EIGHT, assessed_by="nurse")] * 3

    opened, total = suppress(table(rows, GroupBy.PROFESSION, now=LATER), smallest=20)

    assert [line.counts["assessed"] for line in opened] == [None, None]
    assert total.counts["assessed"] == 28
