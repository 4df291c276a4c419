"""The scheduler ends calls whose end nobody told, and forgets calls of days ago."""

from datetime import timedelta

from contact_api.adapters.telephony.twilio.inbound import TwilioInbound
from contact_api.domain.voice_menu.menu_session import Number
from contact_api.usecases.voice_menu.answer_caller import FORGOTTEN_AFTER, KEPT_FOR, hear_keys, pick_up
from tests.adapters.sql.small_region import ALPHA, NINE, asked
from tests.workers.conftest import Workplace

TWILIO = TwilioInbound("a-token")
CALLER = Number("+46701740605", takes_sms=True)
REQUESTS = "select intake, times_sought from contact_request"


def ring_and_choose(place: Workplace) -> None:
    """Somebody chooses a reason, hears their number, and nothing more is heard of them."""
    app = place.app
    app.transact(lambda tx: pick_up("CA1", ALPHA, CALLER, tx, app.reception(TWILIO), now=NINE))
    app.transact(lambda tx: hear_keys("CA1", 1, "1", tx, app.reception(TWILIO), now=NINE))


def test_a_caller_whose_end_was_never_told_is_called_back_all_the_same(place: Workplace) -> None:
    ring_and_choose(place)
    late = NINE + FORGOTTEN_AFTER + timedelta(seconds=1)

    place.scheduler().end_forgotten_calls(NINE + timedelta(minutes=5))
    assert asked(place.database_url, REQUESTS) == []
    place.scheduler().end_forgotten_calls(late)
    place.scheduler().end_forgotten_calls(late)

    assert asked(place.database_url, REQUESTS) == [("voice", 1)]
    assert asked(place.database_url, "select step from menu_session") == [("ended",)]


def test_a_call_of_days_ago_is_forgotten(place: Workplace) -> None:
    ring_and_choose(place)

    place.scheduler().tidy(NINE + KEPT_FOR)
    assert asked(place.database_url, "select count(*) from menu_session") == [(1,)]
    place.scheduler().tidy(NINE + KEPT_FOR + timedelta(seconds=1))

    assert asked(place.database_url, "select count(*) from menu_session") == [(0,)]
