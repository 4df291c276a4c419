"""When a contact that waits may be called, until when it should be, and from when on other units may take it."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactState, Urgency, Window
from contact_api.domain.triage.catalogue import Limits


def callable_from(contact: Contact) -> datetime:
    """The earliest moment to ring: inside the citizen's hours, not before a promised window, not too soon again.

    An urgent contact is rung as soon as somebody can, also before the window it was promised.
    """
    moments = [contact.need.sought_at, contact.need.available_from, contact.not_before]
    if contact.backed and contact.window and contact.attempts == 0 and not contact.need.urgency.is_urgent:
        moments.append(contact.window.start)
    return max(moment for moment in moments if moment)


def deadline(contact: Contact, *, planning: Planning, limits: Limits, day_ends_at: datetime) -> datetime:
    """The moment after which waiting longer breaks something; what the queue is ordered by."""
    ends = [day_ends_at]
    if contact.need.available_to:
        ends.append(contact.need.available_to)
    if contact.attempts:
        may_be_made = contact.not_before or contact.need.sought_at
        if contact.need.urgency is Urgency.U0:  # whatever the hour, and however many tries are left
            return max(may_be_made, callable_from(contact)) + planning.rests(Urgency.U0)
        if window := window_ahead(contact):
            ends.append(window.end)
        last, each = min(ends), planning.retry_after + planning.ring
        most_tries_first = (
            last - n * each for n in range(planning.max_attempts - contact.attempts - 1, 0, -1)
        )
        leaves_time_for_retries = next((moment for moment in most_tries_first if moment >= may_be_made), last)
        return min(leaves_time_for_retries, may_be_made + planning.retry_within)
    if contact.need.urgency.is_urgent:
        ends.append(_due_when_urgent(contact, planning=planning, limits=limits))
    if window := window_ahead(contact):
        ends.append(window.end)
    return min(ends)


def window_ahead(contact: Contact) -> Window | None:
    """The promised window in which the next attempt is to be made; an attempt uses it up, and a new promise counts."""
    if not contact.backed or contact.window is None:
        return None
    is_used = contact.attempts > 0 and (
        contact.not_before is None or contact.not_before > contact.window.start
    )
    return None if is_used else contact.window


def _due_after(opens: datetime, contact: Contact) -> datetime:
    """When it is due if every limit has passed before anybody may ring: by the window's end, or theirs; else at once.

    So it is for the urgent who asked for a later hour, and in the evening after the region's day has ended.
    """
    window = window_ahead(contact)
    ends = (window.end if window else None, contact.need.available_to)
    return min((one for one in ends if one and one > opens), default=opens)


def _due_when_urgent(contact: Contact, *, planning: Planning, limits: Limits) -> datetime:
    """Sooner where a red flag for 112 was affirmed. Source: docs/rules.md, "Urgency"."""
    is_red = contact.need.urgency is Urgency.U0
    return contact.need.sought_at + (limits.red_flag_within if is_red else planning.urgent_within)


def lent_at(contact: Contact, *, planning: Planning) -> datetime:
    """From when on other units may take a promised contact, unless a plan lends it earlier: shortly before it is due.

    At once with a red flag for 112: whoever is free calls.
    """
    return _lent_before(contact.due_at or contact.need.sought_at, contact.need, planning=planning)


def _lent_before(due: datetime, need: Need, *, planning: Planning) -> datetime:
    return need.sought_at if need.urgency is Urgency.U0 else due - planning.lend


def queued(contact: Contact, *, planning: Planning, limits: Limits, day_ends_at: datetime) -> Contact:
    """The contact with its place in the queue worked out; called before every save that may have moved it.

    Other units may step in shortly before its time runs out, at once when no unit has promised it, or only a later
    hour to an urgent one (after lunch): then whoever is free next is best. A plan may lend it earlier (overflow.py).
    """
    opens = callable_from(contact)
    due = deadline(contact, planning=planning, limits=limits, day_ends_at=day_ends_at)
    due = due if due > opens else _due_after(opens, contact)
    any_staff = not contact.backed or _is_told_to_wait_too_long(contact, planning=planning)
    lent = contact.need.sought_at if any_staff else _lent_before(due, contact.need, planning=planning)
    return replace(contact, callable_from=opens, due_at=due, lend_at=lent)


def _is_told_to_wait_too_long(contact: Contact, *, planning: Planning) -> bool:
    """Whether an urgent contact's window opens when its hour is nearly over, after lunch for instance."""
    need, window = contact.need, contact.window
    if not need.urgency.is_urgent or contact.attempts or window is None:
        return False
    from_available = max(need.sought_at, need.available_from or need.sought_at)
    return window.start > from_available + planning.urgent_within - planning.lend


def may_call(contact: Contact, *, now: datetime) -> bool:
    """Whether this contact may be rung at this moment, by anybody."""
    until = contact.need.available_to
    return (
        contact.state is ContactState.WAITING
        and (contact.callable_from or callable_from(contact)) <= now
        and (until is None or now <= until)
    )
