"""How many minutes are kept for what is still to come."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.forecast.arrivals import arrival_counts_of
from contact_api.domain.forecast.daily_statistics import Arrival
from contact_api.domain.forecast.forecast import NOTHING, Forecast, forecast_of
from contact_api.domain.forecast.learned_statistics import PRIOR, LearnedStatistics
from tests.domain.forecast.days import days_of_statistics, people, somebody
from tests.domain.strategies import days, moments
from tests.makers import DAY, ZONE, a_cell, a_member, at

PLANNING = Planning()
SPAN = day_span(DAY, ZONE)
NURSES = [a_cell(f"{hour:02}:{half}", staff_minutes=120) for hour in range(8, 17) for half in ("00", "30")]
PHYSIO = a_member("backen-02", professions=("physiotherapist",))


def forecast(
    cells: list[Cell],
    *sought: Arrival,
    known: LearnedStatistics = PRIOR,
    now: datetime | None = None,
    planning: Planning = PLANNING,
) -> Forecast:
    return forecast_of(
        cells, known, arrival_counts_of(sought), kind="3", day=SPAN, planning=planning, now=now or at("07:00")
    )


def kept(of: Forecast, cell: Cell, *, urgent: bool = False) -> int:
    minutes = of.protected.get(cell.key, NOTHING)
    return minutes.urgent if urgent else minutes.today


@given(days, st.lists(people, max_size=20), days_of_statistics, moments, st.booleans())
def test_what_is_kept_is_never_negative_never_most_of_a_cell_and_nothing_of_a_cell_that_has_begun(
    cells: list[Cell], sought: list[Arrival], known: LearnedStatistics, now: datetime, urgent: bool
) -> None:
    made = forecast(cells, *sought, known=known, now=now)

    for cell in cells:
        minutes = kept(made, cell, urgent=urgent)
        assert 0 <= minutes <= PLANNING.protect_at_most * cell.staff_minutes + 1
        assert minutes == 0 or cell.start > now


@given(days, st.lists(people, max_size=20), moments)
def test_the_same_is_kept_in_any_order_of_cells_and_citizens(
    cells: list[Cell], sought: list[Arrival], now: datetime
) -> None:
    assert (
        forecast(cells, *sought, now=now).protected == forecast(cells[::-1], *sought[::-1], now=now).protected
    )


def test_an_urgent_contact_is_given_what_is_kept_for_the_urgent() -> None:
    made = forecast(NURSES)

    assert all(kept(made, cell, urgent=True) <= kept(made, cell) for cell in NURSES)
    assert sum(kept(made, cell) for cell in NURSES) > sum(kept(made, cell, urgent=True) for cell in NURSES)


def test_more_is_kept_in_the_morning_than_in_the_afternoon_when_few_are_still_to_come() -> None:
    made = forecast(NURSES)

    assert kept(made, NURSES[1]) > kept(made, NURSES[-1])


def test_more_is_kept_on_a_day_that_brings_more_urgent_contacts_than_expected() -> None:
    rush = [somebody(half_hour=half, urgent=True) for half in range(14, 18) for _ in range(40)]

    usual, busy = forecast(NURSES, now=at("09:00")), forecast(NURSES, *rush, now=at("09:00"))

    assert all(kept(busy, cell) >= kept(usual, cell) for cell in NURSES)
    assert kept(busy, NURSES[4]) > kept(usual, NURSES[4])


def test_nothing_is_kept_with_those_who_cannot_take_the_urgent() -> None:
    physio = [a_cell(f"{hour:02}:00", member=PHYSIO, staff_minutes=120) for hour in (9, 10, 11)]
    to_nurses = [somebody(half_hour=15, urgent=True)] * 60

    made = forecast([*NURSES, *physio], *to_nurses, now=at("08:00"), planning=Planning(protect_deviations=0))

    nurses, others = (kept(made, cell) - kept(made, cell, urgent=True) for cell in (NURSES[4], physio[1]))
    assert nurses > 5 * others


def test_a_region_that_is_surer_of_itself_keeps_less() -> None:
    careless, careful = (forecast(NURSES, planning=Planning(protect_deviations=z)) for z in (0.0, 2.0))

    assert sum(kept(careless, cell) for cell in NURSES) < sum(kept(careful, cell) for cell in NURSES)


def test_who_did_not_answer_before_lunch_is_tried_when_the_pool_is_back() -> None:
    morning = [a_cell(start, staff_minutes=240, reserved_minutes=240) for start in ("11:00", "11:30")]
    afternoon = a_cell("13:00", staff_minutes=60)
    alone, after_lunch = forecast([afternoon]), forecast([*morning, afternoon])

    assert kept(alone, afternoon, urgent=True) == 0
    assert kept(after_lunch, afternoon, urgent=True) > 0
