"""Texts, receipts and answers that arrive at the same moment. Real threads on real PostgreSQL."""

from functools import partial

import pytest

from contact_api.bootstrap import Application
from contact_api.domain.core.values import ContactId, MessageId, StaffId
from contact_api.domain.messages.notifications import DeliveryState, Sent
from contact_api.usecases.inbound_sms.receive_sms import SaidBack, TextToUs, hear_text
from contact_api.usecases.messages.record_delivery import hear_delivery
from contact_api.usecases.messages.send_message import send_message
from contact_api.usecases.work_queue.pull_next import pull_next
from tests.adapters.sql.small_region import NINE, NURSES, a_cell, asked, at_once, lay, right, seek

NUMBER = "+46701740605"
TOLD = [DeliveryState.SENT, DeliveryState.FAILED_PERMANENTLY, DeliveryState.DELIVERED] * 2


class Provider:
    """Takes every text over."""

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        return Sent(f"SM-{message_id}")


@pytest.fixture
def contact_id(app: Application) -> ContactId:
    """Somebody who waits from nine on and was told so by text."""
    lay(app, a_cell(9, 300))
    contact = seek(app).contact
    _send(app, _receipt_of(app, contact.id))
    return contact.id


def test_a_text_that_is_brought_by_six_at_once_is_done_once_and_answered_alike(
    app: Application, contact_id: ContactId
) -> None:
    answers = right(at_once(*[partial(_hear, app, "ring", "SM1")] * 6))

    assert answers == [SaidBack(None, "sv")] * 6
    url = str(app.settings.database_url.get_secret_value())
    assert asked(url, "select times_sought from contact_request where id = %s", [contact_id]) == [(2,)]
    assert asked(url, "select count(*) from incoming_text") == [(1,)]
    assert asked(url, "select count(*) from message") == [(2,)]


@pytest.mark.parametrize("_again", range(4))
def test_receipts_that_come_all_at_once_end_in_the_same(
    app: Application, contact_id: ContactId, _again: int
) -> None:
    message_id = _receipt_of(app, contact_id)

    right(at_once(*[partial(_told, app, message_id, state) for state in TOLD]))

    url = str(app.settings.database_url.get_secret_value())
    assert asked(url, "select state from message") == [("delivered",)]
    failed = "select count(*) from contact_event where kind = 'message.failed'"
    assert asked(url, failed)[0][0] <= 1


def test_who_is_pulled_and_cancels_at_the_same_moment_is_cancelled(
    app: Application, contact_id: ContactId
) -> None:
    right(
        at_once(
            partial(_hear, app, "avboka", "SM1"),
            lambda: app.transact(lambda tx: pull_next(StaffId(NURSES[0]), tx, now=NINE)),
        )
    )

    found = "select state, claimed_by from contact_request where id = %s"
    assert asked(str(app.settings.database_url.get_secret_value()), found, [contact_id]) == [
        ("cancelled", None)
    ]


def test_stop_and_start_at_the_same_moment_leave_one_of_the_two(app: Application) -> None:
    words = ("stopp", "starta", "stopp", "starta")

    right(at_once(*[partial(_hear, app, word, f"SM{number}") for number, word in enumerate(words)]))

    assert asked(str(app.settings.database_url.get_secret_value()), "select count(*) from text_opt_out")[0][
        0
    ] in (0, 1)


def _hear(app: Application, body: str, sid: str) -> SaidBack:
    text = TextToUs(sid, NUMBER, body=body)
    return app.transact(
        lambda tx: hear_text(text, tx, contact_id=app.new_contact_id(), index=app.sealer, now=NINE)
    )


def _told(app: Application, message_id: MessageId, state: DeliveryState) -> None:
    app.transact(lambda tx: hear_delivery(f"SM-{message_id}", state, tx, now=NINE))


def _send(app: Application, message_id: MessageId) -> None:
    send_message(
        message_id,
        app.transact,
        Provider(),
        app.wording,
        app.sealer,
        limits=app.text_limits,
        now=lambda: NINE,
    )


def _receipt_of(app: Application, contact_id: ContactId) -> MessageId:
    url = str(app.settings.database_url.get_secret_value())
    ((found,),) = asked(url, "select id from message where contact_id = %s", [contact_id])
    return MessageId(found)
