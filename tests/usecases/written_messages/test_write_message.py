"""Staff and citizen write to each other."""

import pytest

from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound, LeaseLost
from contact_api.domain.core.values import ContactId, ContactState, Mode, Outcome
from contact_api.domain.messages.written_messages import Writer, WrittenMessage
from contact_api.usecases.written_messages.write_message import (
    may_write,
    write_to_citizen,
    write_to_staff,
    written,
)
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import NURSE, Day

C1 = ContactId("c1")


def staff_write(day: Day, text: str = "Hur länge?", *, lease: int = 1, now: str = "09:05") -> WrittenMessage:
    return day.run(lambda tx: write_to_citizen("s1", C1, NURSE, lease, text, tx, now=at(now)))


def citizen_writes(day: Day, text: str = "Sedan i måndags.", *, now: str = "09:10") -> WrittenMessage:
    return day.run(lambda tx: write_to_staff("h1", C1, text, tx, now=at(now), actor="citizen"))


def thread(day: Day) -> list[tuple[Writer, str]]:
    contact = day.contact()
    return [(one.by, one.text) for one in day.run(lambda tx: written(contact, tx))]


@over_both_stores
def test_both_write_and_read_and_the_citizen_is_told_by_text_that_there_is_something(day: Day) -> None:
    day.seek(mode=Mode.TEXT)
    day.pulled(now="09:00")

    staff_write(day)
    citizen_writes(day)

    assert thread(day) == [(Writer.STAFF, "Hur länge?"), (Writer.CITIZEN, "Sedan i måndags.")]
    assert day.texts()[1:] == ["written_message"]
    assert day.kinds().count("message.written") == 2
    assert (day.contact().state, day.contact().attempts) == (ContactState.CLAIMED, 0)


@over_both_stores
def test_what_is_written_is_kept_without_blanks_around_it(day: Day) -> None:
    day.seek(mode=Mode.TEXT)
    day.pulled(now="09:00")

    staff_write(day, " Hur länge? ")
    citizen_writes(day, "\tSedan i måndags.\n")

    assert thread(day) == [(Writer.STAFF, "Hur länge?"), (Writer.CITIZEN, "Sedan i måndags.")]


@over_both_stores
def test_only_who_holds_the_contact_writes_to_the_citizen(day: Day) -> None:
    day.seek(mode=Mode.TEXT)
    day.pulled(now="09:00")

    with pytest.raises(LeaseLost):
        staff_write(day, lease=7)

    assert thread(day) == []
    assert "written_message" not in day.texts()


@over_both_stores
def test_a_citizen_may_write_before_anybody_holds_the_contact_and_not_when_it_has_ended(day: Day) -> None:
    day.seek(mode=Mode.TEXT)
    citizen_writes(day, now="08:30")
    day.ends(day.pulled(now="09:00"), Outcome.REACHED, now="09:10")

    assert not may_write(day.contact())
    with pytest.raises(ContactIsClosed):
        day.run(lambda tx: write_to_staff("h2", C1, "Tack!", tx, now=at("09:30"), actor="citizen"))
    assert thread(day) == [(Writer.CITIZEN, "Sedan i måndags.")]


def test_of_a_contact_nobody_knows_nothing_is_written(day: Day) -> None:
    with pytest.raises(ContactNotFound):
        citizen_writes(day)
