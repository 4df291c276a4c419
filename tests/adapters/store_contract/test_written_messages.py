"""What is written between staff and citizens."""

from dataclasses import replace

import pytest

from contact_api.domain.core.values import ContactId, StaffId
from contact_api.domain.messages.written_messages import Writer, WrittenMessage
from contact_api.ports import Contested, Store
from tests.adapters.store_contract.shelf import Interrupted, add
from tests.makers import a_contact, at

C1 = ContactId("c1")
FROM_CITIZEN = WrittenMessage("b", C1, at("09:00"), Writer.CITIZEN, "Sedan i måndags.\nOch feber.")
FROM_STAFF = WrittenMessage("a", C1, at("09:10"), Writer.STAFF, "Drick mycket.", StaffId("backen-01"))


@pytest.fixture
def written(store: Store) -> Store:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_written_message(FROM_STAFF)
        tx.add_written_message(FROM_CITIZEN)
        tx.add_written_message(replace(FROM_CITIZEN, id="c", contact_id=ContactId("c2")))
    return store


def test_what_was_written_comes_back_to_the_last_character_the_first_first(written: Store) -> None:
    with written.transaction() as tx:
        assert list(tx.written_messages(C1)) == [FROM_CITIZEN, FROM_STAFF]
        assert list(tx.written_messages(ContactId("nobody"))) == []


def test_the_same_message_is_not_written_twice(written: Store) -> None:
    with pytest.raises(Contested), written.transaction() as tx:
        tx.add_written_message(replace(FROM_CITIZEN, text="something else"))

    with written.transaction() as tx:
        assert list(tx.written_messages(C1)) == [FROM_CITIZEN, FROM_STAFF]


def test_what_was_not_committed_was_not_written(written: Store) -> None:
    def interrupted() -> None:
        with written.transaction() as tx:
            tx.add_written_message(replace(FROM_CITIZEN, id="z"))
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()

    with written.transaction() as tx:
        assert list(tx.written_messages(C1)) == [FROM_CITIZEN, FROM_STAFF]


def test_what_came_with_a_request_is_not_among_those_the_citizen_reads(store: Store) -> None:
    add(store, a_contact("c1"))
    with store.transaction() as tx:
        for number, by in enumerate((Writer.STAFF, Writer.CITIZEN, Writer.REQUEST)):
            tx.add_written_message(WrittenMessage(f"w{number}", C1, at("09:00"), by, "Hej"))

    with store.transaction() as tx:
        assert tx.number_written(C1) == 2
        assert tx.number_written(ContactId("nobody")) == 0
