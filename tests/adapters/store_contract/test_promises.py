"""What citizens were told, and why."""

from dataclasses import replace

from contact_api.domain.core.values import (
    ContactId,
    StaffId,
)
from contact_api.domain.promise.promise import promise
from contact_api.ports import (
    Store,
)
from tests.adapters.store_contract.shelf import PLANNING, add
from tests.makers import (
    a_cell,
    a_contact,
    a_promise,
    at,
)


def test_a_promise_is_kept_with_what_it_was_decided_by(with_cell: Store) -> None:
    contact = a_contact(named_contact=StaffId("backen-01"))
    add(with_cell, contact)
    made = promise(contact.need, [a_cell(), a_cell("09:30")], planning=PLANNING, now=at("08:00"))
    with with_cell.transaction() as tx:
        tx.add_promise(made)
        tx.add_promise(a_promise(made_at=at("08:30")))

    with with_cell.transaction() as tx:
        kept, unexplained = tx.explained(ContactId("c1"))

    assert kept.reasons is not None
    assert made.reasons is not None
    need = replace(kept.reasons.need, named_contact=contact.need.named_contact)  # may not be kept
    assert replace(kept.reasons, need=need) == made.reasons
    assert unexplained.reasons is None
