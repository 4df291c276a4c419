"""Texts to citizens and to duty telephones, and how they fare."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactId, MessageId, UnitId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.domain.messages.sms_limits import Texted


@dataclass(frozen=True, slots=True)
class BookingNotice:
    """What a text about a booked time is about: the booking as it stood after so many changes."""

    booking_id: BookingId
    sequence: int
    by_unit: bool = False  # what it tells of the unit did: the citizen does not know of it yet
    told_at: datetime | None = None  # when somebody told the citizen otherwise, as no text reached them


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
    booking: BookingNotice | None = None  # of a text about a booked time


@dataclass(frozen=True, slots=True)
class BookedFor:
    """The booking that a text is about, as it stands when the text leaves, and who is to come."""

    booking: Booking
    details: Details = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """How texts to one contact's number have delivery_record."""

    opted_out: bool = False
    undelivered: bool = False  # the last one whose fate is known failed for good


@dataclass(frozen=True, slots=True)
class DutyTexts:
    """What one unit's duty phone was sent lately, and whether a digest waits to be."""

    sent: int
    digest_waits: bool
    of_submitter: int = 0  # of those sent: raised by requests of one submitter


class Messages(Protocol):
    """Texts that were sent or wait to be. Numbers are blind indexes, under every secret rows may be written with."""

    def add_message(self, message: Message) -> None:
        """Write a new message down. Contested when one with its id stands."""

    def hold_message(self, message_id: MessageId) -> Message | None:
        """The message, protected from others' changes until the transaction ends."""

    def hold_message_of(self, provider_id: str) -> Message | None:
        """The same of the message the provider knows by this id."""

    def save_message(self, message: Message) -> None: ...
    def unsent_messages(self, *, now: datetime, queued: Collection[int] = ()) -> list[MessageId]:
        """Those that should have been sent by now, but for what was just enqueued or still waits in the queue.

        `queued`: the outbox rows whose jobs wait there.
        """

    def without_text(
        self, kind: MessageKind, *, edge: Literal["start", "end"], span: Window
    ) -> list[Contact]:
        """Who waits untried for a promise whose window starts (or ends) in the span, not told this kind of it yet."""

    def texted(self, number_keys: Collection[str], *, since: datetime) -> list[Contact]:
        """Whom texts at this number were about since then, each once; the one of the latest text first."""

    def texted_since(self, number_keys: Collection[str], *, since: datetime, most: int) -> Texted:
        """How many texts made since then were handed over: to this number, and to all, counted up to `most`."""

    def hold_duty_texts(
        self, unit_id: UnitId, *, since: datetime, limited_as: str | None = None
    ) -> DutyTexts:
        """Alerts of a unit made since then and handed over, and how many of them one submitter's requests raised;

        no one else counts until the transaction ends.
        """

    def delivery_record(self, contact_id: ContactId, number_keys: Collection[str]) -> DeliveryRecord: ...
