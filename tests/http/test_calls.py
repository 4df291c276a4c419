"""Staff have a citizen called by the service, and what is refused."""

from dataclasses import replace
from typing import Any

import pytest

from contact_api.domain.calls.calls import CameTo
from contact_api.domain.calls.dialling_limits import DiallingLimits
from contact_api.domain.core.values import CallId
from contact_api.http.app import create_app
from contact_api.ports import Transaction
from contact_api.usecases.calls.dial import Dialling
from contact_api.usecases.calls.record_call_event import settle
from tests.http.calling import OWN, a_call, a_claim, code_of, press_call
from tests.http.world import V1, World, a_world, seek


def limited(**limits: Any) -> World:
    """A world whose limits are others."""
    world = next(a_world())
    app = replace(world.app, dialling=Dialling(DiallingLimits(**limits), lambda _unit: "+46101740600"))
    return replace(world, app=app, client=type(world.client)(create_app(app)))


def test_a_call_that_was_asked_for_is_accepted_and_seen_by_who_asked(world: World) -> None:
    asked = press_call(world, a_claim(world))

    seen = world.client.get(f"{V1}/work-queue/calls/{asked.json()['call_id']}", headers=world.staff())
    assert (asked.status_code, seen.status_code) == (202, 200)
    assert seen.json() == asked.json()
    assert (seen.json()["phase"], seen.json()["came_to"]) == ("ringing_staff", None)
    assert [line["line"] for line in seen.json()["lines"]] == ["staff", "citizen"]
    assert ("called", "make the contact") in [(look.action, look.purpose) for look in world.looks()]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (None, "Samtalet avbröts innan någon svarade. Du har kvar kontakten."),
        ("no_answer", "Samtalet är slut. Du har inte längre kontakten."),
    ],
)
def test_who_said_how_it_ended_while_it_rang_is_not_told_that_they_keep_the_contact(
    world: World, outcome: str | None, told: str
) -> None:
    claim = a_claim(world)
    call_id = press_call(world, claim).json()["call_id"]
    if outcome:
        path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/outcomes"
        said = {"lease_number": claim["lease_number"], "outcome": outcome}
        assert world.client.post(path, json=said, headers=world.staff()).status_code == 200

    def hung_up(tx: Transaction) -> None:
        call = tx.hold_call(CallId(call_id))
        assert call is not None
        settle(call, CameTo.CANCELLED, tx, limits=DiallingLimits(), now=world.clock.now)

    world.app.transact(hung_up)
    seen = world.client.get(f"{V1}/work-queue/calls/{call_id}", headers=world.staff()).json()

    assert (seen["came_to"], seen["text"]) == ("cancelled", told)


def test_another_staff_member_does_not_know_of_the_call(world: World) -> None:
    call_id = a_call(world)
    colleague = world.staff("a-2")

    seen = world.client.get(f"{V1}/work-queue/calls/{call_id}", headers=colleague)
    cancelled = world.client.post(f"{V1}/work-queue/calls/{call_id}/cancellations", headers=colleague)

    assert {code_of(seen), code_of(cancelled)} == {(404, "call-not-found")}


def test_asking_again_while_it_goes_on_is_the_same_call(world: World) -> None:
    claim = a_claim(world)

    first, again = press_call(world, claim).json(), press_call(world, claim).json()

    assert first["call_id"] == again["call_id"]


def test_who_does_not_hold_the_contact_cannot_have_it_called(world: World) -> None:
    claim = a_claim(world)

    answer = press_call(world, claim | {"lease_number": 7})

    assert code_of(answer) == (409, "lease-lost")


def test_two_do_not_ring_the_same_number_at_once(world: World) -> None:
    press_call(world, a_claim(world))
    seek(world, world.front_end(), identity={"kind": "none"}, reason="R02")  # a family with one telephone
    world.clock.pass_time(minutes=10)
    other = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff("a-2")).json()
    body = {"lease_number": other["lease_number"], "staff_phone": "+46701740611"}
    path = f"{V1}/work-queue/claims/{other['contact']['contact_id']}/calls"

    answer = world.client.post(path, json=body, headers=world.staff("a-2"))

    assert code_of(answer) == (409, "call-in-progress")


def test_who_takes_no_calls_is_not_called(world: World) -> None:
    answer = press_call(world, a_claim(world, needs={"mode": "text"}))

    assert code_of(answer) == (409, "cannot-be-called")


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        ({"at_once": 0}, (503, "too-many-calls")),
        ({"cost_per_day": 99}, (409, "cost-ceiling-reached")),
        ({"prefixes": ("+47",)}, (422, "number-not-allowed")),
        ({"per_number_per_day": 0}, (409, "number-rung-too-often")),
    ],
)
def test_every_limit_has_a_refusal_that_says_what_to_do(
    limits: dict[str, Any], refused: tuple[int, str]
) -> None:
    world = limited(**limits)

    answer = press_call(world, a_claim(world))

    assert code_of(answer) == refused
    assert OWN not in answer.text


def test_staff_may_not_have_numbers_of_other_countries_rung_as_their_own(world: World) -> None:
    answer = press_call(world, a_claim(world), staff_phone="+4791234567")

    assert code_of(answer) == (422, "number-not-allowed")


@pytest.mark.parametrize("line", ["staff_phone", "interpreter_phone"])
@pytest.mark.parametrize("written", ["+46701740605", "070-174 06 05"])
def test_the_citizen_s_telephone_is_not_rung_as_anybody_else_s(world: World, line: str, written: str) -> None:
    answer = press_call(world, a_claim(world), **{line: written})

    assert code_of(answer) == (422, "not-your-telephone")
    with world.store.transaction() as tx:
        assert tx.unsettled_calls() == []
