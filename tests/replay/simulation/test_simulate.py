"""A day replayed."""

import random
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.replay.commands.simulate import run
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import read_scenario
from contact_api.replay.simulation.contact_routing import InMemoryContactRouting
from contact_api.replay.simulation.simulate import simulate
from contact_api.replay.simulation.simulation import Simulation
from tests.replay.result_checks import Played, faults, moment, rows_of, write_rows

pytestmark = pytest.mark.long


def play(scenario: Path, result: Path) -> tuple[str, str]:
    simulate(scenario, result)
    return (
        (result / "promises.csv").read_text("utf-8"),
        (result / "attempts.csv").read_text("utf-8"),
    )


def test_a_replayed_day_obeys_every_rule_of_the_format(played: Played) -> None:
    assert faults(played) == []
    assert len(played.attempts) > 150


def test_the_checker_sees_a_wrong_result(played: Played, tmp_path: Path) -> None:
    attempts, promises = played.attempts, played.promises
    attempts[3]["started_at"] = attempts[3]["started_at"].replace("T08", "T05")
    write_rows(tmp_path / "attempts.csv", [*attempts, attempts[-1]])
    write_rows(tmp_path / "promises.csv", promises[1:])

    wrong = "\n".join(faults(Played(played.scenario, tmp_path)))

    for words in (
        "no promise at its arrival",
        "outside the available hours",
        "not on shift",
        "two attempts",
        "lasts",
    ):
        assert words in wrong


def test_staff_who_call_in_sick_finish_their_call_and_take_no_other(
    played: Played, scenario: Path, tmp_path: Path
) -> None:
    calls = (row for row in played.attempts if row["staff_id"] == "söder-02")
    call = next(row for row in calls if row["outcome"] == "reached")
    sick_at = (moment(call["started_at"]) + timedelta(minutes=1)).isoformat()
    sick_call = {"staff_id": "söder-02", "starts_at": sick_at, "ends_at": sick_at, "known_at": sick_at}
    write_rows(scenario / "shifts.csv", [*rows_of(scenario / "shifts.csv"), sick_call])

    simulate(scenario, tmp_path / "result")

    that_day = [
        row
        for row in Played(scenario, tmp_path / "result").attempts
        if row["staff_id"] == "söder-02" and row["started_at"] < "2025-11-06"
    ]
    assert that_day[-1] == call


def test_a_shift_that_became_known_when_it_was_over_is_worked_by_nobody(
    scenario: Path, tmp_path: Path
) -> None:
    over = {
        "staff_id": "söder-02",
        "starts_at": "2025-11-05T06:00:00",
        "ends_at": "2025-11-05T06:30:00",
        "known_at": "2025-11-05T13:00:00",
    }
    write_rows(scenario / "shifts.csv", [*rows_of(scenario / "shifts.csv"), over])

    simulate(scenario, tmp_path / "result")

    result = Played(scenario, tmp_path / "result")
    assert faults(result) == []
    assert not [row for row in result.attempts if row["started_at"] < "2025-11-05T07:00"]


def test_a_shift_is_worked_from_when_it_became_known(played: Played) -> None:
    late = [row["started_at"] for row in played.attempts if row["staff_id"] == "norr-02"]

    assert any("2025-11-05T13:00:00" <= start < "2025-11-05T15:30:00" for start in late)


def test_the_same_day_gives_the_same_files_whatever_order_the_rows_come_in(
    played: Played, scenario: Path, tmp_path: Path
) -> None:
    before = [(played.result / name).read_text("utf-8") for name in ("promises.csv", "attempts.csv")]
    for name in ("contacts.csv", "shifts.csv", "staff.csv", "centres.csv"):
        rows = rows_of(scenario / name)
        random.Random(1).shuffle(rows)
        write_rows(scenario / name, rows)

    assert list(play(scenario, tmp_path / "again")) == before


def test_the_result_is_replaced_whole_and_nothing_else_is_left(scenario: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "result"
    play(scenario, out)
    (out / "promises.csv").write_text("old", "utf-8")

    promises, _ = play(scenario, out)

    assert promises.startswith("contact_id,promised_at,window_from,window_to,centre_id,backed\n")
    assert sorted(path.name for path in out.iterdir()) == ["attempts.csv", "promises.csv"]


def test_a_result_that_cannot_be_written_is_one_clear_line(scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("", "utf-8")

    with pytest.raises(ScenarioFault, match="a file: cannot be written"):
        simulate(scenario, tmp_path / "a file")


def test_progress_counts_every_citizen_once(scenario: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    simulate(scenario, tmp_path / "result", progress=lambda done, total: seen.append((done, total)))

    assert seen == [(done, 190) for done in range(1, 191)]


def test_one_nurse_and_three_citizens_come_out_as_computed_by_hand(scenario: Path, tmp_path: Path) -> None:
    contacts = rows_of(scenario / "contacts.csv")[:3]
    for number, contact in enumerate(contacts):
        contact |= {
            "contact_id": f"c{number}",
            "arrived_at": f"2025-11-05T08:0{number}:00",
            "listed_centre": "privat",
            "fixed_staff": "",
            "needs": "nurse",
            "urgency": "today",
            "language": "sv",
            "overflow_ok": "0",
            "available_from": "",
            "available_to": "",
            "expected_minutes": "6",
            "actual_minutes": "5.5",
            "answers_on_attempt": "1",
        }
    contacts[1]["answers_on_attempt"] = "2"
    contacts[2]["needs"] = "doctor"
    write_rows(scenario / "contacts.csv", contacts)

    summary = simulate(scenario, tmp_path / "result")

    assert [list(row.values()) for row in rows_of(tmp_path / "result" / "attempts.csv")] == [
        ["c0", "1", "privat-01", "2025-11-05T08:00:00", "2025-11-05T08:07:30", "reached"],
        ["c1", "1", "privat-01", "2025-11-05T08:07:30", "2025-11-05T08:08:30", "no_answer"],
        ["c1", "2", "privat-01", "2025-11-05T08:38:30", "2025-11-05T08:46:00", "reached"],
    ]
    assert [list(row.values()) for row in rows_of(tmp_path / "result" / "promises.csv")] == [
        ["c0", "2025-11-05T08:00:00", "2025-11-05T08:00:00", "2025-11-05T09:00:00", "privat", "1"],
        ["c1", "2025-11-05T08:01:00", "2025-11-05T08:01:00", "2025-11-05T09:00:00", "privat", "1"],
        ["c2", "2025-11-05T08:02:00", "", "", "", "0"],
    ]
    assert asdict(summary) == {
        "contacts": 3,
        "same_day": 2 / 3,
        "kept": 1.0,
        "backed": 2 / 3,
        "urgent_on_time": None,
        "wait_p50": 3.25,
        "wait_p90": pytest.approx(11.05),
        "own_centre": 1.0,
        "own_contact": None,
        "worst_centre": None,
        "repromised": 0.0,
    }


def test_the_command_prints_the_figures_and_no_bar_where_there_is_no_terminal(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(scenario, tmp_path / "result", until="09:30")

    printed = capsys.readouterr()
    assert printed.err == "Stopped at 09:30: who still waits then counts as not reached.\n"
    assert [line.split()[0] for line in printed.out.splitlines()][:3] == ["contacts", "same_day", "kept"]
    promises = rows_of(tmp_path / "result" / "promises.csv")
    assert promises
    assert max(row["promised_at"] for row in promises) < "2025-11-05T09:30:00"


def test_a_day_on_which_the_clocks_change_is_run_in_local_time(scenario: Path, tmp_path: Path) -> None:
    for name in ("scenario.json", "shifts.csv", "contacts.csv"):
        text = (scenario / name).read_text("utf-8")
        shifted = text.replace("2025-11-05", "2025-10-26").replace("2025-11-06", "2025-10-27")
        (scenario / name).write_text(shifted, "utf-8")

    play(scenario, tmp_path / "result")

    sunday = Played(scenario, tmp_path / "result")
    assert faults(sunday) == []
    assert len(sunday.attempts) > 150


def test_a_retry_waits_as_long_as_the_scenario_says(played: Played) -> None:
    tries: dict[str, list[str]] = {}
    for row in played.attempts:
        tries.setdefault(row["contact_id"], []).append(row["started_at"])

    gaps = [
        (moment(second) - moment(first)).total_seconds() / 60
        for first, second in (starts[:2] for starts in tries.values() if len(starts) > 1)
    ]

    assert len(gaps) > 5
    assert min(gaps) >= Planning().retry_after / MINUTE


def test_the_second_day_begins_with_the_figures_of_the_first(scenario: Path) -> None:
    read = read_scenario(scenario)
    product = InMemoryContactRouting(region_of(read))
    Simulation(read, product).run()

    learned = product.act(lambda tx: tx.region().learned)

    assert len(read.days) == 2
    assert learned.days == 1, "the second day is not over"
    first = [one for one in read.citizens if one.arrived_at.astimezone(read.zone).date() == read.days[0]]
    assert learned.total(("days",), 3)[1] == len(first)
