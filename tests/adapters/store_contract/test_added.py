"""What is only ever added: history, messages, jobs, answers."""

from dataclasses import replace

import pytest

from contact_api.domain.core.values import (
    ContactId,
    MessageId,
    Outcome,
    StaffId,
)
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.domain.promise.promise import promise
from contact_api.ports import (
    Event,
    Job,
    KeyUsed,
    Store,
    Transaction,
)
from tests.adapters.store_contract.shelf import NOBODY, PLANNING, a_message, add, an_answer, an_attempt
from tests.makers import (
    a_cell,
    a_contact,
    a_promise,
    at,
)
from tests.stores import Kept


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


def test_a_message_is_due_when_its_job_should_have_sent_it(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_message(a_message("new"))
        tx.add_message(a_message("tried", next_try_at=at("08:10"), state=DeliveryState.FAILED_TEMPORARILY))
        tx.add_message(a_message("sent", state=DeliveryState.SENT))
        assert tx.message(MessageId("new")) == a_message("new")

    with store.transaction() as tx:
        assert tx.unsent_messages(now=at("08:00:29")) == []
        assert tx.unsent_messages(now=at("08:00:30")) == ["new"]
        assert set(tx.unsent_messages(now=at("08:10"))) == {"new", "tried"}
        held = tx.hold_message(MessageId("new"))
        assert held is not None
        tx.save_message(replace(held, state=DeliveryState.SENT, provider_id="SM1"))

    with store.transaction() as tx:
        assert tx.unsent_messages(now=at("08:10")) == ["tried"]


def test_jobs_leave_in_the_order_they_were_enqueued(kept: Kept) -> None:
    with kept.store.transaction() as tx:
        tx.enqueue(Job.SEND_MESSAGE, message_id="m1")
        tx.enqueue(Job.SEND_MESSAGE, message_id="m2")

    assert kept.jobs() == [(Job.SEND_MESSAGE, {"message_id": "m1"}), (Job.SEND_MESSAGE, {"message_id": "m2"})]


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
