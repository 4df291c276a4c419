"""Writes that leave together as one statement: none is lost, none comes twice, and their order stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from contact_api.adapters.sql.batch import Batch
from contact_api.adapters.sql.writes import Pair, Table, Write, insert
from contact_api.bootstrap import Application
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, ContactId, MessageId, StaffId, UnitId, Urgency, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.domain.promise.promise import Reservation
from contact_api.ports import Event, Message, Transaction
from contact_api.usecases.work_queue.pull_next import pull_next
from tests.adapters.sql.small_region import (
    BETA,
    BETAS_NURSE,
    NINE,
    NURSES,
    a_cell,
    a_request,
    asked,
    lay,
    look,
    seek,
    unbalanced,
)


def test_the_history_has_the_order_in_which_it_was_written(app: Application) -> None:
    contact = seek(app).contact
    kinds = [f"step.{number:02}" for number in range(30)]  # more than one statement takes

    def write(tx: Transaction) -> None:
        for kind in kinds:
            tx.add_event(Event(contact.id, kind, NINE))

    app.transact(write)

    written = [event.kind for event in look(app, lambda tx: tx.history(contact.id))]
    assert written == ["contact.taken_in", "promise.made", *kinds]


def test_a_contact_that_is_saved_twice_is_as_it_was_saved_last(app: Application) -> None:
    contact = seek(app).contact
    last = replace(contact, need=replace(contact.need, urgency=Urgency.U1))

    def write(tx: Transaction) -> None:
        tx.save_contact(replace(contact, times_sought=7))
        tx.add_event(Event(contact.id, "x", NINE))
        tx.save_contact(last)

    app.transact(write)

    assert look(app, lambda tx: tx.contact(contact.id)) == last


def test_a_message_that_is_changed_where_it_was_added_is_changed(app: Application) -> None:
    message = Message(MessageId("m"), MessageKind.RECEIPT, NINE)
    sent = replace(message, state=DeliveryState.SENT)

    def write(tx: Transaction) -> None:
        tx.add_message(message)
        tx.save_message(sent)

    app.transact(write)

    assert look(app, lambda tx: tx.hold_message(MessageId("m"))) == sent


def test_minutes_given_back_and_taken_again_in_one_act_are_taken_once(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60))
    contacts = [seek(app).contact for _ in range(2)]
    cell = a_cell(12, 60)

    def turn_them_round(tx: Transaction) -> None:
        for _ in range(3):
            for contact in contacts:
                tx.release(contact.id)
            for contact in contacts:
                tx.reserve(Reservation(contact.id, cell.pool.id, cell.pool.unit_id, cell.start, 8, 48))

    app.transact(turn_them_round)

    assert asked(small_url, "select reserved_minutes from capacity_cell") == [(16,)]
    assert unbalanced(small_url) == []


def test_a_pair_hands_on_what_its_first_statement_returns_also_among_others(database_url: str) -> None:
    these, others = Table("these", key=("n",)), Table("others")
    added = insert(others, ("n",))
    moved = Write(
        Pair("DELETE FROM these WHERE n > %(n)s RETURNING n", "INSERT INTO others SELECT n FROM {first}"),
        (others,),
        rows_of=(these,),
    )
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        cursor: psycopg.Cursor[Any] = connection.cursor()
        cursor.execute(
            "create temp table these as select generate_series(1, 3) n; create temp table others (n int)"
        )
        batch = Batch(cursor)
        batch.add(added, {"n": 10})
        batch.add(moved, {"n": 1})
        batch.send()
        batch.add(moved, {"n": 0})
        batch.send()

        assert cursor.execute("select n from others").fetchall() == [(10,), (2,), (3,), (1,)]


@pytest.mark.parametrize("units", [[], ["nowhere"], ["nowhere", "alpha'; --"]])
def test_lists_may_be_empty_and_hold_anything(app: Application, units: list[str]) -> None:
    here = [UnitId(unit) for unit in units]
    span = Window(NINE, NINE + timedelta(hours=1))

    assert look(app, lambda tx: tx.cells(here, span)) == []
    assert look(app, lambda tx: tx.shifts(span, units=here)) == []
    assert look(app, lambda tx: tx.alerts(units=here, open_only=True, limit=100)) == []
    assert look(app, lambda tx: tx.queue_of(here, limit=9, offset=0)) == []


def test_who_may_be_lent_is_not_hidden_behind_many_who_may_not_yet(app: Application) -> None:
    lay(app, a_cell(9, 600))
    promised = [seek(app, a_request(consent=Consent.SAME_PROVIDER)) for _ in range(40)]
    lay(app)
    lay(app, a_cell(9, 0))
    unpromised = seek(app, a_request(consent=Consent.SAME_PROVIDER)).contact

    pulled = look(app, lambda tx: pull_next(StaffId(BETAS_NURSE), tx, now=NINE + timedelta(minutes=1)))

    assert all(taken.promise.backed for taken in promised)
    assert BETAS_NURSE.startswith(BETA)
    assert pulled is not None
    assert pulled.contact.id == unpromised.id


def test_a_claim_whose_answer_was_lost_is_found_by_the_next_pull(app: Application) -> None:
    lay(app, a_cell(9, 60))
    sought = seek(app).contact
    nurse = StaffId(NURSES[0])

    def pull_and_break(tx: Transaction) -> None:
        pull_next(nurse, tx, now=NINE)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        app.transact(pull_and_break)
    again = app.transact(lambda tx: pull_next(nurse, tx, now=NINE))

    assert again is not None
    assert (again.contact.id, again.contact.lease_number) == (sought.id, 1)
    kinds = [event.kind for event in look(app, lambda tx: tx.history(sought.id))]
    assert kinds.count("contact.pulled") == 1
    assert look(app, lambda tx: tx.reservations()) == {}


def test_times_come_back_in_utc_whatever_zone_the_server_has(app: Application, small_url: str) -> None:
    name = small_url.rsplit("/", 1)[1]
    asked_of = f'alter database "{name}" set timezone to %s'
    with psycopg.connect(small_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(asked_of.replace("%s", "'Europe/Stockholm'").encode())
        try:
            contact = seek(app).contact
            found = look(app, lambda tx: tx.contact(ContactId(contact.id)))
        finally:
            connection.execute(asked_of.replace("%s", "'UTC'").encode())

    assert isinstance(found, Contact)
    assert found.need.sought_at.utcoffset() == timedelta(0)
