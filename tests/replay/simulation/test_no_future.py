"""No decision uses the future: what is cut off later changes nothing earlier."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.replay.simulation.simulate import simulate
from tests.examples import examples
from tests.replay.result_checks import Played, before, cut_short, moment, rows_of, write_rows

CLOCKS = ("08:10:00", "10:12:00", "11:05:00", "14:31:17")
HOURS = [f"2025-11-0{day}T{clock}" for day in (5, 6) for clock in CLOCKS]


@pytest.mark.parametrize("cut", HOURS)
def test_a_replay_stopped_at_any_time_decides_the_same_up_to_it(
    played: Played, tmp_path: Path, cut: str
) -> None:
    simulate(played.scenario, tmp_path, until=moment(cut))

    stopped = Played(played.scenario, tmp_path)
    assert (stopped.promises, stopped.attempts) == before(played, cut)


@pytest.mark.parametrize("cut", HOURS)
def test_a_scenario_cut_off_at_any_time_is_decided_the_same_up_to_it(
    played: Played, tmp_path: Path, cut: str
) -> None:
    short = cut_short(played.scenario, tmp_path / "short", cut)

    simulate(short, tmp_path / "result")

    assert before(Played(short, tmp_path / "result"), cut) == before(played, cut)


@examples(0.15)
@given(minute=st.integers(7 * 60, 17 * 60), seed=st.integers(0, 99))
def test_what_is_hidden_changes_nothing_before_it_shows(
    played: Played, tmp_path_factory: pytest.TempPathFactory, minute: int, seed: int
) -> None:
    cut = f"2025-11-05T{minute // 60:02}:{minute % 60:02}:00"
    shown = {row["contact_id"] for row in played.attempts if row["started_at"] < cut}
    folder = tmp_path_factory.mktemp("hidden")
    other = Path(shutil.copytree(played.scenario, folder / "scenario"))
    contacts = rows_of(other / "contacts.csv")
    for number, row in enumerate(contacts):
        if row["contact_id"] not in shown:
            row["actual_minutes"] = str((number * 7 + seed) % 23 + 1)
            row["answers_on_attempt"] = str((number + seed) % 4)
    write_rows(other / "contacts.csv", contacts)

    simulate(other, folder / "result", until=moment(cut))

    changed = Played(other, folder / "result")
    assert (changed.promises, changed.attempts) == before(played, cut)
