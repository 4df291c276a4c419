"""The state diagrams of docs/architecture.md show what the code does, found by driving it from every state."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from contact_api.domain.booking.booking import Booking
from contact_api.domain.booking.time_types import BookingForm
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.calls.call_states import LATE_NEWS, CallAction, Phase, next_step, phase
from contact_api.domain.calls.calls import (
    Call,
    LineEnding,
    LineNews,
    LineState,
    heard,
    lines_of,
    not_placed,
    placing,
)
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import DomainError
from contact_api.domain.core.values import ContactId, ContactState, Outcome
from contact_api.domain.voice_menu.menu_flow import Ask, answered
from contact_api.domain.voice_menu.menu_session import (
    CallerAnswer,
    MenuEnding,
    MenuSession,
    MenuStep,
    NumberFault,
    Standing,
    ended,
    taken_in,
)
from contact_api.ports import Transaction
from contact_api.usecases.booking.change_booking import cancel_booking
from contact_api.usecases.intake.reopen import reopen
from contact_api.usecases.planning.sweep import return_expired
from contact_api.usecases.work_queue.pull_next import release, transfer
from contact_api.usecases.work_queue.record_outcome import record_outcome
from contact_api.usecases.work_queue.ring_booked import take_booked
from tests.domain.calls.test_calls import NOW as CALL_TIME
from tests.domain.calls.test_calls import a_call
from tests.domain.voice_menu.test_menu_session import (
    ASTRID,
    CONTEXT,
    HERE,
    NOW,
    PROMISED,
    TIME,
    UNPROMISED,
)
from tests.domain.voice_menu.test_menu_session import a_call as a_menu_call
from tests.makers import a_booking, at
from tests.usecases.day import NURSE, TEG, Day, a_day

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
T = TypeVar("T", bound=Hashable)
Step = tuple[str, str]
START_OR_END = "[*]"


def part(heading: str) -> str:
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def drawn(heading: str) -> set[Step]:
    """The arrows of the diagram under a heading."""
    return set(re.findall(r"^    (\S+) --> (\S+)", part(heading), re.MULTILINE))


def states(heading: str) -> set[str]:
    return {state for step in drawn(heading) for state in step} - {START_OR_END}


def between(steps: Iterable[Step]) -> set[Step]:
    """The steps from one state to another."""
    return {step for step in steps if START_OR_END not in step}


def walked(
    begins: Iterable[T], following: Callable[[T], Iterator[T]], state: Callable[[T], str]
) -> set[Step]:
    """Every change of state there is on any way from the beginnings."""
    found: set[Step] = set()
    waiting = list(begins)
    known = set(waiting)
    while waiting:
        one = waiting.pop()
        for after in following(one):
            found.add((state(one), state(after)))
            if after not in known:
                known.add(after)
                waiting.append(after)
    return {(before, after) for before, after in found if before != after}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("The life of a contact request", ContactState), ("A call back", Phase), ("The voice menu", MenuStep)],
)
def test_a_diagram_shows_every_state_and_no_other(heading: str, kind: type[StrEnum]) -> None:
    assert states(heading) == {state.value for state in kind}


def test_the_states_of_a_line_are_told_in_the_order_in_which_they_rise() -> None:
    told = re.findall(r"`(\w+)`", part("A call back").partition("only rises:")[2].partition(".\n")[0])

    assert told == [state.value for state in LineState]


def a_contact(state: ContactState) -> Day:
    """A day at whose eleventh hour the contact of `c1` stands there."""
    day = a_day()
    day.roster(NURSE, "09:00", "12:00")
    day.seek(duplicate_key="anna")
    if state is ContactState.CLAIMED:
        day.pulled(now="11:00")
    elif state is ContactState.NOT_REACHED:
        day.rings_in_vain(now="09:00", times=day.region().planning.max_attempts)
    elif state is ContactState.CANCELLED:
        day.cancel(now="08:30")
    elif state is ContactState.BOOKED:
        day.book(now="08:30")
    elif state is not ContactState.WAITING:
        day.ends(day.pulled(now="09:00"), Outcome(state.value), now="09:05")
    assert day.contact().state is state
    return day


def in_one(act: Callable[[Transaction], object]) -> Callable[[Day], object]:
    return lambda day: day.run(act)


def with_outcome(outcome: Outcome) -> Callable[[Day], object]:
    return in_one(lambda tx: record_outcome(ContactId("c1"), NURSE, 1, outcome, tx, now=at("11:05")))


ACTS: list[Callable[[Day], Any]] = [
    lambda day: day.pull(now="11:05"),
    lambda day: day.cancel(now="11:05"),
    lambda day: day.seek("c2", now="11:05", duplicate_key="anna"),
    lambda day: day.replan(now="11:05"),
    lambda day: day.book(now="11:05"),
    *map(with_outcome, Outcome),
    in_one(lambda tx: release(ContactId("c1"), NURSE, 1, tx, now=at("11:05"))),
    in_one(
        lambda tx: transfer(
            ContactId("c1"), NURSE, 1, tx, why="nearer", to_professions=None, to_unit=TEG, now=at("11:05")
        )
    ),
    in_one(lambda tx: return_expired(tx, now=at("11:30"))),
    in_one(lambda tx: reopen(ContactId("c1"), tx, now=at("11:05"), actor="citizen")),
]


def at_its_telephone_time(state: ContactState) -> tuple[Day, Booking]:
    """A contact that stands there, with a telephone time that has begun."""
    day = a_contact(state)
    booking = a_booking(start="11:00", end="11:20", staff_id=NURSE, form=BookingForm.TELEPHONE)
    if state is ContactState.BOOKED:
        booking = replace(booking, id=day.run(lambda tx: tx.bookings_of_contact(ContactId("c1")))[0].id)
    day.run(lambda tx: (tx.save_booking if state is ContactState.BOOKED else tx.add_booking)(booking))
    return day, booking


def rung(day: Day, booking: Booking) -> Contact:
    member = day.region().member(NURSE)
    return day.run(lambda tx: take_booked(booking.id, ContactId("c1"), member, tx, now=at("11:05")))


def steps_of_telephone_times() -> Iterator[Step]:
    """Rung from booked or reached; given back untried; and called instead of a time that is gone."""
    for state in (ContactState.BOOKED, ContactState.REACHED):
        day, booking = at_its_telephone_time(state)
        taken = rung(day, booking)
        yield state.value, taken.state.value
        day.run(partial(release, ContactId("c1"), NURSE, taken.lease_number, now=at("11:06")))
        yield taken.state.value, day.contact().state.value
    day = a_contact(ContactState.BOOKED)
    day.run(
        lambda tx: cancel_booking(
            tx.bookings_of_contact(ContactId("c1"))[0].id,
            ContactId("c1"),
            Booker(),
            tx,
            by="citizen",
            now=at("11:05"),
        )
    )
    day.run(lambda tx: reopen(ContactId("c1"), tx, now=at("11:06"), actor="citizen"))
    yield ContactState.BOOKED.value, day.contact().state.value


def test_a_contact_goes_where_the_diagram_says_and_nowhere_else() -> None:
    found: set[Step] = {*steps_of_telephone_times()}
    for state in ContactState:
        for act in ACTS:
            day = a_contact(state)
            with suppress(DomainError):
                act(day)
            found.add((state.value, day.contact().state.value))

    assert {(before, after) for before, after in found if before != after} == between(
        drawn("The life of a contact request")
    )


def news_of(provider_id: str) -> Iterator[LineNews]:
    """All that may be said of a line."""
    for state in (LineState.RINGING, LineState.ANSWERED, LineState.JOINED):
        yield LineNews(provider_id, state, CALL_TIME)
    for ending in LineEnding:
        yield LineNews(provider_id, LineState.ENDED, CALL_TIME, ending)


def after_a_call_step(call: Call) -> Iterator[Call]:
    """What a call may be next: by what we do, by what is heard, by who cancels it."""
    for now in (CALL_TIME, CALL_TIME + LATE_NEWS):
        step = next_step(call, now=now)
        if step.do is CallAction.RING and step.kind:
            asked = placing(call, step.kind, now=CALL_TIME)
            yield heard(asked, step.kind, LineNews(step.kind, LineState.PLACED, CALL_TIME))
            yield not_placed(asked, step.kind, for_good=True, now=CALL_TIME)
        if step.do is CallAction.SETTLE:
            yield replace(call, settled_at=CALL_TIME, came_to=step.came_to)
    if call.settled_at is None:
        yield replace(call, cancelled_at=CALL_TIME, cancelled_by="backen-01")
    for line in call.lines:
        if line.provider_id and line.is_live:
            yield from (heard(call, line.kind, news) for news in news_of(line.provider_id))


def test_a_call_goes_where_the_diagram_says_and_nowhere_else() -> None:
    begins = [a_call(lines=lines_of(with_interpreter=asked_for)) for asked_for in (False, True)]

    assert walked(begins, after_a_call_step, phase) == between(drawn("A call back"))


TOLD = (
    PROMISED,
    UNPROMISED,
    replace(PROMISED, times=(TIME,)),
    replace(UNPROMISED, times=(TIME,)),
    CallerAnswer(Standing.PROMISED, NOW, HERE, (HERE,)),
    CallerAnswer(Standing.UNPROMISED, NOW),
    CallerAnswer(Standing.IN_HAND, NOW),
)
KEYS = ("", "0", "1", "2", "4", "5", "9", "*", "#", "12", "0701740605", ASTRID, "*1")


def after_an_answer(call: MenuSession) -> Iterator[MenuSession]:
    """What a call in the menu may be next, whatever is pressed and whatever the request then stands at."""
    for keys in KEYS:
        after, following = answered(call, keys, CONTEXT, now=NOW)
        after = replace(after, turn=1)  # else no call comes to the same place twice
        if isinstance(following, Ask):
            yield after
        else:
            yield from (taken_in(after, ContactId("c1"), told) for told in TOLD)
            if after.contact_id:
                yield ended(after, MenuEnding.GOOD_BYE)


def test_a_call_in_the_menu_goes_where_the_diagram_says_and_nowhere_else() -> None:
    begins = [a_menu_call(), a_menu_call(NumberFault.WITHHELD)]

    assert walked(begins, after_an_answer, lambda call: call.step) == between(drawn("The voice menu"))
