"""Work that leaves with the transaction that wanted it."""

from contact_api.ports import (
    Job,
)
from tests.stores import Kept


def test_jobs_leave_in_the_order_they_were_enqueued(kept: Kept) -> None:
    with kept.store.transaction() as tx:
        tx.enqueue(Job.SEND_MESSAGE, message_id="m1")
        tx.enqueue(Job.SEND_MESSAGE, message_id="m2")

    assert kept.jobs() == [(Job.SEND_MESSAGE, {"message_id": "m1"}), (Job.SEND_MESSAGE, {"message_id": "m2"})]
