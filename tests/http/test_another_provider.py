"""A provider whose words nobody here knows is plugged in, and everything that Twilio can do goes through it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from contact_api.adapters.telephony.callback_urls import CallbackUrls
from contact_api.domain.calls.calls import LineKind, LineNews, LineState, placing
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import CallId, Intake, MessageId
from contact_api.ports import Job, Transaction
from contact_api.usecases.calls.record_call_event import keep_news
from tests.http.made_up_provider import MadeUpProvider
from tests.http.world import V1, World, a_world, seek

CITIZEN, STAFF, ALIDHEM = "+46701740605", "+46701740610", "+46846500401"
PROVIDER = MadeUpProvider("a made-up key")
ROOT = "/telephony/made-up"


@pytest.fixture
def world() -> Iterator[World]:
    yield from a_world(inbound=[PROVIDER])


def posted(world: World, path: str, *, late: timedelta = timedelta(0), **said: Any) -> Any:
    url = f"{world.app.settings.public_url}{V1}{path}"
    body = json.dumps(said).encode()
    return world.client.post(
        f"{V1}{path}", content=body, headers=PROVIDER.sign(url, body, at=world.clock.now - late)
    )


def told(world: World, path: str, **said: Any) -> dict[str, Any]:
    answer = posted(world, path, **said)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    heard: dict[str, Any] = answer.json()
    return heard


def requests(world: World) -> list[Contact]:
    with world.store.transaction() as tx:
        return tx.open_contacts()


def test_a_text_that_asks_for_a_call_becomes_a_request_and_is_answered(world: World) -> None:
    text = {"id": "text-1", "sender": CITIZEN, "receiver": ALIDHEM, "words": "ring"}

    first, again = (told(world, f"{ROOT}/texts", **text) for _ in range(2))

    (contact,) = requests(world)
    assert contact.circumstances.intake is Intake.TEXT_MESSAGE
    assert first == again
    helped = told(world, f"{ROOT}/texts", id="text-2", sender="+46701740606", receiver=ALIDHEM, words="hjälp")
    assert "AVBOKA" in helped["text"]


def test_what_became_of_a_text_is_kept(world: World) -> None:
    seek(world, world.citizen())
    (message_id,) = [
        MessageId(str(ids["message_id"])) for job, ids in world.store.outbox if job is Job.SEND_MESSAGE
    ]

    answer = posted(world, f"{ROOT}/text-statuses?message_id={message_id}", id="text-7", state="delivered")

    with world.store.transaction() as tx:
        message = tx.hold_message(message_id)
    assert answer.status_code == 204
    assert message is not None
    assert (message.state, message.provider_id) == ("delivered", "text-7")


def test_a_caller_is_led_through_the_menu_to_a_promise(world: World) -> None:
    heard = told(world, f"{ROOT}/voice", id="call-1", caller=CITIZEN, called=ALIDHEM)
    for keys in ("1", "1", ""):
        path = heard["await"]["post_to"].removeprefix(f"{world.app.settings.public_url}{V1}")
        heard = told(world, path, id="call-1", called=ALIDHEM, keys=keys)

    assert heard["say"][0] == "Vi ringer dig i dag, från klockan 9 och 15 till klockan 10."
    assert posted(world, f"{ROOT}/voice/ends", id="call-1").status_code == 204
    assert [one.circumstances.intake for one in requests(world)] == [Intake.VOICE]
    late = told(world, f"{ROOT}/voice/turns/4", id="call-1", called=ALIDHEM, keys="2")
    assert late == json.loads(PROVIDER.hang_up())


def test_a_number_that_is_no_units_is_answered_in_the_providers_words_too(world: World) -> None:
    heard = told(world, f"{ROOT}/voice", id="call-1", caller=CITIZEN, called="+46846500999")

    assert heard["say"][0] == "Det här numret används inte."
    assert heard["await"] is None


def a_call(world: World) -> CallId:
    """A call whose first line, the staff member's, was placed."""
    seek(world, world.citizen())
    world.clock.pass_time(minutes=20)
    claim = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/calls"
    body = {"lease_number": claim["lease_number"], "staff_phone": STAFF}
    call_id = CallId(world.client.post(path, json=body, headers=world.staff()).json()["call_id"])

    def place(tx: Transaction) -> None:
        call = tx.hold_call(call_id)
        assert call is not None
        tx.save_call(placing(call, LineKind.STAFF, now=world.clock.now))
        news = LineNews("line-1", LineState.PLACED, world.clock.now)
        keep_news(call_id, LineKind.STAFF, news, tx, now=world.clock.now)

    world.app.transact(place)
    return call_id


def state_of_staff_line(world: World, call_id: CallId) -> tuple[str, str | None]:
    seen = world.client.get(f"{V1}/work-queue/calls/{call_id}", headers=world.staff()).json()
    return seen["lines"][0]["state"], seen["lines"][0]["ending"]


def test_a_line_of_ours_rings_is_answered_joins_and_ends(world: World) -> None:
    call_id = a_call(world)
    line = f"{ROOT}/calls/{call_id}/lines/staff"

    assert posted(world, f"{line}/statuses", id="line-1", state="ringing").status_code == 204
    assert state_of_staff_line(world, call_id) == ("ringing", None)
    asked = told(world, line, id="line-1", state="answered")
    assert asked["await"]["post_to"] == f"{world.app.settings.public_url}{V1}{line}/keys"
    joined = told(world, f"{line}/keys", id="line-1", keys="1")
    assert (joined["room"], joined["as"]) == (call_id, "staff")
    assert state_of_staff_line(world, call_id) == ("joined", None)
    posted(world, f"{line}/statuses", id="line-1", state="ended", ending="completed")
    assert state_of_staff_line(world, call_id) == ("ended", "completed")


@pytest.mark.parametrize("path", ["texts", "text-statuses", "voice", "voice/turns/1", "voice/ends"])
def test_each_provider_is_believed_by_its_own_signature_only(world: World, path: str) -> None:
    said: dict[str, Any] = {
        "id": "x",
        "sender": CITIZEN,
        "receiver": ALIDHEM,
        "words": "ring",
        "called": ALIDHEM,
    }

    old = posted(world, f"{ROOT}/{path}", late=timedelta(minutes=6), **said)
    of_another = world.provider_says(f"{ROOT}/{path}", {"MessageSid": "x", "Body": "ring"})
    not_set_up = posted(world, f"/telephony/twilio/{path}", **said)

    assert [one.status_code for one in (old, of_another, not_set_up)] == [401] * 3
    assert requests(world) == []


def test_every_address_that_providers_are_given_is_a_route(world: World) -> None:
    urls = CallbackUrls("https://kontakt.example.se/", "made-up")
    call_id = CallId("0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10")
    given = [
        urls.text_statuses.partition("?")[0],
        f"{urls.turns}/1",
        *(
            of_line(call_id, kind)
            for of_line in (urls.line, urls.line_keys, urls.line_statuses)
            for kind in LineKind
        ),
    ]

    for url in given:
        path = url.removeprefix("https://kontakt.example.se")
        answer = world.client.post(path, content=b"{}")
        assert (path, answer.status_code) == (path, 401)  # known, and not signed
