"""A telephone exchange posts call-back requests: a number and the key that was pressed, signed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from contact_api.adapters.identity.webhooks import new_secret, sign
from tests.journeys.outside import Outside


def test_the_same_post_delivered_twice_is_one_request(running_service: Outside) -> None:
    call = {"unit_id": "backen", "caller_number": "+46701740621", "menu_choice": "1"}
    message_id = f"msg_{uuid4().hex}"

    first, again = (running_service.ring_in(call, message_id=message_id) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert first.json()["promise"]["text"]
    assert first.json()["times_sought"] == 1


def test_a_redial_is_counted_and_keeps_the_first_place(running_service: Outside) -> None:
    call = {"unit_id": "umedalen", "caller_number": "+46701740622", "menu_choice": "1"}

    first, redial = (running_service.ring_in(call).json() for _ in range(2))

    assert redial["merged"]
    assert redial["times_sought"] == 2
    for kept in ("contact_id", "promise"):
        assert redial[kept] == first[kept]
    (place,) = running_service.rows(
        "select sought_at from contact_request where id = %s", first["contact_id"]
    )
    assert place["sought_at"] == datetime.fromisoformat(first["sought_at"])


def test_a_post_that_was_held_up_keeps_the_time_of_the_call(running_service: Outside) -> None:
    rang_at = running_service.stack.now() - timedelta(minutes=40)
    call = {"unit_id": "dragonen", "caller_number": "+46701740623", "menu_choice": "1"}

    late = running_service.ring_in(call | {"sought_at": rang_at.isoformat()})

    assert datetime.fromisoformat(late.json()["sought_at"]) == rang_at


def test_who_was_turned_away_and_later_reached_stands_beside_who_was_not(running_service: Outside) -> None:
    nurse = running_service.signed_in("tarnaby-01")
    for number, kind in (("+46701740625", "turned_away"), ("+46701740626", "turned_away"), ("", "abandoned")):
        event = an_event(running_service, kind, number)
        assert [told(running_service, event)["taken_in"] for _ in range(2)] == [1, 0]
    call = {"unit_id": "tarnaby", "caller_number": "+46701740625", "menu_choice": "1"}
    contact_id = running_service.ring_in(call | {"call_reference": uuid4().hex}).json()["contact_id"]
    claim = nurse.post("/work-queue/pulls").raise_for_status().json()
    nurse.post(
        f"/work-queue/claims/{contact_id}/outcomes",
        json={"lease_number": claim["lease_number"], "outcome": "reached", "result": "advice"},
    ).raise_for_status()

    control_room = running_service.signed_in("control-room")
    day = control_room.get("/telephony/inbound-figures", params={"unit-id": "tarnaby"}).json()

    outcomes = ("attempts", "turned_away", "abandoned", "requests", "callers", "redials")
    assert [day[name] for name in outcomes] == [4, 2, 1, 1, 3, 1]
    assert (day["skr_same_day"], day["skr_calls"]) == (1, 1)
    assert (day["callers_reached"], day["reached_citizen_share"]) == (1, 0.333)


def an_event(service: Outside, kind: str, number: str) -> dict[str, Any]:
    """What the exchange tells of a call to Tärnaby a minute ago."""
    service.personal |= {number} - {""}
    return {
        "event_id": uuid4().hex,
        "call_reference": uuid4().hex,
        "kind": kind,
        "at": (service.stack.now() - timedelta(minutes=1)).isoformat(),
        "unit_id": "tarnaby",
        "caller_number": number,
    }


def told(service: Outside, event: dict[str, Any]) -> dict[str, Any]:
    """What became of it, posted in a message of its own."""
    body = json.dumps({"events": [event]}).encode()
    headers = sign([service.stack.places.webhook_secret], f"msg_{uuid4().hex}", body, now=datetime.now(UTC))
    answer = service.nobody().post(
        "/telephony/events", content=body, headers=headers | {"Content-Type": "application/json"}
    )
    return dict(answer.raise_for_status().json())


def test_a_post_that_nobody_we_know_signed_is_refused_and_leaves_nothing(running_service: Outside) -> None:
    call = {"unit_id": "backen", "caller_number": "+46701740624", "menu_choice": "1"}

    forged = running_service.ring_in(call, secret=new_secret())
    unsigned = running_service.nobody().post("/telephony/callback-requests", json=call)

    assert (forged.status_code, unsigned.status_code) == (401, 401)
    assert forged.headers["content-type"] == "application/problem+json"
    assert running_service.texts_to("+46701740624") == []
    assert running_service.ring_in(call).json()["times_sought"] == 1
