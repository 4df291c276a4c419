"""Whatever order things happen in, the laws of the service hold."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contact_api.domain.core.attempts import had_wrong_number
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import (
    ConsentMissing,
    ContactIsClosed,
    ContactNotFound,
    LeaseLost,
    NothingToChange,
    ShiftFault,
)
from contact_api.domain.core.values import Consent, ContactId, ContactState, Outcome, StaffId, UnitId
from contact_api.domain.promise.promise import Why
from contact_api.domain.replanning.replan import overfull_cells
from contact_api.usecases.intake.reopen import reopen
from contact_api.usecases.planning.sweep import let_hours_lapse, return_expired
from contact_api.usecases.work_queue.pull_next import release, transfer
from tests.examples import examples
from tests.makers import ZONE, at
from tests.usecases.day import (
    BREATH,
    CALL_112,
    CITY,
    CITYS_NURSE,
    COLD,
    COLLEAGUE,
    EVER,
    NURSE,
    PRESCRIPTION,
    TEG,
    TEGS_NURSE,
    Day,
    a_day,
)

STAFF = (NURSE, COLLEAGUE, TEGS_NURSE, CITYS_NURSE)
PEOPLE = tuple(f"person {number}" for number in range(6))
minutes = st.integers(0, 90).map(lambda number: timedelta(minutes=number))
staff = st.sampled_from(STAFF)
anybody = st.integers(0, 99)
AN_HOUR = timedelta(hours=1)


class OneDay(RuleBasedStateMachine):
    """Citizens seek, choose, cancel and come back; staff pull, ring, give back and fall ill; plans are made."""

    day: Day
    now: datetime

    def __init__(self) -> None:
        super().__init__()
        self.first_sought: dict[ContactId, datetime] = {}
        self.pulled: dict[ContactId, Contact] = {}

    @initialize()
    def a_short_roster(self) -> None:
        self.day = a_day()
        self.now = at("08:00")
        self.day.roster(NURSE, "08:30", "10:00")
        self.day.roster(TEGS_NURSE, "09:00", "09:45")

    # what citizens do

    @rule(
        person=st.sampled_from(PEOPLE),
        reason=st.sampled_from([COLD, BREATH, PRESCRIPTION]),
        consent=st.sampled_from(Consent),
        red=st.booleans(),
        hours=st.none() | minutes,
    )
    def seeks(self, person: str, reason: str, consent: Consent, red: bool, hours: timedelta | None) -> None:
        name = f"c{len(self.first_sought) + 1}"
        taken = self.day.seek(
            name,
            reason,
            now=self.now,
            duplicate_key=person,
            consent=consent,
            red_flags=frozenset({CALL_112} if red else ()),
            available_from=None if hours is None else self.now + hours,
            available_to=None if hours is None else self.now + hours + 2 * AN_HOUR,
        )
        assert taken.merged == (taken.contact.id in self.first_sought)
        self.first_sought.setdefault(taken.contact.id, self.now)

    @precondition(lambda self: self.first_sought)
    @rule(which=anybody)
    def cancels(self, which: int) -> None:
        contact = self._one(which)
        if contact.state.is_open or contact.state is ContactState.CANCELLED:
            assert self.day.cancel(contact.id, now=self.now).state is ContactState.CANCELLED
        else:
            with pytest.raises(ContactIsClosed):
                self.day.cancel(contact.id, now=self.now)

    @precondition(lambda self: self._waiting())
    @rule(which=anybody, offer=st.integers(0, 2), later=minutes)
    def chooses(self, which: int, offer: int, later: timedelta) -> None:
        contact = self._waiting()[which % len(self._waiting())]
        offers = self.day.offered(contact.id, after=self.now + later, now=self.now)
        if offers:
            wanted = offers[offer % len(offers)]
            assert wanted.window.start >= self.now + later
            told = self.day.choose(contact.id, start=wanted.window.start, now=self.now, unit=wanted.unit_id)
            assert (told.window, told.unit_id, told.why) == (wanted.window, wanted.unit_id, Why.CHOSEN)

    @precondition(lambda self: self._ended())
    @rule(which=anybody)
    def opens_again(self, which: int) -> None:
        contact = self._ended()[which % len(self._ended())]
        newer = any(one.state.is_open and one.duplicate_key == contact.duplicate_key for one in self._all())
        tried = self.day.run(lambda tx: tx.attempts(contact.id))
        if contact.state is ContactState.NOT_REACHED and not newer and not had_wrong_number(tried):
            assert self._reopened(contact).state.is_open
        else:
            with pytest.raises(ContactIsClosed):
                self._reopened(contact)

    # what staff do

    @rule(who=staff)
    def pulls(self, who: StaffId) -> None:
        pulled = self.day.pull(who, now=self.now)
        if pulled is None:
            return
        assert all(one.claimed_by == who for one in self._in_hand() if one.id == pulled.contact.id)
        self.pulled[pulled.contact.id] = pulled.contact

    @precondition(lambda self: self._waiting())
    @rule(who=staff, outcome=st.sampled_from(Outcome))
    def rings_as_soon_as_somebody_may_be_rung(self, who: StaffId, outcome: Outcome) -> None:
        first = min(one.callable_from or self.now for one in self._waiting())
        self.now = max(self.now, first)
        self.pulls(who)
        for held in self._in_hand():
            if held.claimed_by == who:
                self.day.ends(held, outcome, now=self.now)

    @precondition(lambda self: self.pulled)
    @rule(which=anybody, outcome=st.sampled_from(Outcome))
    def rings(self, which: int, outcome: Outcome) -> None:
        held = sorted(self.pulled.values(), key=lambda one: one.id)[which % len(self.pulled)]
        if (held.id, held.lease_number) in {(one.id, one.lease_number) for one in self._in_hand()}:
            self.day.ends(held, outcome, now=self.now)
        else:
            with pytest.raises((LeaseLost, ContactNotFound)):
                self.day.ends(held, outcome, now=self.now)

    @precondition(lambda self: self._in_hand())
    @rule(which=anybody)
    def gives_back(self, which: int) -> None:
        held = self._in_hand()[which % len(self._in_hand())]
        by, lease = StaffId(str(held.claimed_by)), held.lease_number
        self.day.run(lambda tx: release(held.id, by, lease, tx, now=self.now))

    @precondition(lambda self: self._in_hand())
    @rule(which=anybody, to_unit=st.sampled_from([None, TEG, CITY]))
    def passes_on(self, which: int, to_unit: UnitId | None) -> None:
        held = self._in_hand()[which % len(self._in_hand())]
        region = self.day.region()
        by, lease = StaffId(str(held.claimed_by)), held.lease_number
        where: dict[str, Any] = {"to_professions": None, "to_unit": to_unit}
        with suppress(NothingToChange, ConsentMissing):
            self.day.run(lambda tx: transfer(held.id, by, lease, tx, why="so", now=self.now, **where))
        was, now = region.unit(held.need.unit_id), region.unit(self.day.contact(held.id).need.unit_id)
        assert held.need.consent is Consent.ANY_PROVIDER or was.provider_id == now.provider_id

    # what else happens

    @rule(who=staff)
    def falls_ill(self, who: StaffId) -> None:
        self.day.call_in_sick(who, at=self.now)

    @rule(who=staff, later=minutes, length=st.integers(1, 6))
    def somebody_is_put_on(self, who: StaffId, later: timedelta, length: int) -> None:
        start = self.now + later
        try:
            self.day.roster(who, start, start + length * timedelta(minutes=15), now=self.now)
        except ShiftFault:
            assert any(shift.staff_id == who for shift in self.day.run(lambda tx: tx.shifts(EVER)))

    @rule()
    def the_region_is_planned(self) -> None:
        self.day.plan(now=self.now)

        ahead = [
            cell for unit in self.day.region().units for cell in self.day.cells(unit) if cell.end > self.now
        ]
        assert overfull_cells(ahead) == []
        today = day_span(self.day.region().today(self.now), ZONE)
        assert all(cell.protected is not None for cell in ahead if cell.start in today)

    @rule(on=st.sampled_from([1, 5, 20, 45, 240, 18 * 60]))
    def time_goes_by(self, on: int) -> None:
        self.now += timedelta(minutes=on)
        self.day.run(lambda tx: return_expired(tx, now=self.now))
        self.day.run(lambda tx: let_hours_lapse(tx, now=self.now))
        assert self.day.run(lambda tx: return_expired(tx, now=self.now)) == 0

    # the laws

    @invariant()
    def every_reserved_minute_belongs_to_somebody_who_waits(self) -> None:
        kept = self.day.run(lambda tx: tx.reservations())
        sums: Counter[tuple[str, datetime]] = Counter()
        for one in kept.values():
            sums[one.cell_key] += one.minutes
        cells = self.day.run(lambda tx: tx.cells(list(tx.region().units), EVER))
        assert {c.key: c.reserved_minutes for c in cells if c.reserved_minutes} == sums
        assert {self.day.contact(one).state for one in kept} <= {ContactState.WAITING}

    @invariant()
    def nobody_is_in_the_hands_of_two_and_nobody_holds_two(self) -> None:
        held = [one for one in self._all() if one.state is ContactState.CLAIMED]
        assert all(one.claimed_by and one.lease_until for one in held)
        assert len({one.claimed_by for one in held if self.now < (one.lease_until or self.now)}) == len(
            [one for one in held if self.now < (one.lease_until or self.now)]
        )

    @invariant()
    def the_first_time_never_changes(self) -> None:
        assert {one.id: one.need.sought_at for one in self._all()} == self.first_sought

    @invariant()
    def everybody_was_told_something_and_a_promise_is_an_hour_at_most(self) -> None:
        for contact in self._all():
            told = self.day.promises(contact.id)
            assert told
            assert all(one.backed == (one.window is not None) for one in told)
            backed = [(one.made_at, one.window) for one in told if one.window]
            assert all(made <= window.start < window.end <= window.start + AN_HOUR for made, window in backed)
            assert contact.window == told[-1].window
            own_unit_after_a_missed_call = {contact.need.unit_id} if contact.attempts else set()
            assert contact.promised_unit in {told[-1].unit_id} | own_unit_after_a_missed_call

    # looks

    def _all(self) -> list[Contact]:
        return [self.day.contact(one) for one in self.first_sought]

    def _one(self, which: int) -> Contact:
        return self._all()[which % len(self.first_sought)]

    def _waiting(self) -> list[Contact]:
        return [one for one in self._all() if one.state is ContactState.WAITING]

    def _ended(self) -> list[Contact]:
        return [one for one in self._all() if not one.state.is_open]

    def _in_hand(self) -> list[Contact]:
        held = (self.day.contact(one) for one in self.pulled)
        return [one for one in held if one.lease_until is not None and self.now < one.lease_until]

    def _reopened(self, contact: Contact) -> Contact:
        return self.day.run(lambda tx: reopen(contact.id, tx, now=self.now, actor="citizen"))[0]


TestOneDay = OneDay.TestCase
TestOneDay.settings = examples(0.6, stateful_step_count=40)
