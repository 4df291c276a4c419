"""A whole region's made-up day: served well, honestly, and without the future."""

from pathlib import Path

import pytest

from contact_api.replay.results.figures import Summary
from contact_api.replay.simulation.simulate import simulate
from tests.replay.result_checks import Played, before, cut_short, faults, moment

CUT = "2025-11-05T09:00:00"  # most of the rush is over

pytestmark = pytest.mark.xdist_group("large day")
AIMS = {
    "same_day": 0.97,
    "kept": 0.97,
    "backed": 0.93,
    "urgent_on_time": 0.98,
    "own_centre": 0.80,
    "worst_centre": 0.80,
}


@pytest.fixture(scope="module")
def large_day(regions_day: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, Summary]:
    result = tmp_path_factory.mktemp("large")
    summary = simulate(regions_day, result)
    return Played(regions_day, result), summary


def test_the_large_day_is_served_well_and_honestly(large_day: tuple[Played, Summary]) -> None:
    played, summary = large_day

    assert faults(played) == []
    assert {name: getattr(summary, name) for name, aim in AIMS.items() if getattr(summary, name) < aim} == {}
    assert summary.repromised is not None
    assert summary.repromised <= 0.03


def test_the_large_day_cut_off_decides_the_same_up_to_it(
    large_day: tuple[Played, Summary], regions_day: Path, tmp_path: Path
) -> None:
    whole = before(large_day[0], CUT)
    short = cut_short(regions_day, tmp_path / "short", CUT)

    simulate(regions_day, tmp_path / "stopped", until=moment(CUT))
    simulate(short, tmp_path / "cut off")

    assert before(Played(regions_day, tmp_path / "stopped"), CUT) == whole
    assert before(Played(short, tmp_path / "cut off"), CUT) == whole
