"""No statement of the product reads a table whole that grows with the years: what a day costs stays as it is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.rows import dict_row

from benchmarks.past_years import fill_years, past_id
from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.sql.connections import OPTIONS, plain_url
from contact_api.adapters.sql.region import read_region
from contact_api.adapters.sql.tables import metadata
from contact_api.adapters.sql.transaction import SqlTransaction
from contact_api.domain.booking.booking import BookingId, BookingState
from contact_api.domain.booking.waiting_list import WaitingId
from contact_api.domain.core.values import (
    CallId,
    Consent,
    ContactId,
    MessageId,
    Outcome,
    PersonId,
    StaffId,
    Window,
)
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import Transaction
from contact_api.usecases.assessment.assessments_due import assessments_due, warn_of_due
from contact_api.usecases.calls.dial import enqueue_overdue_calls
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.messages.send_reminders import to_be_reminded, whose_promise_is_at_risk
from contact_api.usecases.planning.learn import days_to_learn, learn
from contact_api.usecases.planning.plan_day import plan_day
from contact_api.usecases.planning.shortfalls import find_shortfalls
from contact_api.usecases.planning.sweep import let_hours_lapse, return_expired, send_again
from contact_api.usecases.staff_time.change_shifts import lay_capacity
from contact_api.usecases.work_queue.pull_next import Pulled, pull_next
from contact_api.usecases.work_queue.record_outcome import record_outcome
from tests.adapters.sql.small_region import (
    ALPHA,
    BETA,
    GAMMA,
    NINE,
    NURSES,
    SECRET,
    a_cell,
    a_request,
    write_small_region,
)
from tests.clean_database import CleanDatabase
from tests.makers import a_contact

pytestmark = pytest.mark.long

DAYS, PER_DAY = 300, 40
MOST = 0.15  # of a table's rows: forty-five days of three hundred
# Those that do not grow with the years: what changes by hand, what is tidied away, what is open at the moment.
BOUNDED = {
    "region", "municipality", "care_provider", "unit", "opening_hours", "closure", "catalogue_version", "staff_member",
    "staff_assignment",
    "outbox", "answer", "incoming_text", "text_opt_out", "menu_session", "reservation", "call_stop", "chore",
    "intake_turn", "time_types_version",
    "daily_statistics", "daily_figures",  # a row a day
}  # fmt: skip
LATELY = NINE - timedelta(hours=2)
TODAY = Window(NINE - timedelta(hours=8), NINE + timedelta(hours=16))
DATE = TODAY.start.date()
TOMORROW = Window(TODAY.end, TODAY.end + timedelta(days=1))
YESTERDAY = Window(TODAY.start - timedelta(days=1), TODAY.start)
NURSE = StaffId(NURSES[0])
SOMEBODY = ContactId(past_id(4711))
PERSON = PersonId("past-person-11")
WRITES = {  # of one row, found by its primary key; what they touch is told by the statements around them
    "add_access", "add_act", "add_alert", "add_answer", "add_assessment", "add_assessment_offer",
    "add_attempt", "add_call", "add_contact",
    "add_daily_statistics", "add_event", "add_inbound", "add_incoming", "add_menu_session", "add_message",
    "add_promise",
    "add_written_message", "drop_daily_statistics", "enqueue", "lend", "opt_in", "opt_out", "plan_failed", "plan_made",
    "drop_booking", "save_booking", "add_waiting", "save_waiting", "save_open_times",
    "protect", "reserve", "save_alert", "save_assessment",
    "save_assessment_offer", "save_call", "save_contact", "save_daily_figures", "save_details",
    "save_menu_session",    "save_message", "save_stop", "add_staff_time", "drop_staff_time",
    "take_turn",
}  # fmt: skip

Act = Callable[[SqlTransaction], object]


ACTS: dict[str, Act] = {
    "region": lambda tx: tx.region(),
    "look_ahead": lambda tx: tx.look_ahead(PERSON, (f"{PERSON}:{ALPHA}",), ALPHA, TODAY, since=TODAY.start),
    "alert": lambda tx: tx.alert("past-alert-1"),
    "alert_of": lambda tx: tx.alert_of(SOMEBODY),
    "hold_alerts_of": lambda tx: tx.hold_alerts_of(SOMEBODY),
    "contact": lambda tx: tx.contact(SOMEBODY),
    "hold_contact": lambda tx: tx.hold_contact(SOMEBODY),
    "open_duplicate": lambda tx: tx.open_duplicate(f"{PERSON}:{ALPHA}"),
    "closed_duplicate": lambda tx: tx.closed_duplicate(f"{PERSON}:{ALPHA}", since=TODAY.start),
    "contacts_of": lambda tx: tx.contacts_of(PERSON),
    "details": lambda tx: tx.details(SOMEBODY),
    "person": lambda tx: tx.person(PERSON),
    "keep_person": lambda tx: tx.keep_person(PERSON),
    "history": lambda tx: tx.history(SOMEBODY),
    "promises": lambda tx: tx.promises(SOMEBODY),
    "explained": lambda tx: tx.explained(ContactId("nobody")),
    "attempts": lambda tx: tx.attempts(SOMEBODY),
    "cells": lambda tx: tx.cells([ALPHA, BETA], TODAY),
    "cells_to_fill": lambda tx: tx.cells_to_fill([ALPHA, BETA], TODAY, minutes=8),
    "lay_cells": lambda tx: tx.lay_cells([a_cell(10, 30)], units=[ALPHA], span=TODAY),
    "reservations": lambda tx: tx.reservations(),
    "release": lambda tx: tx.release(SOMEBODY),
    "shifts": lambda tx: [tx.shifts(TODAY, units=[ALPHA]), tx.shifts(TODAY)],
    "staff_time": lambda tx: [tx.staff_time(TODAY, units=[ALPHA])],
    "staff_time_of": lambda tx: [tx.staff_time_of([StaffId(one) for one in NURSES], TODAY)],
    "listed_staff_time": lambda tx: [
        tx.listed_staff_time(TODAY, units=[ALPHA], staff_id=who, limit=21) for who in (None, NURSE)
    ],
    "roster_ends": lambda tx: [tx.roster_ends()],
    "free_time": lambda tx: tx.free_time([ALPHA, BETA], TOMORROW, now=NINE),
    "busy_times": lambda tx: tx.busy_times([StaffId(one) for one in NURSES], TOMORROW),
    "contact_time": lambda tx: tx.contact_time([NURSE], TOMORROW),
    "share_roster": lambda tx: tx.share_roster(),
    "take_staff_minutes": lambda tx: tx.take_staff_minutes({a_cell(10, 30).key: 1}),
    "keep_free_time": lambda tx: tx.keep_free_time(ALPHA, TOMORROW),
    "booking": lambda tx: tx.booking(BookingId("past-booking-4711")),
    "booking_to_change": lambda tx: tx.booking_to_change(BookingId("past-booking-4711")),
    "bookings_of_contact": lambda tx: tx.bookings_of_contact(SOMEBODY),
    "bookings_of_person": lambda tx: tx.bookings_of_person(PERSON, since=LATELY),
    "bookings_of_group": lambda tx: tx.bookings_of_group("family"),
    "bookings_of_units": lambda tx: tx.bookings_of_units([ALPHA, BETA], YESTERDAY),
    "bookings_without_time": lambda tx: tx.bookings_without_time([ALPHA, BETA], TOMORROW),
    "bookings_to_remind": lambda tx: tx.bookings_to_remind(TOMORROW, lead=timedelta(hours=24)),
    "texts_of_bookings": lambda tx: tx.texts_of_bookings([BookingId("past-booking-4711")]),
    "unreached": lambda tx: tx.unreached([ALPHA, BETA], since=NINE),
    "bookings_told_lost": lambda tx: tx.bookings_told_lost([ALPHA, BETA], TOMORROW),
    "count_without_time": lambda tx: tx.count_without_time(TOMORROW),
    "open_times": lambda tx: [
        tx.open_times(DATE, DATE),
        tx.open_times(DATE - timedelta(days=7), DATE, units=[ALPHA]),
    ],
    "counted_kinds": lambda tx: tx.counted_kinds(DATE),
    "waiting": lambda tx: tx.waiting(WaitingId("past-waiting-4710")),
    "waiting_of_contact": lambda tx: tx.waiting_of_contact(SOMEBODY),
    "waiting_for_offer": lambda tx: tx.waiting_for_offer(BookingId("past-booking-4710")),
    "open_waiting": lambda tx: [tx.open_waiting(), tx.open_waiting([ALPHA, BETA])],
    "overdue_waiting": lambda tx: tx.overdue_waiting(DATE),
    "ended_holds": lambda tx: tx.ended_holds(now=NINE),
    "add_booking": lambda tx: tx.add_booking(
        replace(tx.bookings_of_contact(SOMEBODY)[0], id=BookingId("new"), state=BookingState.CANCELLED)
    ),
    "next_for": lambda tx: tx.next_for(tx.region().staff[NURSE], now=NINE),
    "held_contact": lambda tx: tx.held_contact(NURSE, now=NINE),
    "claim_first": lambda tx: tx.claim_first(
        tx.next_for(tx.region().staff[NURSE], now=NINE).ranked, NURSE, planning=tx.region().planning, now=NINE
    ),
    "open_contacts": lambda tx: tx.open_contacts(),
    "queue_of": lambda tx: tx.queue_of([ALPHA], limit=20, offset=0),
    "waiting_before": lambda tx: tx.waiting_before(a_contact().need, limit=4),
    "expired_leases": lambda tx: tx.expired_leases(now=NINE),
    "mark_dirty": lambda tx: tx.mark_dirty(now=NINE),
    "take_dirty": lambda tx: tx.take_dirty(now=NINE),
    "failed_plans": lambda tx: tx.failed_plans(),
    "hold_message": lambda tx: tx.hold_message(MessageId(past_id(4711) + "receipt")),
    "hold_message_of": lambda tx: tx.hold_message_of("sms-receipt4711"),
    "unsent_messages": lambda tx: tx.unsent_messages(now=NINE, queued=[1, 2]),
    "without_text": lambda tx: tx.without_text(MessageKind.REMINDER, edge="start", span=TODAY),
    "texted": lambda tx: tx.texted(["key-11"], since=LATELY),
    "texted_since": lambda tx: tx.texted_since(["key-11"], since=LATELY, most=500),
    "hold_duty_texts": lambda tx: tx.hold_duty_texts(ALPHA, since=LATELY, limited_as="sign_in:x"),
    "delivery_record": lambda tx: tx.delivery_record(SOMEBODY, ["key-11"]),
    "incoming": lambda tx: tx.incoming("sms-1"),
    "incoming_from": lambda tx: tx.incoming_from(["key-11"], since=LATELY),
    "has_opted_out": lambda tx: tx.has_opted_out(["key-11"]),
    "number_written": lambda tx: tx.number_written(ContactId(past_id(4710))),
    "written_messages": lambda tx: tx.written_messages(ContactId(past_id(4710))),
    "alerts": lambda tx: [
        tx.alerts(units=units, open_only=open_only, limit=21)
        for units in (None, [ALPHA])
        for open_only in (True, False)
    ],
    "acts": lambda tx: [tx.acts(units=units, limit=21) for units in (None, [ALPHA])],
    "contacts_with_wrong_number": lambda tx: tx.contacts_with_wrong_number(PERSON),
    "hold_open_alert": lambda tx: tx.hold_open_alert(SOMEBODY, ["same_hour", "call_112"]),
    "hold_open_alert_of": lambda tx: [
        tx.hold_open_alert_of("sign_in:x", "over_limit"),
        tx.hold_open_alert_of("sender:x", "sender_over_limit"),
    ],
    "minutes_held_at": lambda tx: [
        tx.minutes_held_at(key, ALPHA, TODAY, without=SOMEBODY) for key in ("sign_in:x", "sender:x")
    ],
    "minutes_held": lambda tx: tx.minutes_held("sign_in:x", without=SOMEBODY),
    "forget_turns": lambda tx: tx.forget_turns(before=LATELY),
    "unclosed_alerts": lambda tx: tx.unclosed_alerts("shortage"),
    "hold_alert": lambda tx: tx.hold_alert(past_id(4710)),
    "access_log": lambda tx: [
        tx.access_log(person_id=person, actor=actor, span=span, limit=21, offset=0)
        for person in (None, PERSON)
        for actor in (None, NURSE, "a stranger")
        for span in (YESTERDAY, Window(NINE - timedelta(days=366), NINE))
    ],
    "answer": lambda tx: tx.answer("bench", "key"),
    "call": lambda tx: tx.call(CallId(past_id(4711))),
    "hold_call": lambda tx: tx.hold_call(CallId(past_id(4711))),
    "numbers": lambda tx: tx.numbers(CallId(past_id(4711))),
    "unsettled_calls": lambda tx: tx.unsettled_calls(),
    "overdue_calls": lambda tx: tx.overdue_calls(now=NINE),
    "rung_at": lambda tx: tx.rung_at("key-11", since=LATELY),
    "dialled": lambda tx: tx.dialled(since=TODAY.start, now=NINE),
    "stop": lambda tx: tx.stop(),
    "hold_stop": lambda tx: tx.hold_stop(),
    "known_inbound": lambda tx: tx.known_inbound(
        "exchange", [past_id(1) + "requested", past_id(2) + "answered"]
    ),
    "inbound_events": lambda tx: tx.inbound_events(YESTERDAY),
    "call_backs": lambda tx: tx.call_backs([SOMEBODY]),
    "hold_menu_session": lambda tx: tx.hold_menu_session("CA1"),
    "silent_menu_sessions": lambda tx: tx.silent_menu_sessions(before=LATELY),
    "drop_menu_sessions": lambda tx: tx.drop_menu_sessions(before=LATELY),
    "figure_rows_of": lambda tx: tx.figure_rows_of([SOMEBODY]),
    "first_sought_at": lambda tx: tx.first_sought_at(),
    "note_figure_days": lambda tx: tx.note_figure_days([YESTERDAY.start.date()], now=NINE),
    "figure_days": lambda tx: tx.figure_days(),
    "hold_figure_day": lambda tx: tx.hold_figure_day(YESTERDAY.start.date()),
    "kept_figures": lambda tx: tx.kept_figures(YESTERDAY.start.date(), YESTERDAY.start.date()),
    "figure_rows": lambda tx: tx.figure_rows(YESTERDAY),
    "assessments": lambda tx: tx.assessments(SOMEBODY),
    "assessment_offers": lambda tx: tx.assessment_offers(SOMEBODY),
    "assessments_due": lambda tx: [
        tx.assessments_due(units=units, limit=21, offset=offset)
        for units in (None, [ALPHA])
        for offset in (0, 60)
    ],
    "number_due": lambda tx: tx.number_due(dict.fromkeys((ALPHA, BETA, GAMMA), NINE)),
    "sought_on": lambda tx: tx.sought_on(YESTERDAY),
    "tried_on": lambda tx: tx.tried_on(YESTERDAY),
    "learned_days": lambda tx: tx.learned_days(),
}


def _sought_and_pulled(tx: SqlTransaction) -> Pulled:
    take_in(a_request(), tx, now=NINE)
    pulled = pull_next(NURSE, tx, now=NINE)
    assert pulled is not None
    return pulled


def _reached(tx: SqlTransaction) -> None:
    pulled = _sought_and_pulled(tx)
    record_outcome(pulled.contact.id, NURSE, pulled.contact.lease_number, Outcome.REACHED, tx, now=NINE)


def _nowhere_free(tx: SqlTransaction) -> None:
    tx.lay_cells([], units=[ALPHA, BETA, GAMMA], span=Window(NINE, TODAY.end))
    assert not take_in(a_request(consent=Consent.ANY_PROVIDER), tx, now=NINE).promise.backed


WORK: dict[str, Act] = {  # what a day is made of, with all that is written
    "intake": lambda tx: take_in(a_request(), tx, now=NINE),
    "intake without capacity": _nowhere_free,
    "intake again": lambda tx: [take_in(a_request("the same"), tx, now=NINE) for _ in range(2)],
    "claim": _sought_and_pulled,
    "outcome": _reached,
    "plan": lambda tx: plan_day(lambda act: act(tx), now=NINE),
    "leases": lambda tx: return_expired(tx, now=NINE),
    "yesterday": lambda tx: let_hours_lapse(tx, now=NINE),
    "texts again": lambda tx: send_again(tx, now=NINE),
    "reminders": lambda tx: [to_be_reminded(tx, now=NINE), whose_promise_is_at_risk(tx, now=NINE)],
    "calls": lambda tx: enqueue_overdue_calls(tx, now=NINE),
    "minutes": lambda tx: lay_capacity(tx, TODAY, units=[ALPHA, BETA, GAMMA], now=NINE),
    "lessons": lambda tx: [learn(day, tx, now=NINE) for day in days_to_learn(tx, now=NINE)[-1:]],
    "assessments": lambda tx: [
        assessments_due(tx, units=None, limit=21, now=NINE),
        warn_of_due(tx, now=NINE),
    ],
    "shortfalls": lambda tx: find_shortfalls(tx, units=None, now=NINE),
}


class TableRead(NamedTuple):
    """What was read of a table."""

    whole_scans: int
    rows: int  # looked at, whether or not they were wanted

    def less(self, before: "TableRead") -> "TableRead":
        return TableRead(self.whole_scans - before.whole_scans, self.rows - before.rows)


NOTHING = TableRead(0, 0)


class OpensAnything(Sealer):
    """What was made up by SQL was never sealed."""

    def unseal(self, sealed: str, *, row: str, field: str) -> str:
        return "{}" if set(sealed) == {"x"} else super().unseal(sealed, row=row, field=field)


class Years:
    """Three hundred days of a small region, and what every act read of them by PostgreSQL's own count."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.sizes = dict(
            connection.execute(
                "SELECT relname, reltuples FROM pg_class"
                " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
        )
        with connection.cursor(row_factory=dict_row) as cursor:
            self._region = read_region(cursor, "99", is_red=lambda _day: False, now=NINE)

    def read_whole(self, act: Act, *, without: str | None = None) -> dict[str, TableRead]:
        """The growing tables of which an act reads more than some days; all is taken back, also the lost index."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute("BEGIN")
            if without:
                cursor.execute(f"DROP INDEX {without}")
            before = self._counted()
            tx = SqlTransaction(cursor, self._region, OpensAnything([SECRET]))
            tx._began = True  # so that all of it is taken back
            act(tx)
            tx.prepare()
            after = self._counted()
            cursor.execute("ROLLBACK")
        reads = {
            table: read.less(before.get(table, NOTHING))
            for table, read in after.items()
            if table not in BOUNDED
        }
        return {
            table: read
            for table, read in reads.items()
            if read.whole_scans or read.rows > MOST * self.sizes[table]
        }

    def _counted(self) -> dict[str, TableRead]:
        counted = "SELECT relname, seq_scan, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
        return {table: TableRead(*read) for table, *read in self.connection.execute(counted).fetchall()}


@pytest.fixture(scope="module")
def years(_worker_database: CleanDatabase) -> Iterator[Years]:
    """The days are written once; every act on them is rolled back."""
    _worker_database.clear()
    write_small_region(_worker_database.url)
    with psycopg.connect(plain_url(_worker_database.url), autocommit=True, options=OPTIONS) as connection:
        connection.execute(
            "INSERT INTO capacity_cell"
            " (pool_id, start_at, end_at, unit_id, staff_minutes, reserved_minutes, filled_to)"
            " SELECT unit || '|' || who || '|sv', at, at + interval '30 minutes', unit, 60, 0, 0"
            " FROM unnest('{alpha,beta,gamma}'::text[]) unit, unnest('{nurse,doctor,midwife}'::text[]) who,"
            " generate_series(%s::timestamptz, %s::timestamptz, interval '30 minutes') at",
            [TODAY.start + timedelta(hours=7), TODAY.start + timedelta(days=20)],
        )
        fill_years(connection, today=NINE.date(), days=DAYS, per_day=PER_DAY)
        yield Years(connection)


def test_every_table_either_grows_with_the_years_or_is_bounded(years: Years) -> None:
    every = set(metadata.tables)

    assert every >= BOUNDED
    assert all(years.sizes[table] > DAYS for table in every - BOUNDED), "the years hold none of it"


def test_every_way_to_read_and_write_is_tried() -> None:
    ways = {name for name in dir(Transaction) if not name.startswith("_")}

    assert set(ACTS) | WRITES == ways
    assert not set(ACTS) & WRITES


@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_statement_reads_a_growing_table_whole(name: str, years: Years) -> None:
    assert not years.read_whole(ACTS[name])


@pytest.mark.parametrize("name", sorted(WORK))
def test_what_a_day_is_made_of_reads_no_growing_table_whole(name: str, years: Years) -> None:
    assert not years.read_whole(WORK[name])


@pytest.mark.parametrize(
    ("name", "index", "table"),
    [
        ("look_ahead", "ix_contact_request_duplicate_key", "contact_request"),
        ("dialled", "ix_call_placed_at", "call"),
        ("alerts", "ix_alert_open", "alert"),
        ("access_log", "ix_access_log_actor_at", "access_log"),
        ("access_log", "ix_access_log_person_id_at", "access_log"),
        ("hold_duty_texts", "ix_message_to_staff", "message"),
        ("figure_rows", "ix_contact_request_sought_at", "contact_request"),
        ("inbound_events", "ix_inbound_event_call", "inbound_event"),
        ("assessments", "ix_assessment_contact_id", "assessment"),
        ("assessment_offers", "ix_assessment_offer_contact_id", "assessment_offer"),
        ("assessments_due", "ix_contact_request_clock_runs", "contact_request"),
        ("number_due", "ix_contact_request_clock_runs", "contact_request"),
    ],
)
def test_without_its_index_the_table_is_seen_to_be_read_whole(
    name: str, index: str, table: str, years: Years
) -> None:
    assert table in years.read_whole(ACTS[name], without=index)
