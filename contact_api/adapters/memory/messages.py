"""Texts to citizens and to duty telephones, and how they fare."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from contact_api.adapters.memory.inbound_sms import InboundSms
from contact_api.adapters.memory.work_queue import WorkQueue
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, ContactState, MessageId, UnitId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.domain.messages.sms_limits import Texted
from contact_api.ports import Contested, DeliveryRecord, DutyTexts, Message

OWN_JOB = timedelta(seconds=30)  # so long a new message is left to the job that was enqueued with it
UNSENT = (DeliveryState.QUEUED, DeliveryState.FAILED_TEMPORARILY)
FATES = (DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY)


class Messages(InboundSms, WorkQueue):
    """See contact_api/ports/messages.py."""

    def add_message(self, message: Message) -> None:
        if message.id in self._rows.messages:
            raise Contested
        self._undo.put(self._rows.messages, message.id, message)

    def hold_message(self, message_id: MessageId) -> Message | None:
        return self._rows.messages.get(message_id)

    def hold_message_of(self, provider_id: str) -> Message | None:
        return next((one for one in self._rows.messages.values() if one.provider_id == provider_id), None)

    def save_message(self, message: Message) -> None:
        self._undo.put(self._rows.messages, message.id, message)

    def unsent_messages(self, *, now: datetime, queued: Collection[int] = ()) -> list[MessageId]:
        waiting = {self._rows.outbox[row][1].get("message_id") for row in queued}
        due = [
            message
            for message in self._rows.messages.values()
            if message.state in UNSENT and (message.next_try_at or message.created_at + OWN_JOB) <= now
            if message.id not in waiting
        ]
        return [message.id for message in sorted(due, key=lambda one: (one.created_at, one.id))]

    def without_text(
        self, kind: MessageKind, *, edge: Literal["start", "end"], span: Window
    ) -> list[Contact]:
        told = {(one.contact_id, one.window) for one in self._rows.messages.values() if one.kind is kind}
        return [
            one
            for one in self.open_contacts()
            if one.state is ContactState.WAITING and one.attempts == 0 and one.backed and one.window
            if (one.window.start if edge == "start" else one.window.end) in span
            if (one.id, one.window) not in told
        ]

    def texted(self, number_keys: Collection[str], *, since: datetime) -> list[Contact]:
        told_at: dict[ContactId, datetime] = {}
        for one in self._texts_to(number_keys):
            if one.created_at >= since and one.contact_id is not None:
                told_at.setdefault(one.contact_id, one.created_at)
        latest = sorted(told_at, key=lambda contact_id: (told_at[contact_id], contact_id), reverse=True)
        return [self._rows.contacts[one] for one in latest]

    def texted_since(self, number_keys: Collection[str], *, since: datetime, most: int) -> Texted:
        sent = [one for one in self._rows.messages.values() if one.to_key and one.created_at >= since]
        return Texted(sum(one.to_key in number_keys for one in sent), min(most, len(sent)))

    def hold_duty_texts(
        self, unit_id: UnitId, *, since: datetime, limited_as: str | None = None
    ) -> DutyTexts:
        of_unit = [one for one in self._rows.messages.values() if one.unit_id == unit_id]
        alerts = [one for one in of_unit if one.kind is MessageKind.ALERT and one.created_at >= since]
        digests = [one for one in of_unit if one.kind is MessageKind.ALERT_DIGEST and one.state in UNSENT]
        sent = [one for one in alerts if one.tries > 0]
        of_one = sum(limited_as is not None and self._submitter(one) == limited_as for one in sent)
        return DutyTexts(len(sent), bool(digests), of_one)

    def _submitter(self, message: Message) -> str | None:
        contact = self._rows.contacts.get(message.contact_id) if message.contact_id else None
        return contact.limited_as if contact else None

    def delivery_record(self, contact_id: ContactId, number_keys: Collection[str]) -> DeliveryRecord:
        sent = (one for one in self._texts_to(number_keys) if one.contact_id == contact_id)
        last = next((one.state for one in sent if one.state in FATES), None)
        return DeliveryRecord(self.has_opted_out(number_keys), last is DeliveryState.FAILED_PERMANENTLY)

    def _texts_to(self, number_keys: Collection[str]) -> list[Message]:
        """The latest first."""
        sent = (one for one in self._rows.messages.values() if one.to_key in number_keys)
        return sorted(sent, key=lambda one: (one.created_at, one.id), reverse=True)
