"""What the product would reach on a day of which more is known beforehand."""

import json
from pathlib import Path

import pytest

from contact_api.replay.baselines.perfect_information import (
    main,
    with_all_known,
    with_everybody_answering,
    with_lengths_known,
    with_sick_calls_known,
)
from contact_api.replay.baselines.working_time import working_spans
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from tests.replay.baselines.small_days import contact, one_nurse, sick


def a_day(folder: Path) -> Scenario:
    day = one_nurse(
        contact("slow", "08:00", "norr", actual_minutes="9.4"),
        contact("answers late", "08:01", "norr", answers_on_attempt="2"),
        contact("never answers", "08:02", "norr", answers_on_attempt="0"),
    )
    day.shifts.append(sick("norr-01", "09:00"))
    return read_scenario(day.write(folder))


def test_who_calls_in_sick_works_as_long_as_before_but_nobody_calls_in(tmp_path: Path) -> None:
    day = a_day(tmp_path)

    known = with_sick_calls_known(day)

    assert working_spans(known) == working_spans(day)
    assert not any(row.is_sick_call or row.known_at for row in known.roster)


def test_a_conversation_is_expected_to_be_as_long_as_it_is(tmp_path: Path) -> None:
    day = a_day(tmp_path)

    known = with_lengths_known(day)

    assert [one.expected_minutes for one in known.citizens] == [9, 6, 6]
    assert [one.actual_minutes for one in known.citizens] == [one.actual_minutes for one in day.citizens]


def test_everybody_answers_the_first_call(tmp_path: Path) -> None:
    known = with_everybody_answering(a_day(tmp_path))

    assert all(one.answers(1) for one in known.citizens)


def test_all_known_is_all_three_changes(tmp_path: Path) -> None:
    day = a_day(tmp_path)

    known = with_all_known(day)

    assert working_spans(known) == working_spans(day)
    assert [(one.expected_minutes, one.answers(1)) for one in known.citizens] == [
        (9, True),
        (6, True),
        (6, True),
    ]


def test_each_change_is_run_and_printed_with_the_bounds_of_the_changed_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_day(tmp_path)

    main([str(tmp_path)])

    shown = json.loads(capsys.readouterr().out)
    figures = {one["known"]: (one["same_day"], one["bound_same_day"]) for one in shown["with_known"]}
    assert set(figures) == {"nothing", "sick_calls", "lengths", "everybody_answers", "all"}
    assert figures["all"] == (1.0, 1.0)
    assert all(reached <= bound for reached, bound in figures.values())
