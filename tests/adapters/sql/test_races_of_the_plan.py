"""Those who plan while others pull and seek. Real threads on real PostgreSQL."""

from datetime import timedelta
from functools import partial

from contact_api.bootstrap import Application
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, ContactState, StaffId
from contact_api.ports import Transaction
from contact_api.usecases.planning.overflow import lend
from contact_api.usecases.planning.plan_day import Planned, plan_day
from contact_api.usecases.staff_time.change_shifts import add_shift
from contact_api.usecases.work_queue.pull_next import Pulled, pull_next
from tests.adapters.sql.small_region import (
    BETAS_NURSE,
    NINE,
    NURSES,
    a_cell,
    a_moment_later,
    a_request,
    asked,
    at_once,
    lay,
    look,
    right,
    seek,
    unbalanced,
)


def test_lending_leaves_alone_whoever_was_pulled_since_the_plan_was_read(app: Application) -> None:
    contact = _behind(app)[0]

    def overtaken_by_a_nurse(tx: Transaction) -> Contact:
        assert contact.id in lend(tx, {}, now=NINE)
        pulled = _pull(app, NURSES[0])
        assert pulled is not None
        return pulled.contact

    held = app.transact(overtaken_by_a_nurse)

    assert (held.id, held.state, held.lend_at) == (contact.id, ContactState.CLAIMED, contact.lend_at)
    assert look(app, lambda tx: tx.contact(contact.id)) == held


def test_who_is_being_lent_is_waited_for_and_pulled_once(app: Application, small_url: str) -> None:
    contact = _behind(app)[0]

    def plan(tx: Transaction) -> None:
        lend(tx, {}, now=NINE)
        tx.take_dirty(now=NINE - timedelta(days=1))  # takes nothing; what was written so far is sent

    pulled = a_moment_later(app, plan, lambda: _pull(app, NURSES[0]), small_url)

    assert pulled is not None
    assert (pulled.contact.id, pulled.contact.lend_at) == (contact.id, NINE)
    assert look(app, lambda tx: tx.contact(contact.id)) == pulled.contact


def test_two_plans_and_those_who_pull_and_seek_meanwhile_leave_everybody_and_every_minute_accounted_for(
    app: Application, small_url: str
) -> None:
    waiting = {one.id for one in _behind(app, 12)}
    lay(app, a_cell(9, 40), *[a_cell(hour, 60) for hour in (11, 11.5, 12)])

    def plan() -> Planned:
        return plan_day(app.transact, now=NINE)

    ended = at_once(
        plan,
        plan,
        *[partial(_pull, app, nurse) for nurse in (*NURSES[:3], BETAS_NURSE)],
        *[partial(_seek, app)] * 3,
    )

    pulled = [one.contact.id for one in right(ended) if isinstance(one, Pulled)]
    assert len(set(pulled)) == len(pulled)
    assert asked(small_url, "select count(*) from contact_request where state = 'claimed'") == [
        (len(pulled),)
    ]
    assert waiting <= {one.id for one in look(app, lambda tx: tx.open_contacts())}
    assert unbalanced(small_url) == []


def _behind(app: Application, number: int = 1) -> list[Contact]:
    """So many were promised to be called from nine on; of their unit's nurses one works, and not before two."""
    lay(app, a_cell(9, 40 * number))
    shift = Shift(StaffId(NURSES[0]), NINE + timedelta(hours=5), NINE + timedelta(hours=6))
    contacts = [_seek(app) for _ in range(number)]
    app.transact(lambda tx: add_shift(shift, tx, now=NINE))
    return contacts


def _seek(app: Application) -> Contact:
    return seek(app, a_request(consent=Consent.SAME_PROVIDER)).contact


def _pull(app: Application, staff_id: str) -> Pulled | None:
    return app.transact(lambda tx: pull_next(StaffId(staff_id), tx, now=NINE))
