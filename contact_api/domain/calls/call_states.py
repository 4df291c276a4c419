"""What a call needs next, and what it came to: functions of what is known of its lines, and of the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from contact_api.domain.calls.calls import Call, CallLine, CameTo, LineEnding, LineKind, LineState, the_line


class CallAction(StrEnum):
    """What a call needs next."""

    WAIT = "wait"
    RING = "ring"
    FIND = "find"  # placed, perhaps: the answer was lost
    ASK = "ask"  # nothing has been heard for too long
    HANG_UP = "hang_up"
    SETTLE = "settle"


class Phase(StrEnum):
    """How far a call has come."""

    RINGING_STAFF = "ringing_staff"
    RINGING_CITIZEN = "ringing_citizen"  # or an interpreter before them
    TALKING = "talking"
    ENDING = "ending"  # hanging up
    OVER = "over"


@dataclass(frozen=True, slots=True)
class CallStep:
    """What to do next: with which line, or with the provider's line of that id; or what the call is settled as."""

    do: CallAction
    kind: LineKind | None = None
    provider_id: str | None = None
    came_to: CameTo | None = None


WAIT = CallStep(CallAction.WAIT)
JOB_LOST_AFTER = timedelta(seconds=4)  # what was to be done at once and is not by then is rung for again
ANSWER_LOST_AFTER = timedelta(seconds=20)  # a provider that has a line lists it by then
SILENT_AFTER = timedelta(seconds=75)  # longer than any telephone is let ring
SILENT_WHILE_TALKING = timedelta(minutes=10)
LATE_NEWS = timedelta(seconds=4)  # what else is said of a line that was answered and left

_OF_CITIZEN: Mapping[LineEnding, CameTo] = MappingProxyType(
    {
        LineEnding.COMPLETED: CameTo.NO_ANSWER,  # picked up, and gone before anybody spoke
        LineEnding.CANCELLED: CameTo.NO_ANSWER,
        LineEnding.NO_ANSWER: CameTo.NO_ANSWER,
        LineEnding.BUSY: CameTo.BUSY,
        LineEnding.FAILED: CameTo.NOT_REACHABLE,
        LineEnding.MACHINE: CameTo.MACHINE,
    }
)


def next_step(call: Call, *, now: datetime) -> CallStep:
    """What the call needs now. A function of what is known: whoever asks, and how often, gets the same."""
    if call.strangers:
        return CallStep(CallAction.HANG_UP, provider_id=call.strangers[0])
    lost = _lost(call, now=now)
    if lost is not None:
        return lost
    came_to = _came_to(call, now=now)
    if came_to is not None:
        return _to_the_end(call, came_to)
    for line in call.lines:
        if line.state is LineState.WANTED:
            return CallStep(CallAction.RING, line.kind)
        if not line.has_joined:
            break  # the next telephone is rung when this one has joined
    return _if_silent(call, now=now)


def _to_the_end(call: Call, came_to: CameTo) -> CallStep:
    live = _live(call)
    for line in live:
        if line.provider_id is not None:
            return CallStep(CallAction.HANG_UP, line.kind, line.provider_id)
    if live or call.settled_at is not None:
        return WAIT
    return CallStep(CallAction.SETTLE, came_to=came_to)


def phase(call: Call) -> Phase:
    """How far a call has come, in a word for those who look on."""
    staff, citizen = the_line(call, LineKind.STAFF), the_line(call, LineKind.CITIZEN)
    if call.settled_at is not None:
        return Phase.OVER
    if call.is_talking:
        return Phase.TALKING
    if LineState.ENDED in (staff.state, citizen.state) or call.cancelled_at is not None:
        return Phase.ENDING
    return Phase.RINGING_CITIZEN if staff.has_joined else Phase.RINGING_STAFF


def is_wanted(call: Call, kind: LineKind, provider_id: str) -> bool:
    """Whether whoever picked up on this line is still to be let in: it is the line we know, and nothing is over."""
    line = call.line(kind)
    if line is None or line.provider_id not in (None, provider_id) or line.state is LineState.ENDED:
        return False
    return call.settled_at is None and call.cancelled_at is None


def look_again_at(call: Call, *, now: datetime) -> datetime:
    """When the sweeper should look at it next, if nothing is heard before.

    Soon when something is to be done: the notice of it may be lost with the worker that heard it.
    """
    if next_step(call, now=now).do is not CallAction.WAIT:
        return now + JOB_LOST_AFTER
    if any(line.state is LineState.PLACING for line in call.lines):
        return now + ANSWER_LOST_AFTER
    if any(_may_say_more(line, now=now) for line in call.lines):
        return now + LATE_NEWS
    return max(now, call.heard_at) + (SILENT_WHILE_TALKING if call.is_talking else SILENT_AFTER)


def _came_to(call: Call, *, now: datetime) -> CameTo | None:
    staff, citizen = the_line(call, LineKind.STAFF), the_line(call, LineKind.CITIZEN)
    if call.came_to is not None:
        return call.came_to
    if citizen.has_joined and staff.has_joined:
        over = LineState.ENDED in (staff.state, citizen.state) or call.cancelled_at is not None
        return CameTo.TALKED if over else None
    if citizen.state is LineState.ENDED:
        return None if _may_say_more(citizen, now=now) else _of_the_citizen(call, citizen)
    if call.cancelled_at is not None:
        return CameTo.STOPPED if call.stopped else CameTo.CANCELLED
    return _without_citizen(call, staff, citizen, now=now)


def _without_citizen(call: Call, staff: CallLine, citizen: CallLine, *, now: datetime) -> CameTo | None:
    """What it came to when another line ended before the citizen's did: the first to end says why."""
    interpreter = call.line(LineKind.INTERPRETER)
    if interpreter is not None and _left_before(interpreter, staff):
        return CameTo.INTERPRETER_NOT_REACHED
    return _without_staff(staff, citizen, now=now) if staff.state is LineState.ENDED else None


def _left_before(interpreter: CallLine, staff: CallLine) -> bool:
    """Whether it is the interpreter who is missing: we hang up on them, too, when staff have left."""
    if interpreter.state is not LineState.ENDED or interpreter.ended_at is None:
        return False
    return staff.ended_at is None or interpreter.ended_at <= staff.ended_at


def _of_the_citizen(call: Call, citizen: CallLine) -> CameTo:
    if citizen.provider_id is None and citizen.ending is not LineEnding.FAILED:
        return CameTo.NOT_PLACED
    given_up = citizen.ending is LineEnding.CANCELLED
    if given_up and call.cancelled_at is not None:
        return CameTo.STOPPED if call.stopped else CameTo.CANCELLED
    staff = the_line(call, LineKind.STAFF)
    if given_up and staff.state is LineState.ENDED:
        return CameTo.CANCELLED  # the staff member put down the receiver while it rang
    return _OF_CITIZEN[citizen.ending or LineEnding.COMPLETED]


def _without_staff(staff: CallLine, citizen: CallLine, *, now: datetime) -> CameTo | None:
    if staff.has_joined:
        return CameTo.CANCELLED  # the staff member left while the citizen's telephone rang, or before
    if staff.provider_id is None and staff.ending is not LineEnding.FAILED:
        return CameTo.NOT_PLACED
    if _may_say_more(staff, now=now) and not citizen.is_live:
        return None
    return CameTo.STAFF_NOT_REACHED


def _may_say_more(line: CallLine, *, now: datetime) -> bool:
    """Whether it was answered and left, so that word of who answered may still be on its way."""
    left = line.state is LineState.ENDED and line.ending is LineEnding.COMPLETED and not line.has_joined
    return left and line.ended_at is not None and now < line.ended_at + LATE_NEWS


def _lost(call: Call, *, now: datetime) -> CallStep | None:
    for line in call.lines:
        since = line.placing_at
        if line.state is LineState.PLACING and since is not None and now >= since + ANSWER_LOST_AFTER:
            return CallStep(CallAction.FIND, line.kind)
    return None


def _if_silent(call: Call, *, now: datetime) -> CallStep:
    silent = SILENT_WHILE_TALKING if call.is_talking else SILENT_AFTER
    live = [line for line in _live(call) if line.provider_id is not None]
    if live and now >= call.heard_at + silent:
        return CallStep(CallAction.ASK, live[-1].kind, live[-1].provider_id)
    return WAIT


def _live(call: Call) -> list[CallLine]:
    return [line for line in call.lines if line.is_live]
