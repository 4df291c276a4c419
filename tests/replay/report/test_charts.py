"""How numbers are written, and how drawings are laid out."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import CentreLocation
from contact_api.replay.report.chart import HEIGHT, LEFT, WIDTH, Axes
from contact_api.replay.report.map_layout import WIDTH as PAPER
from contact_api.replay.report.map_layout import lay_out_centres
from contact_api.replay.report.texts import ReportTexts

HOURS = range(7, 18)
numbers = st.lists(st.floats(0, 5000), min_size=len(HOURS), max_size=len(HOURS))


@pytest.mark.parametrize(
    ("share", "sv", "en"),
    [
        (None, "–", "–"),
        (0.0, "0,0\u00a0%", "0.0%"),
        (0.9773, "97,7\u00a0%", "97.7%"),
        (0.99999, "99,9\u00a0%", "99.9%"),
        (0.00001, "0,1\u00a0%", "0.1%"),
        (1.0, "100,0\u00a0%", "100.0%"),
    ],
)
def test_a_share_is_shown_as_percent_and_as_0_or_100_only_when_it_is(
    share: float | None, sv: str, en: str
) -> None:
    assert [ReportTexts("sv").share(share), ReportTexts("en").share(share)] == [sv, en]


def test_a_difference_of_shares_is_shown_in_percentage_points() -> None:
    assert ReportTexts("sv").share(-0.012, sign=True) == "−1,2\u00a0%-enh."
    assert ReportTexts("en").share(0.012, sign=True) == "+1.2\u00a0pp"
    assert ReportTexts("en").share(-0.0001, sign=True) == "+0.0\u00a0pp"
    assert ReportTexts("en").count(-0.2, sign=True) == "+0"


def test_counts_are_shown_in_groups_of_three() -> None:
    assert [ReportTexts("sv").count(21540), ReportTexts("en").count(21540)] == ["21\u00a0540", "21,540"]
    assert ReportTexts("en").hours(90_060) == "1,501.0"


@given(numbers, st.sampled_from([1, 60]))
def test_bars_and_lines_stay_inside_the_drawing(heights: list[float], unit: float) -> None:
    axes = Axes(HOURS, max(heights), unit=unit)
    bars = axes.bars("any", heights, share=0.8)
    points = axes.line("any", heights).points

    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH for bar in bars)
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in bars)
    assert all(0 <= y <= HEIGHT for _, y in points)


@given(numbers)
def test_a_taller_bar_is_a_larger_number(heights: list[float]) -> None:
    axes = Axes(HOURS, max(heights))

    assert all(axes.y(one) <= axes.y(other) for one, other in combinations(sorted(heights, reverse=True), 2))


@given(st.floats(0, 1e6))
def test_an_axis_has_a_few_round_numbers_and_space_for_the_largest(most: float) -> None:
    axes = Axes(HOURS, most)
    levels = axes.level_labels(lambda level: f"{level:.0f}")

    assert 2 <= len(levels) <= 7
    assert levels[0].label == "0"
    assert float(levels[-1].label) >= most
    assert len({mark.label for mark in levels}) == len(levels)


def test_the_labels_of_a_whole_day_do_not_crowd() -> None:
    assert [mark.label for mark in Axes(range(24), 10).hour_labels()] == [
        f"{hour:02}" for hour in range(0, 24, 2)
    ]


def a_centre(number: int, lat: float, lon: float) -> CentreLocation:
    return CentreLocation(UnitId(f"c{number}"), f"Centre {number}", "Umeå", lat, lon, private=False)


@pytest.mark.parametrize("apart", [0.0, 0.01, 0.4])
def test_centres_that_lie_close_are_drawn_beside_each_other(apart: float) -> None:
    centres = [a_centre(n, 63.8 + apart * (n % 5), 20.3 + apart * (n // 5)) for n in range(20)]
    radius = {centre.centre_id: 8.0 for centre in centres}

    at, height = lay_out_centres(centres, radius)

    assert all(8 <= x <= PAPER - 8 and 8 <= y <= height - 8 for x, y in at.values())
    for one, other in combinations(at.values(), 2):
        assert hypot(one[0] - other[0], one[1] - other[1]) > 15


def test_north_is_up_and_east_is_right() -> None:
    centres = [a_centre(0, 65.0, 18.0), a_centre(1, 64.0, 21.0)]

    at, _ = lay_out_centres(centres, {centre.centre_id: 5.0 for centre in centres})

    (x0, y0), (x1, y1) = at["c0"], at["c1"]  # type: ignore[index]
    assert x0 < x1
    assert y0 < y1
