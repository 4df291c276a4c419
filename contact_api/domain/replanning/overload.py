"""Which units have more to do than their staff have time for, and whom they let others take at once.

A unit is short when those who wait, and those who by forecast are still to come, would take more than its staff time.
As much as is too much will be called by others in any case: better now, by staff who are idle, than late. The longest
conversations go first, so that the unit calls more of its own people with the same minutes; who has a named contact
goes last. For each staff member at work `stay_minutes` of what may be rung now stay, so that nobody runs out of work.

Work that only some of a unit's staff can do is weighed against their time alone before all of it is weighed against
the time of all: where nurses are short, it is no help that a physiotherapist has time.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contact_api.domain.capacity.capacity import StaffMember, masters
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, UnitId

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class StaffTimeLeft:
    """One staff member of the unit, and what is left of their day."""

    member: StaffMember
    time: timedelta
    is_at_work: bool


@dataclass(frozen=True, slots=True)
class Workload:
    """One unit at one moment: who waits for its staff, and how much time these have."""

    unit_id: UnitId
    waiting: Sequence[Contact]  # promised by it, or with nobody else to turn to
    staff: Sequence[StaffTimeLeft]
    coming: timedelta  # what its own people who are still to come are expected to take


def lent_when_overloaded(
    load: Workload,
    takes: Mapping[ContactId, timedelta],
    lendable: Collection[ContactId],
    *,
    planning: Planning,
    now: datetime,
) -> set[ContactId]:
    """The contacts of a unit that others may take from now on because it is short of time; mostly nobody.

    `takes`: how long the next attempt at each takes on average. `lendable`: those who accept another unit.
    """
    gone: set[ContactId] = set()
    for part in _parts(load, takes):
        stays = replace(part, waiting=[one for one in part.waiting if one.id not in gone])
        gone |= _too_much(stays, takes, lendable, planning=planning, now=now)
    return gone


def _parts(load: Workload, takes: Mapping[ContactId, timedelta]) -> Iterator[Workload]:
    """What only some of its staff can do, with those alone, the fewest first; at last everything with all of them.

    Of those who are still to come as much counts as of those who wait.
    """
    able = {
        one.id: frozenset(
            place
            for place, colleague in enumerate(load.staff)
            if masters(colleague.member.professions, colleague.member.languages, one.need)
        )
        for one in load.waiting
    }
    whole = _in_all(load.waiting, takes)
    for some in sorted(set(able.values()) - {frozenset(range(len(load.staff)))}, key=_fewest_first):
        for_them = [one for one in load.waiting if able[one.id] <= some]
        yield Workload(
            unit_id=load.unit_id,
            waiting=for_them,
            staff=[load.staff[place] for place in some],
            coming=load.coming * (_in_all(for_them, takes) / whole) if whole else NOTHING,
        )
    yield load


def _too_much(
    load: Workload,
    takes: Mapping[ContactId, timedelta],
    lendable: Collection[ContactId],
    *,
    planning: Planning,
    now: datetime,
) -> set[ContactId]:
    ready = [one for one in load.waiting if (one.callable_from or now) <= now]
    staff_time = sum((colleague.time for colleague in load.staff), NOTHING)
    at_work = sum(colleague.is_at_work for colleague in load.staff)
    too_much = _in_all(load.waiting, takes) + load.coming - staff_time
    not_soon = _in_all(ready, takes) - at_work * planning.stay
    left = min(too_much, not_soon)
    gone: set[ContactId] = set()
    for one in sorted(ready, key=_longest_first):
        if left <= NOTHING:
            break
        if one.backed and one.id in lendable and one.need.unit_id == load.unit_id:
            gone.add(one.id)
            left -= takes[one.id]
    return gone


def _fewest_first(places: frozenset[int]) -> tuple[int, list[int]]:
    return len(places), sorted(places)


def _in_all(contacts: Iterable[Contact], takes: Mapping[ContactId, timedelta]) -> timedelta:
    return sum((takes[one.id] for one in contacts), NOTHING)


def _longest_first(contact: Contact) -> tuple[bool, int, float, str]:
    """Without a named contact first, then the longest; of those alike who can wait longest."""
    due = contact.due_at or contact.need.sought_at
    return (contact.need.named_contact is not None, -contact.need.minutes, -due.timestamp(), contact.id)
