"""Made-up days are whole scenarios, the same for the same seed, and of the kind their profile says."""

import csv
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from contact_api.cli import app
from contact_api.replay.commands.generate import run
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.generate.profiles import PROFILES
from contact_api.replay.scenario.scenario import read_scenario
from contact_api.replay.simulation.simulate import simulate
from tests.examples import examples

pytestmark = pytest.mark.long

ONE_REGION = sorted(name for name, profile in PROFILES.items() if profile.centres != "national")
FILES = ("scenario.json", "centres.csv", "staff.csv", "shifts.csv", "contacts.csv")


def generated(profile: str, out: Path, *, seed: int = 1, days: int = 1, force: bool = False) -> list[str]:
    said: list[str] = []
    run(profile, out, seed=seed, days=days, force=force, say=said.append)
    return said


def texts_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


def rows_of(folder: Path, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / file).read_text("utf-8").splitlines()))


@dataclass(frozen=True)
class Day:
    """The rows of a generated day."""

    contacts: tuple[dict[str, str], ...]
    staff: tuple[dict[str, str], ...]
    shifts: tuple[dict[str, str], ...]

    def arrive(self, start: str, end: str) -> float:
        """The share that arrive from one clock time to another."""
        return sum(start <= one["arrived_at"][11:16] < end for one in self.contacts) / len(self.contacts)


@cache
def day_of(profile: str, seed: int) -> Day:
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "day"
        generated(profile, folder, seed=seed)
        return Day(*(tuple(rows_of(folder, f"{file}.csv")) for file in ("contacts", "staff", "shifts")))


@examples(0.08)
@given(
    profile=st.sampled_from(ONE_REGION),
    seed=st.integers(min_value=0, max_value=10**9),
    days=st.integers(1, 2),
)
def test_every_generated_scenario_is_whole_and_the_same_for_the_same_seed(
    profile: str, seed: int, days: int
) -> None:
    with TemporaryDirectory() as parent:
        first, again = Path(parent) / "first", Path(parent) / "again"
        generated(profile, first, seed=seed, days=days)
        generated(profile, again, seed=seed, days=days)

        found = read_scenario(first)  # refuses ids that repeat and whoever is named and does not exist

        assert sorted(texts_of(first)) == sorted(FILES)
        assert texts_of(first) == texts_of(again)
        assert found.name == f"{profile}-{seed}"
        assert len(found.days) == days
        assert {one.arrived_at.date() for one in found.citizens} == set(found.days)
        assert {member.unit_id for member in found.staff.values()} == set(found.units)


@examples(0.05)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_a_named_contact_works_at_the_citizens_own_centre_and_can_take_their_contact(seed: int) -> None:
    with TemporaryDirectory() as parent:
        generated("calibrated", Path(parent) / "day", seed=seed)
        found = read_scenario(Path(parent) / "day")

    on_duty = {shift.staff_id for shift in found.roster}
    named = [(one, found.staff[one.named_contact]) for one in found.citizens if one.named_contact]
    assert named
    for citizen, member in named:
        assert member.unit_id == citizen.unit_id
        assert set(member.professions) & set(citizen.needs)
        assert member.id in on_duty


@examples(0.05)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_the_hours_a_citizen_wishes_for_begin_at_arrival_or_later(seed: int) -> None:
    with TemporaryDirectory() as parent:
        generated("monday", Path(parent) / "day", seed=seed)
        found = read_scenario(Path(parent) / "day")

    wishes = [one for one in found.citizens if one.available_from and one.available_to]
    assert wishes
    for one in wishes:
        assert one.available_from is not None
        assert one.available_to is not None
        assert one.arrived_at <= one.available_from < one.available_to
        assert not one.urgent


def test_another_seed_is_another_day() -> None:
    one, other = day_of("calibrated", 1), day_of("calibrated", 2)

    assert one.staff != other.staff
    assert Counter(c["listed_centre"] for c in one.contacts) != Counter(
        c["listed_centre"] for c in other.contacts
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_calibrated_day_looks_like_the_day_it_was_measured_on(seed: int) -> None:
    day = day_of("calibrated", seed)
    contacts = day.contacts

    def share(field: str, value: str) -> float:
        return sum(one[field] == value for one in contacts) / len(contacts)

    assert len({one["centre_id"] for one in day.staff}) == 37
    assert len(day.staff) == pytest.approx(74, abs=4)
    assert len(contacts) == pytest.approx(2150, rel=0.12)
    assert share("urgency", "urgent") == pytest.approx(0.112, abs=0.025)
    assert share("overflow_ok", "1") == pytest.approx(0.789, abs=0.03)
    assert 1 - share("fixed_staff", "") == pytest.approx(0.185, abs=0.03)
    assert 1 - share("available_from", "") == pytest.approx(0.177, abs=0.03)
    assert share("answers_on_attempt", "1") == pytest.approx(0.806, abs=0.03)
    assert share("answers_on_attempt", "0") == pytest.approx(0.042, abs=0.015)
    assert share("needs", "nurse") == pytest.approx(0.784, abs=0.03)
    assert share("language", "sv") == pytest.approx(0.953, abs=0.02)
    assert day.arrive("08:00", "09:00") == pytest.approx(0.24, abs=0.035)
    planned, real = (
        sum(float(one[field]) for one in contacts) for field in ("expected_minutes", "actual_minutes")
    )
    assert planned / len(contacts) == pytest.approx(7.3, abs=0.25)
    assert real / planned == pytest.approx(1.0, abs=0.03)


def test_a_monday_has_thirty_percent_more_contacts_and_more_of_them_early() -> None:
    monday, ordinary = day_of("monday", 1), day_of("calibrated", 1)

    assert len(monday.contacts) == pytest.approx(1.3 * len(ordinary.contacts), rel=0.01)
    assert monday.staff == ordinary.staff
    assert monday.arrive("07:30", "08:30") > ordinary.arrive("07:30", "08:30") + 0.05


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_a_sick_wave_a_tenth_to_a_fifth_call_in_sick_before_eleven(seed: int) -> None:
    day = day_of("sick", seed)
    calls = [one for one in day.shifts if one["known_at"]]

    assert 0.09 <= len({one["staff_id"] for one in calls}) / len(day.staff) <= 0.21
    for one in calls:
        assert one["starts_at"] == one["ends_at"] == one["known_at"]
        assert "07:30" <= one["known_at"][11:16] <= "11:00"


def test_a_late_surge_comes_after_lunch() -> None:
    assert (
        day_of("late-surge", 1).arrive("13:00", "15:30")
        > day_of("calibrated", 1).arrive("13:00", "15:30") + 0.1
    )


def test_a_sparse_region_has_one_to_three_staff_at_each_centre() -> None:
    staff_at = Counter(one["centre_id"] for one in day_of("sparse", 1).staff)

    assert set(staff_at.values()) <= {1, 2, 3}
    assert list(staff_at.values()).count(1) > len(staff_at) / 3


def test_tight_and_overload_have_more_contacts_for_the_same_staff() -> None:
    calibrated, tight, overload = (day_of(name, 1) for name in ("calibrated", "tight", "overload"))

    assert calibrated.shifts == tight.shifts == overload.shifts
    assert 1.1 * len(calibrated.contacts) < len(tight.contacts) < len(overload.contacts) / 1.1


def test_a_nation_is_a_scenario_for_each_of_its_regions(tmp_path: Path) -> None:
    said = generated("national", tmp_path / "nation")

    regions = sorted(path for path in (tmp_path / "nation").iterdir())
    found = [read_scenario(region) for region in regions]

    assert len(regions) == 21
    assert (
        "21 regions, every region of the country: 66000 contacts at 1100 centres with 2500 staff" in said[0]
    )
    assert sum(len(one.citizens) for one in found) == 66_000
    assert sum(len(one.units) for one in found) == 1_100
    assert sum(len(one.staff) for one in found) == 2_500
    assert all(
        unit.name.startswith("Påhittad")
        for region, one in zip(regions, found, strict=True)
        if region.name != "vasterbotten"
        for unit in one.units.values()
    )


def test_a_generated_day_can_be_replayed(tmp_path: Path) -> None:
    generated("sparse", tmp_path / "day")

    summary = simulate(tmp_path / "day", tmp_path / "result")

    assert summary.contacts == len(day_of("sparse", 1).contacts)
    assert summary.same_day is not None
    assert summary.same_day > 0.9


def test_what_is_made_up_says_so(tmp_path: Path) -> None:
    said = generated("calibrated", tmp_path / "day")

    assert json.loads((tmp_path / "day" / "scenario.json").read_text("utf-8"))["made_up"] is True
    assert said[0].startswith("Made up calibrated-1, an ordinary day: ")
    assert said[1] == f"Next: contact-api simulate {tmp_path / 'day'} --out RESULT"


def test_several_days_are_working_days_in_order(tmp_path: Path) -> None:
    generated("calibrated", tmp_path / "week", days=4)
    generated("monday", tmp_path / "mondays", days=2)

    days = [
        json.loads((tmp_path / name / "scenario.json").read_text("utf-8"))["days"]
        for name in ("week", "mondays")
    ]
    assert days == [["2025-11-05", "2025-11-06", "2025-11-07", "2025-11-10"], ["2025-11-03", "2025-11-10"]]


def test_an_unknown_profile_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(
        ScenarioFault, match="no profile 'sunday'; choose from calibrated, monday, tight"
    ) as fault:
        generated("sunday", tmp_path / "day")

    assert "\n" not in str(fault.value)


def test_a_folder_with_something_in_it_is_left_alone_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")

    with pytest.raises(ScenarioFault, match=r"is not empty; --force writes over what is there"):
        generated("sparse", tmp_path)
    generated("sparse", tmp_path, force=True)

    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
    assert read_scenario(tmp_path).name == "sparse-1"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")

    with pytest.raises(ScenarioFault, match="taken: cannot be written") as fault:
        generated("sparse", tmp_path / "taken")

    assert "\n" not in str(fault.value)


def test_the_command_line_says_what_it_made(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["generate", "sparse", "--out", str(tmp_path / "day"), "--seed", "7"])

    assert ran.exit_code == 0
    assert ran.output.startswith("Made up sparse-7, small centres")
    assert read_scenario(tmp_path / "day").name == "sparse-7"
