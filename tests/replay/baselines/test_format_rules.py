"""The baselines obey the same rules as the product: no fault, no look ahead, the same every time."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.queue_orders import ORDERS
from contact_api.replay.baselines.status_quo import status_quo
from contact_api.replay.results.figures import ContactResult
from contact_api.replay.results.result_files import write_result
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from tests.replay.baselines.small_days import a_random_day
from tests.replay.result_checks import Played, before, cut_short, faults, rows_of, write_rows

Baseline = Callable[[Scenario], list[ContactResult]]
BASELINES = pytest.mark.parametrize(
    "baseline",
    [
        status_quo,
        *(pytest.param(partial(first_come, order=order), id=name) for name, order in ORDERS.items()),
        pytest.param(partial(first_come, own_unit_for=timedelta(minutes=20)), id="own_unit_first"),
    ],
)
CUTS = ("2025-11-05T08:10:00", "2025-11-05T09:25:00", "2025-11-05T11:05:00")


def play(baseline: Baseline, scenario: Path, out: Path) -> Played:
    read = read_scenario(scenario)
    write_result(out, baseline(read), zone=read.zone)
    return Played(scenario, out)


@BASELINES
@pytest.mark.parametrize("seed", range(5))
def test_a_baseline_obeys_every_rule_of_the_format(baseline: Baseline, seed: int, tmp_path: Path) -> None:
    day = a_random_day(seed).write(tmp_path / "day")

    result = play(baseline, day, tmp_path / "result")

    assert faults(result) == []
    assert len(result.attempts) > 40


@BASELINES
def test_two_days_with_sick_calls_and_late_shifts_are_run_without_a_fault(
    baseline: Baseline, scenario: Path, tmp_path: Path
) -> None:
    result = play(baseline, scenario, tmp_path / "result")

    assert faults(result) == []
    assert {row["started_at"][:10] for row in result.attempts} == {"2025-11-05", "2025-11-06"}


@BASELINES
@pytest.mark.parametrize("cut", CUTS)
def test_what_comes_later_changes_nothing_before_it(baseline: Baseline, cut: str, tmp_path: Path) -> None:
    day = a_random_day(3).write(tmp_path / "day")
    short = cut_short(day, tmp_path / "short", cut)

    whole, cut_off = play(baseline, day, tmp_path / "whole"), play(baseline, short, tmp_path / "cut off")

    assert before(cut_off, cut) == before(whole, cut)
    assert before(whole, cut)[1]


@BASELINES
def test_what_is_hidden_changes_nothing_before_it_shows(baseline: Baseline, tmp_path: Path) -> None:
    cut = CUTS[1]
    day = a_random_day(4).write(tmp_path / "day")
    whole = before(play(baseline, day, tmp_path / "whole"), cut)
    shown = {row["contact_id"] for row in whole[1]}
    contacts = rows_of(day / "contacts.csv")
    for number, row in enumerate(contacts):
        if row["contact_id"] not in shown:
            row |= {"actual_minutes": str(number % 19 + 1), "answers_on_attempt": str(number % 4)}
    write_rows(day / "contacts.csv", contacts)

    assert before(play(baseline, day, tmp_path / "changed"), cut) == whole


@BASELINES
def test_the_order_of_the_rows_makes_no_difference(baseline: Baseline, tmp_path: Path) -> None:
    day = a_random_day(5).write(tmp_path / "day")
    first = play(baseline, day, tmp_path / "first")
    known = (first.promises, first.attempts)
    for name in ("contacts.csv", "shifts.csv", "staff.csv", "centres.csv"):
        rows = rows_of(day / name)
        random.Random(1).shuffle(rows)
        write_rows(day / name, rows)

    again = play(baseline, day, tmp_path / "again")

    assert (again.promises, again.attempts) == known
