"""Staff pull their queue and work through it."""

from typing import Any

import pytest

from contact_api.domain.core.access import Role
from tests.http.world import V1, World, a_request

PULL = f"{V1}/work-queue/pulls"


def taken_in(world: World, **but: Any) -> dict[str, Any]:
    told: dict[str, Any] = world.client.post(
        f"{V1}/contact-requests", json=a_request(**but), headers=world.citizen()
    ).json()
    return told


def pulled(world: World, staff_id: str = "a-1", unit_id: str = "alidhem") -> dict[str, Any]:
    answer = world.client.post(PULL, headers=world.staff(staff_id, unit_id))
    assert answer.status_code == 200, answer.text
    claim: dict[str, Any] = answer.json()
    return claim


def do(world: World, claim: dict[str, Any], what: str, staff_id: str = "a-1", **body: Any) -> Any:
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/{what}"
    held = {"lease_number": claim["lease_number"], **body}
    return world.client.post(path, json=held, headers=world.staff(staff_id))


def test_a_pull_hands_over_everything_needed_to_call(world: World) -> None:
    told = taken_in(world, name="Astrid Testberg", free_text="Hosta", needs={"mode": "video"})

    contact = pulled(world)["contact"]

    assert (contact["contact_id"], contact["state"]) == (told["contact_id"], "claimed")
    assert (contact["call_number"], contact["name"], contact["free_text"]) == (
        "+46701740605",
        "Astrid Testberg",
        "Hosta",
    )
    assert (contact["identity"]["number"], contact["mode"]) == ("198004262385", "text")


def test_who_speaks_for_a_child_is_the_one_to_be_called(world: World) -> None:
    speaker = {"relation": "child", "caller_name": "Astrid", "caller_phone": "+46701740699"}
    taken_in(world, on_behalf_of=speaker)

    contact = pulled(world)["contact"]

    assert (contact["call_number"], contact["caller_name"], contact["on_behalf_of"]) == (
        "+46701740699",
        "Astrid",
        "child",
    )


def test_a_pull_is_logged_with_commission_unit_and_contact(world: World) -> None:
    told = taken_in(world)

    pulled(world)

    look = world.looks()[-1]
    assert (look.action, look.actor, look.role) == ("pulled", "a-1", "staff")
    assert (look.commission, look.unit_id, look.contact_id) == (
        "SE2321000222-TESTM0001",
        "alidhem",
        told["contact_id"],
    )


def test_pulling_the_contact_one_still_holds_is_a_look_of_its_own(world: World) -> None:
    taken_in(world)
    first = pulled(world)
    before = len(world.looks())

    again = pulled(world)

    assert again["contact"]["contact_id"] == first["contact"]["contact_id"]
    assert [(look.action, look.contact_id) for look in world.looks()[before:]] == [
        ("pulled", first["contact"]["contact_id"])
    ]


def test_an_empty_queue_is_204_and_nobody_was_looked_at(world: World) -> None:
    answer = world.client.post(PULL, headers=world.staff())

    assert (answer.status_code, answer.content, world.looks()) == (204, b"", [])


def test_nobody_gets_a_contact_that_another_holds(world: World) -> None:
    taken_in(world)
    pulled(world)

    answer = world.client.post(PULL, headers=world.staff("a-2"))

    assert answer.status_code == 204


def test_pulling_again_gives_the_contact_one_still_holds(world: World) -> None:
    taken_in(world)

    first, second = pulled(world), pulled(world)

    assert (second["contact"]["contact_id"], second["lease_number"]) == (
        first["contact"]["contact_id"],
        first["lease_number"],
    )


def test_the_contact_one_holds_can_be_seen_again_after_a_restart(world: World) -> None:
    taken_in(world)
    path = f"{V1}/work-queue/claims/current"
    before = world.client.get(path, headers=world.staff())
    claim = pulled(world)

    now = world.client.get(path, headers=world.staff())

    assert (before.status_code, now.json()) == (204, claim)
    assert world.looks()[-1].action == "read"


def test_a_heartbeat_holds_the_contact_for_another_lease(world: World) -> None:
    taken_in(world)
    claim = pulled(world)
    world.clock.pass_time(minutes=10)

    held = do(world, claim, "heartbeats").json()

    assert (claim["lease_until"], held["lease_until"]) == ("2026-11-23T08:30:00Z", "2026-11-23T08:40:00Z")


def test_a_released_contact_can_be_pulled_by_somebody_else(world: World) -> None:
    taken_in(world)
    claim = pulled(world)

    released = do(world, claim, "releases").json()

    assert (released["state"], released["next_try_at"]) == ("waiting", None)  # nobody has tried
    assert pulled(world, "a-2")["contact"]["contact_id"] == claim["contact"]["contact_id"]


def test_who_no_longer_holds_it_cannot_record_an_outcome(world: World) -> None:
    taken_in(world)
    claim = pulled(world)
    world.clock.pass_time(minutes=16)

    answer = do(world, claim, "outcomes", outcome="reached", result="advice")

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:contact-routing:problem:lease-lost")


def test_a_reached_contact_is_closed_with_its_result(world: World) -> None:
    taken_in(world)

    ended = do(world, pulled(world), "outcomes", outcome="reached", result="booked_visit").json()

    assert (ended["state"], ended["attempts"]) == ("reached", 1)


def test_an_outcome_sent_again_without_a_key_is_answered_as_it_was_saved(world: World) -> None:
    taken_in(world)
    claim = pulled(world)
    first = do(world, claim, "outcomes", outcome="no_answer")
    world.clock.pass_time(minutes=40)

    again = do(world, claim, "outcomes", outcome="no_answer")
    another = do(world, claim, "outcomes", outcome="reached", result="advice")

    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert (again.json()["attempts"], another.status_code) == (1, 409)


def test_no_answer_brings_another_try_by_rule(world: World) -> None:
    taken_in(world)

    ended = do(world, pulled(world), "outcomes", outcome="no_answer").json()

    assert (ended["state"], ended["next_try_at"]) == ("waiting", "2026-11-23T08:45:00Z")


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("outcomes", {"outcome": "reached", "result": "self_care"}),
        ("triage-overrides", {"why": "Andfådd.", "urgency": "U1"}),
    ],
)
def test_a_sign_in_without_a_licence_is_nobody_licensed_whatever_the_register_says(
    world: World, act: str, body: dict[str, Any]
) -> None:
    taken_in(world)
    claim = pulled(world)
    headers = world.bearer(
        "a-1", Role.STAFF, staff_id="a-1", unit_id="alidhem", healthcareProfessionalLicense=[]
    )
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/{act}"

    answer = world.client.post(path, json={"lease_number": claim["lease_number"], **body}, headers=headers)

    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (403, "not-licensed")


def test_only_licensed_staff_give_self_care_advice(world: World) -> None:
    taken_in(world)

    answer = do(world, pulled(world, "a-2"), "outcomes", "a-2", outcome="reached", result="self_care")

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:contact-routing:problem:not-licensed")


def test_a_transfer_gives_the_contact_to_another_unit_with_a_reason(world: World) -> None:
    taken_in(world)

    moved = do(world, pulled(world), "transfers", why="Bor i Malå.", to_unit="mala")

    assert moved.json()["state"] == "waiting"
    assert pulled(world, "m-1", "mala")["contact"]["unit"]["id"] == "mala"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"why": "   ", "to_unit": "mala"}, 422),
        ({"why": "x"}, 422),
        ({"why": "x", "to_unit": "alidhem"}, 422),
        ({"why": "x", "consent": "any_provider"}, 422),
        ({"why": "x", "to_unit": "mala", "consent": "own_unit"}, 422),
        ({"why": "x", "to_unit": "nowhere"}, 404),
        ({"why": "x", "to_professions": ["wizard"]}, 422),
    ],
)
def test_a_transfer_to_nowhere_or_without_a_reason_is_refused(
    world: World, body: dict[str, Any], status: int
) -> None:
    taken_in(world)

    assert do(world, pulled(world), "transfers", **body).status_code == status


def test_a_transfer_that_names_nobody_is_told_what_is_missing(world: World) -> None:
    taken_in(world)

    answer = do(world, pulled(world), "transfers", why="x").json()

    assert answer["errors"] == [
        {"field": "body.to_unit", "what": "nothing would change; send to_unit or to_professions"}
    ]


def test_another_care_provider_gets_the_contact_only_by_the_citizen_s_yes(world: World) -> None:
    taken_in(world, consent="same_provider")
    claim = pulled(world)
    onward = {"why": "Bor nära Kliniken.", "to_unit": "kliniken"}

    refused = do(world, claim, "transfers", **onward)
    moved = do(world, claim, "transfers", **onward, consent="any_provider")

    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:contact-routing:problem:consent-missing",
    )
    assert moved.status_code == 200
    contact = pulled(world, "k-1", "kliniken")["contact"]
    assert (contact["unit"]["id"], contact["consent"]) == ("kliniken", "any_provider")


@pytest.mark.parametrize("outcome", ["no_answer", "wrong_number", "declined"])
def test_a_result_is_not_dropped_where_nobody_was_reached(world: World, outcome: str) -> None:
    taken_in(world)
    claim = pulled(world)

    answer = do(world, claim, "outcomes", outcome=outcome, result="advice")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.result")
    assert do(world, claim, "outcomes", outcome=outcome).status_code == 200


def test_an_override_that_sets_nothing_is_refused(world: World) -> None:
    taken_in(world)

    answer = do(world, pulled(world), "triage-overrides", why="Andfådd.")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.urgency")


def test_licensed_staff_override_the_rules_and_others_may_not(world: World) -> None:
    taken_in(world)
    claim = pulled(world)
    change: dict[str, Any] = {"why": "Andfådd.", "urgency": "U1", "minutes": 20}

    assert do(world, claim, "triage-overrides", **change).status_code == 200
    seen = world.client.get(f"{V1}/work-queue/claims/current", headers=world.staff()).json()["contact"]
    do(world, claim, "releases")
    refused = do(world, pulled(world, "a-2"), "triage-overrides", "a-2", **change)

    assert (seen["urgency"], seen["minutes"]) == ("U1", 22)  # documentation included
    assert refused.status_code == 403


def test_the_queue_shows_what_waits_without_saying_who(world: World) -> None:
    told = taken_in(world, name="Astrid Testberg")

    page = world.client.get(f"{V1}/work-queue", headers=world.staff())

    assert [one["contact_id"] for one in page.json()["items"]] == [told["contact_id"]]
    assert not [known for known in ("Testberg", "701740605", "19800426") if known in page.text]
    assert world.looks()[-1].action == "listed"


def test_the_queue_of_another_unit_is_not_shown(world: World) -> None:
    taken_in(world)

    page = world.client.get(f"{V1}/work-queue", headers=world.staff("m-1", "mala")).json()

    assert page == {"items": [], "limit": 20, "offset": 0, "more": False}


def test_a_page_says_whether_there_is_more(world: World) -> None:
    for number in ("198004262385", "198108222384", "201701012393"):
        world.client.post(f"{V1}/contact-requests", json=a_request(), headers=world.citizen(number))

    first = world.client.get(f"{V1}/work-queue?limit=2", headers=world.staff()).json()
    rest = world.client.get(f"{V1}/work-queue?limit=2&offset=2", headers=world.staff()).json()

    assert (len(first["items"]), first["more"]) == (2, True)
    assert (len(rest["items"]), rest["more"]) == (1, False)
