"""Contacts as rows and back; the one place that knows the columns of contact_request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import psycopg

from contact_api.adapters.sql.unit_of_work import Row, UnitOfWork, window_of
from contact_api.domain.core.contact import Circumstances, Contact, Details, Need
from contact_api.domain.core.values import (
    Channel,
    Consent,
    ContactId,
    ContactState,
    Guarantee,
    Intake,
    Mode,
    UnitId,
    Urgency,
)
from contact_api.domain.region.region import Region
from contact_api.ports import Sealing

FIXED = (  # noqa: SIM905 - as a list these would be 9 lines
    "id region person_id duplicate_key sought_at channel intake on_behalf_of details_sealed"
).split()
MOVING = (  # noqa: SIM905 - as a list these would be 43 lines
    "reason also_sought_for catalogue_version rule_ids facts red_flags citizen_language interpreter mode "
    "protected_identity safe_contact sms_welcome unit_id state professions language minutes urgency consent "
    "available_from available_to named_contact guarantee expected_minutes times_sought window_from window_to "
    "promised_unit backed attempts not_before callable_from due_at lend_at lease_number lease_until "
    "claimed_by claimed_at reached_at closed_at result link_serial called_by"
).split()

CONTACT = ", ".join(f"c.{name}" for name in FIXED + MOVING)
SELECT_CONTACT = f"SELECT {CONTACT} FROM contact_request c"
INSERT_CONTACT = (
    f"INSERT INTO contact_request ({', '.join(FIXED + MOVING)}) "
    f"VALUES ({', '.join(f'%({name})s' for name in FIXED + MOVING)})"
)
UPDATE_CONTACT = (
    f"UPDATE contact_request SET {', '.join(f'{name} = %({name})s' for name in MOVING)} WHERE id = %(id)s"
)


class ContactRows(UnitOfWork):
    """The ways to read contacts that every room shares."""

    def __init__(self, cursor: psycopg.Cursor[dict[str, Any]], region: Region, sealer: Sealing) -> None:
        super().__init__(cursor, region, sealer)
        self._sealed: dict[str, str] = {}  # details that came along with a row, not yet opened
        self._texts_arrive: set[str] = set()  # contacts of which a read has said so already

    def _contact(self, sql: str, values: Mapping[str, Any]) -> Contact | None:
        row = self._row(sql, values)
        return self._contacts_of([row])[0] if row else None

    def _contacts(self, where: str, values: Mapping[str, Any]) -> list[Contact]:
        return self._contacts_of(self._rows(f"{SELECT_CONTACT} {where}", values))

    def _contacts_of(self, found: Sequence[Row]) -> list[Contact]:
        self._sealed.update({row["id"]: row["details_sealed"] for row in found})
        return [contact_of(row) for row in found]


def moving_values(contact: Contact) -> dict[str, Any]:
    """The columns that may change, and the id."""
    need, window, around = contact.need, contact.window, contact.circumstances
    return {
        "id": contact.id,
        "reason": around.reason,
        "also_sought_for": list(around.also_sought_for),
        "catalogue_version": around.catalogue_version,
        "rule_ids": list(around.rule_ids),
        "facts": list(around.facts),
        "red_flags": list(around.red_flags),
        "citizen_language": around.citizen_language,
        "interpreter": around.interpreter,
        "mode": around.mode.value,
        "protected_identity": around.protected_identity,
        "safe_contact": around.safe_contact,
        "sms_welcome": around.sms_welcome,
        "unit_id": need.unit_id,
        "state": contact.state.value,
        "professions": list(need.professions),
        "language": need.language,
        "minutes": need.minutes,
        "urgency": need.urgency.value,
        "consent": need.consent.value,
        "available_from": need.available_from,
        "available_to": need.available_to,
        "named_contact": need.named_contact,
        "guarantee": around.guarantee.value,
        "expected_minutes": around.expected_minutes,
        "times_sought": contact.times_sought,
        "window_from": window.start if window else None,
        "window_to": window.end if window else None,
        "promised_unit": contact.promised_unit,
        "backed": contact.backed,
        "attempts": contact.attempts,
        "not_before": contact.not_before,
        "callable_from": contact.callable_from,
        "due_at": contact.due_at,
        "lend_at": contact.lend_at,
        "lease_number": contact.lease_number,
        "lease_until": contact.lease_until,
        "claimed_by": contact.claimed_by,
        "claimed_at": contact.claimed_at,
        "reached_at": contact.reached_at,
        "closed_at": contact.closed_at,
        "result": contact.result,
        "link_serial": contact.link_serial,
        "called_by": contact.called_by,
    }


def all_values(contact: Contact, *, region: str, details_sealed: str) -> dict[str, Any]:
    """Every column of a new row."""
    around = contact.circumstances
    return moving_values(contact) | {
        "region": region,
        "person_id": contact.person_id,
        "duplicate_key": contact.duplicate_key,
        "sought_at": contact.need.sought_at,
        "channel": around.channel.value,
        "intake": around.intake.value,
        "on_behalf_of": around.on_behalf_of,
        "details_sealed": details_sealed,
    }


def contact_of(row: Row) -> Contact:
    """A contact from its row."""
    need = Need(
        contact_id=ContactId(row["id"]),
        unit_id=UnitId(row["unit_id"]),
        professions=tuple(row["professions"]),
        language=row["language"],
        minutes=row["minutes"],
        urgency=Urgency(row["urgency"]),
        sought_at=row["sought_at"],
        consent=Consent(row["consent"]),
        available_from=row["available_from"],
        available_to=row["available_to"],
        named_contact=row["named_contact"],
    )
    return Contact(
        need=need,
        circumstances=_circumstances_of(row),
        person_id=row["person_id"],
        state=ContactState(row["state"]),
        duplicate_key=row["duplicate_key"],
        window=window_of(row),
        **{name: row[name] for name in _SAME_NAME},
    )


_SAME_NAME = (  # noqa: SIM905 - as a list these would be 17 lines
    "times_sought promised_unit backed attempts not_before callable_from due_at lend_at lease_number "
    "lease_until claimed_by claimed_at reached_at closed_at result link_serial "
    "called_by"
).split()


def _circumstances_of(row: Row) -> Circumstances:
    return Circumstances(
        reason=row["reason"],
        channel=Channel(row["channel"]),
        intake=Intake(row["intake"]),
        guarantee=Guarantee(row["guarantee"]),
        catalogue_version=row["catalogue_version"],
        rule_ids=tuple(row["rule_ids"]),
        facts=tuple(row["facts"]),
        red_flags=tuple(row["red_flags"]),
        citizen_language=row["citizen_language"],
        interpreter=row["interpreter"],
        mode=Mode(row["mode"]),
        protected_identity=row["protected_identity"],
        safe_contact=row["safe_contact"],
        sms_welcome=row["sms_welcome"],
        on_behalf_of=row["on_behalf_of"],
        expected_minutes=row["expected_minutes"],
        also_sought_for=tuple(row["also_sought_for"]),
    )


_DETAILS = tuple(field.name for field in fields(Details))


def details_text(details: Details) -> str:
    """What is sealed; what is not known is left out."""
    known = ((name, getattr(details, name)) for name in _DETAILS)
    return json.dumps({name: value for name, value in known if value not in (None, False)})


def details_of(text: str) -> Details:
    """What was sealed."""
    return Details(**json.loads(text))
