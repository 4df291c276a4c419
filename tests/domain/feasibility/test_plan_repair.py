"""Whose windows break when staff are gone: no more than must, and others' minutes are moved before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, UnitId, Urgency, Window
from contact_api.domain.promise.promise import Reservation
from contact_api.domain.replanning.replan import PlanChange, PlanStep, replan
from tests.makers import a_cell, a_member, a_promised_contact, a_reservation, a_unit, a_window, at

NOW = at("08:00")
TEG = a_member("teg-01")
REGION = {UnitId(name): a_unit(name) for name in ("backen", "teg")}
LENGTH = 10  # staff minutes of every conversation, where all are alike
TOLD = (PlanChange.MOVED, PlanChange.BROKEN)


def steps_of(contacts: Sequence[Contact], cells: Sequence[Cell], *kept: Reservation) -> list[PlanStep]:
    held = {one.contact_id: one for one in kept}
    return replan(contacts, held, cells, REGION, planning=Planning(), now=NOW)


def changes(contacts: Sequence[Contact], cells: Sequence[Cell], *kept: Reservation) -> dict[str, PlanChange]:
    return {step.contact.id: step.change for step in steps_of(contacts, cells, *kept)}


def test_who_can_go_elsewhere_makes_way_for_who_has_lost_their_minutes_and_nobody_is_told() -> None:
    gone = a_cell("09:00", staff_minutes=0, reserved_minutes=10)
    nine, ten = (
        a_cell("09:00", member=TEG, staff_minutes=10, reserved_minutes=10),
        a_cell("10:00", member=TEG),
    )
    tied = a_promised_contact("tied", window=a_window("08:45", "09:30"))
    free = a_promised_contact("free", window=a_window("08:45", "10:15"))

    found = changes(
        [tied, free], [gone, nine, ten], a_reservation("tied", cell=gone), a_reservation("free", cell=nine)
    )

    assert found == {"tied": PlanChange.RESERVED, "free": PlanChange.RESERVED}


def test_a_retry_gives_up_its_minutes_before_a_promise_breaks_and_is_told_nothing() -> None:
    gone, cell = (
        a_cell("09:00", staff_minutes=0, reserved_minutes=10),
        a_cell("09:00", member=TEG, staff_minutes=10, reserved_minutes=10),
    )
    used = a_window("08:00", "08:30")
    tried = a_promised_contact("tried", attempts=1, window=used, not_before=at("08:45"))
    promised = a_promised_contact("promised")

    found = changes(
        [tried, promised],
        [gone, cell],
        a_reservation("tried", cell=cell),
        a_reservation("promised", cell=gone),
    )

    assert found == {"promised": PlanChange.RESERVED, "tried": PlanChange.DUE}


def test_an_urgent_promise_is_kept_and_one_that_can_wait_is_told() -> None:
    gone, cell = (
        a_cell("09:00", staff_minutes=0, reserved_minutes=10),
        a_cell("09:00", member=TEG, staff_minutes=10, reserved_minutes=10),
    )
    urgent = a_promised_contact("urgent", urgency=Urgency.U1)

    found = changes(
        [urgent, a_promised_contact("waits")],
        [gone, cell],
        a_reservation("urgent", cell=gone),
        a_reservation("waits", cell=cell),
    )

    assert found == {"urgent": PlanChange.RESERVED, "waits": PlanChange.BROKEN}


def test_one_long_promise_is_told_rather_than_two_short_ones() -> None:
    gone, cell = (
        a_cell("09:00", staff_minutes=0, reserved_minutes=20),
        a_cell("09:00", member=TEG, staff_minutes=20, reserved_minutes=20),
    )
    crowd = [a_promised_contact("one"), a_promised_contact("two"), a_promised_contact("long", minutes=20)]

    found = changes(
        crowd,
        [gone, cell],
        a_reservation("one", cell=gone),
        a_reservation("two", cell=gone),
        a_reservation("long", cell=cell, minutes=20),
    )

    assert found == {"one": PlanChange.RESERVED, "two": PlanChange.RESERVED, "long": PlanChange.BROKEN}


def test_whose_window_has_begun_pushes_nobody_out_of_theirs() -> None:
    cell = a_cell("09:00", member=TEG, staff_minutes=10, reserved_minutes=10)
    begun = a_promised_contact("begun", window=Window(at("07:50"), at("09:15")))

    found = changes([begun, a_promised_contact("ahead")], [cell], a_reservation("ahead", cell=cell))

    assert found == {}


@st.composite
def lost_hours(draw: st.DrawFn) -> tuple[list[Contact], list[Cell], list[Reservation]]:
    """Promises that were all backed once, in a few cells of which some have lost staff since."""
    places = [(start, member) for start in ("09:00", "09:30", "10:00") for member in (a_member(), TEG)]
    chosen = draw(
        st.lists(st.sampled_from(places), min_size=1, max_size=4, unique_by=lambda one: (one[0], one[1].id))
    )
    contacts: list[Contact] = []
    kept: list[Reservation] = []
    cells: list[Cell] = []
    for start, member in chosen:
        holders = draw(st.integers(0, 2))
        staff = LENGTH * draw(st.integers(0, 2))
        cell = a_cell(start, member=member, staff_minutes=staff, reserved_minutes=LENGTH * holders)
        cells.append(cell)
        for _ in range(holders):
            name = f"c{len(contacts)}"
            before, after = draw(st.integers(1, 60)), draw(st.integers(1, 60))
            window = Window(
                max(NOW + timedelta(minutes=1), cell.start - timedelta(minutes=before)),
                cell.start + timedelta(minutes=after),
            )
            contacts.append(
                a_promised_contact(
                    name,
                    window=window,
                    callable_from=window.start,
                    urgency=draw(st.sampled_from((Urgency.U1, Urgency.U2))),
                    consent=Consent.OWN_UNIT if draw(st.booleans()) else Consent.SAME_PROVIDER,
                    unit_id=member.unit_id,
                )
            )
            kept.append(a_reservation(name, cell=cell, minutes=LENGTH))
    return contacts, cells, kept


def fits(contact: Contact, cell: Cell) -> bool:
    assert contact.window is not None
    welcome = cell.pool.unit_id == contact.need.unit_id or contact.need.consent is not Consent.OWN_UNIT
    begins = contact.window.start
    if contact.need.urgency.is_urgent:
        begins = contact.callable_from or begins
    return welcome and begins < cell.end and cell.start < contact.window.end


def can_all_be_kept(contacts: Sequence[Contact], cells: Sequence[Cell]) -> bool:
    """By trying everything."""
    if not contacts:
        return True
    first, *rest = contacts
    return any(
        can_all_be_kept(
            rest, [*cells[:n], replace(cell, staff_minutes=cell.staff_minutes - LENGTH), *cells[n + 1 :]]
        )
        for n, cell in enumerate(cells)
        if cell.staff_minutes >= LENGTH and fits(first, cell)
    )


def fewest_broken(contacts: Sequence[Contact], cells: Sequence[Cell]) -> tuple[int, int]:
    """How many of the urgent and how many of all must break at least, the urgent counted first."""

    def ways() -> Iterator[tuple[int, int]]:
        for broken in range(len(contacts) + 1):
            for some in combinations(contacts, len(contacts) - broken):
                if can_all_be_kept(some, cells):
                    urgent = sum(one.need.urgency.is_urgent for one in contacts if one not in some)
                    yield urgent, broken

    return min(ways())


@given(lost_hours())
def test_no_more_promises_break_than_the_smallest_set_that_must(
    lost: tuple[list[Contact], list[Cell], list[Reservation]],
) -> None:
    contacts, cells, kept = lost

    told = [step.contact for step in steps_of(contacts, cells, *kept) if step.change in TOLD]

    broken = (sum(one.need.urgency.is_urgent for one in told), len(told))
    assert broken == fewest_broken(contacts, cells)
