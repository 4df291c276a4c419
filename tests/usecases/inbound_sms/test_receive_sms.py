"""A citizen texts a word back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import Channel, ContactId, ContactState, Intake, Mode
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.ports import Contested
from contact_api.usecases.inbound_sms.receive_sms import SaidBack, TextToUs, hear_text
from contact_api.usecases.messages.sms_reachability import why_no_texts
from tests.makers import at
from tests.stores import in_memory, over_both_stores, the_region
from tests.usecases.day import BACKEN, NURSE, TEG, Day
from tests.usecases.inbound_sms.texting import ANOTHERS, CITIZENS, INDEX, LIMITS, Texting

NUMBER_OF_TEG = "+46909999999"


@pytest.fixture
def phones(day: Day) -> Texting:
    """A citizen has sought contact at eight and was told so by text."""
    day.seek()
    texting = Texting(day)
    texting.deliver(now="08:01")
    return texting


def seek_by(phones: Texting, name: str, **but: Any) -> None:
    """Another request from the same number, told by text."""
    phones.day.seek(name, **but)
    phones.deliver(now="08:02")


@over_both_stores
def test_avboka_ends_the_request_and_a_message_says_so(phones: Texting) -> None:
    said = phones.text("Avboka tack!", now="08:10")

    assert said is None
    assert phones.day.contact().state is ContactState.CANCELLED
    assert phones.day.texts() == ["receipt", "cancelled"]
    assert "avbokad" in phones.deliver(now="08:10")[0]


@over_both_stores
def test_the_same_text_twice_is_done_once_and_answered_alike(phones: Texting) -> None:
    words = TextToUs("SM1", CITIZENS, "", "vad menas?")

    answers = [phones.said_back(words, now=now) for now in ("08:10", "10:10")]

    assert answers == [SaidBack("answer.help", "sv")] * 2
    assert [phones.text("ring", now="08:11", sid="SM2") for _ in range(2)] == [None, None]
    assert phones.day.contact().times_sought == 2


def test_avboka_from_another_number_changes_nothing(phones: Texting) -> None:
    assert phones.text("avboka", now="08:10", number=ANOTHERS) == "answer.nothing_here"

    assert phones.day.contact().state is ContactState.WAITING


@over_both_stores
def test_when_a_family_shares_a_number_nothing_is_cancelled_and_the_links_are_pointed_to(
    phones: Texting,
) -> None:
    seek_by(phones, "child")

    assert phones.text("AVBOKA", now="08:10") == "answer.use_link"

    assert {phones.day.contact(name).state for name in ("c1", "child")} == {ContactState.WAITING}
    assert phones.deliver(now="08:10") == []


def test_when_only_one_of_the_family_still_waits_that_one_is_meant(phones: Texting) -> None:
    seek_by(phones, "child")
    phones.day.cancel("child", now="08:05")

    assert phones.text("avboka", now="08:10") is None

    assert phones.day.contact().state is ContactState.CANCELLED


@over_both_stores
def test_ring_opens_again_what_ended_as_not_reached_today_with_its_first_time(phones: Texting) -> None:
    ended = phones.day.rings_in_vain(NURSE, now="09:00", times=3)
    assert ended.state is ContactState.NOT_REACHED

    assert phones.text("RING", now="10:30") is None

    again = phones.day.contact()
    assert (again.state, again.need.sought_at) == (ContactState.WAITING, at("08:00"))
    assert phones.day.kinds().count("contact.reopened") == 1
    assert phones.day.texts()[-1] == "receipt"


def test_ring_from_somebody_in_line_counts_and_tells_them_where_they_stand(phones: Texting) -> None:
    phones.text("ring mig", now="08:10")

    contact = phones.day.contact()
    assert (contact.times_sought, contact.need.sought_at) == (2, at("08:00"))
    assert phones.day.texts() == ["receipt", "receipt"]
    assert phones.day.history()[-1].facts == {"by": "text_message", "mode": "call"}


def test_who_was_tried_already_is_told_that_they_keep_their_place(phones: Texting) -> None:
    phones.day.rings_in_vain(NURSE, now="09:00")

    phones.text("ring", now="09:05")

    assert phones.day.texts() == ["receipt", "missed_call", "still_waiting"]
    assert "sedan kl. 08:00" in phones.deliver(now="09:05")[-1]


def test_ring_without_a_request_opens_a_plain_call_back_at_the_unit_that_was_texted() -> None:
    with_number = replace(the_region().units[TEG], phone=NUMBER_OF_TEG)
    phones = Texting(Day(in_memory(replace(the_region(), units={**the_region().units, TEG: with_number}))))

    assert phones.text("Ring mig", now="08:10", to=NUMBER_OF_TEG, sid="SM1") is None

    opened = phones.day.contact("new-SM1")
    around = opened.circumstances
    assert (opened.need.unit_id, around.reason, around.mode) == (TEG, "R43", Mode.CALL)
    assert (around.channel, around.intake) == (Channel.PHONE, Intake.TEXT_MESSAGE)
    assert phones.day.details("new-SM1") == Details(phone=CITIZENS, phone_takes_sms=True)
    assert len(phones.deliver(now="08:10")) == 1


def test_ring_without_a_request_turns_to_the_unit_the_citizen_last_had_to_do_with(phones: Texting) -> None:
    phones.day.cancel(now="08:05")

    phones.text("ring", now="08:10", sid="SM1")

    assert phones.day.contact("new-SM1").need.unit_id == BACKEN


def test_ring_to_nobody_we_know_from_nobody_we_know_says_where_to_turn(phones: Texting) -> None:
    assert phones.text("ring", now="08:10", number=ANOTHERS) == "answer.where_to_turn"


@over_both_stores
def test_somebody_who_cannot_hear_is_contacted_in_writing_from_then_on(phones: Texting) -> None:
    phones.text("Jag är döv, skriv", now="08:10")

    assert phones.day.contact().circumstances.mode is Mode.TEXT
    (body,) = phones.deliver(now="08:10")
    assert "skriftligt" in body
    assert "ringer" not in body


def test_somebody_who_cannot_hear_opens_a_request_in_writing_by_a_text(phones: Texting) -> None:
    phones.day.cancel(now="08:05")

    phones.text("SKRIV", now="08:10", sid="SM1")

    assert phones.day.contact("new-SM1").circumstances.mode is Mode.TEXT


@over_both_stores
def test_what_a_citizen_writes_who_is_contacted_in_writing_staff_can_read(phones: Texting) -> None:
    phones.text("skriv", now="08:10")

    said = [phones.text(words, now="08:20") for words in ("Jag har ont i halsen sedan i går", "och feber")]

    assert said == ["answer.noted", None]
    assert phones.day.details().free_text == "Jag har ont i halsen sedan i går\noch feber"
    assert phones.day.history()[-1].facts == {}, "what was written is no fact of the history"


@over_both_stores
def test_stop_keeps_texts_from_the_number_also_for_later_requests_and_start_lets_them_go(
    phones: Texting,
) -> None:
    assert phones.text("STOPP", now="08:10") == "answer.stopped"
    phones.day.seek("later", now="08:20")
    assert phones.deliver(now="08:21") == []
    assert phones.kept(phones.day.messages("later")[0]).why_not == "opted_out"

    assert phones.text("Start", now="08:30") == "answer.started"
    phones.day.seek("last", now="08:31")
    assert len(phones.deliver(now="08:32")) == 1


def test_stop_concerns_one_number_only(phones: Texting) -> None:
    phones.text("stop", now="08:10", number=ANOTHERS)
    phones.day.cancel(now="08:11")

    assert len(phones.deliver(now="08:12")) == 1


def test_when_the_provider_takes_cancel_for_stop_both_are_done_and_nothing_is_said_twice(
    phones: Texting,
) -> None:
    assert phones.text("cancel", now="08:10", provider_stopped=True) is None

    assert phones.day.contact().state is ContactState.CANCELLED
    assert phones.deliver(now="08:11") == []


@over_both_stores
def test_stop_from_somebody_who_is_contacted_in_writing_has_staff_find_another_way(phones: Texting) -> None:
    phones.text("skriv", now="08:05")

    for now in ("08:10", "08:20"):
        phones.text("stopp", now=now)

    alerts = phones.day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100))
    assert [(one.kind, one.unit_id) for one in alerts] == [("texts_do_not_arrive", BACKEN)]
    contact, details = phones.day.contact(), phones.day.details()
    assert (
        phones.day.run(lambda tx: why_no_texts(contact, details, tx, index=INDEX, limits=LIMITS))
        == "opted_out"
    )


def test_words_nobody_understands_are_answered_with_help_once_an_hour(phones: Texting) -> None:
    answers = [phones.text("vad menar ni?", now=now) for now in ("08:10", "08:40", "09:09", "09:11")]

    assert answers == ["answer.help", None, None, "answer.help"]


def test_two_machines_that_answer_each_other_come_to_an_end(phones: Texting) -> None:
    start = at("08:10")

    said = [phones.text("ring", now=start + timedelta(minutes=one)) for one in range(60)]

    assert set(said) == {None}
    assert phones.day.contact().times_sought <= 7
    assert len(phones.deliver(now="09:10")) <= 6


@over_both_stores
def test_a_text_from_the_phone_of_somebody_under_safe_contact_changes_and_tells_nothing(
    phones: Texting,
) -> None:
    told = phones.day.contact()
    hidden = replace(told, circumstances=replace(told.circumstances, safe_contact=True))
    phones.day.run(lambda tx: tx.save_contact(hidden))

    answers = [phones.text(words, now="08:10") for words in ("avboka", "vad?")]

    assert answers == ["answer.nothing_here", "answer.help"]
    assert phones.text("avboka", now="08:11", number=ANOTHERS) == "answer.nothing_here", "as for anybody"
    assert phones.day.contact() == hidden


def test_a_number_that_was_given_wrongly_and_put_right_no_longer_decides(phones: Texting) -> None:
    phones.day.run(lambda tx: tx.save_details(ContactId("c1"), Details(phone=ANOTHERS, phone_takes_sms=True)))

    assert phones.text("avboka", now="08:10") == "answer.nothing_here"

    assert phones.day.contact().state is ContactState.WAITING


def test_the_answer_is_in_the_language_the_citizen_uses(phones: Texting) -> None:
    english = TextToUs("SM1", CITIZENS, "", "unsubscribe")
    both = TextToUs("SM2", CITIZENS, "", "start")

    assert phones.said_back(english, now="08:10").language == "en"
    assert phones.said_back(both, now="08:11").language == "sv", "as the request has it"


def test_what_is_written_down_of_a_text_is_neither_its_words_nor_its_number(phones: Texting) -> None:
    text = TextToUs("SM1", CITIZENS, "", "Jag heter Astrid")

    phones.said_back(text, now="08:10")

    written = repr(phones.day.run(lambda tx: tx.incoming("SM1"))) + repr(text)
    assert "Astrid" not in written
    assert CITIZENS not in written


def test_a_delivered_text_makes_the_number_known_and_one_never_sent_does_not(day: Day) -> None:
    day.seek()
    phones = Texting(day)
    assert phones.text("avboka", now="08:00") == "answer.nothing_here"

    phones.deliver(now="08:01")
    phones.hears(day.messages()[0], DeliveryState.DELIVERED)

    assert phones.text("avboka", now="08:10") is None


def test_whoever_holds_the_phone_of_somebody_under_safe_contact_does_not_change_how_they_are_contacted(
    day: Day,
) -> None:
    phones = Texting(day)
    phones.day.seek("past")
    phones.deliver(now="08:01")
    day.cancel("past", now="08:02")
    phones.deliver(now="08:02")
    phones.text("ring", now="08:03", sid="SM1")
    opened = day.contact("new-SM1")
    safe = replace(opened, circumstances=replace(opened.circumstances, safe_contact=True))
    day.run(lambda tx: tx.save_contact(safe))

    phones.text("skriv", now="08:30")

    assert day.contact("new-SM1").circumstances.mode is Mode.CALL
    assert phones.deliver(now="08:31") == []


@over_both_stores
def test_who_sought_contact_again_meanwhile_is_not_opened_a_second_time(phones: Texting) -> None:
    phones.day.cancel(now="08:02")
    phones.day.seek("first", duplicate_key="k", now="08:03")
    phones.deliver(now="08:04")
    phones.day.rings_in_vain(NURSE, now="09:00", times=3)
    ended = phones.day.contact("first")
    newer = Details(phone=ANOTHERS, phone_takes_sms=True)
    phones.day.seek("newer", duplicate_key="k2", details=newer, now="10:30")
    again = replace(phones.day.contact("newer"), duplicate_key="k")

    said = phones.day.run(
        lambda tx: hear_text(
            TextToUs("SM9", CITIZENS, body="ring"),
            tx,
            contact_id=ContactId("x"),
            index=INDEX,
            now=at("10:31"),
        ),
        open_duplicate=again,
    )

    assert (ended.state, said.key) == (ContactState.NOT_REACHED, "answer.use_link")


def test_ring_from_a_number_that_several_share_changes_nothing_either(phones: Texting) -> None:
    seek_by(phones, "child")

    assert phones.text("ring", now="08:10") == "answer.use_link"

    assert {phones.day.contact(name).times_sought for name in ("c1", "child")} == {1}


def test_who_asks_for_writing_before_the_first_text_has_left_is_contacted_in_writing(phones: Texting) -> None:
    phones.day.cancel(now="08:05")
    phones.text("ring", now="08:10", sid="SM1")

    phones.text("skriv", now="08:11")

    opened = phones.day.contact("new-SM1")
    assert (opened.circumstances.mode, opened.times_sought) == (Mode.TEXT, 2)


def test_a_video_call_stays_one_when_the_citizen_asks_to_be_called(day: Day) -> None:
    day.seek(mode=Mode.VIDEO)
    phones = Texting(day)
    phones.deliver(now="08:01")

    phones.text("ring", now="08:10")

    assert day.contact().circumstances.mode is Mode.VIDEO


@pytest.mark.parametrize("words", ["avboka", "ring"])
def test_a_request_that_ends_in_the_same_moment_is_looked_at_again(phones: Texting, words: str) -> None:
    ended = replace(phones.day.contact(), state=ContactState.REACHED)

    with pytest.raises(Contested):
        phones.day.run(
            lambda tx: hear_text(
                TextToUs("SM9", CITIZENS, body=words),
                tx,
                contact_id=ContactId("x"),
                index=INDEX,
                now=at("08:10"),
            ),
            hold_contact=ended,
        )

    assert phones.day.run(lambda tx: tx.incoming("SM9")) is None


def test_without_a_number_staff_see_that_no_text_can_reach_the_citizen(day: Day) -> None:
    day.seek(details=Details(name="Anna"))
    contact, details = day.contact(), day.details()

    assert day.run(lambda tx: why_no_texts(contact, details, tx, index=INDEX, limits=LIMITS)) == "no_number"
