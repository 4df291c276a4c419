"""What is not read for an answer would not have changed it: on a full day, and for the days after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.sql.store import SqlStore
from contact_api.domain.capacity.availability import opens_at
from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.contact import Need
from contact_api.domain.core.values import Consent, UnitId, Urgency, Window
from contact_api.domain.promise.promise import OFFERS, Offer, offers, promise
from contact_api.ports import Transaction
from contact_api.usecases.promising.promise_window import OFFERED_DAYS, windows_for
from tests.adapters.store_contract.shelf import NOBODY
from tests.clean_database import CleanDatabase
from tests.examples import examples
from tests.makers import a_cell, a_contact, a_member, a_need, a_reservation, at
from tests.stores import in_memory, in_postgresql, the_region
from tests.usecases.day import BACKEN, TEG

ONE_DAY = timedelta(days=1)
NOW = at("08:10")
TODAY = Window(NOW, at("00:00") + ONE_DAY)
MEMBERS = (
    a_member("backen-01"),
    a_member("teg-01"),
    a_member("teg-02", professions=("doctor",)),
    a_member("city-01"),
)
UNITS = (BACKEN, TEG, UnitId("city"))


@dataclass(frozen=True)
class Laid:
    """A cell, and the minutes of it that somebody has reserved."""

    cell: Cell
    taken: int


def laid(member: int, half_hour: int, day: int, staffed: int, taken: int) -> Laid:
    start = at("08:00") + half_hour * timedelta(minutes=30) + day * ONE_DAY
    cell = a_cell(member=MEMBERS[member], start="08:00", staff_minutes=staffed)
    moved = Cell(
        cell.pool, start, start + timedelta(minutes=30), staffed, pool_ends_at=at("16:00") + day * ONE_DAY
    )
    return Laid(moved, min(taken, staffed))


minutes = st.sampled_from((0, 5, 8, 16, 30))
cells = st.lists(
    st.builds(laid, st.integers(0, 3), st.integers(0, 9), st.integers(0, 3), minutes, minutes),
    max_size=40,
    unique_by=lambda one: one.cell.key,
)
needs = st.builds(
    a_need,
    minutes=st.integers(3, 20),
    consent=st.sampled_from(Consent),
    urgency=st.sampled_from((Urgency.U1, Urgency.U2)),
    available_to=st.sampled_from((None, at("12:00"))),
)


def lay(tx: Transaction, given: Sequence[Laid]) -> None:
    tx.lay_cells(
        [one.cell for one in given], units=UNITS, span=Window(at("00:00"), at("00:00") + 5 * ONE_DAY)
    )
    for number, one in enumerate(given):
        if one.taken:
            contact = a_contact(f"taken-{number}")
            tx.add_contact(contact, NOBODY)
            tx.reserve(a_reservation(contact.id, cell=one.cell, minutes=one.taken, limit=one.taken))


def windows_of_all(need: Need, tx: Transaction, *, after: datetime) -> list[Offer]:
    """As if all units were read for every day."""
    region = tx.region()
    found: list[Offer] = []
    for ahead in range(OFFERED_DAYS):
        start = max(after, NOW, at("00:00") + (ahead + (after >= TODAY.end)) * ONE_DAY)
        span = Window(start, at("00:00") + (ahead + 1 + (after >= TODAY.end)) * ONE_DAY)
        that_day = need if span.start < TODAY.end else a_need(**(fields_of(need) | {"available_to": None}))
        if need.urgency.is_urgent and after > NOW:
            that_day = a_need(**(fields_of(that_day) | {"available_from": after}))
        here = [
            cell
            for cell in tx.cells(region.welcome_units(need), span)
            if max(opens_at(cell, planning=region.planning), NOW, that_day.available_from or NOW) >= after
        ]
        found += offers(that_day, here, planning=region.planning, now=NOW)
        if len(found) >= OFFERS:
            break
    return found[:OFFERS]


def fields_of(need: Need) -> dict[str, object]:
    return {name: getattr(need, name) for name in Need.__slots__}


@given(cells, needs, st.sampled_from((NOW, at("13:00"), TODAY.end)))
@examples(2)
def test_windows_are_offered_as_if_every_unit_was_read(
    given: list[Laid], need: Need, after: datetime
) -> None:
    with in_memory(the_region()).store.transaction() as tx:
        lay(tx, given)

        found = windows_for(need, tx, region=tx.region(), after=after, now=NOW)

        assert found == windows_of_all(need, tx, after=after)


@given(cells, needs)
@examples(2)
def test_a_promise_and_its_reasons_are_the_same_when_full_units_are_only_counted(
    given: list[Laid], need: Need
) -> None:
    with in_memory(the_region()).store.transaction() as tx:
        lay(tx, given)
        planning, others = tx.region().planning, set(UNITS) - {need.unit_id}
        own = tx.cells([need.unit_id], TODAY)
        some, full = tx.cells_to_fill(others, TODAY, minutes=need.minutes)

        counted = promise(need, [*own, *some], full=full, planning=planning, now=NOW)
        read = promise(need, [*own, *tx.cells(others, TODAY)], planning=planning, now=NOW)

        assert (counted, counted.reasons) == (read, read.reasons)


@pytest.mark.long
@given(cells, st.integers(1, 31))
@examples(0.3)
def test_both_stores_count_and_read_the_same_cells(
    clean_database: CleanDatabase, given: list[Laid], minutes: int
) -> None:
    clean_database.clear()
    kept = in_postgresql(the_region(), clean_database.url)
    assert isinstance(kept.store, SqlStore)
    try:
        answers = []
        for store in (in_memory(the_region()).store, kept.store):
            with store.transaction() as tx:
                lay(tx, given)
            with store.transaction() as tx:
                some, full = tx.cells_to_fill(UNITS, TODAY, minutes=minutes)
                answers.append(
                    (sorted(some, key=lambda one: one.key), sorted(full, key=lambda one: one.pool.id))
                )
        assert answers[0] == answers[1]
    finally:
        kept.store.close()
