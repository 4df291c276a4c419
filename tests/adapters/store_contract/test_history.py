"""What happened to a contact request, line by line."""

from contact_api.domain.core.values import (
    ContactId,
    Outcome,
)
from contact_api.ports import (
    Event,
    Store,
)
from tests.adapters.store_contract.shelf import add, an_attempt
from tests.makers import (
    a_contact,
    a_promise,
    at,
)


def test_the_history_of_a_contact_comes_in_order(with_cell: Store) -> None:
    add(with_cell, a_contact())
    first, second = a_promise(), a_promise(made_at=at("08:30"), window=None, unit_id=None, backed=False)
    with with_cell.transaction() as tx:
        tx.add_promise(first)
        tx.add_promise(second)
        tx.add_attempt(an_attempt(number=1))
        tx.add_attempt(an_attempt(number=2, outcome=Outcome.REACHED))
        tx.add_event(Event(ContactId("c1"), "contact.taken_in", at("08:00"), "citizen", {"unit": "backen"}))
        tx.add_event(Event(ContactId("c1"), "promise.made", at("08:00")))

    with with_cell.transaction() as tx:
        assert [(one.made_at, one.window, one.backed, one.why) for one in tx.promises(ContactId("c1"))] == [
            (first.made_at, first.window, True, first.why),
            (second.made_at, None, False, second.why),
        ]
        assert [one.outcome for one in tx.attempts(ContactId("c1"))] == [Outcome.NO_ANSWER, Outcome.REACHED]
        events = tx.history(ContactId("c1"))
        assert [event.kind for event in events] == ["contact.taken_in", "promise.made"]
        assert (events[0].actor, dict(events[0].facts)) == ("citizen", {"unit": "backen"})
