"""What was answered to requests that may be sent again."""

import pytest

from contact_api.domain.core.values import (
    ContactId,
)
from contact_api.ports import (
    KeyUsed,
    Store,
    Transaction,
)
from tests.adapters.store_contract.shelf import NOBODY, an_answer
from tests.makers import (
    a_contact,
)


def test_a_key_is_answered_once_for_each_client(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_answer(an_answer())
        tx.add_answer(an_answer(client="another"))

    def answer_again(tx: Transaction) -> None:
        tx.add_contact(a_contact(), NOBODY)
        tx.add_answer(an_answer(body="other"))

    with pytest.raises(KeyUsed), store.transaction() as tx:
        answer_again(tx)

    with store.transaction() as tx:
        assert tx.answer("client", "key") == an_answer()
        assert tx.contact(ContactId("c1")) is None
