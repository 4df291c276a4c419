"""Contact requests, whom they are from, and the same case sought again."""

from dataclasses import replace

import pytest

from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    PersonId,
    StaffId,
)
from contact_api.ports import (
    Contested,
    Store,
)
from tests.adapters.store_contract.shelf import (
    NOBODY,
    add,
)
from tests.makers import (
    UNIT,
    a_contact,
    a_promised_contact,
    at,
)


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


def test_a_persons_contacts_are_theirs_alone_the_newest_first(store: Store) -> None:
    anna = PersonId("anna")
    add(
        store,
        a_contact("c1", person_id=anna, sought_at=at("08:00")),
        a_contact("c2", person_id=anna, sought_at=at("09:00"), state=ContactState.CANCELLED),
        a_contact("c3"),
    )

    with store.transaction() as tx:
        assert [one.id for one in tx.contacts_of(anna)] == ["c2", "c1"]


def test_who_sought_contact_once_is_known_and_stays_protected(store: Store) -> None:
    once = a_contact("c1", person_id=PersonId("anna"))
    hidden = replace(once.circumstances, protected_identity=True)
    again = a_contact("c2", person_id=PersonId("anna"), circumstances=hidden)
    open_once_more = a_contact("c3", person_id=PersonId("anna"))
    for contact in (once, again, open_once_more):
        with store.transaction() as tx:
            tx.add_contact(contact, NOBODY, protects_person=True)

    with store.transaction() as tx:
        person = tx.person(PersonId("anna"))

    assert person is not None
    assert (person.unit_id, person.protected_identity) == (UNIT.id, True)


def test_what_others_say_of_a_protected_identity_is_known_of_that_contact_alone(store: Store) -> None:
    hidden = replace(a_contact().circumstances, protected_identity=True)
    add(store, a_contact("c1", person_id=PersonId("anna"), circumstances=hidden))

    with store.transaction() as tx:
        person, contact = tx.person(PersonId("anna")), tx.contact(ContactId("c1"))

    assert person is not None
    assert contact is not None
    assert (person.protected_identity, contact.circumstances.protected_identity) == (False, True)


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
