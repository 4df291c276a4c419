"""First come, first served over the whole region."""

from pathlib import Path

import pytest

from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.results.figures import ContactResult
from contact_api.replay.scenario.scenario import read_scenario
from tests.replay.baselines.small_days import SmallDay, at, centre, contact, member, one_nurse, shift, sick


def results_of(day: SmallDay, folder: Path) -> dict[str, list[str]]:
    """By citizen, the calls to them in UTC, an hour behind local time."""
    return {
        result.citizen.contact_id: calls(result) for result in first_come(read_scenario(day.write(folder)))
    }


def calls(result: ContactResult) -> list[str]:
    return [f"{one.staff_id} {one.started_at:%H:%M} {one.outcome}" for one in result.attempts]


def two_centres(*contacts: dict[str, str], shares: str = "1") -> SmallDay:
    return SmallDay(
        [centre("norr"), centre("söder", shares=shares)],
        [member("norr-01", "norr"), member("söder-01", "söder")],
        [shift("norr-01", "09:00", "10:00"), shift("söder-01", "08:00", "12:00")],
        list(contacts),
    )


def test_the_longest_waiting_is_taken_first(tmp_path: Path) -> None:
    day = one_nurse(contact("second", "07:31", "norr", urgency="urgent"), contact("first", "07:30", "norr"))

    assert results_of(day, tmp_path) == {
        "first": ["norr-01 07:00 reached"],
        "second": ["norr-01 07:08 reached"],
    }


@pytest.mark.parametrize(
    ("overflow_ok", "shares", "seen"),
    [
        ("1", "1", ["söder-01 07:00 reached"]),
        ("0", "1", ["norr-01 08:00 reached"]),
        ("1", "0", ["norr-01 08:00 reached"]),
    ],
)
def test_a_contact_is_taken_by_anybody_whom_the_citizen_and_the_centre_allow(
    tmp_path: Path, overflow_ok: str, shares: str, seen: list[str]
) -> None:
    day = two_centres(contact("c0", "07:30", "norr", overflow_ok=overflow_ok), shares=shares)

    assert results_of(day, tmp_path)["c0"] == seen


def test_who_has_been_free_longest_is_offered_a_contact_first(tmp_path: Path) -> None:
    day = two_centres(contact("c0", "09:30", "norr", overflow_ok="1"))

    assert results_of(day, tmp_path)["c0"] == ["söder-01 08:30 reached"]


def test_a_citizen_who_does_not_answer_keeps_their_place(tmp_path: Path) -> None:
    others = [contact(f"c{number}", f"07:4{number}", "norr") for number in range(6)]
    day = one_nurse(contact("first", "07:30", "norr", answers_on_attempt="2"), *others)

    found = results_of(day, tmp_path)

    assert found["first"] == ["norr-01 07:00 no_answer", "norr-01 07:33 reached"]
    assert found["c4"] == ["norr-01 07:41 reached"]


def test_no_more_attempts_are_made_than_agreed(tmp_path: Path) -> None:
    found = results_of(one_nurse(contact("c0", "07:30", "norr", answers_on_attempt="0")), tmp_path)

    assert [call.split()[1] for call in found["c0"]] == ["07:00", "07:31", "08:02"]


def test_nobody_is_called_outside_their_hours(tmp_path: Path) -> None:
    day = one_nurse(
        contact("later", "07:30", "norr", available_from=at("09:30")),
        contact("gone", "07:30", "norr", available_to=at("07:50")),
    )

    assert results_of(day, tmp_path) == {"later": ["norr-01 08:30 reached"], "gone": []}


def test_whoever_is_off_sick_takes_no_more_contacts(tmp_path: Path) -> None:
    day = one_nurse(contact("before", "08:30", "norr"), contact("after", "09:30", "norr"))
    day.shifts.append(sick("norr-01", "08:33"))

    assert results_of(day, tmp_path) == {"before": ["norr-01 07:30 reached"], "after": []}


def test_nobody_is_promised_anything(tmp_path: Path) -> None:
    scenario = read_scenario(one_nurse(contact("c0", "07:30", "norr")).write(tmp_path))

    (result,) = first_come(scenario)

    assert [(one.backed, one.window, one.made_at) for one in result.promises] == [
        (False, None, result.citizen.arrived_at)
    ]
