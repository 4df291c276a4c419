"""When will somebody call: the window, what backs it, and the honest no."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes, masters
from contact_api.domain.core.contact import Need
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import UnitId, Urgency
from contact_api.domain.promise.promise import Why, offers, promise
from tests.domain.strategies import cells, days, moments, needs
from tests.makers import a_cell, a_member, a_need, a_window, at

PLANNING = Planning()
TEG, VANNAS = a_member("teg-01"), a_member("vannas-01")


def promised(need: Need, day: list[Cell], *, now: datetime) -> tuple[str, str] | None:
    answer = promise(need, day, planning=PLANNING, now=now)
    return (answer.unit_id or "", f"{answer.window.start:%H:%M}") if answer.window else None


def test_a_citizen_is_promised_the_first_hour_with_somebody_who_speaks_their_language() -> None:
    swedish, arabic = a_cell("09:00"), a_cell("10:00", member=a_member(languages=("ar", "sv")))

    answer = promise(a_need(language="ar"), [swedish, arabic], planning=PLANNING, now=at("08:00"))

    assert answer.window == a_window("10:00", "11:00")
    assert answer.why is Why.OWN_UNIT


def test_the_own_unit_comes_first_as_long_as_its_window_is_not_late() -> None:
    four_hours = replace(PLANNING, own_unit_patience=240 * MINUTE)
    near = [a_cell("12:00"), a_cell("09:00", member=TEG)]
    late = [a_cell("12:30"), a_cell("09:00", member=TEG)]

    assert promise(a_need(), near, planning=four_hours, now=at("08:00")).unit_id == "backen"
    assert promise(a_need(), late, planning=four_hours, now=at("08:00")).unit_id == "teg"


def test_of_two_other_units_in_the_same_half_hour_the_one_with_more_time_to_spare_calls() -> None:
    busy = [a_cell("09:00", member=TEG), a_cell("10:00", member=TEG, reserved_minutes=30)]
    free = [a_cell("09:00", member=VANNAS), a_cell("10:00", member=VANNAS)]
    wanted = [
        a_cell(clock, member=VANNAS, protected=ProtectedMinutes(own=15)) for clock in ("09:00", "10:00")
    ]

    assert promise(a_need(), [*busy, *free], planning=PLANNING, now=at("08:00")).unit_id == "vannas"
    assert promise(a_need(), [*busy, *wanted], planning=PLANNING, now=at("08:00")).unit_id == "teg"


def test_an_urgent_contact_is_called_at_the_unit_that_is_in_time_and_from_now_on() -> None:
    day = [a_cell("10:00"), a_cell("08:30", member=TEG)]

    answer = promise(a_need(urgency=Urgency.U1), day, planning=PLANNING, now=at("08:10"))

    assert (answer.unit_id, answer.window) == ("teg", a_window("08:10", "09:10"))
    assert answer.why is Why.OTHER_UNIT


def test_some_minutes_are_kept_for_the_urgent_until_the_cell_is_near() -> None:
    cell = a_cell("09:00", staff_minutes=30, reserved_minutes=20)
    kept = replace(PLANNING, share_today=0.8, share_urgent=1.0, release=10 * MINUTE)

    far = promise(a_need(), [cell], planning=kept, now=at("08:00"))
    near = promise(a_need(), [cell], planning=kept, now=at("08:50"))
    urgent = promise(a_need(urgency=Urgency.U1), [cell], planning=kept, now=at("08:30"))

    assert (far.backed, near.backed, urgent.backed) == (False, True, True)


def test_time_that_has_passed_is_not_promised() -> None:
    assert promised(a_need(minutes=10), [a_cell("09:00")], now=at("09:25")) is None


@pytest.mark.parametrize(
    ("day", "need", "why"),
    [
        ([], a_need(), Why.CLOSED),
        ([a_cell("07:00")], a_need(), Why.CLOSED),
        ([a_cell("07:00")], a_need(language="ar"), Why.CLOSED),
        ([a_cell()], a_need(language="ar"), Why.NO_SKILL),
        ([a_cell(reserved_minutes=30)], a_need(), Why.NO_CAPACITY),
        ([a_cell()], a_need(available_from=at("14:00")), Why.OUTSIDE_AVAILABLE_HOURS),
        ([a_cell("08:00", pool_ends_at=at("08:10"))], a_need(), Why.NO_CAPACITY),  # ten minutes are no window
    ],
)
def test_without_staff_time_the_answer_says_why(day: list[Cell], need: Need, why: Why) -> None:
    answer = promise(need, day, planning=PLANNING, now=at("08:00"))

    assert (answer.backed, answer.window, answer.reservation, answer.why) == (False, None, None, why)


def test_at_most_three_different_windows_are_offered_own_unit_first() -> None:
    day = [a_cell("09:00", member=TEG), a_cell("11:00"), a_cell("10:00"), a_cell("12:00"), a_cell("13:00")]

    found = offers(a_need(), day, planning=PLANNING, now=at("08:30"))

    assert [offer.window.start for offer in found] == [at("10:00"), at("11:00"), at("12:00")]


@given(needs(), days, cells(), moments)
def test_more_staff_never_makes_a_promise_later_at_the_own_unit(
    need: Need, day: list[Cell], extra: Cell, now: datetime
) -> None:
    own = [cell for cell in day if cell.pool.unit_id == need.unit_id]
    here = a_member(f"{need.unit_id}-09", languages=(need.language, "so"))
    more = replace(a_cell(member=here), start=extra.start, end=extra.end, staff_minutes=extra.staff_minutes)

    before = promise(need, own, planning=PLANNING, now=now)
    after = promise(need, [*own, more], planning=PLANNING, now=now)

    if before.window is not None:
        assert after.window is not None
        assert after.window.start <= before.window.start


@given(needs(), days, cells(), moments)
def test_more_staff_anywhere_never_takes_a_promise_away(
    need: Need, day: list[Cell], extra: Cell, now: datetime
) -> None:
    places = {cell.key for cell in day}
    more = [*day, extra] if extra.key not in places else day

    assert not promise(need, day, planning=PLANNING, now=now).backed or (
        promise(need, more, planning=PLANNING, now=now).backed
    )


@given(needs(), days, moments)
def test_a_backed_promise_is_made_of_minutes_that_exist(need: Need, day: list[Cell], now: datetime) -> None:
    answer = promise(need, day, planning=PLANNING, now=now)

    assert answer.backed == (answer.window is not None) == (answer.reservation is not None)
    if answer.window is None or answer.reservation is None:
        return
    kept = answer.reservation
    (cell,) = [one for one in day if one.key == kept.cell_key]
    assert masters(cell.pool.professions, cell.pool.languages, need)
    assert cell.reserved_minutes + kept.minutes <= kept.limit <= cell.holds
    assert kept.minutes == need.minutes
    assert cell.end > now


@given(needs(), days, moments)
def test_a_window_lies_ahead_inside_the_citizen_s_hours_and_is_an_hour_at_most(
    need: Need, day: list[Cell], now: datetime
) -> None:
    for offer in offers(need, day, planning=PLANNING, now=now):
        assert offer.window.start >= max(now, need.available_from or now)
        assert need.available_to is None or offer.window.end <= need.available_to
        assert timedelta(minutes=15) <= offer.window.length <= timedelta(minutes=60)


@given(needs(), days, moments, st.randoms(use_true_random=False))
def test_the_order_in_which_cells_come_does_not_matter(
    need: Need, day: list[Cell], now: datetime, random: Random
) -> None:
    shuffled = list(day)
    random.shuffle(shuffled)

    assert promise(need, shuffled, planning=PLANNING, now=now) == promise(
        need, day, planning=PLANNING, now=now
    )


@given(days, moments)
def test_many_promises_in_a_row_never_overbook_a_cell(day: list[Cell], now: datetime) -> None:
    left = {cell.key: cell for cell in day}
    for number in range(20):
        urgency = Urgency.U1 if number % 3 == 0 else Urgency.U2
        need = a_need(unit_id=UnitId(("backen", "teg", "city")[number % 3]), urgency=urgency)
        kept = promise(need, left.values(), planning=PLANNING, now=now).reservation
        if kept is not None:
            cell = left[kept.cell_key]
            left[kept.cell_key] = replace(cell, reserved_minutes=cell.reserved_minutes + kept.minutes)

    assert all(cell.reserved_minutes <= cell.holds for cell in left.values())
