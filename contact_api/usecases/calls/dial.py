"""Do what a call needs next: each step is written down before the provider is asked, and what it said after.

It may run twice, at once, and die anywhere. What a provider was perhaps asked for is looked for there before it is
asked for again, so a citizen's telephone never rings for two lines of ours.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contact_api.domain.calls.call_states import CallAction, CallStep, look_again_at, next_step
from contact_api.domain.calls.calls import (
    Call,
    LineEnding,
    LineKind,
    LineNews,
    LineState,
    RingingFailedPermanently,
    RingingFailedTemporarily,
    not_placed,
    placing,
    the_line,
    without_stranger,
)
from contact_api.domain.calls.dialling_limits import A_SECOND, DiallingLimits, Stop, may_place
from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import CallId, UnitId
from contact_api.ports import Calls, Job, LineToRing, Telephone, Transact
from contact_api.usecases.calls.record_call_event import Settling, contact_held_for, keep_news, settle
from contact_api.usecases.calls.start_call import today

MOST_STEPS = 12  # in one go; whatever is left the sweeper rings for
SOON = timedelta(seconds=5)  # when a provider does not do it now
LISTED_SINCE = timedelta(seconds=10)  # a provider's clock may be so much behind ours


@dataclass(frozen=True, slots=True)
class Dialling:
    """How a region dials: its limits, and the number that telephones show for a unit."""

    limits: DiallingLimits
    caller_number: Callable[[UnitId | None], str]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to ask of the provider, with all it takes."""

    step: CallStep
    call: Call
    line: LineToRing | None = None  # to be rung, or to be looked for
    not_ours: Collection[str] = ()  # lines of other calls to the same number


def dial(
    call_id: CallId,
    transact: Transact,
    telephone: Telephone,
    dialling: Dialling,
    *,
    now: Callable[[], datetime],
) -> None:
    """Take every step that can be taken now. Errors: none of the provider's: they are kept with the call."""
    for _ in range(MOST_STEPS):
        task = transact(lambda tx: _begin(call_id, tx, dialling, now=now()))
        if task is None or not _carry_out(task, transact, telephone, now=now):
            return


def enqueue_overdue_calls(tx: Settling, *, now: datetime) -> list[CallId]:
    """Enqueue a job for calls that nothing was heard of for too long, or whose next step is due; which they are."""
    overdue = []
    for call_id in tx.overdue_calls(now=now):
        call = tx.hold_call(call_id)
        if call is not None and not call.is_over and call.look_at <= now:
            tx.save_call(replace(call, look_at=now + SOON))
            tx.enqueue(Job.DIAL, call_id=call_id)
            overdue.append(call_id)
    return overdue


def _begin(call_id: CallId, tx: Settling, dialling: Dialling, *, now: datetime) -> Task | None:
    """Decide what is next and write down that it has begun; None when there is nothing to ask of the provider."""
    stop = tx.hold_stop()  # before the call: whoever stops calls holds them in this order, too
    call = tx.hold_call(call_id)
    if call is None or call.is_over:
        return None
    step = next_step(call, now=now)
    if step.do is CallAction.WAIT:
        tx.save_call(replace(call, look_at=look_again_at(call, now=now)))
        return None
    if step.came_to is not None:
        settle(call, step.came_to, tx, limits=dialling.limits, now=now)
        return None
    if step.do is CallAction.RING:
        return _begin_ringing(call, step, stop, tx, dialling, now=now)
    if step.do is CallAction.FIND:
        ids = {
            line.provider_id
            for other in tx.unsettled_calls()
            for line in other.lines
            if line.provider_id is not None
        }
        return Task(step, call, _line(call, step, tx, dialling), ids)
    return Task(step, call)


def _begin_ringing(
    call: Call, step: CallStep, stop: Stop | None, tx: Settling, dialling: Dialling, *, now: datetime
) -> Task | None:
    kind = step.kind or LineKind.STAFF
    if stop is not None or contact_held_for(call, tx) is None:
        by = stop.by if stop else "system"
        stopped = replace(call, cancelled_at=now, cancelled_by=by, stopped=stop is not None)
        stopped = replace(stopped, look_at=look_again_at(stopped, now=now))
        tx.save_call(stopped)
        return Task(CallStep(CallAction.WAIT), stopped)
    if not may_place(tx.dialled(since=today(tx.region(), now=now).start, now=now), dialling.limits):
        tx.save_call(replace(call, look_at=now + A_SECOND))
        return None
    begun = placing(call, kind, now=now)
    begun = replace(begun, heard_at=now, look_at=look_again_at(begun, now=now))
    tx.save_call(begun)
    return Task(step, begun, _line(begun, step, tx, dialling))


def _line(call: Call, step: CallStep, tx: Settling, dialling: Dialling) -> LineToRing:
    kind = step.kind or LineKind.STAFF
    details = tx.details(call.contact_id) or Details()
    numbers = {**tx.numbers(call.id), LineKind.CITIZEN: details.callback_number or ""}
    contact = tx.contact(call.contact_id)
    hidden = contact is not None and (
        contact.circumstances.safe_contact or contact.circumstances.protected_identity
    )
    return LineToRing(
        call_id=call.id,
        kind=kind,
        to=numbers[kind],
        caller_number=dialling.caller_number(None if hidden else call.unit_id),
        ring_seconds=dialling.limits.ring_seconds,
    )


def _carry_out(task: Task, transact: Transact, telephone: Telephone, *, now: Callable[[], datetime]) -> bool:
    """Ask the provider and keep what it said; False when it is better to come back later."""
    step = task.step
    if step.do is CallAction.WAIT:
        return True  # something was written down; look again
    try:
        if step.do is CallAction.RING:
            return _ring(task, transact, telephone, now=now)
        if step.do is CallAction.FIND:
            return _find(task, transact, telephone, now=now)
        if step.do is CallAction.HANG_UP and step.provider_id is not None:
            telephone.hang_up(step.provider_id)
        return _ask(task, transact, telephone, now=now)
    except RingingFailedTemporarily:
        transact(lambda tx: _look_soon(task.call.id, tx, now=now()))
        return False


def _ring(task: Task, transact: Transact, telephone: Telephone, *, now: Callable[[], datetime]) -> bool:
    line = task.line
    if line is None:
        return False
    try:
        provider_id = telephone.ring(line)
    except RingingFailedTemporarily as failed:
        if not failed.perhaps_placed:
            transact(lambda tx: _not_placed(task.call.id, line.kind, tx, for_good=False, now=now()))
        return False  # again a little later, by the sweeper
    except RingingFailedPermanently:
        transact(lambda tx: _not_placed(task.call.id, line.kind, tx, for_good=True, now=now()))
        return True
    news = LineNews(provider_id, LineState.PLACED, now())
    transact(lambda tx: keep_news(task.call.id, line.kind, news, tx, now=now()))
    return True


def _find(task: Task, transact: Transact, telephone: Telephone, *, now: Callable[[], datetime]) -> bool:
    """Adopt the line that was placed though nobody kept its id, or make sure that there is none."""
    line = task.line
    placing_at = the_line(task.call, line.kind).placing_at if line else None
    if line is None or placing_at is None:
        return False
    there = [
        one for one in telephone.find(line.to, since=placing_at - LISTED_SINCE) if one not in task.not_ours
    ]
    if not there:
        transact(lambda tx: _not_placed(task.call.id, line.kind, tx, for_good=False, now=now()))
        return True
    known = [telephone.ask(one) or LineNews(one, LineState.PLACED, now()) for one in there]
    transact(lambda tx: [keep_news(task.call.id, line.kind, news, tx, now=now()) for news in known])
    return True  # the first is adopted, any other is a stranger


def _ask(task: Task, transact: Transact, telephone: Telephone, *, now: Callable[[], datetime]) -> bool:
    """Ask what became of a line; one that nobody knows of any more has ended."""
    provider_id = task.step.provider_id or ""
    known = telephone.ask(provider_id)
    news = known or LineNews(provider_id, LineState.ENDED, now(), LineEnding.FAILED)
    transact(lambda tx: _keep(task, news, tx, now=now()))
    return news.state is LineState.ENDED


def _keep(task: Task, news: LineNews, tx: Settling, *, now: datetime) -> None:
    kind, call_id = task.step.kind, task.call.id
    call = keep_news(call_id, kind, news, tx, now=now) if kind else tx.hold_call(call_id)
    if call is None:
        return
    if kind is None and news.state is LineState.ENDED:
        call = without_stranger(call, news.provider_id)
    if task.step.do is CallAction.HANG_UP:
        tx.save_call(replace(call, look_at=now + SOON))


def _not_placed(call_id: CallId, kind: LineKind, tx: Calls, *, for_good: bool, now: datetime) -> None:
    call = tx.hold_call(call_id)
    if call is not None:
        tx.save_call(replace(not_placed(call, kind, for_good=for_good, now=now), look_at=now + SOON))


def _look_soon(call_id: CallId, tx: Calls, *, now: datetime) -> None:
    call = tx.hold_call(call_id)
    if call is not None:
        tx.save_call(replace(call, look_at=now + SOON))
