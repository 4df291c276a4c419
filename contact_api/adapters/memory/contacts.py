"""Contact requests, whom they are from, and what identifies that person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from contact_api.adapters.memory.rows import Rows, kind_of
from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.assessment.assessment import clock_runs
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactId, ContactState, PersonId
from contact_api.domain.work_queue.queue_order import entry_of
from contact_api.ports import Contested, Person

LAST = datetime.max.replace(tzinfo=UTC)


class Contacts(UnitOfWork):
    """See contact_api/ports/contacts.py."""

    def contact(self, contact_id: ContactId) -> Contact | None:
        return self._rows.contacts.get(contact_id)

    def hold_contact(self, contact_id: ContactId) -> Contact | None:
        return self._rows.contacts.get(contact_id)

    def open_duplicate(self, duplicate_key: str) -> Contact | None:
        return next((one for one in self._alike(duplicate_key) if one.state.is_open), None)

    def closed_duplicate(self, duplicate_key: str, *, since: datetime) -> Contact | None:
        ended = [
            one
            for one in self._alike(duplicate_key)
            if one.state is ContactState.NOT_REACHED and one.closed_at is not None and one.closed_at >= since
        ]
        return max(ended, key=lambda one: (one.closed_at or LAST, one.id), default=None)

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        ids = self._rows.of_person.get(person_id, ())
        return sorted(map(self._rows.contacts.__getitem__, ids), key=by_first_sought, reverse=True)

    def contacts_with_wrong_number(self, person_id: PersonId) -> list[ContactId]:
        ids = self._rows.of_person.get(person_id, ())
        return [one for one in ids if self._rows.contacts[one].number_is_wrong]

    def details(self, contact_id: ContactId) -> Details | None:
        return self._rows.details.get(contact_id)

    def keep_person(self, person_id: PersonId) -> None:
        """One transaction at a time has it all."""

    def person(self, person_id: PersonId) -> Person | None:
        return self._rows.persons.get(person_id)

    def add_contact(self, contact: Contact, details: Details, *, protects_person: bool = False) -> None:
        if contact.id in self._rows.contacts:
            raise Contested
        self._undo.put(self._rows.details, contact.id, details)
        self._know_person(contact, protected=protects_person and contact.circumstances.protected_identity)
        self.save_contact(contact)

    def save_contact(self, contact: Contact) -> None:
        before, key = self._rows.contacts.get(contact.id), contact.duplicate_key
        opens = contact.state.is_open and not (before and before.state.is_open)
        if opens and key and self.open_duplicate(key) is not None:
            raise Contested
        if before is not None:
            for index in _indexes_of(before, self._rows):
                self._undo.drop(index, contact.id)
            self._undo.drop(self._rows.waiting.setdefault(kind_of(before.need), {}), contact.id)
        self._undo.put(self._rows.contacts, contact.id, contact)
        self._changes_day_of(contact)
        for index in _indexes_of(contact, self._rows):
            self._undo.put(index, contact.id, None)
        if contact.state is ContactState.WAITING:
            waiting = self._rows.waiting.setdefault(kind_of(contact.need), {})
            self._undo.put(waiting, contact.id, entry_of(contact))

    def save_details(self, contact_id: ContactId, details: Details) -> None:
        self._undo.put(self._rows.details, contact_id, details)

    def _changes_day_of(self, contact: Contact) -> None:
        """The figures of the day are counted again, if they were."""
        if self._rows.figure_days:
            day = local_day(contact.need.sought_at, self._rows.region.zone)
            if day in self._rows.figure_days:
                self._undo.put(self._rows.figure_days, day, (self._rows.figure_days[day][0], None))

    def _alike(self, duplicate_key: str) -> list[Contact]:
        return [self._rows.contacts[one] for one in self._rows.duplicates.get(duplicate_key, ())]

    def _know_person(self, contact: Contact, *, protected: bool) -> None:
        """Remember who it is; once protected they stay so."""
        before = self._rows.persons.get(contact.person_id)
        if before is None:
            person = Person(contact.person_id, contact.need.unit_id, contact.need.named_contact, protected)
            self._undo.put(self._rows.persons, contact.person_id, person)
        elif protected and not before.protected_identity:
            self._undo.put(self._rows.persons, contact.person_id, replace(before, protected_identity=True))


def by_first_sought(contact: Contact) -> tuple[datetime, str]:
    """In the order in which contact was sought."""
    return (contact.need.sought_at, contact.id)


def _indexes_of(contact: Contact, rows: Rows) -> Iterator[dict[ContactId, None]]:
    """Every index a contact stands in, but for those who wait."""
    yield rows.of_person.setdefault(contact.person_id, {})
    if clock_runs(contact):
        yield rows.clock_runs
    if contact.state.is_open:
        yield rows.open
    if contact.state is ContactState.CLAIMED and contact.claimed_by is not None:
        yield rows.held.setdefault(contact.claimed_by, {})
    if contact.duplicate_key is not None:
        yield rows.duplicates.setdefault(contact.duplicate_key, {})
