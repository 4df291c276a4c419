"""The order of the queue: who is next for a staff member, and of whom it is sure when not all were looked at."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, StaffId, UnitId, Urgency

OWN, PROMISED_HERE, ELSEWHERE = range(3)  # own people, those the unit has promised a time, those of others
THIS_STAFF_MEMBER, NOBODY, ANOTHER = range(3)  # who is the citizen's named contact


class QueueEntry(NamedTuple):
    """A contact that waits, as its order in the queue is decided."""

    contact_id: ContactId
    unit_id: UnitId
    promised_unit: UnitId | None
    named_contact: StaffId | None
    urgency: Urgency
    backed: bool
    attempts: int
    due: datetime
    sought_at: datetime
    lend_at: datetime


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


def entry_of(contact: Contact) -> QueueEntry:
    """A queued contact as an entry of the queue."""
    need = contact.need
    return QueueEntry(
        contact.id,
        need.unit_id,
        contact.promised_unit,
        need.named_contact,
        need.urgency,
        contact.backed,
        contact.attempts,
        contact.due_at or need.sought_at,
        need.sought_at,
        contact.lend_at or need.sought_at,
    )


def order_for(
    member: StaffMember, waiting: Iterable[Contact], *, planning: Planning, now: datetime
) -> list[Contact]:
    """Those whom this staff member should take now, best first; `waiting` are queued contacts they may take.

    Source: docs/rules.md, "Who is next". Ties fall to who sought contact first, then by id.
    """
    contacts = {contact.id: contact for contact in waiting}
    ranked = ranking(member, map(entry_of, contacts.values()), planning=planning, now=now)
    return [contacts[rank.contact_id] for rank in ranked]


def ranking(
    member: StaffMember, waiting: Iterable[QueueEntry], *, planning: Planning, now: datetime
) -> list[QueueRank]:
    """The ranks of those whom this staff member should take now, as `order_for`."""
    takeable = [entry for entry in waiting if _is_of(member, entry) or entry.lend_at <= now]
    needed = _is_needed_at_own_unit(member, takeable, planning=planning, now=now)
    return sorted(
        _rank(member, entry, needed_at_own_unit=needed, planning=planning, now=now) for entry in takeable
    )


def surely_first(ranked: Sequence[QueueRank], last_seen: Iterable[QueueRank]) -> list[QueueRank]:
    """Those of a ranking before whom nobody can come who was not looked at: the first of all who wait.

    A sort is all whom a staff member may take of one distance, promised a time or not, without those they are the
    named contact of; these are all in the ranking. Of each sort the first were looked at, the urgent before others and
    each by when they are due, as the ids and moments decide. `last_seen`: of each sort that has more, the last of them.
    """
    bound = min(map(_best_unseen, last_seen), default=None)
    return list(ranked) if bound is None else [rank for rank in ranked if rank <= bound]


def _best_unseen(last: QueueRank) -> QueueRank:
    """No rank of those who follow in its sort is before this one.

    They are due no sooner; when the last seen is not urgent none of them is, and else one may be for 112 at once.
    """
    urgent = last.urgent
    return last._replace(not_at_once=not urgent, can_wait=not urgent, named=NOBODY)


def _is_needed_at_own_unit(
    member: StaffMember, waiting: Iterable[QueueEntry], *, planning: Planning, now: datetime
) -> bool:
    """Whether somebody whom the staff member's own unit has promised a time, or who is of it, is due soon.

    Units that all run late would otherwise spend the day on each other's people.
    """
    return any(
        entry.backed and _is_of(member, entry) and entry.due - now <= planning.own_unit_first
        for entry in waiting
    )


def _is_of(member: StaffMember, entry: QueueEntry) -> bool:
    return member.unit_id in (entry.unit_id, entry.promised_unit)


def _rank(
    member: StaffMember, entry: QueueEntry, *, needed_at_own_unit: bool, planning: Planning, now: datetime
) -> QueueRank:
    """Who is to ring 112, the urgent, what would break soonest, then promises before those told "not today".

    Of the urgent those of other units only when theirs have had their time; what would break soonest anywhere, unless
    the staff member is needed at their own unit: then only there.
    """
    urgent = entry.urgency.is_urgent
    distance, named = _distance(member, entry), entry.named_contact
    left = _is_left_to_own_unit(member, entry, planning=planning, now=now)
    stays = needed_at_own_unit and distance == ELSEWHERE and not urgent
    return QueueRank(
        not_at_once=entry.urgency is not Urgency.U0,
        can_wait=not urgent or left,
        in_time=entry.due - now > planning.rescue or stays,
        unpromised=not entry.backed,
        distance=distance,
        named=THIS_STAFF_MEMBER if named == member.id else NOBODY if named is None else ANOTHER,
        due=entry.due,
        sought_at=entry.sought_at,
        contact_id=entry.contact_id,
        urgent=urgent,
        left_to_own_unit=left,
        needed_at_own_unit=needed_at_own_unit,
    )


def _is_left_to_own_unit(
    member: StaffMember, entry: QueueEntry, *, planning: Planning, now: datetime
) -> bool:
    """Whether somebody urgent may still be rung by their own unit before staff of others put off what can wait.

    Never with a red flag for 112, after a missed call, or when time is nearly out. Staff who are free ring anyhow.
    """
    return (
        entry.urgency is Urgency.U1
        and entry.attempts == 0
        and member.unit_id != entry.unit_id
        and now < entry.sought_at + planning.urgent_own_unit
        and entry.due - now > planning.rescue
    )


def _distance(member: StaffMember, entry: QueueEntry) -> int:
    if member.unit_id == entry.unit_id:
        return OWN
    return PROMISED_HERE if member.unit_id == entry.promised_unit else ELSEWHERE
