"""Over any day: nobody is anywhere twice, and no minute is both promised and booked."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from contact_api.adapters.sql.store import SqlStore
from contact_api.domain.booking.booking import Booking, BookingState
from contact_api.domain.capacity.capacity import Cell, CellKey, cells_of
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind, StaffTimeSource, booked_of
from contact_api.domain.core.errors import BookingIsOver, TimeNotOffered
from contact_api.domain.core.values import ContactId, ContactState, StaffId, UnitId
from contact_api.ports import Transaction
from contact_api.usecases.booking.book_time import book_time, hold_time
from contact_api.usecases.booking.shared_time import sweep_holds
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.planning.sweep import return_expired
from contact_api.usecases.staff_time.load_roster import load_roster
from tests.clean_database import CleanDatabase
from tests.examples import examples
from tests.makers import DAY, at
from tests.stores import BOTH, in_memory
from tests.usecases.booking.booking_day import (
    ANYBODY,
    BookingDay,
    Listed,
    booking_region,
    on_postgresql,
    types_document,
)
from tests.usecases.day import BACKEN, COLLEAGUE, EVER, NURSE, TEG, TEGS_NURSE

UNITS = (BACKEN, TEG)
STAFF = (NURSE, COLLEAGUE, TEGS_NURSE)
KINDS = (StaffTimeKind.SHARED, StaffTimeKind.SHARED, StaffTimeKind.BOOKABLE, StaffTimeKind.CALLBACK)
QUARTER, A_DAY = timedelta(minutes=15), timedelta(days=1)
ACTS = (
    *("seek", "seek", "book", "book", "book unlisted", "hold", "hold", "confirm", "let go", "move", "cancel"),
    *("sick", "roster", "release", "plan", "pull", "time", "time", "sweep", "lay"),
)
Row = tuple[int, int, int, int]  # of a roster: whose, of what kind, from which quarter on, for how many
rosters = st.lists(st.tuples(*(st.integers(0, most) for most in (2, 3, 24, 11))), min_size=1, max_size=6)
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50), rosters), min_size=3, max_size=12)


class Undone(Exception):
    """Only to look at what would happen."""


@dataclass
class Play:
    """A day as it goes, and what has to hold after each act."""

    day: BookingDay
    now: datetime = field(default_factory=lambda: at("07:00"))
    names: Any = field(default_factory=count)
    known: list[str] = field(default_factory=list)
    was_cut: bool = False  # staff time was taken from promises, and the plan has not mended that yet

    # what people do

    def act(self, what: str, number: int, rows: Sequence[Row]) -> None:
        before = self.cells()
        doing: Callable[..., None] = getattr(self, what.replace(" ", "_"))
        doing(rows) if what == "roster" else doing(number)
        self.check(before)

    def roster(self, rows: Sequence[Row]) -> None:
        taken: dict[str, int] = {}
        wanted = []
        for who, kind, start, length in sorted(rows, key=lambda row: row[2]):
            begins = max(start, taken.get(STAFF[who], 0))
            taken[STAFF[who]] = begins + length + 1
            starts, ends = at("08:00") + begins * QUARTER, at("08:00") + (begins + length + 1) * QUARTER
            unit = UnitId(STAFF[who].split("-")[0])
            wanted.append(StaffTime(STAFF[who], unit, KINDS[kind], starts, ends, StaffTimeSource.ROSTER))
        self.day.run(lambda tx: load_roster(wanted, tx, units=UNITS, first=DAY, last=DAY, now=self.now))
        self.was_cut = True

    def seek(self, number: int) -> str:
        name = f"c{next(self.names)}"
        self.day.seek(name, now=self.now, unit_id=UNITS[number % 2])
        self.known.append(name)
        return name

    def book(self, number: int) -> None:
        name = self.seek(number)
        if listed := self.listed():
            type_id, unit, start = listed[number % len(listed)]
            self.day.book_at(name, start, now=self.now, type_id=type_id, unit=unit)

    def book_unlisted(self, number: int) -> None:
        name = self.seek(number)
        start = at("07:00") + number * timedelta(minutes=10)
        asked = ("visit", UNITS[number % 2], start)
        is_listed = asked in self.listed()
        try:
            self.day.book_at(name, start, now=self.now, unit=asked[1])
            assert is_listed, asked
        except TimeNotOffered:
            assert not is_listed, asked

    def hold(self, number: int) -> None:
        name = self.seek(number)
        if listed := self.listed():
            type_id, unit, start = listed[-1 - number % len(listed)]
            self.day.hold(name, start, now=self.now, type_id=type_id, unit=unit)

    def confirm(self, number: int) -> None:
        for one in self.some(number, BookingState.HELD):
            ended = not one.is_held(self.now)
            if self.day.contact(one.contact_id).state is not ContactState.WAITING:
                return
            try:
                self.day.confirm(one, now=self.now)
                assert not ended
            except TimeNotOffered:
                assert ended or self.was_cut

    def let_go(self, number: int) -> None:
        for one in self.some(number, BookingState.HELD):
            self.day.let_go(one)

    def move(self, number: int) -> None:
        for one in self.booked(number):
            there = [to for to in self.listed() if to[0] == one.slot.time_type_id]
            if there and one.starts_at > self.now:
                _, unit, start = there[number % len(there)]
                self.day.move(one, start, now=self.now, unit=unit)

    def cancel(self, number: int) -> None:
        for one in self.booked(number):
            try:
                self.day.cancel_booking(one, now=self.now)
            except BookingIsOver:
                assert one.starts_at <= self.now

    def sick(self, number: int) -> None:
        self.day.call_in_sick(STAFF[number % 3], at=self.now)
        self.was_cut = True

    def release(self, _number: int) -> None:
        self.day.release(now=self.now)

    def plan(self, _number: int) -> None:
        self.day.plan(now=self.now)

    def pull(self, number: int) -> None:
        self.day.pull(STAFF[number % 3], now=self.now)

    def time(self, number: int) -> None:
        self.now += timedelta(minutes=1 + number % 50)
        self.day.run(lambda tx: return_expired(tx, now=self.now))

    def sweep(self, _number: int) -> None:
        self.day.run(lambda tx: sweep_holds(tx, now=self.now))
        assert all(one.is_held(self.now) for one in self.all_of(BookingState.HELD))

    def lay(self, _number: int) -> None:
        self.day.lay(self.now, now=self.now)

    # the laws

    def check(self, before: dict[CellKey, Cell]) -> None:
        self.nobody_is_anywhere_twice()
        self.cells_are_what_staff_have_less_what_is_booked()
        self.nothing_more_is_promised_than_there_is(before)
        self.what_is_listed_can_be_booked()

    def nobody_is_anywhere_twice(self) -> None:
        taken = defaultdict(list)
        for one in (*self.all_of(BookingState.BOOKED), *self.all_of(BookingState.HELD)):
            taken[one.slot.staff_id].append(one.slot.busy)
        for spans in taken.values():
            assert all(a.end <= b.start for a, b in pairwise(sorted(spans, key=lambda one: one.start))), spans

    def cells_are_what_staff_have_less_what_is_booked(self) -> None:
        region = self.day.region()
        shifts = self.day.run(lambda tx: tx.shifts(EVER))
        busy = self.day.run(lambda tx: tx.busy_times([StaffId(one) for one in STAFF], EVER))
        laid = cells_of(
            shifts,
            region.staff,
            booked=booked_of(shifts, busy),
            open_at=region.opening(UNITS, EVER) if shifts else None,
            fill_at=region.fill_at,
        )
        wanted = {one.key: one.staff_minutes for one in laid if one.staff_minutes}
        assert {
            place: one.staff_minutes for place, one in self.cells().items() if one.staff_minutes
        } == wanted

    def nothing_more_is_promised_than_there_is(self, before: dict[CellKey, Cell]) -> None:
        """What roster and sick calls cut, the next plan mends; nobody else may promise or book too much."""
        for place, cell in self.cells().items():
            too_much = cell.reserved_minutes > cell.holds
            was = before.get(place)
            assert not too_much or (
                self.was_cut and (was is None or cell.reserved_minutes <= was.reserved_minutes)
            ), cell

    def what_is_listed_can_be_booked(self) -> None:
        name = self.seek(len(self.known))
        for type_id, unit, start in self.listed()[:3]:
            for way in (hold_time, book_time):
                wanted = Wanted(type_id, unit, start)  # type: ignore[arg-type]

                def only_look(tx: Transaction, way: Any = way, wanted: Wanted = wanted) -> None:
                    way("look", name, wanted, ANYBODY, tx, by="citizen", now=self.now)
                    tx.cells(UNITS, EVER)  # whatever was gathered is sent
                    raise Undone

                with pytest.raises(Undone):
                    self.day.run(only_look)
        self.day.cancel(name, now=self.now)

    # looks

    def listed(self) -> list[Listed]:
        return self.day.listed(now=self.now)

    def cells(self) -> dict[CellKey, Cell]:
        return {one.key: one for one in self.day.run(lambda tx: tx.cells(UNITS, EVER))}

    def all_of(self, state: BookingState) -> list[Booking]:
        def read(tx: Transaction) -> list[Booking]:
            return [one for name in self.known for one in tx.bookings_of_contact(ContactId(name))]

        return [one for one in self.day.run(read) if one.state is state]

    def booked(self, number: int) -> list[Booking]:
        """Somebody's booking, made now when there is none."""
        if not self.all_of(BookingState.BOOKED):
            self.book(number)
        return self.some(number, BookingState.BOOKED)

    def some(self, number: int, state: BookingState) -> list[Booking]:
        found = self.all_of(state)
        return [found[number % len(found)]] if found else []


@pytest.mark.parametrize("kept", BOTH)
@examples(
    0.5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rosters, acts)
def test_no_minute_is_both_promised_and_booked(
    kept: str, clean_database: CleanDatabase, roster: list[Row], acts: list[tuple[str, int, list[Row]]]
) -> None:
    document = types_document()
    if kept == "memory":
        made = in_memory(booking_region(document))
    else:
        clean_database.clear()
        made = on_postgresql(document, clean_database.url)
    play = Play(BookingDay(made, numbers=count()))
    try:
        play.act("roster", 0, roster)
        for act in acts:
            play.act(*act)
    finally:
        if isinstance(made.store, SqlStore):
            made.store.close()
