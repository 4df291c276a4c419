"""Minutes for one more by moving what others have reserved."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, ContactId, Urgency
from contact_api.domain.feasibility.grid import BoundedCell, Demand
from contact_api.domain.feasibility.minimum_cut import Cut
from contact_api.domain.feasibility.reassignment import Ledger, Reassignment, first_window, reassign_for
from contact_api.domain.promise.promise import Reservation
from tests.domain.feasibility.days import (
    UNITS,
    a_bounded_cell,
    a_demand,
    asked,
    assert_serves_all,
    crowds,
    grids,
    most_minutes,
)
from tests.makers import a_contact, a_member, a_need, a_reservation, a_window, at

NOW = at("08:00")
ERSBODA = a_member("ersboda-01")
ARABIC = a_member(languages=("ar", "sv"))
Kept = dict[ContactId, tuple[Reservation, ...]]


def the_contact(demand: Demand) -> Contact:
    """One who was promised the demand's window."""
    promised = a_contact(demand.need.contact_id, window=demand.window, backed=True)
    return replace(promised, need=demand.need, callable_from=demand.window.start)


def a_ledger(crowd: Sequence[Demand], kept: Kept, grid: Sequence[BoundedCell]) -> Ledger:
    rows = [one for of_contact in kept.values() for one in of_contact]
    return Ledger([the_contact(one) for one in crowd], rows, grid, UNITS, now=NOW)


def held(one: Demand, *parts: tuple[BoundedCell, int]) -> Kept:
    name = one.need.contact_id
    return {name: tuple(a_reservation(name, cell=where.cell, minutes=minutes) for where, minutes in parts)}


def reassigned_for(new: Demand, ledger: Ledger) -> Reassignment:
    answer = reassign_for(new, ledger)
    assert isinstance(answer, Reassignment)
    return answer


def test_where_minutes_are_left_nobody_is_moved() -> None:
    found = reassigned_for(a_demand(minutes=10), a_ledger([], {}, [a_bounded_cell("09:30")]))

    assert found.moves == ()
    assert [one.cell_start for one in found.after[ContactId("c1")]] == [at("09:30")]


def test_one_who_can_go_elsewhere_makes_way_for_one_who_cannot() -> None:
    nine, ten = a_bounded_cell("09:00", today=10), a_bounded_cell("10:00", today=10)
    flexible, tied = (
        a_demand("flexible", "09:00", "10:30", minutes=10),
        a_demand("tied", "09:00", "09:30", minutes=10),
    )

    found = reassigned_for(tied, a_ledger([flexible], held(flexible, (nine, 10)), [nine, ten]))

    assert [(one.contact_id, one.to_start, one.minutes) for one in found.moves] == [
        ("flexible", at("10:00"), 10)
    ]
    assert found.is_whole


def test_the_shortest_chain_is_moved_also_when_it_takes_three() -> None:
    steps = [a_bounded_cell(start, today=10) for start in ("09:00", "09:30", "10:00", "10:30")]
    crowd = [
        a_demand(name, start, end, minutes=10)
        for name, start, end in (("a", "09:00", "10:00"), ("b", "09:30", "10:30"), ("c", "10:00", "11:00"))
    ]
    kept = {k: v for one, where in zip(crowd, steps, strict=False) for k, v in held(one, (where, 10)).items()}

    found = reassigned_for(a_demand("new", "09:00", "09:30", minutes=10), a_ledger(crowd, kept, steps))

    assert [one.contact_id for one in found.moves] == ["c", "b", "a"]


def test_a_whole_move_is_preferred_to_dividing_the_new_ones_minutes() -> None:
    nine, half_past = a_bounded_cell("09:00", today=10), a_bounded_cell("09:30", today=14)
    other = a_demand("other", minutes=8)

    found = reassigned_for(
        a_demand("new", minutes=12), a_ledger([other], held(other, (half_past, 8)), [nine, half_past])
    )

    assert [(one.contact_id, one.to_start) for one in found.moves] == [("other", at("09:00"))]
    assert found.is_whole


def test_when_no_whole_move_will_do_minutes_are_divided() -> None:
    nine, half_past = a_bounded_cell("09:00", today=10), a_bounded_cell("09:30", today=14)
    other = a_demand("other", minutes=12)

    found = reassigned_for(
        a_demand("new", minutes=12), a_ledger([other], held(other, (half_past, 12)), [nine, half_past])
    )

    assert [one.minutes for one in found.after[ContactId("new")]] == [10, 2]
    assert found.moves == ()


def test_who_moves_goes_to_their_own_unit_when_it_has_minutes() -> None:
    full = a_bounded_cell("09:00", today=10)
    away, own = a_bounded_cell("09:30", member=ERSBODA), a_bounded_cell("09:30")
    other, new = (
        a_demand("other", minutes=10),
        a_demand("new", "09:00", "09:30", minutes=10, consent=Consent.OWN_UNIT),
    )

    found = reassigned_for(new, a_ledger([other], held(other, (full, 10)), [full, away, own]))

    assert [one.to_pool for one in found.moves] == [own.cell.pool.id]


def test_what_the_urgent_may_use_beyond_the_share_of_today_is_not_given_to_others() -> None:
    cell = a_bounded_cell(today=20, total=28)
    other = a_demand("other", minutes=20)
    ledger = a_ledger([other], held(other, (cell, 20)), [cell])

    refused = reassign_for(a_demand("new", minutes=8), ledger)

    assert isinstance(refused, Cut)
    assert (refused.minutes_short, refused.shortages[0].minutes_protected) == (8, 8)
    assert reassigned_for(a_demand("new", minutes=8, urgency=Urgency.U1), ledger).moves == ()


def test_an_urgent_contact_moves_one_of_today_out_of_the_hour() -> None:
    nine, later = a_bounded_cell("09:00", today=20, total=25), a_bounded_cell("09:30")
    other = a_demand("other", minutes=20)

    found = reassigned_for(
        a_demand("new", "09:00", "09:30", minutes=10, urgency=Urgency.U1),
        a_ledger([other], held(other, (nine, 20)), [nine, later]),
    )

    assert [one.contact_id for one in found.moves] == ["other"]


def test_minutes_that_others_have_reserved_stay_where_they_are() -> None:
    cell = a_bounded_cell(today=20, reserved_minutes=15)

    refused = reassign_for(a_demand(minutes=10), a_ledger([], {}, [cell]))

    assert isinstance(refused, Cut)
    assert refused.minutes_short == 5


def test_a_cell_that_lost_staff_is_not_filled_further_by_a_move() -> None:
    lost, other_cell = a_bounded_cell("09:00", today=0, total=0), a_bounded_cell("09:30", today=10)
    homeless = a_demand("homeless", minutes=10)

    ledger = a_ledger([homeless], held(homeless, (lost, 10)), [lost, other_cell])

    assert [one.cell_start for one in reassigned_for(a_demand("new"), ledger).after[ContactId("new")]] == [
        at("09:30")
    ]


def test_one_whose_window_has_passed_keeps_their_minutes_and_is_not_moved() -> None:
    late, cell = a_demand("late", "06:00", "07:00", minutes=20), a_bounded_cell(today=24, reserved_minutes=20)

    refused = reassign_for(
        a_demand("new", minutes=10), a_ledger([late], held(late, (cell, 20)), [cell, a_bounded_cell("10:00")])
    )

    assert isinstance(refused, Cut)


def test_a_refusal_names_those_who_compete_and_the_new_one() -> None:
    cell = a_bounded_cell(today=24, member=ARABIC)
    other = a_demand("other", minutes=20, consent=Consent.OWN_UNIT)

    refused = reassign_for(a_demand("new", minutes=10), a_ledger([other], held(other, (cell, 20)), [cell]))

    assert isinstance(refused, Cut)
    assert [(one.contacts, one.minutes_short) for one in refused.shortages] == [(("new", "other"), 6)]


def test_the_earliest_window_is_promised_that_moving_others_frees_minutes_for() -> None:
    nine, ten = a_bounded_cell("09:00", today=10), a_bounded_cell("10:00", today=10)
    flexible = a_demand("flexible", "09:00", "11:00", minutes=10)
    ledger = a_ledger([flexible], held(flexible, (nine, 10)), [nine, ten])

    found = first_window(a_need(contact_id=ContactId("new")), ledger, planning=Planning(), now=NOW)

    assert not isinstance(found, Cut)
    assert (found[0], [one.contact_id for one in found[1].moves]) == (
        a_window("09:00", "10:00"),
        ["flexible"],
    )


def test_without_a_window_what_is_short_is_told_of_the_citizen_s_whole_day() -> None:
    cells = [a_bounded_cell("09:00", today=4), a_bounded_cell("15:00", today=3)]

    refused = first_window(a_need(minutes=10), a_ledger([], {}, cells), planning=Planning(), now=NOW)

    assert isinstance(refused, Cut)
    assert [(one.start, one.end, one.minutes_short) for one in refused.shortages] == [
        (at("09:00"), at("15:30"), 3)
    ]


def test_minutes_that_are_hours_apart_are_no_window() -> None:
    cells = [a_bounded_cell("09:00", today=6), a_bounded_cell("15:00", today=6)]

    refused = first_window(a_need(minutes=10), a_ledger([], {}, cells), planning=Planning(), now=NOW)

    assert isinstance(refused, Cut)
    assert refused.minutes_short == 4


def test_a_day_without_cells_is_short_of_every_minute() -> None:
    refused = first_window(a_need(minutes=10), a_ledger([], {}, []), planning=Planning(), now=NOW)

    assert isinstance(refused, Cut)
    assert refused.minutes_short == 10


def the_crowd_taken_in(crowd: Sequence[Demand], grid: Sequence[BoundedCell]) -> tuple[list[Demand], Kept]:
    """Everybody asked for minutes in turn, and what those who got them have in the end."""
    taken: list[Demand] = []
    kept: Kept = {}
    for demand in crowd:
        answer = reassign_for(demand, a_ledger(taken, kept, grid))
        fits = asked([*taken, demand]) == most_minutes([*taken, demand], grid)
        assert isinstance(answer, Reassignment) == fits
        if isinstance(answer, Reassignment):
            taken.append(demand)
            kept |= answer.after
        else:
            assert answer.minutes_short == asked([*taken, demand]) - most_minutes([*taken, demand], grid)
    return taken, kept


@given(crowds, grids)
def test_one_more_is_accepted_exactly_when_all_promised_stay_servable_together(
    crowd: list[Demand], grid: list[BoundedCell]
) -> None:
    taken, kept = the_crowd_taken_in(crowd, grid)

    assert_serves_all(taken, grid, kept)


@given(crowds, grids)
def test_the_moves_are_what_leads_from_before_to_after(crowd: list[Demand], grid: list[BoundedCell]) -> None:
    *before, new = crowd
    taken, kept = the_crowd_taken_in(before, grid)
    answer = reassign_for(new, a_ledger(taken, kept, grid))

    if isinstance(answer, Reassignment):
        assert set(answer.after) == {new.need.contact_id, *(one.contact_id for one in answer.moves)}
        for name in set(answer.after) - {new.need.contact_id}:
            moved = {one.cell_key: one.minutes for one in kept[name]}
            for one in answer.moves:
                if one.contact_id == name:
                    moved[one.from_pool, one.from_start] -= one.minutes
                    to = (one.to_pool, one.to_start)
                    moved[to] = moved.get(to, 0) + one.minutes
            after = {one.cell_key: one.minutes for one in answer.after[name]}
            assert {key: minutes for key, minutes in moved.items() if minutes} == after


@given(crowds, grids, st.integers(0, 99))
def test_a_question_changes_nothing_and_the_order_of_what_is_known_does_not_matter(
    crowd: list[Demand], grid: list[BoundedCell], seed: int
) -> None:
    *before, new = crowd
    taken, kept = the_crowd_taken_in(before, grid)
    ledger = a_ledger(taken, kept, grid)
    first = reassign_for(new, ledger)
    cells_again, taken_again = grid.copy(), taken.copy()
    Random(seed).shuffle(cells_again)
    Random(seed).shuffle(taken_again)

    again = a_ledger(taken_again, dict(sorted(kept.items(), reverse=True)), cells_again)

    assert reassign_for(new, ledger) == first == reassign_for(new, again)
