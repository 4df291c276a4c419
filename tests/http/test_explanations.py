"""Why this time, and why now: told to whom it concerns, in words and in parts, and to nobody else."""

from typing import Any

import pytest

from contact_api.domain.core.access import Role
from tests.http.test_own_contact import by_link
from tests.http.world import ASTRID, BERTIL, V1, World, seek, the_catalogue


def path_of(told: dict[str, Any]) -> str:
    return f"{V1}/contact-requests/{told['contact_id']}/explanations"


def why(world: World, told: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    seen = world.client.get(path_of(told), headers=headers)
    assert seen.status_code == 200, seen.text
    found: dict[str, Any] = seen.json()
    return found


def test_a_citizen_reads_why_they_got_their_time_in_both_languages(world: World) -> None:
    told = seek(world, world.citizen())

    (decision,) = why(world, told, world.citizen())["decisions"]

    assert decision["text"]["sv"].startswith("Tiden är den första som sjuksköterskor eller")
    assert "Ålidhems hälsocentral har ledig för dig." in decision["text"]["sv"]
    assert decision["text"]["en"].startswith("It is the first time that nurses or")
    assert decision["planning_version"] == the_catalogue().planning.version


def test_the_parts_say_what_was_looked_at_and_what_was_next_in_line(world: World) -> None:
    told = seek(world, world.citizen())

    parts = why(world, told, by_link(told))["decisions"][0]["promise"]

    winner, *others = parts["candidates"]
    assert winner["window_from"] == told["promise"]["window_from"]
    assert {one["verdict"] for one in parts["half_hours"]} == {"available"}
    assert parts["runner_up_lost_in"] in {"start", "tie_other_uses", "tie_name"}
    assert all(one["place"]["start"] >= winner["place"]["start"] for one in others)


def test_a_pull_is_explained_without_a_word_of_the_runner_up_but_the_place(world: World) -> None:
    told = seek(world, world.citizen(ASTRID), reason="R02")
    other = seek(world, world.citizen(BERTIL))
    world.clock.pass_time(hours=1)
    pulled = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()["contact"][
        "contact_id"
    ]
    first, second = (told, other) if pulled == told["contact_id"] else (other, told)

    seen = world.client.get(path_of(first), headers=world.staff())

    pull = seen.json()["decisions"][-1]
    assert (pull["kind"], pull["pull"]["candidates"]) == ("pull", 2)
    parts = {
        "at_once",
        "urgent",
        "left_to_own_unit",
        "at_risk",
        "promised",
        "distance",
        "named",
        "needed_at_own_unit",
    }
    assert set(pull["pull"]["runner_up"]) == parts
    assert "därför att" in pull["text"]["sv"]
    assert second["contact_id"] not in seen.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MEDICAL_LEAD])
def test_those_who_answer_for_the_rules_may_ask_of_anybody_and_it_is_logged(world: World, role: Role) -> None:
    told = seek(world, world.citizen())

    assert why(world, told, world.having(role))["decisions"]
    assert (world.looks()[-1].role, world.looks()[-1].purpose) == (role.value, "see why")


def test_for_whom_it_does_not_concern_there_is_no_such_contact(world: World) -> None:
    told = seek(world, world.citizen(ASTRID))
    looks = len(world.looks())

    for headers in (world.citizen(BERTIL), world.staff("m-1", "mala")):
        assert world.client.get(path_of(told), headers=headers).status_code == 404
    assert len(world.looks()) == looks


def test_nothing_in_an_explanation_says_who_the_citizen_is(world: World) -> None:
    told = seek(world, world.citizen(), name="Astrid Asp", free_text="ont i halsen")

    seen = world.client.get(path_of(told), headers=world.having(Role.AUDITOR)).text

    for word in (ASTRID, "Asp", "0701740605", "ont i halsen"):
        assert word not in seen
