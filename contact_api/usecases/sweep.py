"""Find what the bell forgot, reading only the database: leases that ran out, texts not sent, a plan not made."""

from datetime import datetime, timedelta

from contact_api.domain.values import ContactState
from contact_api.ports import Job, Transaction
from contact_api.usecases.pull_next import give_back

REPLAN_EVERY = timedelta(minutes=5)


def return_expired(tx: Transaction, *, now: datetime) -> int:
    """Put contacts whose lease ran out back in the queue; how many. Safe to run twice."""
    back = 0
    for contact_id in tx.expired_leases(now=now):
        contact = tx.hold_contact(contact_id)
        held = contact is not None and contact.state is ContactState.CLAIMED
        if contact is not None and held and contact.lease_until is not None and contact.lease_until <= now:
            give_back(contact, tx, now=now, actor="system", kind="lease.expired")
            back += 1
    return back


def send_again(tx: Transaction, *, now: datetime) -> int:
    """Ring the bell again for texts that are due and were not sent; how many."""
    due = tx.unsent_messages(now=now)
    for message_id in due:
        tx.enqueue(Job.SEND_MESSAGE, message_id=message_id)
    return len(due)
