"""Booked times are reminded of once each, at the hour of the rule, and never when they will not be."""

from dataclasses import replace
from datetime import timedelta

from contact_api.domain.booking.booking import EndedBy, cancelled, moved
from contact_api.domain.booking.time_types import ReminderRule
from contact_api.domain.core.values import Window
from contact_api.ports import Transaction
from tests.stores import over_both_stores
from tests.usecases.booking.booked_day import book, on, reminds, time_goes, time_of
from tests.usecases.day import Day
from tests.usecases.inbound_sms.texting import Texting


@over_both_stores
def test_a_booked_time_is_reminded_of_once_a_day_before_it(bare_day: Day) -> None:
    bare_day.seek()
    book(bare_day, start=on(3, "10:00"))

    told = [reminds(bare_day, now=on(2, clock)) for clock in ("09:59", "10:00", "10:01", "19:00")]

    assert told == [0, 1, 0, 0]
    assert bare_day.texts()[-2:] == ["booking_confirmed", "booking_reminder"]


@over_both_stores
def test_150_cancelled_times_are_reminded_of_no_more(bare_day: Day) -> None:
    """The state is looked at when a text leaves, so none that waits has to be found and stopped."""
    bare_day.seek()
    phones, start = Texting(bare_day), on(3, "08:00")
    booked = [book(bare_day, f"b{n}", start=start + n * timedelta(minutes=20)) for n in range(20)]
    booked += [book(bare_day, f"c{n}", start=start + timedelta(days=1, minutes=20 * n)) for n in range(130)]
    phones.deliver(now=on(0, "09:00"))
    assert reminds(bare_day, now=on(2, "12:00")) > 0, "some wait to be sent already"

    def cancel_all(tx: Transaction) -> None:
        for one in booked:
            tx.save_booking(cancelled(one, by=EndedBy.CITIZEN, now=on(2, "12:01")))

    bare_day.run(cancel_all)

    assert phones.deliver(now=on(2, "12:02")) == []
    later = [on(day, f"{hour:02}:30") for day in (2, 3, 4) for hour in range(8, 20)]
    assert sum(reminds(bare_day, now=now) for now in later if now > on(2, "12:02")) == 0
    assert phones.deliver(now=on(4, "20:00")) == []


@over_both_stores
def test_another_rule_moves_the_reminder_and_adds_none(bare_day: Day) -> None:
    bare_day.seek()
    book(bare_day, start=on(5, "10:00"))
    two_days = ReminderRule(hours_before=48)

    early = [reminds(bare_day, now=on(3, clock), rule=two_days) for clock in ("09:59", "10:00")]
    late = [reminds(bare_day, now=on(4, "10:00"), rule=rule) for rule in (two_days, ReminderRule())]

    assert (early, late) == ([0, 1], [0, 0])


@over_both_stores
def test_a_moved_time_has_a_reminder_of_its_own_and_its_old_one_is_not_sent(bare_day: Day) -> None:
    bare_day.seek()
    phones = Texting(bare_day)
    before = book(bare_day, start=on(3, "10:00"))
    phones.deliver(now="08:00")
    assert reminds(bare_day, now=on(2, "10:00")) == 1
    window = Window(on(6, "10:00"), on(6, "10:20"))
    after = moved(before, replace(before.slot, window=window, busy=window), now=on(2, "10:01"))
    time_of(bare_day, after)
    bare_day.run(lambda tx: tx.save_booking(after))

    assert phones.deliver(now=on(2, "10:02")) == []
    assert [reminds(bare_day, now=on(5, clock)) for clock in ("10:00", "10:01")] == [1, 0]
    assert "tisdag 11 november kl. 10:00" in phones.deliver(now=on(5, "10:01"))[0]


@over_both_stores
def test_who_booked_after_the_reminder_s_hour_is_not_reminded(bare_day: Day) -> None:
    bare_day.seek()
    book(bare_day, start=on(1, "07:30"), now=on(0, "21:00"))

    assert [reminds(bare_day, now=on(*when)) for when in ((0, "21:01"), (1, "07:00"))] == [0, 0]


@over_both_stores
def test_nobody_is_reminded_of_a_time_that_nobody_is_there_for(bare_day: Day) -> None:
    bare_day.seek()
    phones, booking = Texting(bare_day), book(bare_day, start=on(3, "10:00"))
    phones.deliver(now="08:00")
    time_goes(bare_day, booking)
    assert reminds(bare_day, now=on(2, "10:00")) == 0

    time_of(bare_day, booking)
    assert reminds(bare_day, now=on(2, "10:01")) == 1
    time_goes(bare_day, booking)

    assert phones.deliver(now=on(2, "10:02")) == []
