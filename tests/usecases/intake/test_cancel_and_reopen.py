"""The citizen ends their case, or opens it again when nobody reached them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound, LeaseLost
from contact_api.domain.core.values import ContactId, ContactState, Outcome
from contact_api.domain.promise.promise import Promise
from contact_api.usecases.intake.reopen import reopen
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import MINUTES, NURSE, Day, When, clocks, moment


def reopens(day: Day, name: str = "c1", *, now: When) -> tuple[Contact, Promise | None]:
    return day.run(lambda tx: reopen(ContactId(name), tx, now=moment(now), actor="citizen"))


@over_both_stores
def test_cancelling_twice_is_cancelling_once(day: Day) -> None:
    day.seek()

    once = day.cancel(now="08:30")
    twice = day.cancel(now="08:40")

    assert (once.state, once.closed_at) == (ContactState.CANCELLED, at("08:30"))
    assert twice == once == day.contact()
    assert day.reserved() == {}
    assert day.kinds().count("contact.cancelled") == 1
    assert day.texts() == ["receipt", "cancelled"]


def test_minutes_that_are_given_back_can_be_promised_to_the_next(bare_day: Day) -> None:
    bare_day.roster(NURSE, "11:00", "11:15")
    bare_day.seek()
    assert not bare_day.seek("next").promise.backed

    bare_day.cancel(now="08:10")
    bare_day.replan(now="08:10")

    assert bare_day.contact("next").backed


@over_both_stores
def test_who_cancels_while_being_called_is_let_go(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")

    day.cancel(now="09:01")

    assert day.contact().claimed_by is None
    with pytest.raises(LeaseLost):
        day.ends(held, Outcome.REACHED, now="09:02")
    assert day.pull(now="09:02") is None


def test_what_has_ended_otherwise_cannot_be_cancelled(day: Day) -> None:
    day.seek()
    day.ends(day.pulled(now="09:00"), Outcome.REACHED, now="09:05")

    with pytest.raises(ContactIsClosed):
        day.cancel(now="09:06")
    with pytest.raises(ContactNotFound):
        day.cancel("nobody", now="09:06")


@over_both_stores
def test_who_was_not_reached_opens_their_case_again_with_its_first_time_and_a_new_promise(day: Day) -> None:
    day.seek()
    day.rings_in_vain(now="09:00", times=3)

    contact, told = reopens(day, now="10:10")

    assert told is not None
    assert (clocks(told.window), told.backed) == ("10:10-11:00", True)
    assert (contact.state, contact.attempts, contact.times_sought) == (ContactState.WAITING, 0, 2)
    assert contact.need.sought_at == at("08:00")
    assert contact == day.contact()
    assert day.reserved() == {"10:00": MINUTES}
    assert (day.texts()[-1], day.kinds()[-2:]) == ("receipt", ["contact.reopened", "promise.made"])
    assert [one.number for one in day.run(lambda tx: tx.attempts(contact.id))] == [1, 2, 3]


def test_reopening_twice_is_reopening_once(day: Day) -> None:
    day.seek()
    day.rings_in_vain(now="09:00", times=3)

    once = reopens(day, now="10:10")
    texts = day.texts()
    contact, told = reopens(day, now="10:20")

    assert contact == once[0]
    assert told is not None
    assert told.window == contact.window
    assert day.texts() == texts


@over_both_stores
def test_a_case_whose_number_was_wrong_is_opened_by_the_right_number_only(day: Day) -> None:
    anna = Details(phone="+46701740605", identity_value="20121212-1212")
    day.seek(duplicate_key="anna", details=anna)
    day.ends(day.pulled(now="09:00"), Outcome.WRONG_NUMBER, now="09:01")

    with pytest.raises(ContactIsClosed, match="number was wrong"):
        reopens(day, now="09:10")
    assert day.texts() == ["receipt"]

    day.seek("again", duplicate_key="anna", now="09:15", details=replace(anna, phone="+46701740606"))
    contact = day.contact()
    assert (contact.state, contact.need.sought_at, contact.attempts) == (
        ContactState.WAITING,
        at("08:00"),
        0,
    )
    assert day.details().callback_number == "+46701740606"


@over_both_stores
def test_who_opens_their_case_when_no_minutes_are_left_is_told_so_and_waits(day: Day) -> None:
    day.seek()
    day.rings_in_vain(now="09:00", times=3)

    contact, told = reopens(day, now="15:00")

    assert told is not None
    assert (told.backed, contact.backed, contact.window) == (False, False, None)
    assert day.texts()[-1] == "receipt_unpromised"
    assert day.pulled(now="15:00").id == "c1"


@over_both_stores
def test_who_has_sought_contact_anew_keeps_to_the_newer_case(day: Day) -> None:
    day.seek(duplicate_key="anna")
    day.rings_in_vain(now="09:00", times=3)
    day.seek("newer", now=at("08:00") + timedelta(days=1), duplicate_key="anna")

    with pytest.raises(ContactIsClosed, match="newer"):
        reopens(day, now=at("08:10") + timedelta(days=1))

    assert day.contact().state is ContactState.NOT_REACHED


def test_a_case_that_ended_otherwise_is_not_opened_again(day: Day) -> None:
    day.seek()
    day.cancel(now="08:30")

    with pytest.raises(ContactIsClosed, match="anew"):
        reopens(day, now="08:40")
    with pytest.raises(ContactNotFound):
        reopens(day, "nobody", now="08:40")
