"""Who is next for me: pull, not push. Urgent first, own patients before others, then what breaks soonest."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from contact_api.domain.capacity.capacity import StaffMember, Unit, masters, welcome
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, Urgency
from contact_api.domain.triage.catalogue import Limits

ELSEWHERE = 2  # the distance of other units' people whom no one here has promised a time


class QueueRank(NamedTuple):
    """Where a contact stands among those who wait: the least is next. The last three only say what was weighed."""

    not_at_once: bool
    can_wait: bool
    in_time: bool
    unpromised: bool
    distance: int
    named: int
    due: datetime
    sought_at: datetime
    contact_id: ContactId
    urgent: bool
    left_to_own_unit: bool
    needed_at_own_unit: bool


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
        last, each = min(ends), planning.retry_after + planning.ring
        most_tries_first = (
            last - n * each for n in range(planning.max_attempts - contact.attempts - 1, 0, -1)
        )
        leaves_time_for_retries = next((moment for moment in most_tries_first if moment >= may_be_made), last)
        return min(leaves_time_for_retries, may_be_made + planning.retry_within)
    if contact.need.urgency.is_urgent:
        ends.append(_due_when_urgent(contact, planning=planning, limits=limits))
    if contact.backed and contact.window:
        ends.append(contact.window.end)
    return min(ends)


def _due_when_urgent(contact: Contact, *, planning: Planning, limits: Limits) -> datetime:
    """Sooner where a red flag for 112 was affirmed. Source: docs/rules.md, "Urgency"."""
    is_red = contact.need.urgency is Urgency.U0
    return contact.need.sought_at + (limits.red_flag_within if is_red else planning.urgent_within)


def lent_at(contact: Contact, *, planning: Planning) -> datetime:
    """From when on other units may take a promised contact, unless a plan lends it earlier: shortly before it is due.

    At once with a red flag for 112: whoever is free calls.
    """
    if contact.need.urgency is Urgency.U0:
        return contact.need.sought_at
    return _due(contact) - planning.lend


def queued(contact: Contact, *, planning: Planning, limits: Limits, day_ends_at: datetime) -> Contact:
    """The contact with its place in the queue worked out; called before every save that may have moved it.

    Other units may step in shortly before its time runs out, at once when no unit has promised it, or only a later
    hour to an urgent one (after lunch): then whoever is free next is best. A plan may lend it earlier (overflow.py).
    """
    due = deadline(contact, planning=planning, limits=limits, day_ends_at=day_ends_at)
    placed = replace(contact, callable_from=callable_from(contact), due_at=due)
    any_staff = not contact.backed or _is_told_to_wait_too_long(contact, planning=planning)
    return replace(
        placed, lend_at=contact.need.sought_at if any_staff else lent_at(placed, planning=planning)
    )


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


def may_take(member: StaffMember, unit: Unit, contact: Contact, own: Unit) -> bool:
    """Whether this staff member may take this contact at all: profession, language, unit, consent."""
    return masters(member.professions, member.languages, contact.need) and welcome(contact.need, unit, own)


def order_for(
    member: StaffMember, waiting: Iterable[Contact], *, planning: Planning, now: datetime
) -> list[Contact]:
    """Those whom this staff member should take now, best first; `waiting` are queued contacts they may take.

    Source: docs/rules.md, "Who is next". Ties fall to who sought contact first, then by id.
    """
    return [contact for _, contact in ranking(member, waiting, planning=planning, now=now)]


def ranking(
    member: StaffMember, waiting: Iterable[Contact], *, planning: Planning, now: datetime
) -> list[tuple[QueueRank, Contact]]:
    """As `order_for`, each with its place."""
    takeable = [c for c in waiting if _is_of(member, c) or (c.lend_at or c.need.sought_at) <= now]
    needed = _is_needed_at_own_unit(member, takeable, planning=planning, now=now)
    places = (
        (_place(member, contact, needed_at_own_unit=needed, planning=planning, now=now), contact)
        for contact in takeable
    )
    return sorted(places, key=itemgetter(0))


def _is_needed_at_own_unit(
    member: StaffMember, waiting: Iterable[Contact], *, planning: Planning, now: datetime
) -> bool:
    """Whether somebody whom the staff member's own unit has promised a time, or who is of it, is due soon.

    Units that all run late would otherwise spend the day on each other's people.
    """
    return any(
        contact.backed and _is_of(member, contact) and _due(contact) - now <= planning.own_unit_first
        for contact in waiting
    )


def _is_of(member: StaffMember, contact: Contact) -> bool:
    return member.unit_id in (contact.need.unit_id, contact.promised_unit)


def _place(
    member: StaffMember, contact: Contact, *, needed_at_own_unit: bool, planning: Planning, now: datetime
) -> QueueRank:
    """Who is to ring 112, the urgent, what would break soonest, then promises before those told "not today".

    Of the urgent those of other units only when theirs have had their time; what would break soonest anywhere, unless
    the staff member is needed at their own unit: then only there.
    """
    due = _due(contact)
    named = contact.need.named_contact
    distance = _distance(member, contact)
    urgent = contact.need.urgency.is_urgent
    left = _is_left_to_own_unit(member, contact, planning=planning, now=now)
    stays = needed_at_own_unit and distance == ELSEWHERE and not urgent
    return QueueRank(
        not_at_once=contact.need.urgency is not Urgency.U0,
        can_wait=not urgent or left,
        in_time=due - now > planning.rescue or stays,
        unpromised=not contact.backed,
        distance=distance,
        named=0 if named == member.id else 1 if named is None else 2,
        due=due,
        sought_at=contact.need.sought_at,
        contact_id=contact.id,
        urgent=urgent,
        left_to_own_unit=left,
        needed_at_own_unit=needed_at_own_unit,
    )


def _is_left_to_own_unit(member: StaffMember, contact: Contact, *, planning: Planning, now: datetime) -> bool:
    """Whether somebody urgent may still be rung by their own unit before staff of others put off what can wait.

    Never with a red flag for 112, after a missed call, or when time is nearly out. Staff who are free ring anyhow.
    """
    return (
        contact.need.urgency is Urgency.U1
        and contact.attempts == 0
        and member.unit_id != contact.need.unit_id
        and now < contact.need.sought_at + planning.urgent_own_unit
        and _due(contact) - now > planning.rescue
    )


def _due(contact: Contact) -> datetime:
    return contact.due_at or contact.need.sought_at


def _distance(member: StaffMember, contact: Contact) -> int:
    """Own people, then those the unit has promised a time, then those of others."""
    if member.unit_id == contact.need.unit_id:
        return 0
    return 1 if member.unit_id == contact.promised_unit else ELSEWHERE
