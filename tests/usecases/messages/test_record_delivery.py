"""The provider says what became of a text: late, twice, out of order."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations, product

import pytest

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactId, Mode
from contact_api.domain.messages.notifications import DeliveryState, SendingFailedTemporarily, Sent
from contact_api.ports import Message
from contact_api.usecases.messages.send_message import GIVE_UP_AFTER, send_message
from contact_api.usecases.messages.sms_reachability import why_no_texts
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import CALL_112, Day, moment
from tests.usecases.inbound_sms.texting import ANOTHERS, INDEX, LIMITS, WORDING, Texting

SENT, DELIVERED = DeliveryState.SENT, DeliveryState.DELIVERED
FAILED, NOT_YET = DeliveryState.FAILED_PERMANENTLY, DeliveryState.FAILED_TEMPORARILY
QUEUED = DeliveryState.QUEUED
UNREACHABLE = "30005"  # Twilio's code for a number nobody has


@pytest.fixture
def phones(day: Day) -> Texting:
    """One receipt has been handed over."""
    day.seek()
    texting = Texting(day)
    texting.deliver(now="08:01")
    return texting


@pytest.fixture
def receipt(phones: Texting) -> Message:
    return phones.day.messages()[0]


def why_not(day: Day, name: str = "c1") -> str | None:
    contact, details = day.contact(name), day.details(name)
    return day.run(lambda tx: why_no_texts(contact, details, tx, index=INDEX, limits=LIMITS))


def in_writing(day: Day) -> Contact:
    found = day.contact()
    contact = replace(found, circumstances=replace(found.circumstances, mode=Mode.TEXT))
    day.run(lambda tx: tx.save_contact(contact))
    return contact


@over_both_stores
def test_a_text_that_arrived_is_known_to_have(phones: Texting, receipt: Message) -> None:
    assert phones.hears(receipt, DELIVERED) is DELIVERED

    assert phones.kept(receipt).state is DELIVERED
    assert why_not(phones.day) is None


@pytest.mark.parametrize("order", list(permutations([QUEUED, SENT, FAILED, DELIVERED])))
def test_words_in_any_order_and_twice_end_in_the_same(
    phones: Texting, receipt: Message, order: tuple[DeliveryState, ...]
) -> None:
    for told in (one for one, _ in product(order, range(2))):
        phones.hears(receipt, told, code=UNREACHABLE if told is FAILED else "")

    kept = phones.kept(receipt)
    assert (kept.state, kept.next_try_at, kept.why_not) == (DELIVERED, None, None)
    assert phones.day.kinds().count("message.failed") <= 1


@over_both_stores
def test_a_text_that_never_arrives_stands_in_the_history_and_staff_see_it(
    phones: Texting, receipt: Message
) -> None:
    for _ in range(2):
        phones.hears(receipt, FAILED, code=UNREACHABLE, now="08:06")

    failed = [event for event in phones.day.history() if event.kind == "message.failed"]
    assert [(one.at, one.facts) for one in failed] == [
        (at("08:06"), {"kind": "receipt", "code": UNREACHABLE})
    ]
    assert why_not(phones.day) == "undelivered"
    assert phones.day.contact().backed, "the call goes on as promised"


@over_both_stores
def test_when_texts_are_the_only_way_the_unit_is_alerted_once(phones: Texting, receipt: Message) -> None:
    in_writing(phones.day)
    phones.text("ring inte, skriv", now="08:02")
    phones.deliver(now="08:02")
    for message in phones.day.messages():
        phones.hears(message, FAILED, code=UNREACHABLE)

    alerts = phones.day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100))
    assert [one.kind for one in alerts] == ["texts_do_not_arrive"]
    assert phones.day.kinds().count("message.failed") == 2


def test_no_alert_is_raised_for_somebody_who_is_called(phones: Texting, receipt: Message) -> None:
    phones.hears(receipt, FAILED)

    assert phones.day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100)) == []


@over_both_stores
def test_a_new_number_is_not_blamed_for_the_old_one(phones: Texting, receipt: Message) -> None:
    phones.hears(receipt, FAILED)

    put_right = Details(phone=ANOTHERS, phone_takes_sms=True)
    phones.day.run(lambda tx: tx.save_details(ContactId("c1"), put_right))

    assert why_not(phones.day) is None


@over_both_stores
def test_what_may_still_arrive_is_tried_again_later_and_given_up_at_last(
    phones: Texting, receipt: Message
) -> None:
    for number in range(GIVE_UP_AFTER):
        phones.hears(receipt, NOT_YET, code="30003", sid=phones.kept(receipt).provider_id or "")
        due = phones.kept(receipt).next_try_at
        assert (due is None) == (number == GIVE_UP_AFTER - 1)
        if due is not None:
            phones.deliver(now=due)

    assert (phones.kept(receipt).state, phones.kept(receipt).why_not) == (FAILED, "30003")
    assert phones.day.kinds().count("message.failed") == 1
    assert len(phones.sent) == GIVE_UP_AFTER


def test_the_same_temporary_failure_twice_does_not_move_the_next_try(
    phones: Texting, receipt: Message
) -> None:
    phones.hears(receipt, NOT_YET, now="08:05")
    due = phones.kept(receipt).next_try_at

    phones.hears(receipt, NOT_YET, now="08:06")

    assert phones.kept(receipt).next_try_at == due == at("08:05") + timedelta(seconds=30)


@over_both_stores
def test_a_text_whose_answer_was_lost_is_known_by_our_own_id_and_not_sent_again(day: Day) -> None:
    day.seek()
    (receipt,), phones = day.messages(), Texting(day)
    loses_the_answer(phones, receipt)
    assert phones.kept(receipt).next_try_at is not None

    assert phones.hears(receipt, SENT, sid="SM-lost") is SENT

    assert (phones.kept(receipt).provider_id, phones.kept(receipt).next_try_at) == ("SM-lost", None)
    assert phones.deliver(now="09:00") == []
    assert phones.hears(receipt, DELIVERED, sid="SM-lost") is DELIVERED


def test_the_providers_word_may_come_before_its_answer_is_given_up(day: Day) -> None:
    day.seek()
    (receipt,), phones = day.messages(), Texting(day)

    loses_the_answer(phones, receipt, but_says=SENT)

    assert phones.kept(receipt).state is SENT
    assert phones.deliver(now="09:00") == []


def test_a_failure_that_comes_before_the_answer_is_not_overwritten_by_it(day: Day) -> None:
    day.seek()
    (receipt,), phones = day.messages(), Texting(day)

    class Quick:
        def send(self, to: str, body: str, *, message_id: str) -> Sent:
            phones.hears(receipt, NOT_YET, code="30003")
            return Sent(f"SM-{message_id}")

    send_message(receipt.id, day.run, Quick(), WORDING, INDEX, limits=LIMITS, now=lambda: moment("08:01"))

    assert (phones.kept(receipt).state, phones.kept(receipt).why_not) == (NOT_YET, "30003")


def test_of_an_earlier_try_only_its_arrival_counts(phones: Texting, receipt: Message) -> None:
    phones.hears(receipt, NOT_YET)
    tried_again = replace(phones.kept(receipt), state=SENT, provider_id="SM-second")
    phones.day.run(lambda tx: tx.save_message(tried_again))

    assert phones.hears(receipt, FAILED) is SENT
    assert phones.hears(receipt, DELIVERED) is DELIVERED


def test_of_a_text_we_do_not_know_nothing_is_kept(phones: Texting, receipt: Message) -> None:
    unknown = replace(receipt, id="nothing")  # type: ignore[arg-type]

    assert phones.hears(unknown, FAILED) is None


def test_that_the_duty_phone_was_not_reached_says_nothing_of_the_citizens_number(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))
    alert, phones = day.messages()[0], Texting(day)
    handed_over = replace(alert, state=SENT, provider_id="SM-alert")
    day.run(lambda tx: tx.save_message(handed_over))

    phones.hears(alert, FAILED, sid="SM-alert")

    assert phones.kept(alert).state is FAILED
    assert "message.failed" not in day.kinds()
    assert why_not(day) is None


def loses_the_answer(phones: Texting, message: Message, *, but_says: DeliveryState | None = None) -> None:
    """The provider takes the text over, but its answer never comes; perhaps its word does."""

    class Silent:
        def send(self, to: str, body: str, *, message_id: str) -> Sent:
            phones.sent.append((to, body))
            if but_says is not None:
                phones.hears(message, but_says, sid="SM-lost")
            raise SendingFailedTemporarily(perhaps_sent=True)

    send_message(
        message.id, phones.day.run, Silent(), WORDING, INDEX, limits=LIMITS, now=lambda: moment("08:01")
    )
