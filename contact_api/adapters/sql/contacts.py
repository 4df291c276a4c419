"""Contact requests, whom they are from, and what identifies that person."""

from datetime import date, datetime
from typing import Any

import psycopg

from contact_api.adapters.sql import contact_rows as rows
from contact_api.adapters.sql.contact_columns import contact_values
from contact_api.adapters.sql.contact_rows import CONTACT_REQUEST, ContactRows
from contact_api.adapters.sql.figures import COUNT_AGAIN
from contact_api.adapters.sql.intake import LookAhead
from contact_api.adapters.sql.unit_of_work import MOST_AT_ONCE
from contact_api.adapters.sql.writes import Table, Write, insert, update
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactId, PersonId
from contact_api.domain.region.region import Region
from contact_api.ports import Person, Sealing

PERSON = Table("person", key=("id",))
_ADD_PERSON = """
INSERT INTO person (id, unit_id, named_contact, protected_identity, first_seen_at)
VALUES (%(id)s, %(unit_id)s, %(named_contact)s, %(protected_identity)s, %(first_seen_at)s)
ON CONFLICT (id) DO UPDATE SET protected_identity = true
 WHERE excluded.protected_identity AND NOT person.protected_identity
"""
ADD_PERSON = Write(_ADD_PERSON, (PERSON,))
ADD_CONTACT = insert(CONTACT_REQUEST, rows.WHOLE)
SAVE_CONTACT = update(CONTACT_REQUEST, rows.CHANGING)
SAVE_DETAILS = update(CONTACT_REQUEST, ("details_sealed",))


class Contacts(ContactRows, LookAhead):
    """See contact_api/ports/contacts.py."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._changed_days: set[date] = set()

    def contact(self, contact_id: ContactId) -> Contact | None:
        found = self._seen(f"{rows.SELECT_CONTACT} WHERE c.id = %(id)s", {"id": contact_id})
        return next(iter(self._contacts_of(found)), None)

    def hold_contact(self, contact_id: ContactId) -> Contact | None:
        return self._contact(
            f"{rows.SELECT_CONTACT} WHERE c.id = %(id)s FOR NO KEY UPDATE", {"id": contact_id}
        )

    def open_duplicate(self, duplicate_key: str) -> Contact | None:
        if (ahead := self._foreseen) and ahead.knows_no_case(duplicate_key):
            return None
        where = "WHERE c.duplicate_key = %(key)s AND c.state IN ('waiting', 'claimed') FOR NO KEY UPDATE"
        return self._contact(f"{rows.SELECT_CONTACT} {where}", {"key": duplicate_key})

    def closed_duplicate(self, duplicate_key: str, *, since: datetime) -> Contact | None:
        if (ahead := self._foreseen) and ahead.knows_no_case(duplicate_key):
            return None
        where = "WHERE c.duplicate_key = %(key)s AND c.state = 'not_reached' AND c.closed_at >= %(since)s"
        last = "ORDER BY c.closed_at DESC LIMIT 1 FOR NO KEY UPDATE"
        return self._contact(f"{rows.SELECT_CONTACT} {where} {last}", {"key": duplicate_key, "since": since})

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        return self._contacts(
            f"WHERE c.person_id = %(id)s ORDER BY c.sought_at DESC LIMIT {MOST_AT_ONCE}", {"id": person_id}
        )

    def contacts_with_wrong_number(self, person_id: PersonId) -> list[ContactId]:
        found = self._rows(
            f"SELECT id FROM contact_request WHERE person_id = %(id)s AND number_is_wrong LIMIT {MOST_AT_ONCE}",
            {"id": person_id},
        )
        return [ContactId(row["id"]) for row in found]

    def details(self, contact_id: ContactId) -> Details | None:
        sealed = self._sealed.get(contact_id)
        if sealed is None:
            row = self._row(
                "SELECT details_sealed FROM contact_request WHERE id = %(id)s", {"id": contact_id}
            )
            if row is None:
                return None
            sealed = str(row["details_sealed"])
        return rows.details_of(self._sealer.unseal(sealed, row=contact_id, field="details"))

    def keep_person(self, person_id: PersonId) -> None:
        self._row("SELECT 1 FROM person WHERE id = %(id)s FOR NO KEY UPDATE", {"id": person_id})

    def person(self, person_id: PersonId) -> Person | None:
        if (ahead := self._foreseen) and ahead.person_id == person_id:
            return ahead.person
        row = self._row(
            "SELECT id, unit_id, named_contact, protected_identity FROM person WHERE id = %(id)s",
            {"id": person_id},
        )
        return Person(**row) if row else None

    def add_contact(self, contact: Contact, details: Details, *, protects_person: bool = False) -> None:
        person = {
            "id": contact.person_id,
            "unit_id": contact.need.unit_id,
            "named_contact": contact.need.named_contact,
            "protected_identity": protects_person and contact.circumstances.protected_identity,
            "first_seen_at": contact.need.sought_at,
        }
        sealed = self._sealer.seal(rows.details_text(details), row=contact.id, field="details")
        self._batch.add(ADD_PERSON, person)
        values = contact_values(contact) | {"region": self._region.code, "details_sealed": sealed}
        self._batch.add(ADD_CONTACT, values)
        self._changes_day_of(contact)

    def save_contact(self, contact: Contact) -> None:
        self._batch.add(SAVE_CONTACT, contact_values(contact))
        self._changes_day_of(contact)

    def save_details(self, contact_id: ContactId, details: Details) -> None:
        sealed = self._sealer.seal(rows.details_text(details), row=contact_id, field="details")
        self._sealed[contact_id] = sealed
        self._batch.add(SAVE_DETAILS, {"id": contact_id, "details_sealed": sealed})

    def _changes_day_of(self, contact: Contact) -> None:
        """The figures of the day are counted again, if they were (an attempt is never added to a contact alone)."""
        day = local_day(contact.need.sought_at, self._region.zone)
        if day not in self._changed_days:
            self._changed_days.add(day)
            self._batch.add(COUNT_AGAIN, {"region": self._region.code, "day": day})
