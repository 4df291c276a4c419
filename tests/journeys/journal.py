"""What a product decides in the course of a played day, line by line, so that two can be laid side by side."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import zip_longest
from typing import Protocol, TypeVar

from contact_api.domain.capacity.capacity import Shift, StaffMember
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, Outcome, StaffId, Window
from contact_api.domain.region.region import Region
from contact_api.ports import Transaction
from contact_api.replay.scenario.scenario import Citizen
from contact_api.replay.simulation.contact_routing import ContactRouting

T = TypeVar("T")
LINES_BEFORE = 8
REST_OF_DAY = timedelta(hours=18)


class Looked(ContactRouting, Protocol):
    """A product whose rows can be looked at."""

    def act(self, act: Callable[[Transaction], T], /) -> T: ...


class Journal:
    """Passes everything on to a product and writes down what came of it."""

    def __init__(self, product: Looked, names: Mapping[ContactId, str]) -> None:
        self.region: Region = product.region
        self.lines: list[str] = []
        self._product = product
        self._names = names
        self._standing: dict[str, str] = {}

    def shifts(self, member: StaffMember, span: Window) -> list[Shift]:
        return self._product.shifts(member, span)

    def contact(self, contact_id: ContactId) -> Contact | None:
        return self._product.contact(contact_id)

    def add_shift(self, shift: Shift, *, now: datetime) -> None:
        self._product.add_shift(shift, now=now)
        self._write(now, f"{shift.staff_id} will work {self._span(shift.starts_at, shift.ends_at)}")

    def call_in_sick(self, staff_id: StaffId, *, now: datetime) -> None:
        self._product.call_in_sick(staff_id, now=now)
        self._write(now, f"{staff_id} goes home")

    def take_in(self, citizen: Citizen, *, now: datetime) -> Contact:
        contact = self._product.take_in(citizen, now=now)
        self._write(now, f"sought: {self._told(contact)}")
        return contact

    def pull(self, staff_id: StaffId, *, now: datetime) -> Contact | None:
        contact = self._product.pull(staff_id, now=now)
        self._write(now, f"{staff_id} pulls {self._told(contact) if contact else 'nobody'}")
        return contact

    def hold(self, held: Contact, *, now: datetime) -> None:
        self._product.hold(held, now=now)

    def record(self, held: Contact, outcome: Outcome, *, now: datetime) -> Contact:
        contact = self._product.record(held, outcome, now=now)
        self._write(now, f"{held.claimed_by} {outcome.value}: {self._told(contact)}")
        return contact

    def plan(self, *, now: datetime) -> Collection[ContactId]:
        moved = self._product.plan(now=now)
        standing = self._product.act(lambda tx: self._look(tx, now=now))
        before, self._standing = self._standing, standing
        for key in sorted(standing.keys() | before.keys()):
            if standing.get(key) != before.get(key):
                self._write(now, f"plan: {key} {standing.get(key, 'is over')}")
        return moved

    def _look(self, tx: Transaction, *, now: datetime) -> dict[str, str]:
        """What stands after a plan: everybody who waits, the minutes that back them, what is kept of each cell."""
        kept = tx.reservations()
        found = {}
        for contact in tx.open_contacts():
            own = kept.get(contact.id)
            backed = (
                f"{own.minutes} min of {own.pool_id} {self._clock(own.cell_start)}" if own else "no minutes"
            )
            found[self._names[contact.id]] = f"{self._told(contact)}; {backed}"
        ahead = Window(now, now + REST_OF_DAY)
        for cell in tx.cells(sorted(self.region.units), ahead):
            held = f"{cell.reserved_minutes} of {cell.holds} min, {cell.protected}"
            found[f"{cell.pool.id} {self._clock(cell.start)}"] = held
        return found

    def _told(self, contact: Contact) -> str:
        window = self._span(contact.window.start, contact.window.end) if contact.window else "no window"
        return (
            f"{self._names[contact.id]} {contact.state.value}, {window} at {contact.promised_unit},"
            f" {'backed' if contact.backed else 'not backed'}, {contact.attempts} attempts,"
            f" from {self._clock(contact.callable_from)}, due {self._clock(contact.due_at)},"
            f" lent {self._clock(contact.lend_at)}, for {contact.need.named_contact}"
        )

    def _span(self, start: datetime, end: datetime) -> str:
        return f"{self._clock(start)}–{self._clock(end)}"

    def _clock(self, moment: datetime | None) -> str:
        return moment.astimezone(self._zone).strftime("%d %H:%M:%S.%f")[:-5] if moment else "–"

    @property
    def _zone(self) -> tzinfo:
        return self.region.zone

    def _write(self, now: datetime, what: str) -> None:
        self.lines.append(f"{self._clock(now)} {what}")


def first_difference(one: Iterable[str], other: Iterable[str]) -> str:
    """Where two journals part, with what led there; empty when they do not."""
    before: list[str] = []
    for ours, theirs in zip_longest(one, other, fillvalue="(nothing more)"):
        if ours != theirs:
            return "\n".join(["", *before[-LINES_BEFORE:], f"- {ours}", f"+ {theirs}"])
        before.append(f"  {ours}")
    return ""
