"""Window, hours, due and callable-from agree, and somebody at work can pull whom they promised a time."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contact_api.domain.core.attempts import handed_back
from contact_api.domain.core.contact import Contact, is_in_hours
from contact_api.domain.core.errors import ContactIsClosed, LeaseLost, NothingToChange, ShiftFault
from contact_api.domain.core.values import ContactId, ContactState, Outcome, StaffId, UnitId
from contact_api.domain.work_queue.work_queue import window_ahead
from contact_api.ports import Transaction
from contact_api.usecases.intake.reopen import reopen
from contact_api.usecases.planning.sweep import let_hours_lapse, return_expired
from contact_api.usecases.work_queue.pull_next import pull_next, release, transfer
from tests.examples import examples
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import (
    BREATH,
    CALL_112,
    COLD,
    COLLEAGUE,
    EVER,
    MINUTES,
    NURSE,
    TEG,
    TEGS_NURSE,
    Day,
    a_day,
    clock,
    clocks,
)

A_DAY, AN_HOUR, HALF_HOUR = timedelta(days=1), timedelta(hours=1), timedelta(minutes=30)
TOMORROW, DAY_AFTER = at("09:00") + A_DAY, at("09:00") + 2 * A_DAY
STAFF = (NURSE, COLLEAGUE, TEGS_NURSE)
half_hours = st.integers(0, 150).map(lambda number: number * HALF_HOUR)


class Undone(Exception):
    """Only to look at what would happen."""


def agrees(contact: Contact) -> bool:
    """What everybody who reads a contact that waits goes by: the queue, the texts, the page."""
    opens, due, window = contact.callable_from, contact.due_at, window_ahead(contact)
    assert opens is not None
    assert due is not None
    if window is None:
        return opens <= due
    return is_in_hours(window, contact.need) and opens <= window.start and opens < due <= window.end


@over_both_stores
def test_nobody_is_offered_a_time_before_the_hours_they_named(day: Day) -> None:
    day.roster(NURSE, TOMORROW, TOMORROW + AN_HOUR)
    day.roster(NURSE, DAY_AFTER, DAY_AFTER + AN_HOUR)
    day.seek(available_from=DAY_AFTER)

    offered = day.offered(after=TOMORROW, now="08:05")

    assert offered[0].window.start == DAY_AFTER
    assert day.choose(start=DAY_AFTER, now="08:05").backed
    assert agrees(day.contact())
    assert day.pulled(now=DAY_AFTER).id == "c1"


def test_hours_of_another_day_bind_on_that_day(day: Day) -> None:
    day.roster(NURSE, TOMORROW, TOMORROW + 3 * AN_HOUR)
    day.seek(available_from=TOMORROW + AN_HOUR, available_to=TOMORROW + 2 * AN_HOUR)

    assert clocks(day.offered(after=TOMORROW, now="08:05")[0].window) == "10:00-11:00"


@over_both_stores
def test_who_moves_to_another_day_than_their_hours_is_due_on_that_day_and_can_be_pulled(day: Day) -> None:
    day.roster(NURSE, TOMORROW, TOMORROW + AN_HOUR)
    day.seek(available_from=at("11:00"), available_to=at("12:00"))

    day.choose(start=TOMORROW, now="08:05")

    moved = day.contact()
    assert (moved.callable_from, moved.due_at) == (TOMORROW, TOMORROW + AN_HOUR)
    assert (moved.need.available_from, moved.need.available_to) == (None, None)
    assert day.pulled(now=TOMORROW).id == "c1"


def test_an_urgent_contact_that_moves_to_a_later_time_is_due_when_that_ends(day: Day) -> None:
    day.seek(reason=BREATH)

    told = day.choose(start="11:00", now="08:05")

    assert told.window is not None
    assert day.contact().due_at == told.window.end


def test_who_names_other_hours_while_called_is_promised_a_time_in_them_when_given_back(day: Day) -> None:
    day.seek(duplicate_key="anna")
    held = day.pulled(now="09:00")
    day.seek(now="09:01", duplicate_key="anna", available_from=at("11:00"), available_to=at("12:00"))

    day.run(lambda tx: release(held.id, NURSE, held.lease_number, tx, now=at("09:05")))

    given_back = day.contact()
    assert clocks(given_back.window) == "11:00-12:00"
    assert agrees(given_back)
    assert day.reserved() == {"11:00": MINUTES}
    assert day.texts()[-1] == "moved"


def test_a_case_taken_up_after_its_hours_may_be_called_again_today(day: Day) -> None:
    day.seek(available_to=at("10:00"), duplicate_key="anna")

    again = day.seek(now="10:30", duplicate_key="anna")

    assert again.merged
    assert clocks(again.promise.window) == "10:30-11:30"
    assert day.pulled(now="10:30").id == "c1"


@pytest.mark.parametrize("to_come", [timedelta(), A_DAY])
def test_minutes_after_the_window_back_it_no_longer_when_nobody_works_before_them(
    bare_day: Day, to_come: timedelta
) -> None:
    nine = at("09:00") + to_come
    bare_day.roster(NURSE, nine - AN_HOUR, nine)
    bare_day.roster(COLLEAGUE, nine, nine + HALF_HOUR)
    now = nine - 2 * AN_HOUR
    for number in range(6):
        bare_day.seek(f"first {number}", now=now, available_to=nine)
    bare_day.seek("last", now=now, available_from=nine - HALF_HOUR / 2, available_to=nine)
    assert bare_day.contact("last").backed
    assert bare_day.reserved() == {"08:00": 3 * MINUTES, "08:30": 3 * MINUTES, "09:00": MINUTES}

    bare_day.call_in_sick(NURSE, at=now)
    bare_day.replan(now=now)

    assert not bare_day.contact("last").backed


class SomeDays(RuleBasedStateMachine):
    """Citizens name hours of any day, move, and come back; staff ring, pass on, are put on; plans are made."""

    day: Day
    now: datetime

    @initialize(extra=st.lists(st.tuples(st.sampled_from(STAFF), half_hours), max_size=6))
    def a_roster(self, extra: list[tuple[StaffId, timedelta]]) -> None:
        self.day, self.now, self.names = a_day(), at("08:00"), count()
        self.known: list[ContactId] = []
        self.fell_ill_at = self.now - A_DAY
        for ahead in range(3):
            self.day.roster(NURSE, at("09:00") + ahead * A_DAY, at("11:00") + ahead * A_DAY)
        for who, later in extra:
            self.put_on(who, later)

    @rule(
        person=st.sampled_from("abcde"),
        reason=st.sampled_from([COLD, BREATH]),
        red=st.booleans(),
        opens=st.none() | half_hours,
        lasts=st.none() | half_hours,
    )
    def seeks(
        self, person: str, reason: str, red: bool, opens: timedelta | None, lasts: timedelta | None
    ) -> None:
        starts = None if opens is None else self.now + opens
        taken = self.day.seek(
            f"c{next(self.names)}",
            reason,
            now=self.now,
            duplicate_key=person,
            red_flags=frozenset({CALL_112} if red else ()),
            available_from=starts,
            available_to=None if lasts is None else (starts or self.now) + HALF_HOUR + lasts,
        )
        if not taken.merged:
            self.known.append(taken.contact.id)

    @precondition(lambda self: self.having(ContactState.WAITING))
    @rule(data=st.data(), later=half_hours)
    def moves(self, data: st.DataObject, later: timedelta) -> None:
        one = data.draw(st.sampled_from(self.having(ContactState.WAITING)))
        offers = self.day.offered(one.id, after=self.now + later, now=self.now)
        if offers:
            offer = data.draw(st.sampled_from(list(offers)))
            self.day.choose(one.id, start=offer.window.start, now=self.now, unit=offer.unit_id)

    @precondition(lambda self: self.having(ContactState.NOT_REACHED))
    @rule(data=st.data())
    def opens_again(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.having(ContactState.NOT_REACHED)))
        try:
            self.day.run(lambda tx: reopen(one.id, tx, now=self.now, actor="citizen"))
        except ContactIsClosed:
            assert one.duplicate_key

    @rule(who=st.sampled_from(STAFF))
    def pulls(self, who: StaffId) -> None:
        self.day.pull(who, now=self.now)

    @precondition(lambda self: self.having(ContactState.CLAIMED))
    @rule(data=st.data(), act=st.sampled_from(["no answer", "release", "pass on"]))
    def lets_go(self, data: st.DataObject, act: str) -> None:
        one = data.draw(st.sampled_from(self.having(ContactState.CLAIMED)))
        by, lease = StaffId(str(one.claimed_by)), one.lease_number
        try:
            if act == "no answer":
                self.day.ends(one, Outcome.NO_ANSWER, now=self.now)
            elif act == "release":
                self.day.run(lambda tx: release(one.id, by, lease, tx, now=self.now))
            else:
                to: UnitId = TEG
                self.day.run(
                    lambda tx: transfer(
                        one.id, by, lease, tx, why="so", to_professions=None, to_unit=to, now=self.now
                    )
                )
        except (LeaseLost, NothingToChange):
            pass

    @rule(who=st.sampled_from(STAFF), later=half_hours)
    def put_on(self, who: StaffId, later: timedelta) -> None:
        start = at("00:00") + (self.now - at("00:00")) // HALF_HOUR * HALF_HOUR + later
        try:
            self.day.roster(who, start, start + AN_HOUR, now=self.now)
        except ShiftFault:
            assert any(one.staff_id == who for one in self.day.run(lambda tx: tx.shifts(EVER)))

    @rule(who=st.sampled_from(STAFF))
    def falls_ill(self, who: StaffId) -> None:
        self.day.call_in_sick(who, at=self.now)
        self.day.plan(now=self.now)
        self.fell_ill_at = self.now

    @rule()
    def is_planned(self) -> None:
        self.day.plan(now=self.now)

    @rule(on=st.sampled_from([5, 30, 90, 240, 18 * 60]))
    def time_goes_by(self, on: int) -> None:
        self.now += timedelta(minutes=on)
        self.day.run(lambda tx: return_expired(tx, now=self.now))
        self.day.run(lambda tx: let_hours_lapse(tx, now=self.now))
        self.day.plan(now=self.now)

    # the laws

    @invariant()
    def window_due_and_callable_from_agree(self) -> None:
        for one in self.having(ContactState.WAITING):
            assert agrees(one), one

    @invariant()
    def whoever_backs_a_window_can_pull_it_in_time(self) -> None:
        shifts = self.day.run(lambda tx: tx.shifts(EVER)) if self.having(ContactState.WAITING) else []
        held = self.day.run(lambda tx: tx.reservations()) if shifts else {}
        for one in self.having(ContactState.WAITING):
            window = window_ahead(one)
            if window is None or one.id not in held or window.end <= self.now:
                continue
            if window.start <= self.fell_ill_at:
                continue  # it had begun when staff fell ill: whoever is free next takes it
            opens = max(window.start, self.now)
            staff = self.day.region().staff
            at_work = [
                (max(opens, shift.starts_at), shift.staff_id)
                for shift in shifts
                if staff[shift.staff_id].unit_id == held[one.id].unit_id
                and max(opens, shift.starts_at) < min(window.end, shift.worked_until)
            ]
            assert at_work, (one, held[one.id], clock(self.now))
            assert self.may_be_pulled(one, *min(at_work))

    def may_be_pulled(self, one: Contact, when: datetime, by: StaffId) -> bool:
        """Whether it is among those this staff member could pull at that moment, one after the other."""
        pulled: set[ContactId] = set()

        def pull_all(tx: Transaction) -> None:
            while found := pull_next(by, tx, now=when):
                pulled.add(found.contact.id)
                tx.release(found.contact.id)
                ended = replace(handed_back(found.contact), state=ContactState.CANCELLED)
                tx.save_contact(ended)
            raise Undone

        with pytest.raises(Undone):
            self.day.run(pull_all)
        return one.id in pulled

    def having(self, state: ContactState) -> list[Contact]:
        found = [self.day.contact(one) for one in getattr(self, "known", ())]
        return [one for one in found if one.state is state]


TestSomeDays = SomeDays.TestCase
TestSomeDays.settings = examples(0.6, stateful_step_count=25)
