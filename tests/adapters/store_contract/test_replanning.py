"""Whether the plan wants to be made anew."""

from contact_api.ports import FailedPlans, Job
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


def test_a_plan_that_failed_is_still_to_be_made_but_no_job_is_enqueued_for_it(kept: Kept) -> None:
    failed = FailedPlans(2, retry_at=at("08:05"))
    with kept.store.transaction() as tx:
        assert tx.failed_plans() == FailedPlans()
        tx.plan_failed(failed, now=at("08:00"))
    with kept.store.transaction() as tx:
        assert tx.failed_plans() == failed
        tx.mark_dirty(now=at("08:01"))  # it is marked already
    assert kept.jobs() == []

    with kept.store.transaction() as tx:
        assert tx.take_dirty(now=at("08:02"))
        tx.plan_made(now=at("08:02"))

    with kept.store.transaction() as tx:
        assert tx.failed_plans() == FailedPlans()
