"""From a text to its receipt and its answer, through the real SDK, the provider's double and signed webhooks."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.journeys.outside import Outside, a_request
from tests.patience import caller

UNIT = "robertsfors"
NUMBERS = (f"+467017406{number}" for number in count(62))


class Mobile:
    """A citizen's telephone at the provider, and the citizen's request at the service."""

    def __init__(self, outside: Outside) -> None:
        self.outside, self.number = outside, next(NUMBERS)
        self._provider = caller(base_url=outside.stack.places.provider)

    def seeks_contact(self, **but: Any) -> dict[str, Any]:
        wish = a_request(UNIT, phone=self.number, identity={"kind": "none"}, sms_welcome=True, **but)
        taken: dict[str, Any] = self.outside.front_end().post("/contact-requests", json=wish).json()
        assert self.outside.wait_until(self.texts), "no receipt came"
        return taken

    def behaves(self, **how: Any) -> None:
        self._provider.post("/double/phones", json={"number": self.number, **how}).raise_for_status()

    def texts_back(self, body: str) -> None:
        told = {"from": self.number, "body": body}
        self._provider.post("/double/messages", json=told).raise_for_status()

    def texts(self) -> list[str]:
        return self.outside.texts_to(self.number)

    def waits_for(self, words: str) -> None:
        assert self.outside.wait_until(lambda: any(words in text for text in self.texts())), self.texts()

    def states(self, contact_id: str) -> list[str]:
        rows = self.outside.rows("select state from message where contact_id = %s", contact_id)
        return [row["state"] for row in rows]

    def state(self, contact_id: str) -> str:
        (row,) = self.outside.rows("select state from contact_request where id = %s", contact_id)
        return str(row["state"])

    def close(self) -> None:
        self._provider.close()


@pytest.fixture
def mobile(running_service: Outside) -> Iterator[Mobile]:
    telephone = Mobile(running_service)
    yield telephone
    telephone.close()


@pytest.mark.parametrize("callbacks", ["all", "twice", "shuffled"])
def test_a_receipt_is_known_to_have_arrived_however_the_provider_tells(
    mobile: Mobile, callbacks: str
) -> None:
    mobile.behaves(callbacks=callbacks)

    contact_id = mobile.seeks_contact()["contact_id"]

    assert mobile.outside.wait_until(lambda: mobile.states(contact_id) == ["delivered"])


def test_a_citizen_cancels_by_one_word_and_is_told_so(mobile: Mobile) -> None:
    contact_id = mobile.seeks_contact()["contact_id"]

    mobile.texts_back("Avboka tack")

    mobile.waits_for("Din begäran är avbokad")
    assert mobile.state(contact_id) == "cancelled"


def test_a_citizen_who_cannot_hear_is_contacted_in_writing_by_one_word(mobile: Mobile) -> None:
    contact_id = mobile.seeks_contact()["contact_id"]

    mobile.texts_back("SKRIV")

    mobile.waits_for("skriftligt")
    (row,) = mobile.outside.rows("select mode from contact_request where id = %s", contact_id)
    assert row["mode"] == "text"


def test_after_stop_one_answer_and_nothing_more_comes(mobile: Mobile) -> None:
    mobile.texts_back("STOPP")
    mobile.waits_for("Du får inga fler sms")
    before = mobile.texts()

    wish = a_request(UNIT, phone=mobile.number, identity={"kind": "none"}, sms_welcome=True)
    taken = mobile.outside.front_end().post("/contact-requests", json=wish).json()

    assert mobile.outside.wait_until(lambda: mobile.states(taken["contact_id"]) == ["not_sent"])
    assert mobile.texts() == before


def test_who_never_sought_contact_and_writes_anything_is_told_which_words_there_are(mobile: Mobile) -> None:
    mobile.texts_back("hallå där")

    mobile.waits_for("AVBOKA för att avboka")
