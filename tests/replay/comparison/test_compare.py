"""The same days run several ways, side by side."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from contact_api import cli
from contact_api.replay.baselines.bound import bound_of
from contact_api.replay.commands.compare import run
from contact_api.replay.comparison.compare import compare
from contact_api.replay.comparison.comparison import Comparison, FinalOutcome, Way
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.scenario.scenario import read_scenario
from contact_api.replay.simulation.simulate import simulate
from tests.replay.baselines.small_days import a_random_day, contact, one_nurse
from tests.replay.conftest import THREE_CENTRES
from tests.replay.result_checks import Played, faults, rows_of

WAYS = [way.value for way in Way]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the results of the small scenario are written."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def compared(kept: Path) -> Comparison:
    """The small scenario, run every way."""
    return compare(read_scenario(THREE_CENTRES), out=kept)


def test_every_result_is_written_and_obeys_the_format(compared: Comparison, kept: Path) -> None:
    assert sorted(path.name for path in kept.iterdir()) == sorted(WAYS)
    assert [faults(Played(THREE_CENTRES, kept / way)) for way in WAYS] == [[], [], []]
    assert [run.way.value for run in compared.runs] == WAYS


def test_ours_is_what_simulate_writes(compared: Comparison, kept: Path, tmp_path: Path) -> None:
    figures = simulate(THREE_CENTRES, tmp_path)

    assert compared.run(Way.OURS).figures == figures
    for name in ("promises.csv", "attempts.csv"):
        assert (kept / "ours" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_shares_of_the_bound_are_those_of_our_figures(compared: Comparison) -> None:
    figures, bound = compared.run(Way.OURS).figures, compared.bound

    assert bound == bound_of(read_scenario(THREE_CENTRES))
    assert bound.same_day
    assert figures.same_day
    assert compared.shares_of_bound["same_day"] == figures.same_day / bound.same_day
    assert 0.8 < compared.shares_of_bound["same_day"] <= 1
    assert set(compared.shares_of_bound) <= set(asdict(bound)) - {"contacts"}


@pytest.mark.parametrize("way", list(Way))
def test_everybody_is_counted_once_however_the_counts_are_split(
    compared: Comparison, way: Way, kept: Path
) -> None:
    run, attempts = compared.run(way), Played(THREE_CENTRES, kept / way.value).attempts
    called = len({row["contact_id"] for row in attempts})

    assert compared.contacts == 190
    assert sum(one.contacts for one in run.last_calls) == 190
    assert sum(one.contacts for one in run.last_calls if one.called_in) == called
    assert (
        sum(one.contacts for one in run.last_calls if one.outcome is FinalOutcome.REACHED)
        == Counter(row["outcome"] for row in attempts)["reached"]
    )
    assert sum(one.contacts for one in run.flows) == called
    assert sum(one.figures.contacts for one in run.arrival_hours) == 190


def test_flows_lead_from_the_listed_centre_to_the_one_that_handled(compared: Comparison) -> None:
    at_own_unit = {way: _share_at_own_unit(compared, way) for way in Way}

    assert at_own_unit[Way.STATUS_QUO] == 1.0
    assert at_own_unit == {way: pytest.approx(compared.run(way).figures.own_centre) for way in Way}
    assert at_own_unit[Way.FIRST_COME] < 1.0
    assert {centre.centre_id for centre in compared.centres} == {row["centre_id"] for row in _centres()}


def _share_at_own_unit(compared: Comparison, way: Way) -> float:
    flows = compared.run(way).flows
    own = sum(one.contacts for one in flows if one.listed_at == one.handled_by)
    return own / sum(one.contacts for one in flows)


def _centres() -> list[dict[str, str]]:
    return rows_of(THREE_CENTRES / "centres.csv")


def test_load_is_counted_by_local_hour_and_centre(tmp_path: Path) -> None:
    day = one_nurse(
        contact("c0", "08:50", "norr"),
        contact("c1", "08:10", "norr", available_from="2025-11-05T10:00:00", expected_minutes="8"),
        contact("c2", "08:55", "norr"),
        start="08:30",
        end="10:15",
    )

    compared = compare(read_scenario(day.write(tmp_path)))

    assert [(one.hour[11:], one.work, one.on_shift) for one in compared.load] == [
        ("08:00", 16.0, 30.0),
        ("09:00", 0.0, 60.0),
        ("10:00", 10.0, 15.0),
    ]
    assert [(one.hour[11:], one.minutes) for one in compared.run(Way.FIRST_COME).call_minutes] == [
        ("08:00", 10.0),
        ("09:00", 6.0),
        ("10:00", 8.0),
    ]


def test_the_figures_are_printed_as_a_table_with_a_line_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run([a_random_day(1, contacts=60).write(tmp_path / "random-day")])

    printed = capsys.readouterr()
    assert printed.err == ""
    for words in (
        "random-day",
        "status quo",
        "first come",
        "ours",
        "bound",
        "same_day",
        "wait_p90",
        "repromised",
    ):
        assert words in printed.out


def test_the_figures_are_printed_as_json_and_everything_is_written_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = [a_random_day(seed, contacts=40).write(tmp_path / f"day-{seed}") for seed in (1, 2)]

    run(days, out=tmp_path / "out", as_json=True)

    told = capsys.readouterr()
    assert str(tmp_path / "out" / "report.en.html") in told.err
    printed = json.loads(told.out)
    whole = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))["scenarios"]
    assert [one["scenario"] for one in printed] == ["day-1", "day-2"]
    assert list(printed[0]["figures"]["same_day"]) == [*WAYS, "bound"]
    assert printed[0]["figures"]["kept"]["first_come"] is None
    assert [one["runs"][2]["figures"]["same_day"] for one in whole] == [
        one["figures"]["same_day"]["ours"] for one in printed
    ]
    assert (tmp_path / "out" / "day-2" / "status_quo" / "attempts.csv").is_file()


def test_the_same_days_give_the_same_bytes(tmp_path: Path) -> None:
    day = a_random_day(6, contacts=60).write(tmp_path / "day")

    run([day], out=tmp_path / "one")
    run([day], out=tmp_path / "two")

    one, two = (tmp_path / name / "comparison.json" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_nothing_is_run_when_one_scenario_cannot_be_read(tmp_path: Path) -> None:
    day = a_random_day(1).write(tmp_path / "day")

    with pytest.raises(ScenarioFault, match=r"nowhere: scenario\.json: cannot be read"):
        run([day, tmp_path / "nowhere"], out=tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_two_scenarios_with_one_name_are_refused(tmp_path: Path) -> None:
    days = [a_random_day(1, contacts=20).write(tmp_path / parent / "day") for parent in ("here", "there")]

    with pytest.raises(ScenarioFault, match="another scenario's folder has the same name, day"):
        run(days, out=tmp_path / "out")


def test_what_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    day = a_random_day(1, contacts=20).write(tmp_path / "day")
    (tmp_path / "out" / "comparison.json").mkdir(parents=True)

    with pytest.raises(ScenarioFault, match=r"comparison\.json: cannot be written"):
        run([day], out=tmp_path / "out")

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["comparison.json", "day"]


def test_progress_names_each_step_in_turn(tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    scenario = read_scenario(a_random_day(2, contacts=20).write(tmp_path / "day"))

    compare(scenario, progress=lambda what, part: steps.append((what, part)))

    assert steps[0] == ("day, status quo", 0.0)
    assert steps[-1] == ("day", 1.0)
    assert [part for _, part in steps] == sorted(part for _, part in steps)


def test_the_command_line_says_in_one_line_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["contact-api", "compare", str(tmp_path)])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 1
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 1
    assert printed[0].startswith("contact-api: ")
