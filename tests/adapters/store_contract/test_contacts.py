"""Contacts, and the same case sought again."""

from dataclasses import replace

import pytest

from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    MessageId,
    PersonId,
    StaffId,
)
from contact_api.ports import (
    Contested,
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
    UNIT,
    a_cell,
    a_contact,
    a_member,
    a_promise,
    a_promised_contact,
    a_reservation,
    a_shift,
    at,
)
from tests.stores import Kept


def test_a_contact_is_read_back_as_it_was_added(store: Store) -> None:
    contact = a_promised_contact(
        named_contact=StaffId("backen-02"),
        available_from=at("09:00"),
        available_to=at("11:00"),
        duplicate_key="same",
    )
    details = Details(name="Test Testsson", phone="+46701740605", phone_takes_sms=True, free_text="ont")

    with store.transaction() as tx:
        tx.add_contact(contact, details)

    with store.transaction() as tx:
        assert tx.contact(contact.id) == contact
        assert tx.hold_contact(contact.id) == contact
        assert tx.details(contact.id) == details


def test_what_is_not_there_is_none(store: Store) -> None:
    nobody = ContactId("nobody")

    with store.transaction() as tx:
        assert tx.contact(nobody) is None
        assert tx.hold_contact(nobody) is None
        assert tx.details(nobody) is None
        assert tx.person(PersonId("nobody")) is None
        assert tx.reservation(nobody) is None
        assert tx.message(MessageId("nothing")) is None
        assert tx.hold_message(MessageId("nothing")) is None
        assert tx.hold_alert("nothing") is None
        assert tx.answer("client", "key") is None
        assert not tx.promises(nobody)
        assert not tx.attempts(nobody)
        assert not tx.history(nobody)


def test_a_saved_contact_replaces_the_one_before(store: Store) -> None:
    add(store, a_contact())

    with store.transaction() as tx:
        tx.save_contact(replace(a_contact(), state=ContactState.CANCELLED, closed_at=at("09:00")))

    with store.transaction() as tx:
        found = tx.contact(ContactId("c1"))
        assert found is not None
        assert found.state is ContactState.CANCELLED
        assert tx.open_contacts() == []


def test_a_case_that_is_sorted_anew_keeps_what_else_it_is_sought_for(store: Store) -> None:
    before = a_contact()
    add(store, before)
    around = replace(
        before.circumstances,
        reason="violence",
        catalogue_version="test-2",
        also_sought_for=("advice", "cold"),
    )

    with store.transaction() as tx:
        tx.save_contact(replace(before, circumstances=around))

    with store.transaction() as tx:
        found = tx.contact(before.id)
        assert found is not None
        assert found.circumstances == around


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
        tx.save_shift(a_shift())
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
        assert tx.alerts(units=None, open_only=False) == []
        assert tx.access_log(person_id=None, actor=None, span=DAY, limit=9, offset=0) == []
        assert tx.message(MessageId("m1")) is None
        assert tx.take_dirty(now=at("09:00")) is False
        assert tx.answer("client", "key") is None
        assert tx.shifts(DAY) == []
        assert tx.person(PersonId("person-c1")) is None
        assert [one.id for one in tx.waiting_for(a_member(), now=at("09:00"))] == ["before"]


def test_who_sought_contact_once_is_known_and_stays_protected(store: Store) -> None:
    once = a_contact("c1", person_id=PersonId("anna"))
    hidden = replace(once.circumstances, protected_identity=True)
    again = a_contact("c2", person_id=PersonId("anna"), circumstances=hidden)
    open_once_more = a_contact("c3", person_id=PersonId("anna"))
    add(store, once)
    add(store, again)
    add(store, open_once_more)

    with store.transaction() as tx:
        person = tx.person(PersonId("anna"))

    assert person is not None
    assert (person.unit_id, person.protected_identity) == (UNIT.id, True)


def test_an_open_case_is_found_by_its_key(store: Store) -> None:
    add(store, a_contact("c1", duplicate_key="same"), a_contact("c2", duplicate_key="other"))

    with store.transaction() as tx:
        found = tx.open_duplicate("same")

        assert found is not None
        assert found.id == "c1"
        assert tx.open_duplicate("none") is None


def test_a_second_open_case_with_the_same_key_is_contested(store: Store) -> None:
    add(store, a_contact("c1", duplicate_key="same"))

    with pytest.raises(Contested):
        add(store, a_contact("c2", duplicate_key="same"))


def test_a_case_that_ended_unreached_is_found_by_its_key_as_long_as_asked_for(store: Store) -> None:
    ended = a_contact("c1", duplicate_key="same", state=ContactState.NOT_REACHED, closed_at=at("10:00"))
    cancelled = a_contact("c2", duplicate_key="same", state=ContactState.CANCELLED, closed_at=at("11:00"))
    add(store, ended, cancelled)

    with store.transaction() as tx:
        assert tx.open_duplicate("same") is None
        assert tx.closed_duplicate("same", since=at("10:00")) == ended
        assert tx.closed_duplicate("same", since=at("10:01")) is None
