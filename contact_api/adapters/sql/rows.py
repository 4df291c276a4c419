"""Contacts as rows and back; the one place that knows the columns of contact_request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from contact_api.domain.capacity.capacity import Cell, Pool, ProtectedMinutes
from contact_api.domain.core.contact import Circumstances, Contact, Details, Need
from contact_api.domain.core.values import (
    Channel,
    Consent,
    ContactId,
    ContactState,
    Guarantee,
    Intake,
    MessageId,
    Mode,
    PoolId,
    UnitId,
    Urgency,
    Window,
)
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.ports import Message

Row = Mapping[str, Any]

FIXED = (  # noqa: SIM905 - as a list these would be 9 lines
    "id region person_id duplicate_key sought_at channel intake on_behalf_of details_sealed"
).split()
MOVING = (  # noqa: SIM905 - as a list these would be 43 lines
    "reason also_sought_for catalogue_version rule_ids facts red_flags citizen_language interpreter mode "
    "protected_identity safe_contact sms_welcome unit_id state professions language minutes urgency consent "
    "available_from available_to named_contact guarantee expected_minutes times_sought window_from window_to "
    "promised_unit backed attempts not_before callable_from due_at lend_at lease_number lease_until "
    "claimed_by claimed_at first_attempt_at reached_at closed_at result link_serial called_by"
).split()

SELECT_CONTACT = f"SELECT {', '.join(f'c.{name}' for name in FIXED + MOVING)} FROM contact_request c"
INSERT_CONTACT = (
    f"INSERT INTO contact_request ({', '.join(FIXED + MOVING)}) "
    f"VALUES ({', '.join(f'%({name})s' for name in FIXED + MOVING)})"
)
UPDATE_CONTACT = (
    f"UPDATE contact_request SET {', '.join(f'{name} = %({name})s' for name in MOVING)} WHERE id = %(id)s"
)


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
        "first_attempt_at": contact.first_attempt_at,
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
    "lease_until claimed_by claimed_at first_attempt_at reached_at closed_at result link_serial "
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


def window_of(row: Row) -> Window | None:
    """The window of a row that has one."""
    start: datetime | None = row["window_from"]
    return Window(start, row["window_to"]) if start is not None else None


_DETAILS = tuple(field.name for field in fields(Details))


def details_text(details: Details) -> str:
    """What is sealed; what is not known is left out."""
    known = ((name, getattr(details, name)) for name in _DETAILS)
    return json.dumps({name: value for name, value in known if value not in (None, False)})


def details_of(text: str) -> Details:
    """What was sealed."""
    return Details(**json.loads(text))


@lru_cache(maxsize=4096)
def pool_named(pool_id: str) -> Pool:
    """The pool an id describes (see domain.capacity.pool_of)."""
    unit_id, professions, languages = pool_id.split("|")
    return Pool(PoolId(pool_id), UnitId(unit_id), tuple(professions.split("+")), tuple(languages.split("+")))


CELL = (  # noqa: SIM905 - as a list these would be 12 lines
    "pool_id start_at end_at staff_minutes reserved_minutes pool_ends_at pool_since fill "
    "protected_today protected_urgent protected_for_own_patients protected_for_own_unit_only longest_promised"
).split()


def cell_of(row: Sequence[Any]) -> Cell:
    """A cell of the grid from the columns of CELL."""
    protected = ProtectedMinutes(*row[8:13]) if row[8] is not None else None
    start, end, staffed, reserved, ends_at, since, fill = row[1:8]
    return Cell(pool_named(row[0]), start, end, staffed, reserved, ends_at, since, protected, fill)


def message_values(message: Message) -> dict[str, Any]:
    """Every column of a message."""
    return {
        "id": message.id,
        "kind": message.kind.value,
        "created_at": message.created_at,
        "contact_id": message.contact_id,
        "unit_id": message.unit_id,
        "window_from": message.window.start if message.window else None,
        "window_to": message.window.end if message.window else None,
        "state": message.state.value,
        "why_not": message.why_not,
        "tries": message.tries,
        "next_try_at": message.next_try_at,
        "provider_id": message.provider_id,
        "to_key": message.to_key,
    }


def message_of(row: Row) -> Message:
    """A message from its row."""
    return Message(
        id=MessageId(row["id"]),
        kind=MessageKind(row["kind"]),
        created_at=row["created_at"],
        contact_id=row["contact_id"],
        unit_id=row["unit_id"],
        window=window_of(row),
        state=DeliveryState(row["state"]),
        why_not=row["why_not"],
        tries=row["tries"],
        next_try_at=row["next_try_at"],
        provider_id=row["provider_id"],
        to_key=row["to_key"],
    )
