"""Who is claimed is the first of all who wait, however few of them a store looks at."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.sql.store import SqlStore
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId
from contact_api.domain.work_queue.queue_order import order_for
from contact_api.ports import Store
from contact_api.usecases.work_queue.pull_next import pull_next
from tests.adapters.store_contract.shelf import NOBODY
from tests.clean_database import CleanDatabase
from tests.domain.work_queue.queues import CLOCKS, MEMBERS, a_region_of_staff, queues, those_who_fit
from tests.examples import examples
from tests.makers import at
from tests.stores import SEEDED, in_memory, in_postgresql

SEVERAL = 4  # who is quicker than others takes no more of them
looks = st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(CLOCKS).map(at)), min_size=3, max_size=6)


REGION = replace(a_region_of_staff(), catalogue=SEEDED)


def first_of_all(member: StaffMember, everybody: list[Contact], *, now: datetime) -> list[ContactId]:
    fitting = those_who_fit(member, everybody, REGION, now=now)
    return [one.id for one in order_for(member, fitting, planning=REGION.planning, now=now)]


def every_contact(store: Store, queue: list[Contact]) -> list[Contact]:
    with store.transaction() as tx:
        return [found for one in queue if (found := tx.contact(one.id))]


def pull(store: Store, member: StaffMember, *, now: datetime) -> ContactId | None:
    with store.transaction() as tx:
        if tx.held_contact(member.id, now=now):
            return None
        pulled = pull_next(member.id, tx, now=now)
    return pulled.contact.id if pulled else None


def check(store: Store, queue: list[Contact], pulls: list[tuple[StaffMember, datetime]]) -> None:
    with store.transaction() as tx:
        for contact in queue:
            tx.add_contact(contact, NOBODY)
    for member, now in pulls:
        wanted = first_of_all(member, every_contact(store, queue), now=now)
        with store.transaction() as tx:
            held, ranked = tx.next_for(member, now=now)
        if held is not None:
            continue
        shown = [rank.contact_id for rank in ranked]
        assert shown == wanted[: len(shown)]
        assert len(shown) >= min(SEVERAL, len(wanted))
        assert pull(store, member, now=now) == (wanted[0] if wanted else None)


@pytest.mark.long
@given(queues, looks)
@examples(0.4)
def test_who_is_claimed_in_postgresql_is_the_first_of_all_who_wait(
    clean_database: CleanDatabase, queue: list[Contact], pulls: list[tuple[StaffMember, datetime]]
) -> None:
    clean_database.clear()
    store = in_postgresql(REGION, clean_database.url).store
    assert isinstance(store, SqlStore)
    try:
        check(store, queue, pulls)
    finally:
        store.close()


@given(queues, looks)
def test_who_is_claimed_in_memory_is_the_first_of_all_who_wait(
    queue: list[Contact], pulls: list[tuple[StaffMember, datetime]]
) -> None:
    check(in_memory(REGION).store, queue, pulls)
