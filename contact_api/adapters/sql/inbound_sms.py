"""Texts that came, and numbers that want none."""

from collections.abc import Collection
from datetime import datetime

from contact_api.adapters.sql.unit_of_work import MOST_AT_ONCE, Row, UnitOfWork
from contact_api.domain.messages.sms_keywords import Wish
from contact_api.ports import IncomingText

OPTED_OUT = "EXISTS (SELECT 1 FROM text_opt_out WHERE number_key = ANY(%(keys)s))"
INCOMING = "SELECT provider_id, at, number_key, wish, reply, language, contact_id FROM incoming_text"


class InboundSms(UnitOfWork):
    """See contact_api/ports/inbound_sms.py."""

    def add_incoming(self, text: IncomingText) -> None:
        self._batch.add(
            "INSERT INTO incoming_text (provider_id, at, number_key, wish, reply, language, contact_id) "
            "VALUES (%(provider_id)s, %(at)s, %(number_key)s, %(wish)s, %(reply)s, %(language)s, %(contact_id)s)",
            {
                "provider_id": text.provider_id,
                "at": text.at,
                "number_key": text.number_key,
                "wish": text.wish.value if text.wish else None,
                "reply": text.reply,
                "language": text.language,
                "contact_id": text.contact_id,
            },
            touches=("incoming_text", text.provider_id),
        )

    def incoming(self, provider_id: str) -> IncomingText | None:
        found = self._seen(f"{INCOMING} WHERE provider_id = %(id)s", {"id": provider_id})
        return _incoming_of(found[0]) if found else None

    def incoming_from(self, number_keys: Collection[str], *, since: datetime) -> list[IncomingText]:
        latest = "ORDER BY at DESC, provider_id DESC"
        found = self._seen(
            f"{INCOMING} WHERE number_key = ANY(%(keys)s) AND at >= %(since)s {latest} LIMIT {MOST_AT_ONCE}",
            {"keys": list(number_keys), "since": since},
        )
        return [_incoming_of(row) for row in found]

    def has_opted_out(self, number_keys: Collection[str]) -> bool:
        (row,) = self._seen(f"SELECT {OPTED_OUT} AS opted_out", {"keys": list(number_keys)})
        return bool(row["opted_out"])

    def opt_out(self, number_key: str, *, now: datetime) -> None:
        self._batch.add(
            "INSERT INTO text_opt_out (number_key, at) VALUES (%(key)s, %(now)s) "
            "ON CONFLICT (number_key) DO NOTHING",
            {"key": number_key, "now": now},
            touches=("text_opt_out",),
        )

    def opt_in(self, number_keys: Collection[str]) -> None:
        self._batch.add(
            "DELETE FROM text_opt_out WHERE number_key = ANY(%(keys)s)",
            {"keys": list(number_keys)},
            touches=("text_opt_out",),
        )


def _incoming_of(row: Row) -> IncomingText:
    return IncomingText(**{**row, "wish": Wish(row["wish"]) if row["wish"] else None})
