"""Contacts as rows and back, the details that are sealed with them, and the reads that rooms share."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import psycopg

from contact_api.adapters.sql.contact_columns import COLUMNS, NEVER_CHANGE, ROW_ONLY, contact_of
from contact_api.adapters.sql.unit_of_work import Row, UnitOfWork
from contact_api.adapters.sql.writes import Table
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.region.region import Region
from contact_api.ports import Sealing

CONTACT_REQUEST = Table("contact_request", key=("id",))
WHOLE = (*COLUMNS, *ROW_ONLY)
CHANGING = tuple(name for name in COLUMNS if name not in NEVER_CHANGE)
CONTACT = ", ".join(f"c.{name}" for name in WHOLE)
SELECT_CONTACT = f"SELECT {CONTACT} FROM contact_request c"
_DETAILS = tuple(field.name for field in fields(Details))


class ContactRows(UnitOfWork):
    """The ways to read contacts that every room shares."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._sealed: dict[str, str] = {}  # details that came along with a row, not yet opened
        self._texts_arrive: set[str] = set()  # contacts of which a read has said so already
        self._without_alert: set[str] = set()  # as well

    def _contact(self, sql: str, values: Mapping[str, Any]) -> Contact | None:
        row = self._row(sql, values)
        return self._contacts_of([row])[0] if row else None

    def _contacts(self, where: str, values: Mapping[str, Any]) -> list[Contact]:
        return self._contacts_of(self._rows(f"{SELECT_CONTACT} {where}", values))

    def _contacts_of(self, found: Sequence[Row]) -> list[Contact]:
        self._sealed.update({row["id"]: row["details_sealed"] for row in found})
        return [contact_of(row) for row in found]

    def _claimed(self, row: Row) -> Contact:
        """The contact that a claim took; what the claim says of its texts and alerts need not be asked for."""
        if not row["texts_in_doubt"]:
            self._texts_arrive.add(row["id"])
        if not row["has_alert"]:
            self._without_alert.add(row["id"])
        return self._contacts_of([row])[0]


def details_text(details: Details) -> str:
    """What is sealed; what is not known is left out."""
    known = ((name, getattr(details, name)) for name in _DETAILS)
    return json.dumps({name: value for name, value in known if value not in (None, False)})


def details_of(text: str) -> Details:
    """What was sealed."""
    return Details(**json.loads(text))
