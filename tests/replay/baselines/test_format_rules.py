"""The rivals obey the same rules as the product: no fault, no look ahead, the same every time."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.queue_orders import ORDERS
from contact_api.replay.baselines.status_quo import status_quo
from contact_api.replay.results.figures import Case
from contact_api.replay.results.result_files import write_result
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from tests.replay.baselines.small_days import a_day_by_chance
from tests.replay.result_checks import Played, before, cut_short, faults, rows_of, write_rows

Rival = Callable[[Scenario], list[Case]]
RIVALS = pytest.mark.parametrize(
    "rival",
    [
        status_quo,
        *(pytest.param(partial(first_come, order=order), id=name) for name, order in ORDERS.items()),
        pytest.param(partial(first_come, own_for=timedelta(minutes=20)), id="own_first"),
    ],
)
CUTS = ("2025-11-05T08:10:00", "2025-11-05T09:25:00", "2025-11-05T11:05:00")


def play(rival: Rival, scenario: Path, result: Path) -> Played:
    read = read_scenario(scenario)
    cases = rival(read)
    told = [promise for case in cases for promise in case.told]
    tried = [attempt for case in cases for attempt in case.tried]
    write_result(result, told, tried, zone=read.zone)
    return Played(scenario, result)


@RIVALS
@pytest.mark.parametrize("seed", range(5))
def test_a_rival_obeys_every_rule_of_the_format(rival: Rival, seed: int, tmp_path: Path) -> None:
    day = a_day_by_chance(seed).write(tmp_path / "day")

    result = play(rival, day, tmp_path / "result")

    assert faults(result) == []
    assert len(result.attempts) > 40


@RIVALS
def test_two_days_with_sick_calls_and_late_shifts_are_played_without_a_fault(
    rival: Rival, scenario: Path, tmp_path: Path
) -> None:
    result = play(rival, scenario, tmp_path / "result")

    assert faults(result) == []
    assert {row["started_at"][:10] for row in result.attempts} == {"2025-11-05", "2025-11-06"}


@RIVALS
@pytest.mark.parametrize("cut", CUTS)
def test_what_comes_later_changes_nothing_before_it(rival: Rival, cut: str, tmp_path: Path) -> None:
    day = a_day_by_chance(3).write(tmp_path / "day")
    short = cut_short(day, tmp_path / "short", cut)

    whole, cut_off = play(rival, day, tmp_path / "whole"), play(rival, short, tmp_path / "cut off")

    assert before(cut_off, cut) == before(whole, cut)
    assert before(whole, cut)[1]


@RIVALS
def test_what_is_hidden_changes_nothing_before_it_shows(rival: Rival, tmp_path: Path) -> None:
    cut = CUTS[1]
    day = a_day_by_chance(4).write(tmp_path / "day")
    whole = before(play(rival, day, tmp_path / "whole"), cut)
    shown = {row["contact_id"] for row in whole[1]}
    contacts = rows_of(day / "contacts.csv")
    for number, row in enumerate(contacts):
        if row["contact_id"] not in shown:
            row |= {"actual_minutes": str(number % 19 + 1), "answers_on_attempt": str(number % 4)}
    write_rows(day / "contacts.csv", contacts)

    assert before(play(rival, day, tmp_path / "changed"), cut) == whole


@RIVALS
def test_the_order_of_the_rows_makes_no_difference(rival: Rival, tmp_path: Path) -> None:
    day = a_day_by_chance(5).write(tmp_path / "day")
    first = play(rival, day, tmp_path / "first")
    known = (first.promises, first.attempts)
    for name in ("contacts.csv", "shifts.csv", "staff.csv", "centres.csv"):
        rows = rows_of(day / name)
        random.Random(1).shuffle(rows)
        write_rows(day / name, rows)

    again = play(rival, day, tmp_path / "again")

    assert (again.promises, again.attempts) == known
