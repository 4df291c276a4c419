"""How far a cell may be filled: what the plan keeps of it, and from whom."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given

from contact_api.domain.capacity.availability import fill_limit
from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes
from contact_api.domain.core.contact import Need
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, UnitId, Urgency
from contact_api.domain.promise.promise import Why, promise
from tests.domain.strategies import cells, moments, needs
from tests.makers import a_cell, a_need, at

PLANNING = Planning(release=30 * MINUTE, share_today=0.8, share_urgent=0.95)
KEPT = ProtectedMinutes(today=6, urgent=3, own=5, own_only=4)
ELEVEN = a_cell("11:00", protected=KEPT)

GUEST = a_need(unit_id=UnitId("teg"))
OWN = a_need()
OWN_ONLY = a_need(consent=Consent.OWN_UNIT)
URGENT, URGENT_GUEST = replace(OWN, urgency=Urgency.U1), replace(GUEST, urgency=Urgency.U1)
LONG = a_need(minutes=16)


def left_for(need: Need, cell: Cell = ELEVEN, *, now: str = "08:00") -> int:
    return fill_limit(cell, need, planning=PLANNING, now=at(now))


@pytest.mark.parametrize(
    ("need", "minutes"),
    [
        (GUEST, 30 - 6 - 5),
        (OWN, 30 - 6 - 4),
        (OWN_ONLY, 30 - 6),
        (URGENT, 30 - 3),
        (URGENT_GUEST, 30 - 3),
    ],
    ids=["a guest", "own", "own unit only", "urgent", "an urgent guest"],
)
def test_a_cell_may_be_filled_but_for_what_is_kept_for_others(need: Need, minutes: int) -> None:
    assert left_for(need) == minutes


@pytest.mark.parametrize(
    ("need", "minutes"),
    [(GUEST, 30 - 5), (OWN, 30 - 4), (OWN_ONLY, 30), (URGENT, 30)],
    ids=["a guest", "own", "own unit only", "urgent"],
)
def test_when_the_cell_is_near_what_was_kept_for_the_urgent_and_for_retries_is_given_back(
    need: Need, minutes: int
) -> None:
    assert left_for(need, now="10:30") == minutes


def test_a_conversation_longer_than_the_plan_promises_is_told_so_at_any_hour() -> None:
    short_of_time = a_cell("11:00", protected=replace(KEPT, longest=15))

    assert left_for(LONG, short_of_time) == 0
    assert left_for(replace(LONG, minutes=15), short_of_time) == left_for(OWN)
    assert promise(LONG, [short_of_time], planning=PLANNING, now=at("10:50")).why is Why.NO_CAPACITY
    assert promise(LONG, [ELEVEN], planning=PLANNING, now=at("08:00")).backed


def test_no_urgent_contact_is_too_long() -> None:
    assert (
        left_for(replace(LONG, urgency=Urgency.U1), a_cell("11:00", protected=ProtectedMinutes(longest=3)))
        == 30
    )


def test_until_there_is_a_plan_a_share_of_the_minutes_is_kept() -> None:
    unplanned = a_cell("11:00")

    assert (left_for(GUEST, unplanned), left_for(URGENT, unplanned)) == (24, 28)
    assert left_for(GUEST, unplanned, now="10:30") == 28


@given(cells(), needs(), moments)
def test_no_cell_is_filled_beyond_the_minutes_that_are_to_come(cell: Cell, need: Need, now: datetime) -> None:
    begins = max(cell.start, cell.pool_since or cell.start)
    to_come = min(1.0, (cell.end - now) / (cell.end - begins)) * cell.holds

    assert cell.end <= now or fill_limit(cell, need, planning=PLANNING, now=now) <= to_come


@given(cells(), needs(Urgency.U2), moments)
def test_the_urgent_find_minutes_wherever_somebody_who_can_wait_does(
    cell: Cell, need: Need, now: datetime
) -> None:
    kept = cell.protected or KEPT
    planned = replace(cell, protected=replace(kept, urgent=min(kept.today, kept.urgent)))
    urgent = replace(need, urgency=Urgency.U1)

    for_citizen, for_the_urgent = (
        fill_limit(planned, one, planning=PLANNING, now=now) for one in (need, urgent)
    )

    assert for_citizen <= max(0, for_the_urgent)
