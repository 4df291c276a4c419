"""A text is claimed, handed over, and what became of it is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.telephony.wording import CatalogueWording
from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import MessageId, Mode, Outcome, UnitId
from contact_api.domain.messages.notifications import (
    DeliveryState,
    SendingFailedPermanently,
    SendingFailedTemporarily,
    Sent,
)
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.ports import Message, TextMessages
from contact_api.usecases.messages.send_message import GIVE_UP_AFTER, send_message
from contact_api.usecases.work_queue.acknowledge_alert import acknowledge
from tests.adapters.sql.small_region import SECRET
from tests.makers import a_manager_of
from tests.stores import over_both_stores
from tests.usecases.day import CALL_112, NURSE, Day, When, moment

DUTY_PHONE = "+46701740699"
CITIZENS, ANOTHERS = "+46701740605", "+46701740606"
INDEX = Sealer([SECRET])
LIMITS = TextLimits()
WORDING = CatalogueWording(INDEX, public_url="https://contact.example", duty_phones={"backen": DUTY_PHONE})
NO_DUTY_PHONE = CatalogueWording(Sealer([SECRET]), public_url="https://contact.example", duty_phones={})


@dataclass
class Provider:
    """Takes every text down; then does what it is told to."""

    then: Callable[[], object] = lambda: None
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        self.sent.append((to, body))
        self.then()
        return Sent(f"p-{message_id}")


def failing(fault: Exception) -> Provider:
    def fail() -> None:
        raise fault

    return Provider(fail)


def send(
    day: Day,
    message: Message,
    phone: TextMessages,
    *,
    now: When = "08:01",
    wording: CatalogueWording = WORDING,
    limits: TextLimits = LIMITS,
) -> DeliveryState | None:
    return send_message(message.id, day.run, phone, wording, INDEX, limits=limits, now=lambda: moment(now))


def kept(day: Day, message: Message) -> Message:
    found = day.run(lambda tx: tx.hold_message(message.id))
    assert found is not None
    return found


@over_both_stores
def test_a_text_is_sent_once_to_the_citizens_number_and_known_by_the_providers_id(day: Day) -> None:
    day.seek()
    (receipt,), phone = day.messages(), Provider()

    states = [send(day, receipt, phone, now=now) for now in ("08:01", "08:30")]

    assert states == [DeliveryState.SENT, None]
    assert [to for to, _ in phone.sent] == ["+46701740605"]
    assert "Backen" in phone.sent[0][1]
    assert (kept(day, receipt).state, kept(day, receipt).provider_id) == (
        DeliveryState.SENT,
        f"p-{receipt.id}",
    )


def test_while_one_sender_has_a_text_in_hand_no_other_takes_it(day: Day) -> None:
    day.seek()
    (receipt,), other = day.messages(), Provider()

    state = send(day, receipt, Provider(lambda: send(day, receipt, other)))

    assert (state, other.sent) == (DeliveryState.SENT, [])


@over_both_stores
def test_a_text_that_fails_for_now_waits_longer_each_time_and_is_given_up_at_last(day: Day) -> None:
    day.seek()
    (receipt,), phone = day.messages(), failing(SendingFailedTemporarily(provider_code="30001"))
    now, waits = moment("08:01"), []

    for _ in range(GIVE_UP_AFTER):
        send(day, receipt, phone, now=now)
        due = kept(day, receipt).next_try_at
        waits.append(due and due - now)
        now = due or now

    assert waits == [*(timedelta(minutes=one) for one in (0.5, 2, 10, 30)), None]
    assert (kept(day, receipt).state, kept(day, receipt).why_not) == (
        DeliveryState.FAILED_PERMANENTLY,
        "30001",
    )
    assert send(day, receipt, phone, now=now + timedelta(hours=1)) is None
    assert len(phone.sent) == GIVE_UP_AFTER


def test_a_text_that_cannot_arrive_is_tried_once(day: Day) -> None:
    day.seek()
    (receipt,), phone = day.messages(), failing(SendingFailedPermanently())

    states = [send(day, receipt, phone, now=now) for now in ("08:01", "09:00")]

    assert states == [DeliveryState.FAILED_PERMANENTLY, None]
    assert kept(day, receipt).why_not == "sending-failed-permanently"


def test_a_sender_that_dies_each_time_does_not_try_for_ever(day: Day) -> None:
    day.seek()
    (receipt,), phone, now = day.messages(), failing(RuntimeError("out of order")), moment("08:01")
    for _ in range(GIVE_UP_AFTER):
        with pytest.raises(RuntimeError):
            send(day, receipt, phone, now=now)
        now += timedelta(minutes=1)

    assert send(day, receipt, phone, now=now) is None

    assert kept(day, receipt).state is DeliveryState.FAILED_PERMANENTLY
    assert len(phone.sent) == GIVE_UP_AFTER


def test_the_providers_own_word_is_not_overwritten_when_it_comes_first(day: Day) -> None:
    day.seek()
    (receipt,) = day.messages()

    def delivered_at_once() -> None:
        held = kept(day, receipt)
        day.run(lambda tx: tx.save_message(replace(held, state=DeliveryState.DELIVERED)))

    send(day, receipt, Provider(delivered_at_once))

    assert kept(day, receipt).state is DeliveryState.DELIVERED


@pytest.mark.parametrize(
    ("but", "why"),
    [
        ({"safe_contact": True}, "safe_contact"),
        ({"sms_welcome": False}, "declined"),
        ({"details": Details(phone="+4690123456")}, "not_mobile"),
        ({"details": Details(name="Anna")}, "no_number"),
    ],
)
def test_a_text_that_may_not_be_sent_is_kept_with_why(day: Day, but: dict[str, Any], why: str) -> None:
    day.seek(**but)
    (receipt,), phone = day.messages(), Provider()

    assert send(day, receipt, phone) is None

    assert (kept(day, receipt).state, kept(day, receipt).why_not) == (DeliveryState.NOT_SENT, why)
    assert phone.sent == []


def test_no_text_goes_to_a_country_that_is_not_texted(day: Day) -> None:
    day.seek(details=Details(phone="+8816234567", phone_takes_sms=True))  # somebody earns on such numbers
    day.seek("c2", details=Details(phone="+4740612345", phone_takes_sms=True))
    phone = Provider()

    send(day, day.messages()[0], phone)
    send(day, day.messages("c2")[0], phone)

    assert kept(day, day.messages()[0]).why_not == "not_allowed"
    assert [to for to, _ in phone.sent] == ["+4740612345"]


@over_both_stores
def test_one_number_gets_so_many_texts_a_day_whoever_asks_for_them(day: Day) -> None:
    few, phone = TextLimits(per_number_per_day=2), Provider()
    citizens, anothers = (Details(phone=number, phone_takes_sms=True) for number in (CITIZENS, ANOTHERS))
    for name, details in (("c1", citizens), ("c2", citizens), ("c3", citizens), ("c4", anothers)):
        day.seek(name, details=details)
        send(day, day.messages(name)[0], phone, limits=few)

    assert [to for to, _ in phone.sent] == [CITIZENS, CITIZENS, ANOTHERS]
    assert kept(day, day.messages("c3")[0]).why_not == "too_many"


@over_both_stores
def test_the_region_sends_so_many_texts_a_day_and_always_its_alerts(day: Day) -> None:
    spent, phone = TextLimits(per_day=1), Provider()
    day.seek("c1", details=Details(phone=CITIZENS, phone_takes_sms=True))
    day.seek("c2", details=Details(phone=ANOTHERS, phone_takes_sms=True), red_flags=frozenset({CALL_112}))

    states = [
        send(day, message, phone, limits=spent) for name in ("c1", "c2") for message in day.messages(name)
    ]

    assert [one.why_not for one in day.messages("c2")] == [None, "all_spent"]
    assert [to for to, _ in phone.sent] == [CITIZENS, DUTY_PHONE]
    assert states == [DeliveryState.SENT, DeliveryState.SENT, None]


def test_a_text_that_was_tried_is_not_held_back_by_its_own_try(day: Day) -> None:
    few, phone = TextLimits(per_number_per_day=1, per_day=1), failing(SendingFailedTemporarily())
    day.seek()
    (receipt,) = day.messages()

    for now in ("08:01", "08:10"):
        assert send(day, receipt, phone, now=now, limits=few) is DeliveryState.FAILED_TEMPORARILY


def test_who_speaks_for_another_is_the_one_who_is_told(day: Day) -> None:
    day.seek(details=Details(phone="+46701740601", caller_phone="+46701740602", phone_takes_sms=True))
    phone = Provider()

    send(day, day.messages()[0], phone)

    assert phone.sent[0][0] == "+46701740602"


def test_to_a_person_with_protected_identity_no_place_is_named(day: Day) -> None:
    day.seek(protected_identity=True)
    phone = Provider()

    send(day, day.messages()[0], phone)

    assert "Backen" not in phone.sent[0][1]


@over_both_stores
def test_what_is_no_longer_so_is_not_sent(day: Day) -> None:
    day.seek("cancelled")
    day.seek("late")
    day.cancel("cancelled", now="08:01")
    (receipt, cancelled), (late,) = day.messages("cancelled"), day.messages("late")

    assert send(day, receipt, Provider()) is None
    assert send(day, late, Provider(), now="10:00") is None
    assert send(day, cancelled, Provider()) is DeliveryState.SENT

    assert [kept(day, one).why_not for one in (receipt, late)] == ["overtaken", "overtaken"]


@over_both_stores
def test_an_alert_goes_to_the_duty_phone_also_when_the_case_has_ended_and_names_nobody(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}), safe_contact=True, now="09:00")
    day.cancel(now="09:01")
    alert, phone = day.messages()[0], Provider()

    assert send(day, alert, phone, now="09:02") is DeliveryState.SENT

    ((to, body),) = phone.sent
    assert to == DUTY_PHONE
    assert "c1" not in body


@over_both_stores
def test_an_alert_that_is_over_before_its_text_leaves_is_not_texted(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}), now="09:00")
    day.ends(day.pulled(NURSE, now="09:00"), Outcome.REACHED, now="09:01")
    alert, phone = day.messages()[0], Provider()

    send(day, alert, phone, now="09:02")

    assert (phone.sent, kept(day, alert).why_not) == ([], "overtaken")


def test_an_alert_without_a_duty_phone_is_kept_with_why(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))
    alert = day.messages()[0]

    assert send(day, alert, Provider(), wording=NO_DUTY_PHONE) is None

    assert kept(day, alert).why_not == "no_number"


def test_a_text_that_is_not_there_is_nothing_to_do(day: Day) -> None:
    absent = MessageId("nothing")

    assert (
        send_message(absent, day.run, Provider(), WORDING, INDEX, limits=LIMITS, now=lambda: moment("08:00"))
        is None
    )


@over_both_stores
def test_a_text_is_found_again_by_the_number_it_went_to_which_stands_nowhere(day: Day) -> None:
    day.seek()
    (receipt,) = day.messages()

    send(day, receipt, Provider())

    keys = INDEX.blind_indexes("+46701740605", of="text")
    assert kept(day, receipt).to_key == keys[0]
    assert [one.id for one in day.run(lambda tx: tx.texted(keys, since=moment("07:00")))] == ["c1"]


@over_both_stores
def test_a_number_that_takes_no_texts_stands_in_the_history_once(day: Day) -> None:
    day.seek()
    (receipt,) = day.messages()

    for now in ("08:01", "09:00"):
        send(day, receipt, failing(SendingFailedPermanently(provider_code="21614")), now=now)

    failed = [event.facts for event in day.history() if event.kind == "message.failed"]
    assert failed == [{"kind": "receipt", "code": "21614"}]


@over_both_stores
@pytest.mark.parametrize("details", [Details(phone="+4690123456"), Details(name="Anna")])
def test_who_is_to_be_contacted_in_writing_at_a_number_without_texts_is_shown_to_staff(
    day: Day, details: Details
) -> None:
    day.seek(mode=Mode.TEXT, details=details)
    day.seek("called", details=details)

    for name in ("c1", "called"):
        send(day, day.messages(name)[0], Provider())

    alerts = day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100))
    assert [(one.contact_id, one.kind) for one in alerts] == [("c1", "texts_do_not_arrive")]


@pytest.mark.parametrize("clock", ["22:00", "03:00"])
def test_an_alert_wakes_the_duty_phone_whatever_the_hour(day: Day, clock: str) -> None:
    day.seek(red_flags=frozenset({CALL_112}), now="01:00")

    assert send(day, day.messages()[0], Provider(), now=clock) is DeliveryState.SENT


@over_both_stores
def test_a_duty_phone_is_sent_so_many_alerts_and_then_one_digest(day: Day) -> None:
    few, phone = TextLimits(alerts_per_span=2, alert_span_minutes=10), Provider()
    for number in range(6):
        day.seek(f"c{number}", now="08:00", red_flags=frozenset({CALL_112}))
    alerts = [day.messages(f"c{number}")[0] for number in range(6)]

    for alert in alerts:
        send(day, alert, phone, now="08:00", limits=few)
    at_once = len(phone.sent)
    for alert in alerts:
        send(day, alert, phone, now="08:10", limits=few)

    assert at_once == 2
    assert [(to, body.partition(":")[0]) for to, body in phone.sent] == [
        (DUTY_PHONE, "LARM"),
        (DUTY_PHONE, "LARM"),
        (DUTY_PHONE, "FLERA LARM"),
    ]
    assert [kept(day, one).why_not for one in alerts] == [None, None, None, *["in_digest"] * 3]


@over_both_stores
def test_the_alerts_of_one_submitter_leave_others_their_text(day: Day) -> None:
    phone = Provider()
    names = [f"c{number}" for number in range(60)]
    for name in names:
        day.seek(name, now="08:00", red_flags=frozenset({CALL_112}), limited_as="sign_in:one")
    day.seek("other", now="08:01", red_flags=frozenset({CALL_112}), limited_as="sign_in:other")
    alerts = [day.messages(name)[0] for name in (*names, "other")]

    states = [send(day, alert, phone, now="08:01") for alert in alerts]
    at_once = len(phone.sent)
    for alert in alerts:
        send(day, alert, phone, now="08:11")

    assert states[-1] is DeliveryState.SENT
    assert (at_once, len(phone.sent)) == (
        LIMITS.alerts_of_one_per_span + 1,
        LIMITS.alerts_of_one_per_span + 2,
    )
    assert [kept(day, one).why_not for one in alerts[3:-1]] == ["in_digest"] * 57


@over_both_stores
def test_a_digest_of_alerts_that_all_are_taken_care_of_is_not_sent(day: Day) -> None:
    one, phone = TextLimits(alerts_per_span=1), Provider()
    for name in ("c1", "c2"):
        day.seek(name, now="08:00", red_flags=frozenset({CALL_112}))
    first, second = day.messages("c1")[0], day.messages("c2")[0]
    for alert in (first, second):
        send(day, alert, phone, now="08:00", limits=one)
    caller = a_manager_of(UnitId("backen"))
    for alert_id in ("c1-1", "c2-1"):
        day.run(partial(acknowledge, alert_id, caller, now=moment("08:05"), actor="eva"))

    send(day, second, phone, now="08:10", limits=one)

    assert len(phone.sent) == 1
    assert kept(day, second).why_not == "overtaken"


def test_a_flood_of_repeats_and_of_new_numbers_drowns_no_other_alert(day: Day) -> None:
    phone = Provider()
    day.seek("first", now="08:00", red_flags=frozenset({CALL_112}))
    for number in range(510):
        name, who = f"c{number}", f"person {number % 30}"
        day.seek(name, now="08:01", duplicate_key=who, red_flags=frozenset({CALL_112}))
    texts = [one for name in ("first", *(f"c{number}" for number in range(30))) for one in day.messages(name)]
    alerts = [one for one in texts if one.kind.is_to_staff]

    for now in ("08:01", "08:11", "08:21"):
        for alert in alerts:
            send(day, alert, phone, now=now)

    listed = day.run(lambda tx: tx.alerts(units=None, open_only=True, leaving_out=["shortage"], limit=100))
    assert next(one.contact_id for one in listed) == "first"
    assert (len(listed), sum(one.times_raised for one in listed)) == (31, 511)
    assert len(phone.sent) == LIMITS.alerts_per_span + 1
