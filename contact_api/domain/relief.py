"""Which units have more to do than they have hands, and whom they let others take at once.

A unit is short when those who wait, and those who by forecast are still to come, would take more than its staff time.
As much as is too much will be called by others in any case: better now, by hands that are idle, than late. The longest
conversations go first, so that the unit keeps more of its own people with the same minutes; who has a named contact
goes last. Each hand at work keeps `stay_minutes` of what may be rung now, lest it run out of work.

All hands of a unit count as one here, whatever they can take: one that is short only of one profession counts as short
when that makes the whole too much, and is else helped by who would be late (lending.py).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.contact import Contact
from contact_api.domain.planning import Planning
from contact_api.domain.values import ContactId, UnitId

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Workload:
    """One unit at one moment: who waits for its hands, and how much time they have."""

    unit_id: UnitId
    waiting: Sequence[Contact]  # promised by it, or with nobody else to turn to
    staff_time: timedelta  # of the rest of the day
    hands: int  # at work now
    coming: timedelta  # what its own people who are still to come are expected to take


def let_go(
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
    ready = [one for one in load.waiting if (one.callable_from or now) <= now]
    too_much = _in_all(load.waiting, takes) + load.coming - load.staff_time
    not_soon = _in_all(ready, takes) - load.hands * planning.stay
    left = min(too_much, not_soon)
    gone: set[ContactId] = set()
    for one in sorted(ready, key=_longest_first):
        if left <= NOTHING:
            break
        if one.backed and one.id in lendable and one.need.unit_id == load.unit_id:
            gone.add(one.id)
            left -= takes[one.id]
    return gone


def _in_all(contacts: Iterable[Contact], takes: Mapping[ContactId, timedelta]) -> timedelta:
    return sum((takes[one.id] for one in contacts), NOTHING)


def _longest_first(contact: Contact) -> tuple[bool, int, float, str]:
    """Without a named contact first, then the longest; of those alike who can wait longest."""
    due = contact.due_at or contact.need.sought_at
    return (contact.need.named_contact is not None, -contact.need.minutes, -due.timestamp(), contact.id)
