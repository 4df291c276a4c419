"""The day as regions run it now."""

from pathlib import Path

import pytest

from contact_api.replay.baselines.status_quo import status_quo
from contact_api.replay.results.figures import ContactResult, summary_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import read_scenario
from tests.replay.baselines.small_days import SmallDay, at, centre, contact, member, one_nurse, shift, sick


def results_of(day: SmallDay, folder: Path) -> dict[str, ContactResult]:
    return {result.citizen.contact_id: result for result in status_quo(read_scenario(day.write(folder)))}


def windows(result: ContactResult) -> list[str | None]:
    """The promised times in UTC, an hour behind local time."""
    return [f"{one.window.start:%H:%M}" if one.window else None for one in result.promises]


def calls(result: ContactResult) -> list[str]:
    return [f"{one.staff_id} {one.started_at:%H:%M} {one.outcome}" for one in result.attempts]


def test_slots_are_given_in_order_of_arrival_until_the_centre_is_full(tmp_path: Path) -> None:
    day = one_nurse(*(contact(f"c{number}", f"07:3{number}", "norr") for number in range(3)), end="08:36")

    found = results_of(day, tmp_path)

    assert {name: windows(result) for name, result in found.items()} == {
        "c0": ["07:00"],
        "c1": ["07:12"],
        "c2": [None],
    }
    assert calls(found["c1"]) == ["norr-01 07:12 reached"]
    assert calls(found["c2"]) == []


def test_nobody_is_helped_by_another_centre(tmp_path: Path) -> None:
    day = SmallDay(
        [centre("norr"), centre("söder")],
        [member("norr-01", "norr"), member("söder-01", "söder")],
        [shift("norr-01", "08:00", "08:24"), shift("söder-01", "08:00", "12:00")],
        [
            contact("first", "07:30", "norr", overflow_ok="1"),
            contact("second", "07:31", "norr", overflow_ok="1"),
        ],
    )

    assert windows(results_of(day, tmp_path)["second"]) == [None]


def test_a_slot_lies_in_the_citizens_hours(tmp_path: Path) -> None:
    day = one_nurse(contact("c0", "07:30", "norr", available_from=at("09:05"), available_to=at("10:00")))

    assert windows(results_of(day, tmp_path)["c0"]) == ["08:12"]


def test_a_long_call_makes_the_next_one_late_and_none_is_early(tmp_path: Path) -> None:
    day = one_nurse(
        contact("long", "07:30", "norr", actual_minutes="20"),
        contact("late", "07:31", "norr"),
        contact("on-time", "07:32", "norr"),
    )

    found = results_of(day, tmp_path)

    assert calls(found["late"]) == ["norr-01 07:22 reached"]
    assert calls(found["on-time"]) == ["norr-01 07:30 reached"]


@pytest.mark.parametrize(
    ("answers", "seen"),
    [
        ("2", ["norr-01 07:00 no_answer", "norr-01 07:31 reached"]),
        ("3", ["norr-01 07:00 no_answer", "norr-01 07:31 no_answer"]),
    ],
)
def test_who_does_not_answer_is_tried_once_more_within_the_hour(
    tmp_path: Path, answers: str, seen: list[str]
) -> None:
    day = one_nurse(contact("c0", "07:30", "norr", answers_on_attempt=answers))

    assert calls(results_of(day, tmp_path)["c0"]) == seen


def test_nobody_is_tried_again_when_every_slot_is_taken(tmp_path: Path) -> None:
    others = [contact(f"c{number}", f"07:3{number}", "norr", actual_minutes="15") for number in range(1, 8)]
    day = one_nurse(contact("c0", "07:30", "norr", answers_on_attempt="2"), *others)

    assert calls(results_of(day, tmp_path)["c0"]) == ["norr-01 07:00 no_answer"]


def test_a_sick_call_gives_citizens_other_slots_where_there_are_any(tmp_path: Path) -> None:
    day = SmallDay(
        [centre("norr")],
        [member("norr-01", "norr"), member("norr-02", "norr")],
        [shift("norr-01", "08:00", "12:00"), shift("norr-02", "10:00", "10:36"), sick("norr-01", "07:45")],
        [contact(f"c{number}", f"07:3{number}", "norr") for number in range(3)],
    )

    found = results_of(day, tmp_path)

    assert [windows(found[f"c{number}"]) for number in range(3)] == [
        ["07:00", "09:00"],
        ["07:12", "09:12"],
        ["07:24", None],
    ]
    assert calls(found["c0"]) == ["norr-02 09:00 reached"]


def test_a_shift_that_becomes_known_later_gives_new_slots(tmp_path: Path) -> None:
    day = one_nurse(contact("early", "07:30", "norr"), contact("later", "10:30", "norr"))
    day.shifts = [shift("norr-01", "11:00", "12:00", known="10:00")]

    found = results_of(day, tmp_path)

    assert windows(found["early"]) == [None]
    assert windows(found["later"]) == ["10:00"]


def test_a_regions_ordinary_day_comes_out_as_the_region_did(regions_day: Path) -> None:
    scenario = read_scenario(regions_day)

    figures = summary_of(status_quo(scenario), region_of(scenario))

    assert figures.same_day == pytest.approx(0.665, abs=0.03)  # Region Västerbotten, 2025
    assert figures.own_centre == 1.0
