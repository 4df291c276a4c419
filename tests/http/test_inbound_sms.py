"""The provider's webhooks of texts: what became of ours, and what citizens text back."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import pytest

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import ContactId, MessageId
from contact_api.domain.messages.notifications import Sent
from contact_api.ports import Job, Message
from contact_api.usecases.messages.send_message import send_message
from tests.http.world import V1, World, a_request, seek

CITIZEN, OURS = "+46701740605", "+46846500401"  # Ålidhem's own number in the made-up region
STATUSES, TEXTS = "/telephony/twilio/text-statuses", "/telephony/twilio/texts"


class Provider:
    """Takes every text over."""

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        return Sent(f"SM{message_id}")


def told(world: World, contact_id: str) -> list[Message]:
    """Send what waits; the messages about the contact."""
    app = world.app
    with world.store.transaction() as tx:
        left = [
            MessageId(str(ids["message_id"])) for job, ids in world.store.outbox if job is Job.SEND_MESSAGE
        ]
    for message_id in left:
        send_message(
            message_id, app.transact, Provider(), app.wording, app.sealer, limits=app.text_limits, now=app.now
        )
    with world.store.transaction() as tx:
        found = [tx.hold_message(one) for one in left]
    return [one for one in found if one is not None and one.contact_id == contact_id]


def a_text(body: str, sid: str = "SM-in-1", **but: str) -> dict[str, str]:
    """As Twilio posts it."""
    return {
        "MessageSid": sid,
        "From": CITIZEN,
        "To": OURS,
        "Body": body,
        "NumMedia": "0",
        "ApiVersion": "2010",
    } | but


def said_back(answer: Any) -> list[str]:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    return [str(one.text) for one in ElementTree.fromstring(answer.text).findall("Message")]  # noqa: S314 - ours


def status(message: Message, word: str, **but: str) -> tuple[str, Mapping[str, str]]:
    form = {"MessageSid": f"SM{message.id}", "MessageStatus": word, "To": CITIZEN} | but
    return f"{STATUSES}?message_id={message.id}", form


@pytest.mark.parametrize("path", [STATUSES, TEXTS, f"{STATUSES}?message_id=x"])
def test_what_the_provider_did_not_sign_is_refused(world: World, path: str) -> None:
    form = a_text("AVBOKA")

    assert world.provider_says(path, form, signed=False).status_code == 401
    assert world.client.post(f"{V1}{path}", data=form).status_code == 401
    assert world.client.post(f"{V1}{path}", data=form, headers=world.front_end()).status_code == 401


def test_a_delivery_receipt_is_kept_and_answered_with_nothing(world: World) -> None:
    (receipt,) = told(world, seek(world, world.citizen())["contact_id"])

    answers = [world.provider_says(*status(receipt, word)) for word in ("delivered", "sent", "delivered")]

    assert {(one.status_code, one.text) for one in answers} == {(204, "")}
    assert told(world, receipt.contact_id or "")[0].state == "delivered"


@pytest.mark.parametrize("word", ["", "on-its-way"])
def test_a_word_we_do_not_know_is_answered_and_changes_nothing(world: World, word: str) -> None:
    (receipt,) = told(world, seek(world, world.citizen())["contact_id"])

    assert world.provider_says(*status(receipt, word)).status_code == 204
    assert world.provider_says(STATUSES, {"MessageSid": "SM0", "MessageStatus": "failed"}).status_code == 204

    assert told(world, receipt.contact_id or "")[0].state == "sent"


def test_staff_see_that_texts_do_not_arrive_when_they_pull_and_when_they_look(world: World) -> None:
    contact_id = seek(world, world.citizen())["contact_id"]
    (receipt,) = told(world, contact_id)
    look = f"{V1}/desk/contact-requests/{contact_id}"
    before = world.client.get(look, headers=world.staff()).json()

    world.provider_says(*status(receipt, "undelivered", ErrorCode="30005"))

    world.clock.pass_time(minutes=20)
    pulled = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()["contact"]
    shown = world.client.get(look, headers=world.staff()).json()
    assert (before["texts_arrive"], before["why_no_texts"]) == (True, None)
    assert [(one["texts_arrive"], one["why_no_texts"]) for one in (pulled, shown)] == [
        (False, "undelivered")
    ] * 2
    history = world.client.get(f"{look}/history", headers=world.staff()).json()
    (failed,) = [one for one in history["events"] if one["kind"] == "message.failed"]
    assert failed["facts"] == {"kind": "receipt", "code": "30005"}
    assert CITIZEN not in str(history)


@pytest.mark.parametrize(
    ("but", "why"),
    [
        ({"phone": "+4690123456"}, "not_mobile"),
        ({"phone": "+12025550123"}, "not_allowed"),
        ({"sms_welcome": False}, "declined"),
        ({"safe_contact": True}, "safe_contact"),
    ],
)
def test_staff_see_why_no_text_may_go_to_the_citizen(world: World, but: dict[str, Any], why: str) -> None:
    contact_id = seek(world, world.citizen(), **but)["contact_id"]

    shown = world.client.get(f"{V1}/desk/contact-requests/{contact_id}", headers=world.staff()).json()

    assert (shown["texts_arrive"], shown["why_no_texts"]) == (False, why)


def test_the_control_room_sees_how_many_texts_have_left_today(world: World) -> None:
    told(world, seek(world, world.citizen())["contact_id"])
    told(world, seek(world, world.citizen(), phone="+4690123456")["contact_id"])  # takes none

    seen = world.client.get(f"{V1}/dialling", headers=world.having(Role.CONTROL_ROOM)).json()

    assert (seen["texts_today"], seen["texts_per_day"]) == (1, 20_000)


def test_avboka_ends_the_request_and_nothing_is_said_straight_back(world: World) -> None:
    contact_id = seek(world, world.citizen())["contact_id"]
    told(world, contact_id)

    assert said_back(world.provider_says(TEXTS, a_text("Avboka!"))) == []

    with world.store.transaction() as tx:
        contact = tx.contact(ContactId(contact_id))
    assert contact is not None
    assert contact.state == "cancelled"
    assert [one.kind for one in told(world, contact_id)] == ["receipt", "cancelled"]


def test_the_same_text_brought_twice_is_answered_alike_and_done_once(world: World) -> None:
    answers = [said_back(world.provider_says(TEXTS, a_text("vad är det här?"))) for _ in range(2)]

    assert answers[0] == answers[1]
    assert answers[0][0].startswith("Svara med ett ord: AVBOKA")
    assert said_back(world.provider_says(TEXTS, a_text("hallå?", "SM-in-2"))) == []


def test_ring_opens_a_request_at_the_unit_whose_number_was_texted(world: World) -> None:
    assert said_back(world.provider_says(TEXTS, a_text("Ring mig tack"))) == []

    queue = world.client.get(f"{V1}/work-queue", headers=world.staff()).json()["items"]
    assert [(one["unit"]["id"], one["reason"]) for one in queue] == [("alidhem", "R43")]
    shown = world.client.get(
        f"{V1}/desk/contact-requests/{queue[0]['contact_id']}", headers=world.staff()
    ).json()
    assert (shown["intake"], shown["channel"], shown["call_number"]) == ("text_message", "phone", CITIZEN)


def test_ring_to_a_number_of_no_unit_is_told_where_to_turn(world: World) -> None:
    (said,) = said_back(world.provider_says(TEXTS, a_text("call me", To="+46846500999")))

    assert "https://kontakt.example.se/ " in said
    assert "112" in said


@pytest.mark.parametrize("sender", ["72323", "TWILIO", "", "+4690000"])
def test_a_text_from_what_nobody_can_be_called_back_on_is_taken_for_nothing(
    world: World, sender: str
) -> None:
    assert said_back(world.provider_says(TEXTS, a_text("RING", From=sender))) == []

    assert world.client.get(f"{V1}/work-queue", headers=world.staff()).json()["items"] == []


def test_an_answer_quotes_nothing_of_what_was_sent(world: World) -> None:
    (said,) = said_back(world.provider_says(TEXTS, a_text("<b>AVBOKA</b> & RING")))

    assert "<b>" not in said


def test_after_stop_no_text_leaves_for_the_number_and_the_provider_is_answered_once(world: World) -> None:
    by_us = said_back(world.provider_says(TEXTS, a_text("STOPP")))
    by_it = said_back(world.provider_says(TEXTS, a_text("STOP", "SM-in-2", OptOutType="STOP")))

    contact_id = seek(world, world.citizen())["contact_id"]

    assert ("START" in by_us[0], by_it) == (True, [])
    assert [one.why_not for one in told(world, contact_id)] == ["opted_out"]


def test_texts_are_no_part_of_the_document(world: World) -> None:
    document = world.client.get(f"{V1}/openapi.json").json()

    assert [path for path in document["paths"] if "twilio" in path] == []


def test_a_web_request_and_a_text_from_the_same_number_are_told_apart_by_whom_they_are_about(
    world: World,
) -> None:
    first = world.client.post(f"{V1}/contact-requests", json=a_request(), headers=world.front_end()).json()
    told(world, first["contact_id"])
    second = seek(world, world.citizen(), reason="R12")
    told(world, second["contact_id"])

    (said,) = said_back(world.provider_says(TEXTS, a_text("avboka")))

    assert "länken" in said
