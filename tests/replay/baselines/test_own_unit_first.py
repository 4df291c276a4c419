"""Rules that promise nothing and take people of the own unit first."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.own_unit_first import TradeOff, main, pareto_front, trade_offs
from contact_api.replay.scenario.scenario import read_scenario
from tests.replay.baselines.small_days import SmallDay, centre, contact, member, shift

TWO_CENTRES = SmallDay(
    [centre("norr"), centre("söder")],
    [member("norr-01", "norr"), member("söder-01", "söder")],
    [shift("norr-01", "08:00", "08:01"), shift("söder-01", "08:00", "12:00")],
    [
        contact("first", "07:30", "norr", overflow_ok="1", expected_minutes="10"),
        contact("second", "07:31", "norr", overflow_ok="1", expected_minutes="10"),
        contact("of söder", "07:50", "söder", overflow_ok="1", expected_minutes="10"),
    ],
)


def calls(folder: Path, minutes: int) -> list[tuple[str, str, str]]:
    """When who called whom."""
    scenario = read_scenario(TWO_CENTRES.write(folder))
    results = first_come(scenario, own_unit_for=timedelta(minutes=minutes))
    return sorted(
        (one.started_at.astimezone(scenario.zone).strftime("%H:%M"), one.staff_id, one.contact_id)
        for result in results
        for one in result.attempts
    )


def test_people_of_the_own_unit_are_taken_before_others_who_arrived_sooner(tmp_path: Path) -> None:
    began = calls(tmp_path, minutes=0)[:2]

    assert began == [("08:00", "norr-01", "first"), ("08:00", "söder-01", "of söder")]


def test_other_units_take_a_contact_only_after_it_has_waited_so_long(tmp_path: Path) -> None:
    assert calls(tmp_path, minutes=120)[-1] == ("09:31", "söder-01", "second")


def test_only_rules_that_no_other_betters_are_shown() -> None:
    many = TradeOff("a", 0, same_day=0.9, own_centre=0.5)
    worse = TradeOff("b", 0, same_day=0.85, own_centre=0.5)
    near = TradeOff("c", 60, same_day=0.8, own_centre=0.7)

    assert pareto_front([worse, near, many]) == [many, near]


def test_what_the_rules_come_to_is_printed_by_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = TWO_CENTRES.write(tmp_path)

    main([str(folder)])

    shown = json.loads(capsys.readouterr().out)
    assert shown["scenario"] == tmp_path.name
    assert [one["same_day"] for one in shown["rules"]] == [
        one.same_day for one in trade_offs(read_scenario(folder))
    ]
