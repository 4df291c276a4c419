"""Find what Redis forgot, reading only the database: leases that ran out, texts not sent, a plan not made."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.values import ContactState
from contact_api.ports import Calls, Event, Job
from contact_api.usecases.messages.notify import Notifying
from contact_api.usecases.promising.promise_window import day_of_call, placed
from contact_api.usecases.work_queue.pull_next import GivingBack, give_back

REPLAN_EVERY = timedelta(minutes=5)


class Sweeping(Calls, GivingBack, Protocol):
    """What the sweep for what was forgotten needs."""


def return_expired(tx: Sweeping, *, now: datetime) -> int:
    """Put contacts whose lease ran out back in the queue; how many. Safe to run twice.

    Not those that are being telephoned: a call is settled first, and says itself what follows.
    """
    back = 0
    expired = tx.expired_leases(now=now)
    telephoned = {call.contact_id for call in tx.unsettled_calls()} if expired else set()
    for contact_id in expired:
        if contact_id in telephoned:
            continue
        contact = tx.hold_contact(contact_id)
        held = contact is not None and contact.state is ContactState.CLAIMED
        if contact is not None and held and contact.lease_until is not None and contact.lease_until <= now:
            give_back(contact, tx, now=now, actor="system", kind="lease.expired")
            back += 1
    return back


def let_hours_lapse(tx: Sweeping, *, now: datetime) -> int:
    """Let the hours of an earlier day go: who still waits the day after may be rung at any hour; how many.

    The citizen named hours for the day they sought contact; without this nobody could ever ring them.
    """
    region = tx.region()
    today = midnight(region.today(now), region.zone)
    late = [c for c in tx.open_contacts() if c.need.available_to is not None and c.need.available_to <= today]
    lapsed = 0
    for found in late:
        contact = tx.hold_contact(found.id)
        if contact is None or contact != found or contact.state is not ContactState.WAITING:
            continue
        any_hour = replace(contact, need=replace(contact.need, available_from=None, available_to=None))
        tx.save_contact(placed(any_hour, region=region, day_of=day_of_call(contact, now=now)))
        tx.add_event(Event(contact.id, "hours.lapsed", now))
        lapsed += 1
    if lapsed:
        tx.mark_dirty(now=now)
    return lapsed


def send_again(tx: Notifying, *, now: datetime, queued: Collection[int] = ()) -> int:
    """Enqueue texts again that are due, were not sent, and have no job in the queue any more; how many.

    `queued`: the outbox rows whose jobs wait in the queue, however long.
    """
    due = tx.unsent_messages(now=now, queued=queued)
    for message_id in due:
        tx.enqueue(Job.SEND_MESSAGE, message_id=message_id)
    return len(due)
