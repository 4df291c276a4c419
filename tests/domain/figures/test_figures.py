"""The figures: SKR's way, the citizen's way, and what anybody may see of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.assessment.offers import OfferAnswer
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.values import (
    AssessmentState,
    Channel,
    ContactId,
    ContactState,
    Guarantee,
    Intake,
    UnitId,
    Urgency,
    Window,
)
from contact_api.domain.figures.counts import COUNTED, Counts, share
from contact_api.domain.figures.figures import FigureRow, Figures, GroupBy, Rules, figures
from contact_api.domain.figures.open_figures import suppress

ZONE = ZoneInfo("Europe/Stockholm")
EIGHT = datetime(2026, 11, 23, 7, tzinfo=UTC)  # 08:00 local, a Monday
NOON = EIGHT + timedelta(hours=4)
EVENING = EIGHT + timedelta(hours=12)
RULES = Rules(timedelta(hours=1), 3)
UNITS = {
    UnitId("a"): Unit(UnitId("a"), "A", "rv", municipality="2480", part_of_county="umea"),
    UnitId("b"): Unit(UnitId("b"), "B", "rv", municipality="2480", part_of_county="umea"),
    UnitId("c"): Unit(UnitId("c"), "C", "rv", municipality="2418", part_of_county="sodra_lappland"),
}
ROW = FigureRow(
    contact_id=ContactId("1"),
    unit_id=UnitId("a"),
    channel=Channel.PHONE,
    intake=Intake.TELEPHONY,
    urgency=Urgency.U2,
    state=ContactState.WAITING,
    sought_at=EIGHT,
    times_sought=1,
    first_backed=True,
    first_window=Window(EIGHT + timedelta(hours=1), EIGHT + timedelta(hours=2)),
    promises=1,
    attempts=(),
)


def a_row(**but: Any) -> FigureRow:
    return replace(ROW, **but)


def in_hours(_unit: UnitId, moment: datetime) -> bool:
    return 8 <= moment.astimezone(ZONE).hour < 17


def table(rows: list[FigureRow], group_by: GroupBy | None = None, now: datetime = EVENING) -> list[Figures]:
    return figures(
        rows,
        group_by=group_by,
        units=UNITS,
        zone=ZONE,
        in_hours=in_hours,
        rules=RULES,
        now=now,
    )


def counted(*rows: FigureRow, now: datetime = EVENING) -> Counts:
    return sum((line.counts for line in table(list(rows), now=now)), Counts())


def rung(hours: float, *, reached: bool = True) -> tuple[datetime, bool]:
    return (EIGHT + timedelta(hours=hours), reached)


def test_a_call_in_opening_hours_that_was_called_back_the_same_day_counts_for_skr() -> None:
    counts = counted(a_row(attempts=(rung(3, reached=False),)))

    assert (counts.skr_calls, counts.skr_same_day) == (1, 1)


def test_an_unanswered_call_back_is_no_contact_for_the_citizen() -> None:
    assert counted(a_row(attempts=(rung(3, reached=False),))).same_day == 0
    assert counted(a_row(attempts=(rung(3, reached=False), rung(5)))).same_day == 1


@pytest.mark.parametrize(
    "but", [{"channel": Channel.WEB}, {"channel": Channel.CHAT}, {"sought_at": EIGHT - timedelta(hours=1)}]
)
def test_other_channels_and_hours_do_not_count_for_skr_but_do_for_the_citizen(but: dict[str, Any]) -> None:
    counts = counted(a_row(attempts=(rung(3),), **but))

    assert (counts.skr_calls, counts.skr_same_day) == (0, 0)
    assert (counts.times_sought, counts.same_day) == (1, 1)


def test_every_redial_and_every_request_without_a_promise_counts_as_seeking_contact() -> None:
    counts = counted(a_row(times_sought=3, attempts=(rung(3),)), a_row(first_backed=False, first_window=None))

    assert (counts.contacts, counts.times_sought, counts.same_day) == (2, 4, 1)
    assert share(counts.same_day, counts.times_sought) == 0.25


def test_the_same_day_ends_at_midnight_on_the_citizen_s_clock() -> None:
    late = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)  # 23:59 in Umeå
    next_day = late + timedelta(minutes=1)

    assert counted(a_row(attempts=((late, True),)), now=next_day).same_day == 1
    assert counted(a_row(attempts=((next_day, True),)), now=next_day).same_day == 0


@pytest.mark.parametrize(("hours", "kept"), [(0.99, 0), (1, 1), (1.99, 1), (2, 0)])
def test_a_promise_is_kept_when_the_first_call_falls_inside_its_window(hours: float, kept: int) -> None:
    counts = counted(a_row(attempts=(rung(hours),)))

    assert (counts.promises_due, counts.promises_kept) == (1, kept)


def test_a_promise_whose_window_is_not_over_is_neither_kept_nor_broken_yet() -> None:
    assert counted(a_row(), now=EIGHT + timedelta(hours=1, minutes=59)).promises_due == 0
    assert counted(a_row(), now=EIGHT + timedelta(hours=2)).promises_due == 1


def test_a_request_that_was_cancelled_before_its_window_breaks_no_promise() -> None:
    assert counted(a_row(state=ContactState.CANCELLED)).promises_due == 0
    assert counted(a_row(state=ContactState.BOOKED)).promises_due == 0


@pytest.mark.parametrize(("minutes", "on_time"), [(60, 1), (61, 0)])
def test_the_urgent_are_on_time_within_the_hour(minutes: int, on_time: int) -> None:
    counts = counted(a_row(urgency=Urgency.U1, attempts=(rung(minutes / 60),)))

    assert (counts.urgent, counts.urgent_on_time) == (1, on_time)


def test_waits_run_from_first_sought_to_first_called() -> None:
    rows = [a_row(attempts=(rung(hours, reached=False), rung(9))) for hours in range(1, 11)]

    [line] = table(rows)

    assert (line.wait_p50, line.wait_p90, line.wait_worst) == (300, 540, 600)


def test_who_still_waits_is_the_worst_wait_when_it_is_the_longest() -> None:
    [line] = table([a_row(attempts=(rung(1),)), a_row()], now=NOON)

    assert (line.wait_p50, line.wait_worst) == (60, 240)


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        (None, ["all"]),
        (GroupBy.UNIT, ["a", "c"]),
        (GroupBy.MUNICIPALITY, ["2418", "2480"]),
        (GroupBy.PART_OF_COUNTY, ["sodra_lappland", "umea"]),
        (GroupBy.CHANNEL, ["phone", "web"]),
        (GroupBy.DAY, ["2026-11-23", "2026-11-24"]),
    ],
)
def test_there_is_a_line_for_each_group(group_by: GroupBy | None, groups: list[str]) -> None:
    evening = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # the 24th in Umeå
    rows = [a_row(), a_row(unit_id=UnitId("c"), channel=Channel.WEB, sought_at=evening)]

    assert [line.group for line in table(rows, group_by)] == groups


moments = st.integers(0, 24 * 60 - 1).map(lambda minute: EIGHT + timedelta(minutes=minute))
after = st.integers(0, 200).map(lambda hours: EIGHT + timedelta(hours=hours))


def as_kept(row: FigureRow) -> FigureRow:
    """The row as it can be: ended when it is ended, by a profession when it was assessed."""
    ended = row.assessment in (AssessmentState.ASSESSED, AssessmentState.NOT_NEEDED)
    return replace(
        row,
        assessment_ended_at=row.assessment_ended_at if ended else None,
        assessed_by=row.assessed_by if row.assessment is AssessmentState.ASSESSED else None,
    )


rows_of_a_day = st.lists(
    st.builds(
        a_row,
        unit_id=st.sampled_from(sorted(UNITS)),
        channel=st.sampled_from(Channel),
        urgency=st.sampled_from(Urgency),
        state=st.sampled_from(ContactState),
        sought_at=moments,
        times_sought=st.integers(1, 5),
        first_backed=st.booleans(),
        attempts=st.lists(st.tuples(moments, st.booleans()), max_size=3).map(
            lambda made: tuple(sorted(made))
        ),
        closed_at=st.none() | after,
        guarantee=st.sampled_from(Guarantee),
        assessment=st.sampled_from(AssessmentState),
        assessment_ended_at=after,
        assessed_by=st.sampled_from([None, "doctor", "nurse"]),
        offers=st.lists(
            st.tuples(st.none() | after, st.sampled_from(OfferAnswer), st.none() | after), max_size=3
        ).map(tuple),
    ).map(as_kept),
    max_size=40,
)


@given(rows_of_a_day, moments)
def test_figures_add_up_over_any_split_of_the_day(rows: list[FigureRow], at: datetime) -> None:
    before = counted(*(row for row in rows if row.sought_at < at))
    after = counted(*(row for row in rows if row.sought_at >= at))

    assert before + after == counted(*rows)


@given(rows_of_a_day, st.sampled_from(GroupBy))
def test_figures_add_up_over_the_groups_of_any_table(rows: list[FigureRow], group_by: GroupBy) -> None:
    lines = table(rows, group_by)

    assert sum((line.counts for line in lines), Counts()) == counted(*rows)


@given(rows_of_a_day)
def test_no_part_is_larger_than_its_whole(rows: list[FigureRow]) -> None:
    counts = counted(*rows)

    assert counts.same_day <= counts.contacts <= counts.times_sought
    assert counts.skr_same_day <= counts.skr_calls <= counts.contacts
    assert counts.promises_kept <= counts.promises_due <= counts.promised
    assert counts.urgent_on_time <= counts.urgent
    for late in (EVENING, EIGHT + timedelta(days=9)):
        clock = counted(*rows, now=late)
        assert clock.assessed_in_time + clock.assessments_over == clock.assessments_due <= clock.covered
        assert clock.assessed_in_time <= clock.assessed <= clock.assessments_due
        assert clock.over_by_choice <= clock.assessments_over
        assert clock.guarantee_missing <= clock.covered
        assert clock.covered + clock.assessment_not_kept <= clock.contacts


@given(rows_of_a_day, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[FigureRow], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert table(shuffled, GroupBy.UNIT) == table(rows, GroupBy.UNIT)


def lines_with(*contacts: int) -> list[Figures]:
    return [Figures(str(place), Counts(contacts=number)) for place, number in enumerate(contacts)]


@pytest.mark.parametrize(
    ("contacts", "shown", "total"),
    [
        ([30, 40], [30, 40], 70),
        ([19], [None], None),
        ([20], [20], 20),
        ([5, 30, 40], [None, None, 40], 75),  # the total less 30 and 40 would give 5 away
        ([5, 6, 40], [None, None, None], 51),  # two hidden that make 11 together are still few
        ([12, 13, 40], [None, None, 40], 65),
        ([5, 6], [None, None], None),
        ([0, 0, 50], [None, None, None], 50),
    ],
)
def test_small_counts_are_hidden_with_what_would_give_them_away(
    contacts: list[int], shown: list[int | None], total: int | None
) -> None:
    opened, whole = suppress(lines_with(*contacts), smallest=20)

    assert [line.counts["contacts"] for line in opened] == shown
    assert whole.counts["contacts"] == total
    assert [line.suppressed for line in opened] == [True] * len(contacts)  # other columns are empty here


@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 30))
def test_no_hidden_count_can_be_worked_out_from_the_total(contacts: list[int], smallest: int) -> None:
    opened, whole = suppress(lines_with(*contacts), smallest=smallest)

    shown = [line.counts["contacts"] for line in opened]
    hidden = [number for number, one in zip(contacts, shown, strict=True) if one is None]
    assert all(one is None or one >= smallest for one in [*shown, whole.counts["contacts"]])
    if hidden and whole.counts["contacts"] is not None:
        assert len(hidden) > 1
        assert sum(hidden) >= smallest


def test_percentiles_of_few_people_are_not_open() -> None:
    counts = Counts(**dict.fromkeys(COUNTED, 30))
    lines = [Figures("a", counts, 10, 20, 30), Figures("b", replace(counts, rung=3), 10, 20, 30)]

    opened, _ = suppress([*lines, Figures("c", replace(counts, rung=40), 10, 20, 30)], smallest=20)

    assert [(line.wait_p50, line.wait_p90) for line in opened] == [(None, None), (None, None), (10, 20)]


def test_a_share_of_nothing_or_of_what_is_hidden_is_no_figure() -> None:
    assert (share(0, 0), share(None, 30), share(20, None), share(20, 30)) == (None, None, None, 0.667)
