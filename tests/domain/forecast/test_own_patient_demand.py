"""What a unit's own people will want of its cells, and what they leave to visitors."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import UnitId
from contact_api.domain.forecast.daily_statistics import HALF_HOURS
from contact_api.domain.forecast.own_patient_demand import (
    NO_DEMAND,
    Coming,
    OwnDemand,
    free_minutes,
    own_demand,
)
from tests.domain.strategies import UNITS, days, moments
from tests.makers import DAY, ZONE, a_cell, a_member, at

SPAN = day_span(DAY, ZONE)
BACKEN = UnitId("backen")
HALF_ROUND = 0.5  # minutes are whole


def coming(**by_clock: float) -> list[float]:
    """Staff minutes by half hour; `at_0930=20` is twenty that are asked for from half past nine on."""
    minutes = [0.0] * HALF_HOURS
    for clock, wanted in by_clock.items():
        hour, minute = int(clock[-4:-2]), int(clock[-2:])
        minutes[2 * hour + minute // 30] = wanted
    return minutes


def wanted(
    cells: list[Cell], minutes: Coming, *, only_share: float = 0.2, now: datetime | None = None
) -> list[OwnDemand]:
    found = own_demand(cells, minutes, only_share=only_share, day=SPAN, now=now or at("08:00"))
    return [found.get(cell.key, NO_DEMAND) for cell in cells]


def test_own_people_take_the_first_free_minutes_from_when_they_come() -> None:
    cells = [a_cell("09:00"), a_cell("09:30"), a_cell("10:00"), a_cell("10:30")]

    found = wanted(cells, {BACKEN: coming(at_0930=40)})

    assert [one.own for one in found] == [0, 30, 10, 0]
    assert [one.only for one in found] == [0, 8, 0, 0]


def test_minutes_that_are_reserved_or_have_passed_are_not_free_for_them() -> None:
    cells = [a_cell("09:00", reserved_minutes=5), a_cell("09:30", reserved_minutes=30), a_cell("10:00")]

    found = wanted(cells, {BACKEN: coming(at_0900=20)}, now=at("09:15"))

    assert [one.own for one in found] == [10, 0, 10]


def test_the_people_of_one_unit_want_nothing_at_another() -> None:
    cells = [a_cell("09:00"), a_cell("09:00", member=a_member("teg-01"))]

    assert [one.own for one in wanted(cells, {BACKEN: coming(at_0900=90)})] == [30, 0]


def test_pools_at_one_hour_share_by_their_free_minutes() -> None:
    doctor = a_member("backen-02", professions=("doctor",))
    cells = [a_cell("09:00"), a_cell("09:00", member=doctor, reserved_minutes=20)]

    assert [one.own for one in wanted(cells, {BACKEN: coming(at_0900=20)})] == [15, 5]


def test_a_cell_that_has_passed_wants_nothing() -> None:
    found = own_demand(
        [a_cell("09:00")], {BACKEN: coming(at_0900=20)}, only_share=0.2, day=SPAN, now=at("09:30")
    )

    assert found == {}


@given(
    days,
    st.dictionaries(
        st.sampled_from([UnitId(name) for name in UNITS]), st.lists(st.floats(0, 200), max_size=48)
    ),
    st.floats(0, 1),
    moments,
)
def test_what_own_people_want_is_never_negative_never_more_than_is_free_nor_than_they_ask_for(
    cells: list[Cell], minutes: dict[UnitId, list[float]], only_share: float, now: datetime
) -> None:
    found = wanted(cells, minutes, only_share=only_share, now=now)

    for cell, one in zip(cells, found, strict=True):
        assert 0 <= one.only <= one.own <= free_minutes(cell, now=now) + HALF_ROUND
    for unit in UNITS:
        own = [one.own for cell, one in zip(cells, found, strict=True) if cell.pool.unit_id == unit]
        assert sum(own) <= sum(minutes.get(UnitId(unit), ())) + HALF_ROUND * len(own)
