"""Those who pull, end, cancel, sweep and plan at the same moment. Real threads on real PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from contact_api.bootstrap import Application
from contact_api.demo.databases import connected
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import LeaseLost
from contact_api.domain.core.values import ContactState, Outcome, Result, StaffId
from contact_api.ports import Job, Transaction
from contact_api.usecases.planning.replan import replan_region
from contact_api.usecases.planning.sweep import return_expired
from contact_api.usecases.promising.choose_window import cancel
from contact_api.usecases.work_queue.pull_next import Pulled, pull_next
from contact_api.usecases.work_queue.record_outcome import record_outcome
from tests.adapters.sql.small_region import (
    NINE,
    NURSES,
    a_cell,
    a_moment_later,
    asked,
    at_once,
    lay,
    look,
    right,
    seek,
    unbalanced,
    waits_for_a_lock,
)
from tests.patience import eventually


def test_eight_nurses_get_every_contact_once_and_none_is_told_that_nobody_waits_while_somebody_does(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(9, 300))
    waiting = {seek(app).contact.id for _ in range(20)}
    told_too_early: list[int] = []

    def work(staff_id: str) -> list[str]:
        done: list[str] = []
        while (pulled := _pull(app, staff_id)) is not None:
            done.append(pulled.contact.id)
            _reach(app, pulled)
        left = asked(small_url, "select count(*) from contact_request where state = 'waiting'")[0][0]
        told_too_early.extend([left] if left else [])
        return done

    served = [one for done in right(at_once(*[partial(work, staff) for staff in NURSES])) for one in done]

    assert sorted(served) == sorted(waiting)
    assert told_too_early == []
    assert asked(small_url, "select count(*) from reservation") == [(0,)]
    assert unbalanced(small_url) == []


def test_a_contact_that_another_has_in_hand_for_a_moment_is_waited_for(
    app: Application, small_url: str
) -> None:
    contact = seek(app).contact

    def somebody_else(tx: Transaction) -> None:
        tx.hold_contact(contact.id)

    pulled = a_moment_later(app, somebody_else, lambda: _pull(app, NURSES[0]), small_url)

    assert pulled is not None
    assert pulled.contact.id == contact.id


def test_a_contact_that_is_cancelled_while_it_is_pulled_ends_cancelled(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(9, 300))
    for _ in range(10):
        contact = seek(app).contact

        pulled, ended = right(
            at_once(
                partial(_pull, app, NURSES[0]),
                partial(_cancel, app, contact),
            )
        )

        assert isinstance(ended, Contact)
        assert _state(app, contact) is ContactState.CANCELLED
        if isinstance(pulled, Pulled):
            with pytest.raises(LeaseLost):
                _reach(app, pulled)
    assert asked(small_url, "select count(*) from reservation") == [(0,)]
    assert unbalanced(small_url) == []


def test_an_outcome_at_the_last_second_and_the_sweep_after_it_do_not_both_count(app: Application) -> None:
    lay(app, a_cell(9, 300))
    ends = NINE + timedelta(minutes=15)
    for nurse in NURSES:
        contact = seek(app).contact
        pulled = _pull(app, nurse)
        assert pulled is not None

        outcome, back = at_once(
            partial(_reach, app, pulled, minutes=14.99),
            lambda: app.transact(lambda tx: return_expired(tx, now=ends)),
        )

        if back == 1:
            assert isinstance(outcome, LeaseLost)
            assert _state(app, contact) is ContactState.WAITING
            _cancel(app, contact)
        else:
            assert not isinstance(outcome, Exception)
            assert _state(app, contact) is ContactState.REACHED


def test_a_plan_and_those_who_seek_cancel_and_pull_meanwhile_leave_every_minute_accounted_for(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(9, 100), *[a_cell(hour, 30) for hour in (12, 12.5, 13, 13.5, 14)])
    there = [seek(app).contact for _ in range(16)]
    lay(app, a_cell(9, 40), *[a_cell(hour, 16) for hour in (12, 12.5, 13, 13.5, 14)])  # sick calls

    ended = at_once(
        lambda: len(app.transact(lambda tx: replan_region(tx, now=NINE))),
        *[lambda: seek(app).promise.cells_seen for _ in range(6)],
        *[partial(_cancel, app, one) for one in there[:4]],
    )

    assert [one for one in ended if isinstance(one, Exception)] == []
    assert unbalanced(small_url) == []
    unheld = asked(
        small_url,
        "select count(*) from reservation r join contact_request c on c.id = r.contact_id"
        " where c.state <> 'waiting'",
    )
    assert unheld == [(0,)]


def test_a_plan_does_not_take_a_contact_out_of_the_hands_of_who_pulled_it_meanwhile(
    app: Application, small_url: str
) -> None:
    contact = seek(app).contact  # no capacity, no promise
    lay(app, a_cell(12, 60))

    with connected(small_url) as connection, ThreadPoolExecutor(2) as pool, connection.transaction():
        connection.execute("select from capacity_cell for update")  # the plan stops before it writes
        plan = pool.submit(lambda: app.transact(lambda tx: replan_region(tx, now=NINE)))
        assert eventually(lambda: waits_for_a_lock(small_url))
        pull = pool.submit(_pull, app, NURSES[0])
        assert eventually(lambda: pull.done() or waits_for_a_lock(small_url, others=2))
    plan.result()
    pulled = pull.result()

    assert _state(app, contact) is (ContactState.CLAIMED if pulled else ContactState.WAITING)
    assert asked(small_url, "select count(*) from reservation") == [(0 if pulled else 1,)]


def test_who_takes_the_mark_waits_for_those_who_set_it_and_have_not_finished(
    app: Application, small_url: str
) -> None:
    app.transact(lambda tx: tx.mark_dirty(now=NINE))
    contact = seek(app).contact

    def in_the_middle_of_a_change(tx: Transaction) -> None:
        cancel(contact.id, tx, now=NINE, actor="citizen")
        tx.take_dirty(now=NINE - timedelta(days=1))  # takes nothing; what was written so far is sent

    def plan() -> ContactState | None:
        assert app.transact(lambda tx: tx.take_dirty(now=NINE))
        return _state(app, contact)

    assert a_moment_later(app, in_the_middle_of_a_change, plan, small_url) is ContactState.CANCELLED


def test_two_who_set_the_mark_at_once_enqueue_one_job(app: Application, small_url: str) -> None:
    at_once(*[lambda: app.transact(lambda tx: tx.mark_dirty(now=NINE))] * 8)

    assert asked(small_url, "select job, ids from outbox") == [(Job.REPLAN.value, {"region": "99"})]


def _pull(app: Application, staff_id: str) -> Pulled | None:
    return app.transact(lambda tx: pull_next(StaffId(staff_id), tx, now=NINE))


def _reach(app: Application, pulled: Pulled, *, minutes: float = 5) -> Contact:
    held, now = pulled.contact, NINE + timedelta(minutes=minutes)
    staff = StaffId(held.claimed_by or "")
    return app.transact(
        lambda tx: record_outcome(
            held.id, staff, held.lease_number, Outcome.REACHED, tx, result=Result.ADVICE, now=now
        )
    )


def _cancel(app: Application, contact: Contact) -> Contact:
    return app.transact(lambda tx: cancel(contact.id, tx, now=NINE, actor="citizen"))


def _state(app: Application, contact: Contact) -> ContactState | None:
    found = look(app, lambda tx: tx.contact(contact.id))
    return found.state if found else None
