"""Writes of every room, of few rows so that they meet, and a look at all that stands after them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from contact_api.domain.calls.calls import CameTo, LineKind
from contact_api.domain.calls.dialling_limits import Stop
from contact_api.domain.capacity.capacity import ProtectedMinutes
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import CallId, ContactId, ContactState, StaffId, Window
from contact_api.domain.forecast.daily_statistics import DailyStatistics
from contact_api.domain.forecast.learned_statistics import PRIOR
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.domain.messages.written_messages import Writer, WrittenMessage
from contact_api.ports import Event, IncomingText, Job, Store, Transaction
from tests.adapters.store_contract.shelf import (
    DAY,
    HERE,
    NOBODY,
    a_look,
    a_message,
    an_act,
    an_alert,
    an_answer,
    an_attempt,
    lay,
)
from tests.adapters.store_contract.test_calls import a_call
from tests.adapters.store_contract.test_inbound_calls import an_event
from tests.adapters.store_contract.test_voice_menu import a_menu_session
from tests.makers import a_cell, a_contact, a_promise, a_reservation, a_staff_time, at

CONTACTS = ("c1", "c2", "c3")  # there before: two that wait, and one that was not reached
CLOCKS = ("09:00", "09:30")
TWO = ("1", "2")

Act = Callable[[Transaction], object]


class Write(NamedTuple):
    """One write, and how it is told when two stores differ after it."""

    name: str
    with_values: tuple[Any, ...]
    act: Act

    def __repr__(self) -> str:
        return f"{self.name}{self.with_values}"


def begin(tx: Transaction) -> None:
    """What stands before."""
    tx.add_contact(a_contact("c1", duplicate_key="same"), NOBODY)
    tx.add_contact(a_contact("c2"), NOBODY)
    tx.add_contact(stands("c3", ContactState.NOT_REACHED), NOBODY)
    lay(tx, *(a_cell(clock) for clock in CLOCKS))
    tx.reserve(a_reservation("c2"))
    tx.add_alert(an_alert("c1"))
    tx.add_message(a_message("m1", to_key="key-1"))
    tx.add_call(a_call("call-1", "c1"), numbers={LineKind.STAFF: "+46701740610"})
    tx.add_menu_session(a_menu_session("1"))
    tx.add_menu_session(a_menu_session("3", heard_at=at("06:30")))


def stands(name: str, state: ContactState, **but: Any) -> Contact:
    """A contact as it may stand in this state."""
    key = "same" if name in ("c1", "c3") else None
    contact = a_contact(name, duplicate_key=key, **but)
    if state is ContactState.CLAIMED:
        return replace(contact, state=state, claimed_by=StaffId("backen-01"), lease_until=at("09:15"))
    return replace(contact, state=state, closed_at=None if state.is_open else at("09:00"))


def add_and_save(tx: Transaction, name: str) -> None:
    tx.add_contact(a_contact(name), NOBODY)
    tx.save_contact(a_contact(name, times_sought=5))


def raise_and_acknowledge(tx: Transaction, number: str) -> None:
    alert = an_alert("c2", id=f"c2-{number}")
    tx.add_alert(alert)
    tx.save_alert(replace(alert, acknowledged_at=at("09:00"), acknowledged_by="anna"))


def settle(tx: Transaction, cost: int) -> None:
    tx.save_call(a_call("call-1", "c1", settled_at=at("09:05"), came_to=CameTo.NO_ANSWER, cost=cost))


def write(
    name: str, act: Callable[..., object], *strategies: st.SearchStrategy[Any]
) -> st.SearchStrategy[Write]:
    """A write whose values are drawn."""
    return st.tuples(*strategies).map(lambda drawn: Write(name, drawn, lambda tx: act(tx, *drawn)))


contact_ids, clocks, some = st.sampled_from(CONTACTS), st.sampled_from(CLOCKS), st.integers(1, 3)
two, keys = st.sampled_from(TWO), st.sampled_from(("key-1", "key-2"))
states = st.sampled_from((ContactState.WAITING, ContactState.CLAIMED, ContactState.NOT_REACHED))
days = st.sampled_from((date(2025, 11, 3), date(2025, 11, 4)))
minutes = st.integers(5, 40)

a_write = st.one_of(
    write("look", lambda tx, name: tx.contact(ContactId(name)), contact_ids),
    write("add", lambda tx, n, key: tx.add_contact(a_contact(f"n{n}", duplicate_key=key), NOBODY), two,
          st.sampled_from((None, "same", "another"))),
    write("add and save", lambda tx, n: add_and_save(tx, f"s{n}"), two),
    write("save", lambda tx, name, state, n: tx.save_contact(stands(name, state, times_sought=n)),
          contact_ids, states, some),
    write("save details", lambda tx, name, n: tx.save_details(ContactId(name), Details(name=f"name {n}")),
          contact_ids, some),
    write("lend", lambda tx, name, clock: tx.lend({ContactId(name): at(clock)}), contact_ids, clocks),
    write("reserve", lambda tx, name, clock, taken, limit: tx.reserve(
              a_reservation(name, cell=a_cell(clock), minutes=taken, limit=limit)),
          contact_ids, clocks, minutes, minutes),
    write("release", lambda tx, name: tx.release(ContactId(name)), contact_ids),
    write("lay", lambda tx, clock, staffed: lay(tx, a_cell(clock, staff_minutes=staffed)), clocks, minutes),
    write("protect", lambda tx, clock, n: tx.protect({(a_cell().pool.id, at(clock)): ProtectedMinutes(today=n)}),
          clocks, some),
    write("staff time", lambda tx, clock, ends, kind: tx.add_staff_time(
              [a_staff_time("backen-01", clock, ends, kind=kind)]),
          clocks, st.sampled_from(("10:00", "12:00", "16:00")), st.sampled_from(StaffTimeKind)),
    write("no staff time", lambda tx, clock, kind: tx.drop_staff_time([a_staff_time("backen-01", clock, kind=kind)]),
          clocks, st.sampled_from(StaffTimeKind)),
    write("event", lambda tx, name, n: tx.add_event(Event(ContactId(name), f"step.{n}", at("09:00"))),
          contact_ids, some),
    write("promise", lambda tx, name, clock: tx.add_promise(a_promise(name, made_at=at("08:00"), unit_id=None)),
          contact_ids, clocks),
    write("attempt", lambda tx, name, n: tx.add_attempt(an_attempt(name, n)), contact_ids, some),
    write("access", lambda tx, n: tx.add_access(a_look(f"actor-{n}")), some),
    write("act", lambda tx, n: tx.add_act(an_act(f"actor-{n}")), some),
    write("alert", lambda tx, n: tx.add_alert(an_alert("c1", id=f"c1-{n}")), two),
    write("raise and acknowledge", raise_and_acknowledge, two),
    write("acknowledge", lambda tx, n: tx.save_alert(an_alert("c1", acknowledged_at=at("09:00"),
          acknowledged_by=f"actor-{n}")), some),
    write("message", lambda tx, n, key: tx.add_message(a_message(f"m{n}", to_key=key)), two, keys),
    write("save message", lambda tx, n: tx.save_message(a_message("m1", tries=n, state=DeliveryState.SENT)), some),
    write("opt out", lambda tx, key: tx.opt_out(key, now=at("09:00")), keys),
    write("opt in", lambda tx, key: tx.opt_in([key]), keys),
    write("incoming", lambda tx, n, key: tx.add_incoming(IncomingText(f"SM{n}", at("09:00"), key)), two, keys),
    write("inbound", lambda tx, n, m: tx.add_inbound([an_event(f"evt-{n}"), an_event(f"evt-{m}")]), some, some),
    write("written", lambda tx, n: tx.add_written_message(
              WrittenMessage(f"w{n}", ContactId("c1"), at("09:00"), Writer.CITIZEN, "Hej")), two),
    write("call", lambda tx, n, name: tx.add_call(a_call(f"call-{n}", name), numbers={}), some, contact_ids),
    write("settle", settle, some),
    write("stop", lambda tx, n: tx.save_stop(Stop(at("09:00"), "control-room", f"why {n}")), some),
    write("lift the stop", lambda tx: tx.save_stop(None)),
    write("menu", lambda tx, n, clock: tx.add_menu_session(a_menu_session(n, heard_at=at(clock))), two,
          st.sampled_from(("06:30", "08:00"))),
    write("save menu", lambda tx, turn: tx.save_menu_session(a_menu_session("1", turn=turn)), some),
    write("drop menus", lambda tx: tx.drop_menu_sessions(before=at("07:00"))),
    write("answer", lambda tx, n: tx.add_answer(an_answer(key=f"key {n}")), two),
    write("learn", lambda tx, day: tx.add_daily_statistics(DailyStatistics(day, PRIOR), now=at("02:00")), days),
    write("forget", lambda tx, day: tx.drop_daily_statistics(day), days),
    write("enqueue", lambda tx, n: tx.enqueue(Job.SEND_MESSAGE, message_id=f"m{n}"), some),
    write("mark", lambda tx: tx.mark_dirty(now=at("09:00"))),
)  # fmt: skip
writes = st.lists(a_write, min_size=1, max_size=16)


def all_of(store: Store) -> dict[str, Any]:
    """Everything that stands."""
    ids = [ContactId(name) for name in (*CONTACTS, "n1", "n2", "s1", "s2")]
    numbers = ("1", "2", "3")
    with store.transaction() as tx:
        return {
            "contacts": [(tx.contact(one), tx.details(one), list(tx.history(one))) for one in ids],
            "told": [(list(tx.promises(one)), list(tx.attempts(one))) for one in ids],
            "persons": [tx.person(found.person_id) for one in ids if (found := tx.contact(one))],
            "cells": tx.cells(HERE, DAY),
            "reservations": {one: (kept.cell_start, kept.minutes) for one, kept in tx.reservations().items()},
            "shifts": tx.shifts(DAY),
            "staff time": tx.staff_time(DAY, units=HERE),
            "roster ends": tx.roster_ends(),
            "alerts": sorted(tx.alerts(units=None, open_only=False, limit=100), key=lambda one: one.id),
            "messages": [tx.hold_message(a_message(f"m{number}").id) for number in numbers],
            "opted out": [tx.has_opted_out([f"key-{number}"]) for number in numbers],
            "incoming": [tx.incoming(f"SM{number}") for number in numbers],
            "inbound": sorted(one.event_id for one in tx.inbound_events(DAY)),
            "written": list(tx.written_messages(ContactId("c1"))),
            "calls": [tx.call(CallId(f"call-{number}")) for number in numbers],
            "stop": tx.stop(),
            "menus": [tx.hold_menu_session(number) for number in numbers],
            "answers": [tx.answer("client", f"key {number}") for number in numbers],
            "days": tx.learned_days(),
            "acts": tx.acts(units=None, limit=99),
            "looks": tx.access_log(person_id=None, actor=None, span=an_age(), limit=99, offset=0),
        }


def an_age() -> Window:
    return Window(at("00:00") - timedelta(days=1), at("23:59"))
