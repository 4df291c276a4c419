"""What follows an attempt: done, another try by rule, or an honest "not reached" with a message.

Source: domain rule "closing as not reached needs at least two attempts and a message"; planning rules of the region.
A wrong number ends it after one, without a message: whoever has that number is somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import LeaseLost
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, Outcome, StaffId

LEAST_ATTEMPTS = 2

ENDS_AS = {
    Outcome.REACHED: ContactState.REACHED,
    Outcome.DECLINED: ContactState.DECLINED,
    Outcome.WRONG_NUMBER: ContactState.NOT_REACHED,  # nobody else is rung by mistake a second time
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach a citizen. Half-open in time; `number` counts from 1."""

    contact_id: ContactId
    number: int
    staff_id: StaffId
    started_at: datetime
    ended_at: datetime
    outcome: Outcome


def must_hold(contact: Contact, staff_id: StaffId, lease_number: int, *, now: datetime) -> None:
    """Pass in silence when this staff member holds the contact under this lease, else raise LeaseLost."""
    held = (
        contact.state is ContactState.CLAIMED
        and contact.claimed_by == staff_id
        and contact.lease_number == lease_number
        and contact.lease_until is not None
        and now < contact.lease_until
    )
    if not held:
        raise LeaseLost


def claimed(contact: Contact, staff_id: StaffId, *, planning: Planning, now: datetime) -> Contact:
    """The contact held by one staff member, for as long as the lease lasts."""
    return replace(
        contact,
        state=ContactState.CLAIMED,
        claimed_by=staff_id,
        claimed_at=now,
        lease_number=contact.lease_number + 1,
        lease_until=now + planning.lease,
    )


def handed_back(contact: Contact) -> Contact:
    """The contact waiting again; its first time and its promise stand."""
    return replace(contact, state=ContactState.WAITING, claimed_by=None, claimed_at=None, lease_until=None)


def attempt_of(contact: Contact, outcome: Outcome, *, now: datetime) -> Attempt:
    """The attempt that ends now; it began when the staff member took the contact."""
    if contact.claimed_by is None or contact.claimed_at is None:
        raise LeaseLost
    return Attempt(contact.id, contact.attempts + 1, contact.claimed_by, contact.claimed_at, now, outcome)


def after(contact: Contact, attempt: Attempt, *, planning: Planning, result: str | None = None) -> Contact:
    """Where the contact stands after an attempt. A missed call is an attempt, not contact.

    The next attempt is the own unit's to make, whoever made this one: a window that another unit promised is used up.
    """
    tried = replace(
        handed_back(contact),
        attempts=attempt.number,
        called_by=attempt.staff_id,
    )
    if attempt.outcome is Outcome.REACHED:
        tried = replace(tried, reached_at=attempt.started_at, result=result)
    if attempt.outcome in ENDS_AS:
        return replace(tried, state=ENDS_AS[attempt.outcome], closed_at=attempt.ended_at)
    if attempt.number >= max(planning.max_attempts, LEAST_ATTEMPTS):
        return replace(tried, state=ContactState.NOT_REACHED, closed_at=attempt.ended_at)
    return replace(
        tried,
        not_before=attempt.ended_at + planning.rests(contact.need.urgency),
        promised_unit=contact.need.unit_id if contact.promised_unit else None,
    )


def had_wrong_number(attempts: Sequence[Attempt]) -> bool:
    """Whether the last of these attempts, the first first, reached somebody else's telephone.

    Source: PDL, OSL 25 kap.: that somebody seeks care is not told to whoever answers; the number is not used again.
    """
    return bool(attempts) and attempts[-1].outcome is Outcome.WRONG_NUMBER


def reopened(contact: Contact, *, now: datetime) -> Contact:
    """The same case again, its first time stands; earlier attempts do not count against the citizen."""
    return replace(
        contact,
        state=ContactState.WAITING,
        attempts=0,
        not_before=now,
        closed_at=None,
        result=None,
        window=None,
        promised_unit=None,
        backed=False,
        times_sought=contact.times_sought + 1,
    )
