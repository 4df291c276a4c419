"""One unit of work: whole or nothing, and it reads what it wrote."""

from dataclasses import replace

import pytest

from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    MessageId,
    PersonId,
)
from contact_api.ports import (
    Event,
    Job,
    Store,
    Transaction,
)
from tests.adapters.store_contract.shelf import (
    DAY,
    NOBODY,
    Interrupted,
    a_look,
    a_message,
    add,
    an_alert,
    an_answer,
    an_attempt,
    lay,
    the_cell,
)
from tests.makers import (
    a_cell,
    a_contact,
    a_member,
    a_promise,
    a_reservation,
    a_staff_time,
    at,
)
from tests.stores import Kept


def test_what_is_not_there_is_none(store: Store) -> None:
    nobody = ContactId("nobody")

    with store.transaction() as tx:
        assert tx.contact(nobody) is None
        assert tx.hold_contact(nobody) is None
        assert tx.details(nobody) is None
        assert tx.person(PersonId("nobody")) is None
        assert tx.hold_message(MessageId("nothing")) is None
        assert tx.hold_alert("nothing") is None
        assert tx.answer("client", "key") is None
        assert not tx.promises(nobody)
        assert not tx.attempts(nobody)
        assert not tx.history(nobody)


def test_a_writer_reads_what_it_has_written(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_contact(a_contact(), NOBODY)

        assert tx.contact(ContactId("c1")) == a_contact()


def test_a_failed_transaction_leaves_nothing(kept: Kept, with_cell: Store) -> None:
    add(with_cell, a_contact("before"))

    def begin_everything(tx: Transaction) -> None:
        tx.add_contact(a_contact(), NOBODY)
        tx.save_contact(replace(a_contact("before"), state=ContactState.CANCELLED, closed_at=at("09:00")))
        tx.reserve(a_reservation())
        tx.add_promise(a_promise())
        tx.add_event(Event(ContactId("c1"), "contact.taken_in", at("08:00")))
        tx.add_attempt(an_attempt("before"))
        tx.add_alert(an_alert("before"))
        tx.add_access(a_look("anna"))
        tx.add_message(a_message("m1"))
        tx.enqueue(Job.SEND_MESSAGE, message_id="m1")
        tx.mark_dirty(now=at("08:00"))
        tx.add_answer(an_answer())
        tx.add_staff_time([a_staff_time()])
        lay(tx, a_cell("10:00"))
        raise Interrupted

    with pytest.raises(Interrupted), with_cell.transaction() as tx:
        begin_everything(tx)

    assert kept.jobs() == []
    assert the_cell(with_cell) == a_cell()
    with with_cell.transaction() as tx:
        assert [one.id for one in tx.open_contacts()] == ["before"]
        assert tx.contact(ContactId("c1")) is None
        assert tx.reservations() == {}
        assert not tx.promises(ContactId("c1"))
        assert not tx.history(ContactId("c1"))
        assert not tx.attempts(ContactId("before"))
        assert tx.alerts(units=None, open_only=False, limit=100) == []
        assert tx.access_log(person_id=None, actor=None, span=DAY, limit=9, offset=0) == []
        assert tx.hold_message(MessageId("m1")) is None
        assert tx.take_dirty(now=at("09:00")) is False
        assert tx.answer("client", "key") is None
        assert tx.shifts(DAY) == []
        assert tx.person(PersonId("person-c1")) is None
        assert [one.contact_id for one in tx.next_for(a_member(), now=at("09:00")).ranked] == ["before"]
