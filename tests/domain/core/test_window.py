"""When a window opens and ends, and when it comes too late."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given

from contact_api.domain.capacity.availability import window_at
from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.capacity.window_ranking import is_late
from contact_api.domain.core.contact import Need
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Urgency
from contact_api.domain.promise.promise import offers, promise
from tests.domain.strategies import cells, days, moments, needs
from tests.makers import a_cell, a_member, a_need, a_window, at

PLANNING = Planning(lead=15 * MINUTE, own_unit_patience=540 * MINUTE, retry_reserve=105 * MINUTE)
URGENT = a_need(urgency=Urgency.U1)
TEG = a_member("teg-01")


@pytest.mark.parametrize(
    ("since", "window"),
    [
        ("08:00", ("09:45", "10:45")),
        ("09:50", ("09:50", "10:50")),
        ("10:00", ("10:00", "11:00")),
        ("10:10", ("10:00", "11:00")),
        (None, ("10:00", "11:00")),
    ],
    ids=["at work since long", "begins meanwhile", "begins with the cell", "begins in it", "not known"],
)
def test_a_window_opens_before_its_cell_when_somebody_is_at_work_who_may_be_ahead_of_the_plan(
    since: str | None, window: tuple[str, str]
) -> None:
    cell = a_cell("10:00", pool_since=at(since) if since else None)

    assert window_at(a_need(), cell, planning=PLANNING, now=at("08:00")) == a_window(*window)


@pytest.mark.parametrize(("now", "window"), [("09:50", ("09:50", "10:50")), ("10:10", ("10:10", "11:00"))])
def test_a_window_that_could_have_opened_already_ends_an_hour_after_its_cell_began_at_the_latest(
    now: str, window: tuple[str, str]
) -> None:
    cell = a_cell("10:00", pool_since=at("08:00"))

    assert window_at(a_need(), cell, planning=PLANNING, now=at(now)) == a_window(*window)


def test_the_urgent_may_be_rung_from_now_on_when_their_cell_begins_within_the_hour() -> None:
    cell = a_cell("10:00", pool_since=at("08:00"))

    assert window_at(URGENT, cell, planning=PLANNING, now=at("09:10")) == a_window("09:10", "10:10")
    assert window_at(URGENT, cell, planning=PLANNING, now=at("09:00")) == a_window("09:45", "10:45")


@given(needs(), cells(), moments)
def test_no_window_opens_sooner_than_the_lead_before_its_cell_or_reaches_an_hour_beyond_its_start(
    need: Need, cell: Cell, now: datetime
) -> None:
    window = window_at(replace(need, urgency=Urgency.U2), cell, planning=PLANNING, now=now)

    if window is not None:
        assert cell.start - PLANNING.lead <= window.start < cell.end
        assert window.end <= cell.start + PLANNING.window
        assert cell.pool_since is None or window.start >= min(cell.start, cell.pool_since)


def test_for_who_can_wait_a_window_is_late_that_leaves_no_time_for_retries() -> None:
    closes = at("17:00")
    in_time, late = a_window("15:15", "16:15"), a_window("15:16", "16:16")

    def comes_late(**but: datetime) -> list[bool]:
        return [
            is_late(a_need(**but), one, planning=PLANNING, now=at("08:00"), day_ends_at=closes)
            for one in (in_time, late)
        ]

    assert comes_late() == [False, True]
    assert comes_late(available_to=at("16:00")) == [True, True]
    assert not is_late(a_need(), late, planning=PLANNING, now=at("08:00"))


def test_for_the_urgent_a_window_is_late_that_opens_after_half_their_hour_however_long_the_day() -> None:
    for clock, late in (("16:30", False), ("16:31", True)):
        window = a_window(clock, "17:00")
        assert is_late(URGENT, window, planning=PLANNING, now=at("16:00"), day_ends_at=at("17:00")) == late


def test_a_window_of_another_unit_that_leaves_time_for_retries_comes_before_a_late_one_of_the_own() -> None:
    day = [a_cell("15:30"), a_cell("14:00", member=TEG)]

    with_end = promise(a_need(), day, planning=PLANNING, now=at("08:00"), day_ends_at=at("17:00"))
    without = promise(a_need(), day, planning=PLANNING, now=at("08:00"))

    assert (with_end.unit_id, without.unit_id) == ("teg", "backen")


def test_of_two_windows_that_begin_together_at_one_unit_only_one_is_offered() -> None:
    day = [a_cell("09:00", pool_since=at("09:00")), a_cell("09:30", pool_since=at("09:00"))]

    (only,) = offers(a_need(available_from=at("09:15")), day, planning=PLANNING, now=at("08:00"))

    assert (only.window, only.reservation.cell_start) == (a_window("09:15", "10:00"), at("09:00"))


@given(needs(), days, moments)
def test_what_is_offered_can_be_told_apart_by_unit_and_beginning(
    need: Need, day: list[Cell], now: datetime
) -> None:
    found = offers(need, day, planning=PLANNING, now=now)

    assert len({(one.unit_id, one.window.start) for one in found}) == len(found)
