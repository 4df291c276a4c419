"""Staff enter requests for others, look people up, read histories; and every look is logged."""

from typing import Any

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import ContactId
from tests.http.world import ASTRID, BERTIL, V1, World, a_request, seek

DESK = f"{V1}/desk/contact-requests"
ASTRIDS = {"identity": {"kind": "personal_number", "number": ASTRID}}


def entered(world: World, **but: Any) -> dict[str, Any]:
    answer = world.client.post(DESK, json=a_request(**ASTRIDS, **but), headers=world.staff())
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_staff_enter_a_request_for_somebody_and_the_look_is_logged(world: World) -> None:
    told = entered(world)

    assert (told["promise"]["backed"], told["link"]) == (True, None)  # the link is for the citizen alone
    assert [(look.action, look.contact_id) for look in world.looks()] == [("changed", told["contact_id"])]


def test_after_an_outage_the_time_on_the_paper_list_is_kept(world: World) -> None:
    told = entered(world, sought_at="2026-11-23T07:40:00+01:00")

    assert told["sought_at"] == "2026-11-23T06:40:00Z"


def test_the_newest_of_a_persons_contacts_are_found_first(world: World) -> None:
    times = [f"2026-11-23T07:{minute:02}:00+01:00" for minute in (10, 40, 20)]
    for sought_at in times:
        told = entered(world, sought_at=sought_at)
        world.client.post(f"{V1}/contact-requests/{told['contact_id']}/cancellation", headers=world.citizen())

    found = world.client.post(f"{DESK}/searches", json=ASTRIDS, headers=world.staff()).json()["items"]

    assert [one["sought_at"] for one in found] == [
        "2026-11-23T06:40:00Z",
        "2026-11-23T06:20:00Z",
        "2026-11-23T06:10:00Z",
    ]


def test_a_person_s_contacts_are_found_by_a_number_in_the_body(world: World) -> None:
    told = entered(world)

    found = world.client.post(f"{DESK}/searches", json=ASTRIDS, headers=world.staff()).json()["items"]

    assert [one["contact_id"] for one in found] == [told["contact_id"]]
    look = world.looks()[-1]
    assert (look.action, look.person_id) == ("listed", world.looks()[0].person_id)


def test_a_search_that_finds_nobody_is_logged_too(world: World) -> None:
    him = {"identity": {"kind": "personal_number", "number": BERTIL}}

    found = world.client.post(f"{DESK}/searches", json=him, headers=world.staff()).json()

    assert (found, world.looks()[-1].purpose) == ({"items": []}, "search by identity")


def test_another_unit_does_not_find_the_person(world: World) -> None:
    entered(world)

    found = world.client.post(f"{DESK}/searches", json=ASTRIDS, headers=world.staff("m-1", "mala")).json()

    assert found == {"items": []}


def test_the_contact_is_shown_with_the_person_and_the_look_is_logged(world: World) -> None:
    told = entered(world, name="Astrid Testberg")

    seen = world.client.get(f"{DESK}/{told['contact_id']}", headers=world.staff()).json()

    assert (seen["name"], seen["intake"]) == ("Astrid Testberg", "staff_entered")
    assert world.looks()[-1].action == "read"


def test_what_another_unit_may_not_know_of_does_not_exist(world: World) -> None:
    told = entered(world)
    looks = len(world.looks())

    for path in ("", "/history"):
        answer = world.client.get(f"{DESK}/{told['contact_id']}{path}", headers=world.staff("m-1", "mala"))
        assert answer.status_code == 404
    assert len(world.looks()) == looks


def test_who_holds_a_contact_of_another_unit_may_read_it(world: World) -> None:
    told = entered(world, consent="same_provider")
    world.client.post(f"{V1}/staff/a-1/sick-calls", json={}, headers=world.manager())
    world.client.post(f"{V1}/staff/a-2/sick-calls", json={}, headers=world.manager())
    world.clock.pass_time(minutes=54)  # near its end the window is lent to others
    claim = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff("m-1", "mala"))
    assert claim.json()["contact"]["contact_id"] == told["contact_id"]

    seen = world.client.get(f"{DESK}/{told['contact_id']}", headers=world.staff("m-1", "mala"))

    assert seen.status_code == 200


def test_the_history_tells_what_happened_and_what_decided_it(world: World) -> None:
    told = entered(world)
    claim = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    world.client.post(
        f"{V1}/work-queue/claims/{told['contact_id']}/outcomes",
        json={"lease_number": claim["lease_number"], "outcome": "no_answer"},
        headers=world.staff(),
    )

    history = world.client.get(f"{DESK}/{told['contact_id']}/history", headers=world.staff()).json()

    assert [one["kind"] for one in history["events"]] == [
        "contact.taken_in",
        "promise.made",
        "contact.pulled",
        "attempt.ended",
    ]
    assert [(one["why"], one["backed"]) for one in history["promises"]] == [("own_unit", True)]
    assert [(one["number"], one["staff_id"], one["outcome"]) for one in history["attempts"]] == [
        (1, "a-1", "no_answer")
    ]
    assert history["sorted_as"].startswith("Du angav: Förkyld")


def test_staff_who_enter_for_another_unit_find_none_of_its_cases(world: World) -> None:
    mine = seek(world, world.citizen(), free_text="egen text 4711")
    entered = a_request(identity={"kind": "personal_number", "number": ASTRID}, phone="+46701740699")
    headers = world.bearer("x", Role.STAFF, unit_id="mala", staff_id="m-1")

    answer = world.client.post(
        f"{V1}/desk/contact-requests", json=entered | {"channel": "phone"}, headers=headers
    )

    assert answer.status_code == 201, answer.text
    assert answer.json()["contact_id"] != mine["contact_id"]
    assert "4711" not in answer.text
    with world.store.transaction() as tx:
        details = tx.details(ContactId(mine["contact_id"]))
    assert details is not None
    assert details.callback_number != "+46701740699"
