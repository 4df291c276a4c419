"""What is known of texts beside the messages themselves: receipts, answers, opt-outs."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from contact_api.adapters.memory.writing import Writing
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, ContactState, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.domain.messages.sms_limits import Texted
from contact_api.ports import Contested, Fared, IncomingText, Message

FATES = (DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY)


class TextBook(Writing):
    """See contact_api/ports/messages.py."""

    def hold_message_of(self, provider_id: str) -> Message | None:
        return next((one for one in self._rows.messages.values() if one.provider_id == provider_id), None)

    def texted(self, number_keys: Collection[str], *, since: datetime) -> list[Contact]:
        told_at: dict[ContactId, datetime] = {}
        for one in self._texts_to(number_keys):
            if one.created_at >= since and one.contact_id is not None:
                told_at.setdefault(one.contact_id, one.created_at)
        latest = sorted(told_at, key=lambda contact_id: (told_at[contact_id], contact_id), reverse=True)
        return [self._rows.contacts[one] for one in latest]

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

    def texted_since(self, number_keys: Collection[str], *, since: datetime, most: int) -> Texted:
        sent = [one for one in self._rows.messages.values() if one.to_key and one.created_at >= since]
        return Texted(sum(one.to_key in number_keys for one in sent), min(most, len(sent)))

    def fared(self, contact_id: ContactId, number_keys: Collection[str]) -> Fared:
        sent = (one for one in self._texts_to(number_keys) if one.contact_id == contact_id)
        last = next((one.state for one in sent if one.state in FATES), None)
        return Fared(self.has_opted_out(number_keys), last is DeliveryState.FAILED_PERMANENTLY)

    def has_opted_out(self, number_keys: Collection[str]) -> bool:
        return any(key in self._rows.opted_out for key in number_keys)

    def opt_out(self, number_key: str, *, now: datetime) -> None:
        if number_key not in self._rows.opted_out:
            self._undo.put(self._rows.opted_out, number_key, now)

    def opt_in(self, number_keys: Collection[str]) -> None:
        for key in number_keys:
            self._undo.drop(self._rows.opted_out, key)

    def add_incoming(self, text: IncomingText) -> None:
        if text.provider_id in self._rows.incoming:
            raise Contested
        self._undo.put(self._rows.incoming, text.provider_id, text)

    def incoming(self, provider_id: str) -> IncomingText | None:
        return self._rows.incoming.get(provider_id)

    def incoming_from(self, number_keys: Collection[str], *, since: datetime) -> list[IncomingText]:
        came = (
            one for one in self._rows.incoming.values() if one.number_key in number_keys and one.at >= since
        )
        return sorted(came, key=lambda one: (one.at, one.provider_id), reverse=True)

    def _texts_to(self, number_keys: Collection[str]) -> list[Message]:
        """The latest first."""
        sent = (one for one in self._rows.messages.values() if one.to_key in number_keys)
        return sorted(sent, key=lambda one: (one.created_at, one.id), reverse=True)
