"""A folder of regions, each run by itself."""

import os
import shutil
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path
from statistics import median
from typing import cast

import pytest

from contact_api.domain.core.planning_parameters import Planning
from contact_api.replay.commands.simulate import run
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.results.figures import Tally, tally_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.simulation.processes import RegionPart, run_parts
from contact_api.replay.simulation.run import run_scenario
from contact_api.replay.simulation.simulate import RegionRun, regions_in, simulate, simulate_all
from tests.replay.conftest import THREE_CENTRES
from tests.replay.result_checks import Played, faults, moment, rows_of, write_rows

REGIONS = ("berget", "dalen", "ängen")
FILES = ("promises.csv", "attempts.csv")
MORNING = "2025-11-05T12:00:00"


@pytest.fixture
def nation(tmp_path: Path) -> Path:
    """Three regions that differ in who seeks contact one morning."""
    for number, name in enumerate(REGIONS):
        folder = Path(shutil.copytree(THREE_CENTRES, tmp_path / "nation" / name))
        contacts = [row for row in rows_of(folder / "contacts.csv") if row["arrived_at"] < MORNING]
        write_rows(folder / "contacts.csv", contacts[number :: number + 2])
    return tmp_path / "nation"


def parts_of_nation(nation: Path) -> list[RegionPart]:
    scenarios = [read_scenario(nation / name) for name in REGIONS]
    return [RegionPart(n, REGIONS[n], scenario, None) for n, scenario in enumerate(scenarios)]


def test_a_region_of_a_nation_comes_out_as_if_it_were_alone(nation: Path, tmp_path: Path) -> None:
    run(nation, tmp_path / "out", processes=2)

    for name in REGIONS:
        simulate(nation / name, tmp_path / "alone" / name)
        for file in FILES:
            alone = (tmp_path / "alone" / name / file).read_bytes()
            assert (tmp_path / "out" / name / file).read_bytes() == alone


def test_the_nations_figures_are_those_of_all_its_citizens(nation: Path, tmp_path: Path) -> None:
    regions = [RegionRun(name, read_scenario(nation / name), tmp_path / name) for name in REGIONS]

    summary = sum(simulate_all(regions), Tally()).summary

    results = [Played(nation / name, tmp_path / name) for name in REGIONS]
    contacts = sum(len(result.rows("contacts")) for result in results)
    first = [
        row for result in results for row in {r["contact_id"]: r for r in result.promises[::-1]}.values()
    ]
    waits = [
        (
            moment(row["started_at"]) - moment(result.rows("contacts")[row["contact_id"]]["arrived_at"])
        ).total_seconds()
        for result in results
        for row in result.attempts
        if row["attempt"] == "1"
    ]
    assert [fault for result in results for fault in faults(result)] == []
    assert summary.contacts == contacts == 79
    assert summary.backed == sum(row["backed"] == "1" for row in first) / contacts
    assert summary.wait_p50 == pytest.approx(median(waits) / 60)


def test_figures_add_up_over_any_split_of_the_citizens() -> None:
    scenario = read_scenario(THREE_CENTRES)
    results, region = run_scenario(scenario), region_of(scenario)

    parts = (results[:17], results[17:18], results[18:])

    assert sum((tally_of(part, region) for part in parts), Tally()) == tally_of(results, region)


def test_a_line_a_region_is_printed_in_order_and_then_the_nations_figures(
    nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(nation, tmp_path / "out", until="09:30", processes=1)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["contacts", "same_day"]
    assert [line.split()[0] for line in lines[1:4]] == list(REGIONS)
    assert lines[4] == ""
    assert lines[5].split() == ["contacts", str(sum(int(line.split()[1]) for line in lines[1:4]))]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == list(REGIONS)


def test_progress_is_of_the_whole_nation(nation: Path, tmp_path: Path) -> None:
    regions = [RegionRun(name, read_scenario(nation / name), tmp_path / name) for name in REGIONS]
    seen: list[tuple[int, int]] = []

    simulate_all(regions, progress=lambda done, total: seen.append((done, total)), processes=2)

    assert len(seen) == 3
    assert sorted(seen) == seen
    assert seen[-1] == (79, 79)


def test_a_fault_in_one_region_is_reported_before_any_is_run(nation: Path, tmp_path: Path) -> None:
    contacts = rows_of(nation / "dalen" / "contacts.csv")
    contacts[0]["needs"] = ""
    write_rows(nation / "dalen" / "contacts.csv", contacts)

    with pytest.raises(ScenarioFault, match=r"/dalen: contacts\.csv line 2, needs: is missing$"):
        run(nation, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_region_that_cannot_be_run_is_named_and_stops_the_others(nation: Path) -> None:
    parts = parts_of_nation(nation)
    parts[1] = replace(parts[1], scenario=replace(parts[1].scenario, planning=cast(Planning, None)))

    with pytest.raises(ScenarioFault, match=r"^dalen: could not be run \(AttributeError: .*\)$"):
        list(run_parts(parts, processes=3, on_arrivals=lambda _: None))

    assert active_children() == []


class Deadly(Scenario):
    """Ends the process that is given it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)


def test_a_region_whose_process_is_killed_is_named(nation: Path) -> None:
    parts = parts_of_nation(nation)
    parts[1] = replace(parts[1], scenario=Deadly(**vars(parts[1].scenario)))

    with pytest.raises(ScenarioFault, match=r"^dalen: could not be run \(the process .* was ended\)$"):
        list(run_parts(parts, processes=2, on_arrivals=lambda _: None))

    assert active_children() == []


def test_no_process_is_left_when_the_run_is_interrupted(nation: Path) -> None:
    running = run_parts(parts_of_nation(nation), processes=2, on_arrivals=lambda _: None)
    next(iter(running))

    running.close()  # type: ignore[attr-defined]

    assert active_children() == []


def test_a_scenario_is_no_nation_and_a_folder_with_neither_is_one_clear_line(
    nation: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()

    assert regions_in(nation / "dalen") == []
    assert [folder.name for folder in regions_in(nation)] == list(REGIONS)
    with pytest.raises(ScenarioFault, match=r"/empty: scenario\.json: cannot be read"):
        run(tmp_path / "empty", tmp_path / "out")
