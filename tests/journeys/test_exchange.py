"""A telephone exchange posts call-back requests: a number and the key that was pressed, signed."""

from datetime import datetime, timedelta
from uuid import uuid4

from contact_api.adapters.identity.webhooks import new_secret
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
    for kept in ("contact_id", "sought_at", "promise"):
        assert redial[kept] == first[kept]


def test_a_post_that_was_held_up_keeps_the_time_at_which_she_rang(running_service: Outside) -> None:
    rang_at = running_service.stack.now() - timedelta(minutes=40)
    call = {"unit_id": "dragonen", "caller_number": "+46701740623", "menu_choice": "1"}

    late = running_service.ring_in(call | {"sought_at": rang_at.isoformat()})

    assert datetime.fromisoformat(late.json()["sought_at"]) == rang_at


def test_a_post_that_nobody_we_know_signed_is_refused_and_leaves_nothing(running_service: Outside) -> None:
    call = {"unit_id": "backen", "caller_number": "+46701740624", "menu_choice": "1"}

    forged = running_service.ring_in(call, secret=new_secret())
    unsigned = running_service.nobody().post("/telephony/callback-requests", json=call)

    assert (forged.status_code, unsigned.status_code) == (401, 401)
    assert forged.headers["content-type"] == "application/problem+json"
    assert running_service.texts_to("+46701740624") == []
    assert running_service.ring_in(call).json()["times_sought"] == 1
