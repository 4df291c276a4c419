"""Texts that leave because time passes, and those that wait for the morning."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from contact_api.domain.core.values import ContactId, Outcome
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.usecases.messages.send_reminders import (
    notify_delay,
    remind,
    to_be_reminded,
    whose_promise_is_at_risk,
)
from tests.makers import DAY, at
from tests.stores import over_both_stores
from tests.usecases.day import NURSE, Day, When, moment
from tests.usecases.inbound_sms.texting import Texting

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def phones(day: Day) -> Texting:
    """A citizen sought contact at eight, was promised nine to ten and told so."""
    day.seek()
    texting = Texting(day)
    texting.deliver(now="08:00")
    return texting


def reminds(day: Day, *, now: When) -> int:
    due = day.run(lambda tx: to_be_reminded(tx, now=moment(now)))
    return sum(day.run(partial(remind, one, now=moment(now))) for one in due)


def tells_delays(day: Day, *, now: When) -> int:
    late = day.run(lambda tx: whose_promise_is_at_risk(tx, now=moment(now)))
    return sum(day.run(partial(notify_delay, one, now=moment(now))) for one in late)


@over_both_stores
def test_a_citizen_is_reminded_once_a_quarter_of_an_hour_before_their_window(phones: Texting) -> None:
    assert [reminds(phones.day, now=now) for now in ("08:44", "08:45", "08:46")] == [0, 1, 0]

    (body,) = phones.deliver(now="08:46")
    assert body.startswith("Påminnelse: vi ringer dig i dag mellan 09:00 och 10:00.")


@over_both_stores
def test_a_window_the_citizen_moved_to_has_a_reminder_of_its_own(phones: Texting) -> None:
    reminds(phones.day, now="08:45")
    start = phones.day.offered(after="10:30", now="08:46")[0].window.start
    phones.day.choose(start=start, now="08:46")

    assert reminds(phones.day, now="08:50") == 0
    assert reminds(phones.day, now=start - timedelta(minutes=15)) == 1
    assert phones.day.texts() == ["receipt", "reminder", "moved", "reminder"]


def test_a_reminder_of_a_window_the_citizen_left_since_is_not_sent(phones: Texting) -> None:
    reminds(phones.day, now="08:45")
    start = phones.day.offered(after="10:30", now="08:46")[0].window.start
    phones.day.choose(start=start, now="08:46")

    phones.deliver(now="08:47")

    reminder = phones.day.messages()[1]
    assert (reminder.kind, reminder.why_not) == ("reminder", "overtaken")


@over_both_stores
def test_nobody_is_reminded_who_is_being_called_already(phones: Texting) -> None:
    reminds(phones.day, now="08:45")
    phones.day.pulled(now="09:00")
    assert reminds(phones.day, now="08:59") == 0

    phones.deliver(now="09:00")

    assert phones.kept(phones.day.messages()[1]).why_not == "overtaken"


def test_who_is_pulled_between_the_look_and_the_telling_is_told_nothing(phones: Texting) -> None:
    phones.day.pulled(now="09:00")

    reminded = phones.day.run(partial(remind, ContactId("c1"), now=at("08:50")))
    told = phones.day.run(partial(notify_delay, ContactId("c1"), now=at("09:50")))

    assert (reminded, told, phones.day.texts()) == (False, False, ["receipt"])


def test_who_was_told_of_their_window_just_now_is_not_reminded_of_it(day: Day) -> None:
    day.seek(now="08:20")

    assert [reminds(day, now=now) for now in ("08:45", "08:52", "08:59")] == [0, 0, 0]


@over_both_stores
def test_whose_promise_is_at_risk_is_told_once_that_we_are_late(phones: Texting) -> None:
    assert [tells_delays(phones.day, now=now) for now in ("09:44", "09:45", "10:10")] == [0, 1, 0]

    (body,) = phones.deliver(now="09:46")
    assert "hinner kanske inte ringa dig före kl. 10:00" in body
    assert "promise.at_risk" in phones.day.kinds()


def test_who_is_called_in_time_is_not_told_of_a_delay(phones: Texting) -> None:
    held = phones.day.pulled(now="09:40")
    assert tells_delays(phones.day, now="09:50") == 0

    phones.day.ends(held, Outcome.NO_ANSWER, now="09:50")
    assert tells_delays(phones.day, now="09:51") == 0


def test_who_is_taken_between_the_notice_and_its_sending_does_not_get_it(phones: Texting) -> None:
    tells_delays(phones.day, now="09:45")
    phones.day.pulled(now="09:46")

    assert phones.deliver(now="09:46") == []


@over_both_stores
def test_a_missed_call_in_the_evening_is_told_in_the_morning(phones: Texting) -> None:
    phones.day.rings_in_vain(NURSE, now="09:30")
    late, morning = at("21:30"), at("07:00", day=TOMORROW)

    assert phones.deliver(now=late) == []
    assert phones.kept(phones.day.messages()[-1]).next_try_at == morning
    assert phones.deliver(now=morning - timedelta(minutes=1)) == []
    assert len(phones.deliver(now=morning)) == 1


def test_what_is_no_longer_so_in_the_morning_is_not_sent(phones: Texting) -> None:
    phones.day.rings_in_vain(NURSE, now="09:30")
    phones.deliver(now="21:30")
    phones.day.cancel(now="22:00")

    sent = phones.deliver(now=at("07:00", day=TOMORROW))

    assert [body for body in sent if "fick inget svar" in body] == []


@pytest.mark.parametrize("now", [at("22:00"), at("03:00", day=TOMORROW)])
def test_a_receipt_and_an_answer_leave_in_the_night_too(day: Day, now: datetime) -> None:
    phones = Texting(day)
    day.seek(now=now)
    assert len(phones.deliver(now=now)) == 1

    phones.text("avboka", now=now + timedelta(minutes=1))

    assert len(phones.deliver(now=now + timedelta(minutes=1))) == 1


def test_a_window_chosen_in_the_night_is_told_at_once_and_one_the_plan_moved_is_not(
    phones: Texting,
) -> None:
    phones.day.choose(start=phones.day.offered(after="10:30", now="08:46")[0].window.start, now="08:46")
    moved = phones.day.messages()[-1]
    assert len(phones.deliver(now=at("05:00"))) == 1, "any quiet hour before the window ends"

    another = replace(phones.kept(moved), state=DeliveryState.QUEUED, window=None, tries=0, next_try_at=None)
    phones.day.run(lambda tx: tx.save_message(another))
    assert phones.deliver(now=at("05:00")) == []
    assert phones.kept(moved).next_try_at == at("07:00")
