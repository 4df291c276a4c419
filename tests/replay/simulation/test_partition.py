"""A region too large to be planned as one is cut into parts of neighbours."""

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.values import UnitId
from contact_api.replay.scenario.scenario import read_scenario
from contact_api.replay.simulation.partition import LARGEST_PART, partition, partition_units
from contact_api.replay.simulation.simulate import simulate
from tests.replay.conftest import THREE_CENTRES
from tests.replay.result_checks import Played, Row, cut_short, faults, moment, rows_of, write_rows

UNTIL = "2025-11-05T09:00:00"
degrees = st.sampled_from((55.0, 55.5, 60.25, 60.5, 64.0, 68.5))  # few, so that many lie equally far
positions = st.lists(st.tuples(degrees, degrees), min_size=1, max_size=90)


def units_at(places: list[tuple[float, float]]) -> list[Unit]:
    return [Unit(UnitId(f"u{n:02}"), "", "region", lat=lat, lon=lon) for n, (lat, lon) in enumerate(places)]


@given(places=positions, largest=st.integers(1, 12), seed=st.integers(0, 9))
def test_every_centre_is_in_exactly_one_part_and_no_part_is_too_large(
    places: list[tuple[float, float]], largest: int, seed: int
) -> None:
    units = units_at(places)
    shuffled = random.Random(seed).sample(units, len(units))

    parts = partition_units(shuffled, largest=largest)

    assert sorted(unit.id for part in parts for unit in part) == [unit.id for unit in units]
    assert len(parts) == -(-len(units) // largest)
    assert max(len(part) for part in parts) <= largest
    assert max(len(part) for part in parts) - min(len(part) for part in parts) <= 1
    assert parts == partition_units(units, largest=largest)


def test_a_part_is_made_of_neighbours() -> None:
    north_and_south = units_at([(67.0, 20.0), (56.0, 13.0), (67.1, 20.1), (56.1, 13.1)])

    parts = partition_units(north_and_south, largest=2)

    assert [[unit.id for unit in part] for part in parts] == [["u01", "u03"], ["u00", "u02"]]


def test_a_region_of_usual_size_stays_whole() -> None:
    scenario = read_scenario(THREE_CENTRES)

    assert partition(scenario) == (scenario,)


def test_staff_shifts_and_citizens_stay_with_their_centre() -> None:
    scenario = read_scenario(THREE_CENTRES)

    parts = partition(scenario, largest=1)

    assert len(parts) == 3
    for part in parts:
        (unit_id,) = part.units
        assert {member.unit_id for member in part.staff.values()} == {unit_id}
        assert {row.staff_id for row in part.roster} == set(part.staff)
        assert {citizen.unit_id for citizen in part.citizens} == {unit_id}
    assert sorted(one.contact_id for part in parts for one in part.citizens) == sorted(
        one.contact_id for one in scenario.citizens
    )
    assert sum(len(part.roster) for part in parts) == len(scenario.roster)


def many_centres(folder: Path, copies: int) -> Path:
    """The small scenario beside itself many times, each time further north and with a few of its contacts."""
    folder.mkdir()
    (folder / "scenario.json").write_bytes((THREE_CENTRES / "scenario.json").read_bytes())
    ids = ("centre_id", "staff_id", "contact_id", "listed_centre", "fixed_staff")
    for name in ("centres", "staff", "shifts", "contacts"):
        found: list[Row] = []
        for number in range(copies):
            of_copy = rows_of(THREE_CENTRES / f"{name}.csv")
            for row in of_copy[number :: len(of_copy) // 10] if name == "contacts" else of_copy:
                found.append(
                    {key: f"{text}-{number:02}" if key in ids and text else text for key, text in row.items()}
                )
                if name == "centres":
                    found[-1]["lat"] = str(56 + number / 2)
        write_rows(folder / f"{name}.csv", found)
    return folder


def test_a_region_of_many_centres_is_run_in_parts_and_comes_out_as_one(tmp_path: Path) -> None:
    scenario = cut_short(many_centres(tmp_path / "all day", LARGEST_PART // 3 + 1), tmp_path / "many", UNTIL)

    one_by_one = simulate(scenario, tmp_path / "one by one", until=moment(UNTIL))
    side_by_side = simulate(scenario, tmp_path / "side by side", until=moment(UNTIL), processes=2)

    assert len(partition(read_scenario(scenario))) == 2
    played = Played(scenario, tmp_path / "one by one")
    assert faults(played) == []
    assert len(played.attempts) > 20
    assert side_by_side == one_by_one
    for name in ("promises.csv", "attempts.csv"):
        assert (tmp_path / "side by side" / name).read_bytes() == (played.result / name).read_bytes()
    moments = [row["started_at"] for row in played.attempts]
    assert moments == sorted(moments)
