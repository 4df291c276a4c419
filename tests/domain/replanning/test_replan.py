"""Making the plan anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Cell, CellKey
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, ContactId, ContactState, StaffId, UnitId, Urgency, Window
from contact_api.domain.promise.promise import Reservation
from contact_api.domain.replanning.replan import PlanChange, PlanStep, overfull_cells, replan
from tests.domain.strategies import UNITS, crowds, days, moments
from tests.makers import a_cell, a_contact, a_member, a_promised_contact, a_reservation, a_unit, a_window, at

PLANNING = Planning()
TEG = a_member("teg-01")


REGION = {UnitId(name): a_unit(name) for name in UNITS}


def steps_of(
    contacts: Sequence[Contact],
    cells: Sequence[Cell],
    *kept: Reservation,
    now: datetime | None = None,
) -> list[PlanStep]:
    held = {one.contact_id: one for one in kept}
    moment = now or at("08:00")
    return replan(contacts, held, cells, REGION, planning=PLANNING, now=moment)


def test_a_plan_that_holds_is_left_alone() -> None:
    cell = a_cell(reserved_minutes=10)

    assert steps_of([a_promised_contact()], [cell], a_reservation(cell=cell)) == []


def test_a_promise_that_lost_its_nurse_keeps_its_window_when_others_have_the_minutes() -> None:
    lost = a_cell(staff_minutes=0, reserved_minutes=10)
    at_teg = a_cell("09:30", member=TEG)

    (step,) = steps_of([a_promised_contact()], [lost, at_teg], a_reservation(cell=lost))

    assert (step.change, step.promise) == (PlanChange.RESERVED, None)
    assert step.reservation is not None
    assert (step.reservation.unit_id, step.reservation.cell_start) == ("teg", at("09:30"))


def test_a_window_that_cannot_be_kept_is_moved_and_told() -> None:
    lost, later = a_cell(staff_minutes=0, reserved_minutes=10), a_cell("14:00")

    (step,) = steps_of([a_promised_contact()], [lost, later], a_reservation(cell=lost))

    assert step.change is PlanChange.MOVED
    assert step.promise is not None
    assert step.promise.window == a_window("14:00", "15:00")


def test_a_promise_that_nothing_can_keep_is_broken_openly() -> None:
    lost = a_cell(staff_minutes=0, reserved_minutes=10)

    (step,) = steps_of([a_promised_contact()], [lost], a_reservation(cell=lost))

    assert step.change is PlanChange.BROKEN
    assert step.promise is not None
    assert (step.promise.backed, step.reservation) == (False, None)


def test_who_was_told_not_today_is_told_a_time_that_lies_two_hours_ahead_at_least() -> None:
    waits = a_contact()

    assert steps_of([waits], [a_cell("09:30")], now=at("08:00")) == []
    (step,) = steps_of([waits], [a_cell("10:00")], now=at("08:00"))
    assert (step.change, step.promise and step.promise.window) == (
        PlanChange.PROMISED,
        a_window("10:00", "11:00"),
    )


def test_only_as_many_are_moved_as_it_takes_the_latest_seekers_first() -> None:
    short = a_cell(staff_minutes=20, reserved_minutes=30)
    crowd = [
        a_promised_contact("first", sought_at=at("07:00")),
        a_promised_contact("last", sought_at=at("07:30")),
        a_promised_contact("urgent", sought_at=at("07:45"), urgency=Urgency.U1),
    ]
    kept = [a_reservation(contact.id, cell=short) for contact in crowd]

    steps = steps_of(crowd, [short, a_cell("09:30")], *kept)

    assert [(step.contact.id, step.change) for step in steps] == [("last", PlanChange.RESERVED)]


def test_who_is_due_and_has_no_minutes_left_gives_them_back_and_waits_for_whoever_is_free_next() -> None:
    past = a_cell("09:00", reserved_minutes=10)

    (step,) = steps_of([a_promised_contact()], [], a_reservation(cell=past), now=at("09:35"))

    assert (step.change, step.reservation, step.promise) == (PlanChange.DUE, None, None)


def test_who_had_no_promise_gets_one_when_there_is_time_again() -> None:
    (step,) = steps_of([a_contact()], [a_cell("10:00")])

    assert step.change is PlanChange.PROMISED
    assert step.promise is not None
    assert step.promise.window == a_window("10:00", "11:00")


def test_who_is_tried_again_has_minutes_set_aside_and_is_promised_no_window() -> None:
    tried = a_contact(attempts=1, not_before=at("09:00"))

    (step,) = steps_of([tried], [a_cell("10:00")])

    assert (step.change, step.promise) == (PlanChange.RESERVED, None)


def test_who_is_being_called_is_left_alone() -> None:
    held = a_contact(state=ContactState.CLAIMED, claimed_by=StaffId("backen-01"))

    assert steps_of([held], [a_cell("10:00")]) == []


def test_a_shortfall_names_the_cells_that_are_filled_beyond_their_staff() -> None:
    fine, short = a_cell("09:00", reserved_minutes=30), a_cell("10:00", staff_minutes=5, reserved_minutes=6)

    assert overfull_cells([short, fine]) == [short]


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Contact], list[Cell], list[Reservation], datetime]:
    """A crowd of whom some hold minutes, in cells that have since lost staff."""
    crowd, laid, now = draw(crowds), draw(days), draw(moments)
    full = {cell.key: replace(cell, reserved_minutes=0) for cell in laid}
    kept: list[Reservation] = []
    for contact in crowd:
        if full and contact.backed and draw(st.booleans()):
            place = draw(st.sampled_from(sorted(full)))
            kept.append(a_reservation(contact.id, cell=full[place], minutes=contact.need.minutes))
            reserved = full[place].reserved_minutes + contact.need.minutes
            full[place] = replace(full[place], reserved_minutes=reserved)
    ahead = [cell for cell in full.values() if cell.end > now]
    return crowd, ahead, kept, now


Plan = tuple[list[Contact], list[Cell], list[Reservation], datetime]


def carried_out(
    cells: Sequence[Cell], kept: Mapping[ContactId, Reservation], steps: Sequence[PlanStep]
) -> dict[CellKey, Cell]:
    """The cells after the steps, as the use case carries them out: everything given back, then reserved."""
    grid = {cell.key: cell for cell in cells}

    def fill(one: Reservation, minutes: int) -> None:
        place = one.cell_key
        if place in grid:
            grid[place] = replace(grid[place], reserved_minutes=grid[place].reserved_minutes + minutes)

    for step in steps:
        if step.contact.id in kept:
            fill(kept[step.contact.id], -kept[step.contact.id].minutes)
    for step in steps:
        if step.reservation is not None:
            fill(step.reservation, step.reservation.minutes)
            cell = grid[step.reservation.cell_key]
            assert cell.reserved_minutes <= step.reservation.limit <= cell.holds
    return grid


@given(plans())
def test_after_a_plan_no_cell_is_filled_beyond_its_staff(plan: Plan) -> None:
    crowd, cells, kept, now = plan

    steps = steps_of(crowd, cells, *kept, now=now)

    after = carried_out(cells, {one.contact_id: one for one in kept}, steps)
    assert overfull_cells(after.values()) == []


@given(plans())
def test_nobody_is_planned_where_they_did_not_say_yes(plan: Plan) -> None:
    crowd, cells, kept, now = plan

    for step in steps_of(crowd, cells, *kept, now=now):
        if step.reservation is not None and step.contact.need.consent is Consent.OWN_UNIT:
            assert step.reservation.unit_id == step.contact.need.unit_id


@given(plans())
def test_nobody_is_told_anything_while_their_window_can_be_kept(plan: Plan) -> None:
    crowd, cells, kept, now = plan

    for step in steps_of(crowd, cells, *kept, now=now):
        told = step.change in (PlanChange.MOVED, PlanChange.BROKEN, PlanChange.PROMISED)
        assert told == (step.promise is not None)
        if step.change in (PlanChange.MOVED, PlanChange.BROKEN):
            window = step.contact.window
            assert window is not None
            assert not window.start <= now < window.end


@given(plans(), st.randoms(use_true_random=False))
def test_the_same_input_in_any_order_gives_the_same_plan(plan: Plan, random: Random) -> None:
    crowd, cells, kept, now = plan
    mixed_crowd, mixed_cells, mixed_kept = list(crowd), list(cells), list(kept)
    for rows in (mixed_crowd, mixed_cells, mixed_kept):
        random.shuffle(rows)

    assert steps_of(mixed_crowd, mixed_cells, *mixed_kept, now=now) == steps_of(crowd, cells, *kept, now=now)


def test_a_retry_has_minutes_behind_it_where_there_are_any() -> None:
    tried = a_promised_contact(attempts=1, not_before=at("10:10"), window=Window(at("09:00"), at("10:00")))

    (step,) = steps_of([tried], [a_cell("09:30"), a_cell("10:00")], now=at("09:40"))

    assert step.change is PlanChange.RESERVED
    assert step.reservation is not None
    assert step.reservation.cell_start == at("10:00")


def test_a_retry_of_somebody_who_was_never_promised_a_time_has_minutes_behind_it_too() -> None:
    tried = a_contact(attempts=1, not_before=at("10:10"))

    (step,) = steps_of([tried], [a_cell("09:30"), a_cell("10:00")], now=at("09:40"))

    assert step.change is PlanChange.RESERVED
    assert step.reservation is not None
    assert (step.reservation.cell_start, step.reservation.minutes) == (at("10:00"), tried.need.minutes)


@pytest.mark.parametrize("only_touching", ["08:30", "10:00"])
def test_a_cell_that_only_touches_a_window_backs_no_promise_of_it(only_touching: str) -> None:
    nine_to_ten = a_promised_contact(window=a_window("09:00", "10:00"))

    steps = steps_of([nine_to_ten], [a_cell(only_touching)], now=at("08:00"))

    assert [step.change for step in steps] == [PlanChange.MOVED]
