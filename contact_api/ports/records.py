"""What a store keeps beside contacts and capacity, and the names of the jobs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from contact_api.domain.core.values import ContactId, MessageId, PersonId, StaffId, UnitId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind


class Contested(Exception):
    """Somebody else took it first; nothing was written. Never reaches a caller."""


class Job(StrEnum):
    """Work that leaves through the outbox. Arguments are ids and numbers only."""

    SEND_MESSAGE = "send_message"  # message_id
    DIAL = "dial"  # call_id
    REPLAN = "replan"  # region
    LEARN = "learn"  # region


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a contact's history: what happened, when, by whom. Rows are added, never changed."""

    contact_id: ContactId
    kind: str  # noun.verb
    at: datetime
    actor: str = "system"
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A text to a citizen (or to a unit's duty telephone); its words are made when it is sent."""

    id: MessageId
    kind: MessageKind
    created_at: datetime
    contact_id: ContactId | None = None
    unit_id: UnitId | None = None
    window: Window | None = None
    state: DeliveryState = DeliveryState.QUEUED
    why_not: str | None = None
    tries: int = 0
    next_try_at: datetime | None = None
    provider_id: str | None = None
    to_key: str | None = None  # blind index of the number it was sent to


@dataclass(frozen=True, slots=True)
class Alert:
    """A human is asked to look at once."""

    id: str
    contact_id: ContactId
    unit_id: UnitId
    kind: str
    raised_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """One look at a person. Source: HSLF-FS 2016:40 4:9 (who, which commission, unit, when, what)."""

    at: datetime
    actor: str
    role: str
    action: str  # read, changed, listed, pulled
    purpose: str
    commission: str | None = None
    unit_id: UnitId | None = None
    contact_id: ContactId | None = None
    person_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person beside her requests."""

    id: PersonId
    unit_id: UnitId | None = None  # where she is listed
    named_contact: StaffId | None = None
    protected_identity: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a request with an Idempotency-Key, so that asking again gets the same."""

    client: str
    key: str
    route: str
    body_hash: str
    status: int
    body: str
    at: datetime


class KeyUsed(Exception):
    """The Idempotency-Key has been answered before; nothing was written. The edge looks the answer up."""
