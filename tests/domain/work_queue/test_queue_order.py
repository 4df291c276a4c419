"""Of whom it is sure that they are first when not all who wait were looked at."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.work_queue.queue_order import (
    THIS_STAFF_MEMBER,
    QueueRank,
    entry_of,
    order_for,
    ranking,
    surely_first,
)
from tests.domain.work_queue.queues import CLOCKS, MEMBERS, a_region_of_staff, queues, those_who_fit
from tests.makers import at

PLANNING = Planning()
members, moments, few = st.sampled_from(MEMBERS), st.sampled_from(CLOCKS).map(at), st.integers(1, 9)


def sorts_of(ranked: Iterable[QueueRank]) -> list[list[QueueRank]]:
    """What waits of each sort, the urgent before others and each by when they are due."""
    found: defaultdict[tuple[int, bool], list[QueueRank]] = defaultdict(list)
    for rank in ranked:
        if rank.named != THIS_STAFF_MEMBER:
            found[rank.distance, rank.unpromised].append(rank)
    by_due = [
        sorted(one, key=lambda r: (not r.urgent, r.due, r.sought_at, r.contact_id)) for one in found.values()
    ]
    return sorted(by_due)


@given(queues, members, moments, few)
def test_whoever_was_not_looked_at_nobody_comes_before_those_who_are_surely_first(
    queue: list[Contact], member: StaffMember, now: datetime, most: int
) -> None:
    fitting = those_who_fit(member, queue, a_region_of_staff(), now=now)
    entries = {one.id: entry_of(one) for one in fitting}
    everybody = ranking(member, entries.values(), planning=PLANNING, now=now)
    sorts = sorts_of(everybody)
    named = [rank.contact_id for rank in everybody if rank.named == THIS_STAFF_MEMBER]
    looked_at = named + [rank.contact_id for one in sorts for rank in one[:most]]

    ranked = ranking(member, (entries[one] for one in looked_at), planning=PLANNING, now=now)
    by_id = {rank.contact_id: rank for rank in ranked}
    sure = surely_first(ranked, [by_id[one[most - 1].contact_id] for one in sorts if len(one) >= most])

    assert [one.contact_id for one in sure] == [one.contact_id for one in everybody[: len(sure)]]


@given(queues, members, moments)
def test_when_all_were_looked_at_all_are_sure(
    queue: list[Contact], member: StaffMember, now: datetime
) -> None:
    fitting = those_who_fit(member, queue, a_region_of_staff(), now=now)

    ranked = ranking(member, map(entry_of, fitting), planning=PLANNING, now=now)

    assert surely_first(ranked, []) == ranked
    assert [one.contact_id for one in ranked] == [
        one.id for one in order_for(member, fitting, planning=PLANNING, now=now)
    ]
