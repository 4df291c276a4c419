"""Written contact over HTTP: who may read and write, and what is logged."""

from typing import Any

from tests.http.world import ASTRID, BERTIL, V1, World, seek

TEXT_ONLY = {"needs": {"mode": "text"}}


def held(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """The citizen's case, as they were told, and the nurse's claim."""
    case = seek(world, world.citizen(ASTRID), **TEXT_ONLY)
    world.clock.pass_time(minutes=20)
    claim: dict[str, Any] = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    return case, claim


def staff_write(world: World, claim: dict[str, Any], text: str = "Hur länge?", **more: Any) -> Any:
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/written-messages"
    body = {"lease_number": claim["lease_number"], "text": text}
    return world.client.post(path, json=body, headers=world.staff() | more)


def by_link(case: dict[str, Any]) -> dict[str, str]:
    return {"Contact-Link": case["link"]["token"]}


def test_the_citizen_reads_behind_their_link_and_answers(world: World) -> None:
    case, claim = held(world)
    mine = f"{V1}/contact-requests/{case['contact_id']}/written-messages"
    staff_write(world, claim)

    world.clock.pass_time(minutes=1)
    read = world.client.get(mine, headers=by_link(case)).json()
    answered = world.client.post(mine, json={"text": "Sedan i <b>måndags</b>."}, headers=by_link(case))
    seen = world.client.get(
        f"{V1}/desk/contact-requests/{case['contact_id']}/written-messages", headers=world.staff()
    ).json()

    assert [(one["by"], one["text"]) for one in read["items"]] == [("staff", "Hur länge?")]
    assert answered.status_code == 201
    assert [one["by"] for one in seen["items"]] == ["staff", "citizen"]
    assert seen["items"][1]["text"] == "Sedan i <b>måndags</b>."
    purposes = [look.purpose for look in world.looks()]
    assert {"write to the citizen", "see what was written"} <= set(purposes)


def test_the_case_says_how_many_there_are_to_read(world: World) -> None:
    case, claim = held(world)
    path = f"{V1}/contact-requests/{case['contact_id']}"

    before = world.client.get(path, headers=by_link(case)).json()
    staff_write(world, claim)
    after = world.client.get(path, headers=by_link(case)).json()

    assert case["written_messages"] is None
    assert (before["written_messages"], after["written_messages"]) == (0, 1)
    read = world.client.get(f"{path}/written-messages", headers=by_link(case)).json()
    assert len(read["items"]) == after["written_messages"]


def test_nobody_else_reads_or_writes(world: World) -> None:
    case, _ = held(world)
    mine = f"{V1}/contact-requests/{case['contact_id']}/written-messages"
    other = seek(world, world.citizen(BERTIL))
    elsewhere = world.staff("m-1", "mala")

    answers = [
        world.client.get(mine, headers=by_link(other)),
        world.client.post(mine, json={"text": "x"}, headers=by_link(other)),
        world.client.get(
            f"{V1}/desk/contact-requests/{case['contact_id']}/written-messages", headers=elsewhere
        ),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]


def test_the_same_key_writes_once(world: World) -> None:
    case, claim = held(world)

    first, again = (staff_write(world, claim, **{"Idempotency-Key": "k1"}) for _ in range(2))

    assert (first.status_code, again.text) == (201, first.text)
    mine = world.client.get(
        f"{V1}/contact-requests/{case['contact_id']}/written-messages", headers=by_link(case)
    ).json()
    assert len(mine["items"]) == 1
    assert mine["may_write"] is True


def test_words_of_nothing_but_blanks_are_refused(world: World) -> None:
    _, claim = held(world)

    assert staff_write(world, claim, " \n ").status_code == 422


def test_a_wrong_method_is_told_every_right_one(world: World) -> None:
    case, _ = held(world)

    answer = world.client.delete(f"{V1}/contact-requests/{case['contact_id']}/written-messages")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
