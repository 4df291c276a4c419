"""Texts that came, and numbers that want none."""

from collections.abc import Collection
from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.ports import Contested, IncomingText


class InboundSms(UnitOfWork):
    """See contact_api/ports/inbound_sms.py."""

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

    def has_opted_out(self, number_keys: Collection[str]) -> bool:
        return any(key in self._rows.opted_out for key in number_keys)

    def opt_out(self, number_key: str, *, now: datetime) -> None:
        if number_key not in self._rows.opted_out:
            self._undo.put(self._rows.opted_out, number_key, now)

    def opt_in(self, number_keys: Collection[str]) -> None:
        for key in number_keys:
            self._undo.drop(self._rows.opted_out, key)
