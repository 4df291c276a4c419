"""Sums of days that are over: the figures are the same as those of the rows."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.calendar import Closure, OpeningHours, local_day
from contact_api.domain.core.values import ContactId, ContactState, UnitId
from contact_api.domain.figures.daily_figures import (
    counting_of,
    daily_figures,
    document_of,
    is_settled,
    sums_of,
)
from contact_api.domain.figures.figures import FigureRow, Figures, FigureSum, GroupBy, Rules, figures
from tests.domain.figures.test_figures import (
    EIGHT,
    EVENING,
    RULES,
    UNITS,
    ZONE,
    a_row,
    in_hours,
    rows_of_a_day,
    rung,
    table,
)

HOUR = timedelta(hours=1)
MONDAY = date(2026, 11, 23)
PAST_THE_LIMIT = timedelta(days=6)  # of the last day on which somebody of these seeks contact
later = st.integers(0, 72).map(lambda hours: EVENING + timedelta(hours=hours))


def summed(rows: list[FigureRow], *, now: datetime) -> tuple[list[FigureSum], list[FigureRow]]:
    """The sums of every day of the rows, as they would be read again, and the rows that are left to count."""
    sums: list[FigureSum] = []
    left: set[ContactId] = set()
    for day in {local_day(row.sought_at, ZONE) for row in rows}:
        of_day = [row for row in rows if local_day(row.sought_at, ZONE) == day]
        kept = daily_figures(day, of_day, counted_by="x", zone=ZONE, in_hours=in_hours, rules=RULES, now=now)
        sums += sums_of(day, document_of(kept.sums))
        left.update(kept.unsettled)
    return sums, [row for row in rows if row.contact_id in left]


def as_counted_anew(
    rows: list[FigureRow], sums: list[FigureSum], group_by: GroupBy | None, now: datetime
) -> list[Figures]:
    return figures(
        rows,
        summed=sums,
        group_by=group_by,
        units=UNITS,
        zone=ZONE,
        in_hours=in_hours,
        rules=RULES,
        now=now,
    )


@given(rows_of_a_day, later, later, st.sampled_from([None, *GroupBy]), st.booleans())
def test_the_figures_of_sums_are_those_of_the_rows_however_late_it_is(
    drawn: list[FigureRow], one: datetime, another: datetime, group_by: GroupBy | None, limit_is_over: bool
) -> None:
    """As long as the limit for assessments is to come, or once it is over: in between the day is counted anew."""
    rows = [replace(row, contact_id=ContactId(str(number))) for number, row in enumerate(drawn)]
    then, now = (moment + limit_is_over * PAST_THE_LIMIT for moment in sorted((one, another)))

    sums, left = summed(rows, now=then)

    assert as_counted_anew(left, sums, group_by, now) == table(rows, group_by, now)


@pytest.mark.parametrize(
    ("row", "settled"),
    [
        (a_row(state=ContactState.WAITING), False),
        (a_row(state=ContactState.WAITING, attempts=(rung(1, reached=False),)), True),
        (a_row(state=ContactState.CANCELLED), True),
        (a_row(state=ContactState.BOOKED), True),
        (a_row(state=ContactState.NOT_REACHED), False),  # the promise is not over
        (a_row(state=ContactState.NOT_REACHED, first_backed=False, first_window=None), True),
    ],
)
def test_what_changes_by_the_clock_alone_is_not_summed(row: FigureRow, settled: bool) -> None:
    assert is_settled(row, now=EIGHT) is settled


def test_a_day_is_counted_by_its_own_hours_and_rules() -> None:
    opens = OpeningHours(UnitId("a"), 1, time(8), time(17))
    closed = Closure(UnitId("a"), MONDAY)
    as_it_is = {
        "zone": ZONE,
        "rules": RULES,
        "limit_is_over": False,
        "red": False,
        "hours": (opens,),
        "closures": (),
    }

    def by(**but: object) -> str:
        return counting_of(MONDAY, **(as_it_is | but))  # type: ignore[arg-type]

    others = [
        by(rules=Rules(2 * HOUR, 3)),
        by(rules=Rules(HOUR, 4)),
        by(limit_is_over=True),
        by(red=True),
        by(hours=(replace(opens, closes=time(16)),)),
        by(closures=(closed,)),
    ]
    assert by() not in others
    assert len(set(others)) == len(others)
    assert (
        by(hours=(opens, replace(opens, weekday=2)), closures=(replace(closed, day=date(2026, 11, 24)),))
        == by()
    )
