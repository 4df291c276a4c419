"""A staff member presses call: a call is written down, and a worker rings them first and then the citizen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from contact_api.domain.calls.call_states import JOB_LOST_AFTER, look_again_at
from contact_api.domain.calls.calls import Call, LineKind, lines_of
from contact_api.domain.calls.dialling_limits import (
    CallInProgress,
    CallNotFound,
    CallsAreStopped,
    CannotBeCalled,
    DiallingLimits,
    Stop,
    must_be_allowed,
    must_be_few,
    must_have_rested,
    must_not_be_citizen_number,
)
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import ReasonMissing
from contact_api.domain.core.values import CallId, ContactId, Mode, StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.ports import Calls, Event, History, Job, Outbox
from contact_api.usecases.identification.recognise import BlindIndex
from contact_api.usecases.work_queue.pull_next import Holding, held_by

OF_NUMBER = "callee"


class Starting(Calls, Outbox, History, Holding, Protocol):
    """What asking for a call needs."""


@dataclass(frozen=True, slots=True)
class CallNumbers:
    """What a staff member asks for: their own telephone (E.164), and an interpreter's when one is to take part.

    `unit_id`: of their units the one they ring from; None is their home unit.
    """

    staff_number: str
    interpreter_number: str | None = None
    unit_id: UnitId | None = None


def start_call(
    contact_id: ContactId,
    staff_id: StaffId,
    lease_number: int,
    wish: CallNumbers,
    tx: Starting,
    *,
    limits: DiallingLimits,
    index: BlindIndex,
    now: datetime,
) -> Call:
    """Write a call down and have it dialled. The same asked again while it goes on is the same call.

    Errors: ContactNotFound, LeaseLost; CannotBeCalled; NotYourTelephone; CallInProgress; CallsAreStopped,
    TooManyCalls, CostCeilingReached, NumberNotAllowed, NumberRungTooOften: staff may ring from their own telephone.
    """
    stop = tx.hold_stop()  # before the contact: whoever dials holds them in this order, too
    contact = held_by(contact_id, staff_id, lease_number, tx, now=now)
    details = tx.details(contact_id) or Details()
    number = _number_of(contact, details)
    must_not_be_citizen_number(_numbers(wish).values(), (details.phone, details.caller_phone))
    key = index.blind_index(number, of=OF_NUMBER)
    going_on = [one for one in tx.unsettled_calls() if contact_id == one.contact_id or key == one.callee_key]
    mine = next((one for one in going_on if one.contact_id == contact_id and one.staff_id == staff_id), None)
    if mine is not None:
        return mine
    if going_on:
        raise CallInProgress
    if stop is not None:
        raise CallsAreStopped
    _must_be_allowed(number, wish, key, tx, limits=limits, now=now)
    numbers = _numbers(wish)
    call = Call(
        id=CallId(str(uuid4())),
        contact_id=contact_id,
        staff_id=staff_id,
        unit_id=tx.region().member_at(staff_id, wish.unit_id).unit_id,
        lease_number=lease_number,
        asked_at=now,
        callee_key=key,
        lines=lines_of(with_interpreter=LineKind.INTERPRETER in numbers),
        heard_at=now,
        look_at=now + JOB_LOST_AFTER,
    )
    tx.add_call(call, numbers=numbers)
    tx.add_event(Event(contact_id, "call.asked_for", now, staff_id, {"call": call.id}))
    tx.enqueue(Job.DIAL, call_id=call.id)
    return call


def call_of(call_id: CallId, staff_id: StaffId, tx: Calls) -> Call:
    """A call of this staff member's own. Errors: CallNotFound."""
    call = tx.call(call_id)
    if call is None or call.staff_id != staff_id:
        raise CallNotFound
    return call


def cancel_call(call_id: CallId, staff_id: StaffId, tx: Starting, *, now: datetime) -> Call:
    """Hang up, whatever rings or talks; a call that is over stays as it is. Errors: CallNotFound."""
    call = tx.hold_call(call_id)
    if call is None or call.staff_id != staff_id:
        raise CallNotFound
    return _cancelled(call, tx, by=staff_id, stopped=False, now=now)


def stop_calls(why: str, tx: Starting, *, by: str, now: datetime) -> Stop:
    """Stop all calls from the service: none begins, what rings is hung up, who talks may finish.

    Errors: ReasonMissing.
    """
    if not why.strip():
        raise ReasonMissing
    tx.hold_stop()
    stop = Stop(now, by, why.strip())
    tx.save_stop(stop)
    for found in tx.unsettled_calls():
        call = tx.hold_call(found.id)
        if call is not None and not call.is_talking:
            _cancelled(call, tx, by=by, stopped=True, now=now)
    return stop


def allow_calls(tx: Calls) -> bool:
    """Lift the stop; whether there was one. Lifting none is fine."""
    stop = tx.hold_stop()
    tx.save_stop(None)
    return stop is not None


def today(region: Region, *, now: datetime) -> Window:
    """The local day that costs and tries are counted by."""
    return day_span(region.today(now), region.zone)


def _cancelled(call: Call, tx: Starting, *, by: str, stopped: bool, now: datetime) -> Call:
    if call.settled_at is not None or call.cancelled_at is not None:
        return call
    cancelled = replace(call, cancelled_at=now, cancelled_by=by, stopped=stopped)
    cancelled = replace(cancelled, look_at=look_again_at(cancelled, now=now))
    tx.save_call(cancelled)
    tx.enqueue(Job.DIAL, call_id=call.id)
    return cancelled


def _number_of(contact: Contact, details: Details) -> str:
    number = details.callback_number
    if contact.circumstances.mode is not Mode.CALL or number is None:
        raise CannotBeCalled
    return number


def _numbers(wish: CallNumbers) -> Mapping[LineKind, str]:
    numbers = {LineKind.STAFF: wish.staff_number}
    if wish.interpreter_number is not None:
        numbers[LineKind.INTERPRETER] = wish.interpreter_number
    return numbers


def _must_be_allowed(
    number: str, wish: CallNumbers, key: str, tx: Starting, *, limits: DiallingLimits, now: datetime
) -> None:
    for one in (number, *_numbers(wish).values()):
        must_be_allowed(one, limits)
    day = today(tx.region(), now=now)
    must_be_few(tx.dialled(since=day.start, now=now), limits)
    must_have_rested(tx.rung_at(key, since=day.start), limits, now=now)
