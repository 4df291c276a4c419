"""Whether the plan wants to be made anew."""

from contact_api.ports import (
    Job,
)
from tests.makers import (
    at,
)
from tests.stores import Kept


def test_the_mark_is_taken_once_and_rings_once(kept: Kept) -> None:
    with kept.store.transaction() as tx:
        tx.mark_dirty(now=at("08:00"))
    with kept.store.transaction() as tx:
        tx.mark_dirty(now=at("08:01"))
    assert kept.jobs() == [(Job.REPLAN, {"region": "test"})]

    with kept.store.transaction() as tx:
        assert tx.take_dirty(now=at("08:02")) is True
    with kept.store.transaction() as tx:
        assert tx.take_dirty(now=at("08:03")) is False
        tx.mark_dirty(now=at("08:03"))

    assert len(kept.jobs()) == 2
