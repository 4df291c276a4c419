"""What is heard of a call is kept, and at its end a conclusion drawn; late, twice or out of order is the same."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.calls.call_states import CallAction, look_again_at, next_step
from contact_api.domain.calls.calls import Call, CameTo, LineKind, LineNews, heard
from contact_api.domain.calls.dialling_limits import DiallingLimits, cost_of
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import CallId, ContactState, Outcome
from contact_api.ports import Calls, Contacts, Event, Job, Outbox
from contact_api.usecases.work_queue.pull_next import GivingBack, Holding, give_back
from contact_api.usecases.work_queue.record_outcome import Concluding, end_attempt

AN_ATTEMPT = frozenset({CameTo.NO_ANSWER, CameTo.BUSY, CameTo.MACHINE, CameTo.NOT_REACHABLE})


class Hearing(Calls, Holding, Outbox, Protocol):
    """What hearing news of a line needs."""


class Settling(Hearing, Concluding, GivingBack, Protocol):
    """What a call that is over is written to."""


def hear(call_id: CallId, kind: LineKind, news: LineNews, tx: Hearing, *, now: datetime) -> Call | None:
    """Keep news of one line and have the next step taken; None when there is no such call."""
    told = keep_news(call_id, kind, news, tx, now=now)
    if told is not None and next_step(told, now=now).do is not CallAction.WAIT:
        tx.enqueue(Job.DIAL, call_id=call_id)
    return told


def keep_news(call_id: CallId, kind: LineKind, news: LineNews, tx: Hearing, *, now: datetime) -> Call | None:
    """Keep news of one line; the staff member's lease lasts longer: while anything is heard they telephone."""
    call = tx.hold_call(call_id)
    if call is None:
        return None
    told = heard(call, kind, replace(news, at=now))  # by our clock: the provider's may be another
    if told == call and call.settled_at is not None:
        return call  # said before
    told = replace(told, heard_at=max(call.heard_at, now))
    told = replace(told, look_at=look_again_at(told, now=now))
    tx.save_call(told)
    if call.settled_at is None:
        _draw_lease_out(told, tx, now=now)
    return told


def settle(call: Call, came_to: CameTo, tx: Settling, *, limits: DiallingLimits, now: datetime) -> Call:
    """Write down what a call came to, once, and what follows for the contact request by the retry rule.

    Answering machine, busy, no answer and a number out of reach are attempts; a call that never reached the staff
    member gives the contact back; in all other cases they keep it and say how it ended.
    """
    if call.settled_at is not None:
        return call
    settled = replace(
        call,
        settled_at=now,
        came_to=came_to,
        cost=cost_of([line.talked_seconds for line in call.lines], limits),
    )
    tx.save_call(settled)
    talked = max(line.talked_seconds for line in call.lines if line.kind is LineKind.CITIZEN)
    facts = {"call": call.id, "came_to": came_to.value, "seconds": talked}
    tx.add_event(Event(call.contact_id, "call.ended", now, call.staff_id, facts))
    contact = contact_held_for(call, tx)
    if contact is None:
        return settled  # staff have said how it ended, or gave it back, or the citizen took it back
    if came_to in AN_ATTEMPT:
        end_attempt(contact, Outcome.NO_ANSWER, tx, facts={"call": came_to.value}, now=now)
    elif came_to is CameTo.STAFF_NOT_REACHED:
        give_back(contact, tx, now=now, actor="system", kind="contact.staff_not_reached")
    else:
        _hold_on(contact, tx, now=now)
    return settled


def contact_held_for(call: Call, tx: Contacts) -> Contact | None:
    """The contact request, if the same staff member still holds it as when the call was asked for."""
    contact = tx.hold_contact(call.contact_id)
    return contact if contact is not None and is_held_for(call, contact) else None


def is_held_for(call: Call, contact: Contact) -> bool:
    """Whether the same staff member still holds the contact request as when the call was asked for."""
    return (
        contact.state is ContactState.CLAIMED
        and contact.claimed_by == call.staff_id
        and contact.lease_number == call.lease_number
    )


def _draw_lease_out(call: Call, tx: Holding, *, now: datetime) -> None:
    contact = contact_held_for(call, tx)
    if contact is not None:
        _hold_on(contact, tx, now=now)


def _hold_on(contact: Contact, tx: Holding, *, now: datetime) -> None:
    until = now + tx.region().planning.lease
    if contact.lease_until is None or contact.lease_until < until:
        tx.save_contact(replace(contact, lease_until=until))
