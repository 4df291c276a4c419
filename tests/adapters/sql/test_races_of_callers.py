"""The provider asks twice at the same moment: one answer, one request."""

from contact_api.adapters.telephony.twilio.inbound import TwilioInbound
from contact_api.bootstrap import Application
from contact_api.domain.voice_menu.menu_session import Number
from contact_api.usecases.voice_menu.answer_caller import hear_hang_up, hear_keys, pick_up
from tests.adapters.sql.small_region import ALPHA, NINE, a_cell, asked, at_once, lay, right

TWILIO = TwilioInbound("a-token")
CALLER = Number("+46701740605", takes_sms=True)


def dial(app: Application) -> str:
    return app.transact(lambda tx: pick_up("CA1", ALPHA, CALLER, tx, app.reception(TWILIO), now=NINE))


def press(app: Application, turn: int, keys: str) -> str | None:
    return app.transact(lambda tx: hear_keys("CA1", turn, keys, tx, app.reception(TWILIO), now=NINE))


def hang_up(app: Application) -> None:
    app.transact(
        lambda tx: hear_hang_up("CA1", tx, contact_id=app.new_contact_id(), index=app.sealer, now=NINE)
    )


def test_a_call_that_is_announced_twice_at_once_is_answered_once(app: Application, small_url: str) -> None:
    answers = right(at_once(*[lambda: dial(app)] * 4))

    assert len(set(answers)) == 1
    assert asked(small_url, "select count(*), max(turn) from menu_session") == [(1, 1)]


def test_the_same_keys_twice_at_once_are_one_request(app: Application, small_url: str) -> None:
    lay(app, a_cell(10, 60))
    dial(app)
    press(app, 1, "1")
    press(app, 2, "1")

    answers = right(at_once(*[lambda: press(app, 3, "")] * 4))

    assert len(set(answers)) == 1
    assert asked(small_url, "select count(*), sum(times_sought) from contact_request") == [(1, 1)]
    assert asked(small_url, "select count(*) from reservation") == [(1,)]


def test_keys_and_the_end_of_the_call_at_once_are_one_request(app: Application, small_url: str) -> None:
    lay(app, a_cell(10, 60))
    dial(app)
    press(app, 1, "1")
    press(app, 2, "1")

    right(at_once(lambda: press(app, 3, ""), lambda: hang_up(app)))

    assert asked(small_url, "select count(*), sum(times_sought) from contact_request") == [(1, 1)]
    hang_up(app)
    assert asked(small_url, "select step from menu_session") == [("ended",)]
