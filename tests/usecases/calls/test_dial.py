"""From "call" to what it came to: whatever fails, is lost or is killed, one call at a time and none forgotten."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.calls.calls import CameTo, LineKind
from contact_api.domain.core.values import ContactState
from contact_api.usecases.calls.start_call import cancel_call, stop_calls
from tests.examples import examples
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.calls.exchange import CITIZENS_NUMBER, STAFFS_NUMBER, Fate
from tests.usecases.day import NURSE, Day, a_day
from tests.usecases.voice_menu.telephoning import SHOWN, Telephoning, telephoning

OF_CITIZEN: Mapping[Fate, CameTo] = {
    Fate.LEAVES: CameTo.TALKED,
    Fate.NO_ANSWER: CameTo.NO_ANSWER,
    Fate.GIVES_UP: CameTo.NO_ANSWER,
    Fate.BUSY: CameTo.BUSY,
    Fate.MACHINE: CameTo.MACHINE,
    Fate.FAILED: CameTo.NOT_REACHABLE,
    Fate.REFUSED: CameTo.NOT_REACHABLE,
}
AN_ATTEMPT = set(OF_CITIZEN.values()) - {CameTo.TALKED}
OF_STAFF = {fate: CameTo.STAFF_NOT_REACHED for fate in Fate if fate not in (Fate.TALKS, Fate.LEAVES)}


def a_working_day() -> Day:
    day = a_day()
    day.roster(NURSE, "09:00", "12:00")
    return day


@over_both_stores
def test_staff_are_rung_first_and_the_citizen_when_they_have_pressed_the_key(day: Day) -> None:
    line = telephoning(day)

    call = line.starts()
    line.works()
    rung_first = [(one.line.kind, one.line.to) for one in line.exchange.lines.values()]
    over = line.runs_its_course(call)

    assert rung_first == [(LineKind.STAFF, STAFFS_NUMBER)]
    rung = [(one.line.kind, one.line.to, one.line.caller_number) for one in line.exchange.lines.values()]
    assert rung[1:] == [(LineKind.CITIZEN, CITIZENS_NUMBER, SHOWN)]
    assert over.came_to is CameTo.TALKED
    assert not any(one.is_live for one in line.exchange.lines.values())


@over_both_stores
def test_after_a_talk_staff_keep_the_contact_until_they_say_how_it_went(day: Day) -> None:
    line = telephoning(day)

    over = line.runs_its_course(line.starts())

    contact = line.contact()
    assert (contact.state, contact.claimed_by, contact.attempts) == (ContactState.CLAIMED, NURSE, 0)
    assert contact.lease_until is not None
    assert over.settled_at is not None
    assert contact.lease_until >= over.settled_at + timedelta(minutes=14)
    assert over.cost == 2 * 3 * 50  # two lines, of 125 seconds each: three started minutes


@pytest.mark.parametrize(("fate", "came_to"), [pair for pair in OF_CITIZEN.items() if pair[1] in AN_ATTEMPT])
@over_both_stores
def test_a_citizen_who_is_not_reached_is_tried_again_by_the_rule(
    day: Day, fate: Fate, came_to: CameTo
) -> None:
    line = telephoning(day, citizen=fate)

    over = line.runs_its_course(line.starts())

    contact = line.contact()
    assert over.came_to is came_to
    assert (contact.state, contact.attempts) == (ContactState.WAITING, 1)
    assert contact.not_before is not None
    assert over.settled_at is not None
    assert contact.not_before - over.settled_at == timedelta(minutes=30)
    assert day.texts()[-1] == "missed_call"
    ended = [event for event in day.history() if event.kind == "attempt.ended"]
    assert [event.facts["call"] for event in ended] == [came_to.value]


@pytest.mark.parametrize("fate", OF_STAFF)
def test_a_contact_whose_staff_member_does_not_answer_goes_back_untried(day: Day, fate: Fate) -> None:
    line = telephoning(day, staff=fate)

    over = line.runs_its_course(line.starts())

    contact = line.contact()
    assert over.came_to is CameTo.STAFF_NOT_REACHED
    assert (contact.state, contact.attempts, contact.window is not None) == (ContactState.WAITING, 0, True)
    assert line.exchange.live_to(LineKind.CITIZEN) == 0
    assert CITIZENS_NUMBER not in [one.line.to for one in line.exchange.lines.values()]


def test_staff_who_hang_up_while_it_rings_keep_the_contact_and_it_is_no_attempt(day: Day) -> None:
    line = telephoning(day, staff=Fate.LEAVES, citizen=Fate.TALKS)

    over = line.runs_its_course(line.starts())

    assert over.came_to in (CameTo.CANCELLED, CameTo.TALKED)
    assert (line.contact().state, line.contact().attempts) == (ContactState.CLAIMED, 0)


def test_an_interpreter_is_rung_before_the_citizen_who_is_not_rung_without_one(day: Day) -> None:
    line = telephoning(day, interpreter=Fate.NO_ANSWER)

    over = line.runs_its_course(line.starts(interpreter=True))

    assert over.came_to is CameTo.INTERPRETER_NOT_REACHED
    assert [one.line.kind for one in line.exchange.lines.values()] == [LineKind.STAFF, LineKind.INTERPRETER]
    assert line.contact().claimed_by == NURSE


def test_with_an_interpreter_three_are_in_the_room(day: Day) -> None:
    line = telephoning(day)

    over = line.runs_its_course(line.starts(interpreter=True))

    assert over.came_to is CameTo.TALKED
    assert all(one.has_joined for one in over.lines)
    assert len(over.lines) == 3


def test_a_provider_that_is_down_leaves_the_contact_with_staff_who_ring_themselves(day: Day) -> None:
    line = telephoning(day)
    line.exchange.is_down = True

    over = line.runs_its_course(line.starts())

    assert over.came_to is CameTo.NOT_PLACED
    assert (line.contact().state, line.contact().attempts) == (ContactState.CLAIMED, 0)


def test_a_line_whose_answer_was_lost_is_found_and_not_rung_twice(day: Day) -> None:
    line = telephoning(day)
    line.exchange.loses_answers = True

    over = line.runs_its_course(line.starts())

    assert over.came_to is CameTo.TALKED
    assert len(line.exchange.lines) == 2


def test_a_call_whose_news_never_come_is_asked_for_and_settled(day: Day) -> None:
    line = telephoning(day, citizen=Fate.BUSY)
    call = line.starts()
    line.works()
    for _ in ("the staff member's telephone", "the citizen's"):
        while line.exchange.moving:
            line.goes_on(line.exchange.moving[0], call)
        line.exchange.said.clear()
        line.works()

    line.time_passes(100)
    line.works()

    assert line.call(call).came_to is CameTo.BUSY
    assert line.contact().attempts == 1


def test_hanging_up_ends_whatever_rings(day: Day) -> None:
    line = telephoning(day, citizen=Fate.TALKS)
    call = line.starts()
    line.works()

    day.run(lambda tx: cancel_call(call.id, NURSE, tx, now=at("09:01")))
    over = line.runs_its_course(call)

    assert over.came_to is CameTo.CANCELLED
    assert line.contact().claimed_by == NURSE


def test_the_control_room_stops_what_rings_and_lets_who_talks_finish(day: Day) -> None:
    line = telephoning(day, citizen=Fate.TALKS)
    talking = line.starts()
    line.works()
    while line.exchange.moving or line.exchange.said:
        if line.exchange.moving:
            line.goes_on(line.exchange.moving[0], talking)
        while line.exchange.said:
            line.tells(0, talking)
        line.works()
    assert line.call(talking).is_talking

    day.run(lambda tx: stop_calls("wrong number shown", tx, by="control-room", now=at("09:05")))
    line.works()

    assert line.call(talking).is_talking
    assert line.call(talking).cancelled_at is None


def test_a_call_that_was_stopped_before_anybody_answered_leaves_the_contact_with_staff(day: Day) -> None:
    line = telephoning(day)
    call = line.starts()
    line.works()

    day.run(lambda tx: stop_calls("wrong number shown", tx, by="control-room", now=at("09:00")))
    over = line.runs_its_course(call)

    assert over.came_to is CameTo.STOPPED
    assert (line.contact().state, line.contact().claimed_by) == (ContactState.CLAIMED, NURSE)
    assert LineKind.CITIZEN not in [one.line.kind for one in line.exchange.lines.values()]


# ------------------------------------------------------------------------------------------- killed, lost, shuffled

COURSES = [
    *((Fate.TALKS, citizen, came_to) for citizen, came_to in OF_CITIZEN.items()),
    (Fate.NO_ANSWER, Fate.LEAVES, CameTo.STAFF_NOT_REACHED),
    (Fate.BUSY, Fate.LEAVES, CameTo.STAFF_NOT_REACHED),
]


def deeds_of(staff: Fate, citizen: Fate) -> int:
    line = telephoning(a_working_day(), staff, citizen)
    line.runs_its_course(line.starts())
    return line.deeds


def must_be_in_order(line: Telephoning, came_to: CameTo) -> None:
    """One attempt for what is an attempt, none for what is not; nobody rings any more."""
    contact = line.contact()
    assert contact.attempts == (came_to in AN_ATTEMPT)
    assert not any(one.is_live for one in line.exchange.lines.values())
    ended = [kind for kind in line.day.kinds() if kind == "call.ended"]
    assert ended == ["call.ended"]


@pytest.mark.parametrize(("staff", "citizen", "came_to"), COURSES)
def test_a_worker_may_be_killed_between_any_two_steps(staff: Fate, citizen: Fate, came_to: CameTo) -> None:
    for deed in range(1, deeds_of(staff, citizen) + 1):
        for when in ("before", "after"):
            line = telephoning(a_working_day(), staff, citizen)
            line.kills = {deed: when, deed + 2: "after"}

            over = line.runs_its_course(line.starts())

            assert over.came_to is came_to, f"killed {when} deed {deed}"
            must_be_in_order(line, came_to)


def test_a_bell_that_dies_with_its_worker_is_rung_again_within_seconds() -> None:
    """Somebody has answered and listens."""
    line = telephoning(a_working_day(), citizen=Fate.TALKS)
    call = line.starts()

    line.dies_with_its_jobs()
    line.time_passes(5)
    line.works()
    assert line.exchange.live_to(LineKind.STAFF) == 1

    while not line.call(call).lines[0].has_joined:
        line.goes_on(line.exchange.moving[0], call)
    line.dies_with_its_jobs()
    line.time_passes(5)
    line.works()
    assert line.exchange.live_to(LineKind.CITIZEN) == 1

    now = line.exchange.now
    line.day.run(lambda tx: cancel_call(call.id, NURSE, tx, now=now))
    line.dies_with_its_jobs()
    line.time_passes(5)
    line.works()
    assert line.exchange.live_to(LineKind.CITIZEN) == 0


@examples(1.5)
@given(st.sampled_from(COURSES), st.data())
def test_news_may_come_late_twice_out_of_order_and_not_at_all(
    course: tuple[Fate, Fate, CameTo], data: st.DataObject
) -> None:
    staff, citizen, came_to = course
    line = telephoning(a_working_day(), staff, citizen)
    line.kills = dict.fromkeys(data.draw(st.lists(st.integers(1, 30), max_size=2)), "after")
    call = line.starts()
    for _ in range(data.draw(st.integers(5, 40))):
        line.works()
        if line.exchange.moving:
            line.goes_on(data.draw(st.sampled_from(line.exchange.moving)), call)
        for _ in range(data.draw(st.integers(0, 3))):
            if line.exchange.said:
                number = data.draw(st.integers(0, len(line.exchange.said) - 1))
                line.tells(number, call, again=data.draw(st.booleans()))
        assert line.exchange.live_to(LineKind.CITIZEN) <= 1
        line.time_passes(data.draw(st.sampled_from([0, 0, 1, 3])))

    over = line.runs_its_course(call)

    assert over.came_to is came_to
    must_be_in_order(line, came_to)
