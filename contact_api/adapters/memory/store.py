"""The store in memory: one transaction at a time, whole or nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from threading import Lock

from contact_api.adapters.memory.calls import CallBook
from contact_api.adapters.memory.inbound_calls import InboundCallLedger
from contact_api.adapters.memory.messages import TextBook
from contact_api.adapters.memory.rows import Rows, Undo, places_of
from contact_api.adapters.memory.voice_menu import MenuSessions
from contact_api.adapters.memory.written_messages import WrittenMessages
from contact_api.domain.capacity.capacity import Cell, CellKey, ProtectedMinutes, Shift
from contact_api.domain.core.attempts import Attempt, claimed
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, StaffId, UnitId, Window
from contact_api.domain.forecast.daily_statistics import DailyStatistics, learned_statistics_of
from contact_api.domain.promise.promise import Promise, Reservation
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.claim_trace import pull_facts
from contact_api.domain.work_queue.work_queue import QueueRank, may_call
from contact_api.ports import (
    Access,
    Alert,
    Answer,
    Contested,
    Event,
    Job,
    KeyUsed,
    Message,
    Person,
)

DIRTY = "region"


class MemoryStore:
    """ProtectedMinutes everything in this process; forgets it at the end."""

    def __init__(self, region: Region, *, persons: Iterable[Person] = ()) -> None:
        self._rows = Rows(region, persons={person.id: person for person in persons})
        self._one_at_a_time = Lock()

    @contextmanager
    def transaction(self) -> Iterator["MemoryTransaction"]:
        """One unit of work; every write is taken back when it raises."""
        with self._one_at_a_time:
            undo = Undo()
            try:
                yield MemoryTransaction(self._rows, undo)
            except BaseException:
                undo.all()
                raise

    @property
    def outbox(self) -> Sequence[tuple[Job, dict[str, str | int]]]:
        """What has been enqueued, in order; nobody carries it anywhere."""
        return self._rows.outbox


class MemoryTransaction(CallBook, InboundCallLedger, MenuSessions, WrittenMessages, TextBook):
    """Writes of one unit of work; what it reads is in `Reads`."""

    def add_contact(self, contact: Contact, details: Details) -> None:
        key = contact.duplicate_key
        if contact.id in self._rows.contacts or (key and self.open_duplicate(key) is not None):
            raise Contested
        self._undo.put(self._rows.details, contact.id, details)
        self._know_person(contact)
        self.save_contact(contact)

    def save_contact(self, contact: Contact) -> None:
        before = self._rows.contacts.get(contact.id)
        if before is not None:
            for index, _ in places_of(before, self._rows):
                self._undo.drop(index, contact.id)
        self._undo.put(self._rows.contacts, contact.id, contact)
        for index, belongs in places_of(contact, self._rows):
            if belongs:
                self._undo.put(index, contact.id, None)

    def save_details(self, contact_id: ContactId, details: Details) -> None:
        self._undo.put(self._rows.details, contact_id, details)

    def reserve(self, reservation: Reservation) -> None:
        place = (reservation.pool_id, reservation.cell_start)
        cell = self._rows.cells.get(reservation.unit_id, {}).get(place)
        filled = self._rows.reserved.get(place, 0) + reservation.minutes
        if cell is None or filled > min(reservation.limit, cell.holds):
            raise Contested
        if reservation.contact_id in self._rows.reservations:
            raise Contested
        self._undo.put(self._rows.reservations, reservation.contact_id, reservation)
        self._fill(reservation.unit_id, place, filled)

    def release(self, contact_id: ContactId) -> None:
        kept = self._rows.reservations.get(contact_id)
        if kept is None:
            return
        place = (kept.pool_id, kept.cell_start)
        self._undo.drop(self._rows.reservations, contact_id)
        self._fill(kept.unit_id, place, self._rows.reserved[place] - kept.minutes)

    def save_shift(self, shift: Shift) -> None:
        self._undo.put(self._rows.shifts, (shift.staff_id, shift.starts_at), shift)

    def lay_cells(self, cells: Iterable[Cell], *, units: Collection[UnitId], span: Window) -> None:
        for cell in self.cells(units, span):
            self._lay(replace(cell, staff_minutes=0))
        for cell in cells:
            self._lay(cell)

    def keep(self, protected: Mapping[CellKey, ProtectedMinutes]) -> None:
        for of_unit in self._rows.cells.values():
            for place, cell in of_unit.items():
                if place in protected and cell.protected != protected[place]:
                    self._undo.put(of_unit, place, replace(cell, protected=protected[place]))

    def lend(self, moments: Mapping[ContactId, datetime]) -> None:
        for contact_id, lend_at in moments.items():
            contact = self._rows.contacts[contact_id]
            if contact.state is ContactState.WAITING:
                self.save_contact(replace(contact, lend_at=lend_at))

    def claim_first(
        self,
        candidates: Sequence[Contact],
        staff_id: StaffId,
        *,
        planning: Planning,
        places: Sequence[QueueRank] = (),
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        for number, candidate in enumerate(candidates):
            contact = self._rows.contacts.get(candidate.id)
            if contact is not None and may_call(contact, now=now):
                taken = claimed(contact, staff_id, planning=planning, now=now)
                self.save_contact(taken)
                self.release(contact.id)
                facts = {"lease": taken.lease_number}
                why = pull_facts(places, number, planning.version) if places else {}
                self.add_event(Event(taken.id, "contact.pulled", now, staff_id, facts | why))
                if look:
                    self.add_access(replace(look, contact_id=taken.id, person_id=taken.person_id))
                return taken
        return None

    def add_promise(self, promise: Promise) -> None:
        self._undo.append(self._rows.promises.setdefault(promise.contact_id, []), promise)

    def add_attempt(self, attempt: Attempt) -> None:
        made = self._rows.attempts.setdefault(attempt.contact_id, [])
        self._undo.append(made, attempt)

    def add_event(self, event: Event) -> None:
        self._undo.append(self._rows.events.setdefault(event.contact_id, []), event)

    def add_alert(self, alert: Alert) -> None:
        if alert.id in self._rows.alerts:
            raise Contested
        self._undo.put(self._rows.alerts, alert.id, alert)

    def save_alert(self, alert: Alert) -> None:
        self._undo.put(self._rows.alerts, alert.id, alert)

    def add_access(self, access: Access) -> None:
        self._undo.append(self._rows.access, access)

    def add_message(self, message: Message) -> None:
        if message.id in self._rows.messages:
            raise Contested
        self._undo.put(self._rows.messages, message.id, message)

    def save_message(self, message: Message) -> None:
        self._undo.put(self._rows.messages, message.id, message)

    def enqueue(self, job: Job, **ids: str | int) -> None:
        self._undo.append(self._rows.outbox, (job, ids))

    def mark_dirty(self, *, now: datetime) -> None:
        if DIRTY not in self._rows.dirty:
            self._undo.put(self._rows.dirty, DIRTY, now)
            self.enqueue(Job.REPLAN, region=self._rows.region.code)

    def take_dirty(self, *, now: datetime) -> bool:
        since = self._rows.dirty.get(DIRTY)
        if since is None or since > now:
            return False
        self._undo.drop(self._rows.dirty, DIRTY)
        return True

    def add_answer(self, answer: Answer) -> None:
        key = (answer.client, answer.key)
        if key in self._rows.answers:
            raise KeyUsed
        self._undo.put(self._rows.answers, key, answer)

    def add_daily_statistics(self, daily_statistics: DailyStatistics, *, now: datetime) -> None:
        if daily_statistics.day in self._rows.daily_statistics:
            raise Contested
        self._undo.put(self._rows.daily_statistics, daily_statistics.day, (daily_statistics, now))
        self._teach()

    def drop_daily_statistics(self, day: date) -> None:
        self._undo.drop(self._rows.daily_statistics, day)
        self._teach()

    def _teach(self) -> None:
        """Have the region carry what the lessons say together."""
        learned = learned_statistics_of(
            daily_statistics for daily_statistics, _ in self._rows.daily_statistics.values()
        )
        taught = replace(self._rows.region, learned=learned)
        self._undo.put(self._rows.taught, taught.code, taught)

    def _know_person(self, contact: Contact) -> None:
        """Remember who it is; once protected she stays so."""
        before = self._rows.persons.get(contact.person_id)
        protected = contact.circumstances.protected_identity
        if before is None:
            person = Person(contact.person_id, contact.need.unit_id, contact.need.named_contact, protected)
            self._undo.put(self._rows.persons, contact.person_id, person)
        elif protected and not before.protected_identity:
            self._undo.put(self._rows.persons, contact.person_id, replace(before, protected_identity=True))

    def _lay(self, cell: Cell) -> None:
        place = (cell.pool.id, cell.start)
        before = self._rows.cells.get(cell.pool.unit_id, {}).get(place)
        protected = before.protected if before is not None else None
        laid = replace(cell, reserved_minutes=self._rows.reserved.get(place, 0), protected=protected)
        self._undo.put(self._rows.cells.setdefault(cell.pool.unit_id, {}), place, laid)

    def _fill(self, unit_id: UnitId, place: CellKey, reserved_minutes: int) -> None:
        self._undo.put(self._rows.reserved, place, reserved_minutes)
        cell = self._rows.cells.get(unit_id, {}).get(place)
        if cell is not None:
            full = replace(cell, reserved_minutes=reserved_minutes)
            self._undo.put(self._rows.cells[unit_id], place, full)
