"""One queue in several simple orders."""

import json
from pathlib import Path

import pytest

from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.queue_orders import ORDERS, main, same_day_by_order
from contact_api.replay.scenario.scenario import read_scenario
from tests.replay.baselines.small_days import SmallDay, centre, contact, member, one_nurse, shift


def order_of_calls(day: SmallDay, folder: Path, rule: str) -> list[str]:
    results = first_come(read_scenario(day.write(folder)), order=ORDERS[rule])
    calls = sorted(
        (result.attempts[0].started_at, result.citizen.contact_id) for result in results if result.attempts
    )
    return [contact_id for _, contact_id in calls]


def test_the_shortest_are_called_first_and_of_them_those_who_arrived_first(tmp_path: Path) -> None:
    day = one_nurse(
        contact("long", "07:30", "norr", expected_minutes="20"),
        contact("later", "07:32", "norr", expected_minutes="5"),
        contact("short", "07:31", "norr", expected_minutes="5"),
    )

    assert order_of_calls(day, tmp_path, "shortest") == ["short", "later", "long"]
    assert order_of_calls(day, tmp_path / "again", "first_come") == ["long", "short", "later"]


def test_a_contact_that_few_may_take_is_called_before_one_that_many_may_take(tmp_path: Path) -> None:
    elsewhere = [f"söder-{number:02}" for number in range(1, 10)]
    day = SmallDay(
        [centre("norr"), centre("söder")],
        [member("norr-01", "norr"), *(member(name, "söder") for name in elsewhere)],
        [shift("norr-01", "08:00", "12:00"), *(shift(name, "15:00", "16:00") for name in elsewhere)],
        [
            contact("anybody", "07:30", "norr", overflow_ok="1"),
            contact("short", "07:31", "norr", overflow_ok="1", expected_minutes="3"),
            contact("only here", "07:33", "norr"),
            contact("only here, short", "07:34", "norr", expected_minutes="3"),
        ],
    )

    assert order_of_calls(day, tmp_path / "a", "fewest_staff") == [
        "only here",
        "only here, short",
        "anybody",
        "short",
    ]
    assert order_of_calls(day, tmp_path / "b", "fewest_staff_shortest") == [
        "only here, short",
        "only here",
        "short",
        "anybody",
    ]


def test_what_each_order_reaches_is_printed_by_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = one_nurse(contact("c0", "07:30", "norr"), contact("late", "16:59", "norr")).write(tmp_path)

    main([str(folder)])

    shown = json.loads(capsys.readouterr().out)
    assert shown == {"scenario": tmp_path.name, "same_day": dict.fromkeys(ORDERS, 0.5)}
    assert shown["same_day"] == same_day_by_order(read_scenario(folder))
