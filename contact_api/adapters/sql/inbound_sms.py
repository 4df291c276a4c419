"""Texts that came, and numbers that want none."""

from collections.abc import Collection
from datetime import datetime

from contact_api.adapters.sql.unit_of_work import MOST_AT_ONCE, Row, UnitOfWork
from contact_api.adapters.sql.writes import Table, Write, insert
from contact_api.domain.messages.sms_keywords import SmsWish
from contact_api.ports import IncomingText

OPTED_OUT = "EXISTS (SELECT 1 FROM text_opt_out WHERE number_key = ANY(%(keys)s))"
INCOMING_TEXT = Table("incoming_text", key=("provider_id",))
COLUMNS = ("provider_id", "at", "number_key", "wish", "reply", "language", "contact_id")
ADD_INCOMING = insert(INCOMING_TEXT, COLUMNS)
INCOMING = f"SELECT {', '.join(COLUMNS)} FROM incoming_text"
TEXT_OPT_OUT = Table("text_opt_out", key=("number_key",))
OPT_OUT = Write(
    "INSERT INTO text_opt_out (number_key, at) VALUES (%(number_key)s, %(now)s) "
    "ON CONFLICT (number_key) DO NOTHING",
    (TEXT_OPT_OUT,),
)
OPT_IN = Write("DELETE FROM text_opt_out WHERE number_key = ANY(%(keys)s)", rows_of=(TEXT_OPT_OUT,))


class InboundSms(UnitOfWork):
    """See contact_api/ports/inbound_sms.py."""

    def add_incoming(self, text: IncomingText) -> None:
        values = {name: getattr(text, name) for name in COLUMNS}
        self._batch.add(ADD_INCOMING, values | {"wish": text.wish.value if text.wish else None})

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
        self._batch.add(OPT_OUT, {"number_key": number_key, "now": now})

    def opt_in(self, number_keys: Collection[str]) -> None:
        self._batch.add(OPT_IN, {"keys": list(number_keys)})


def _incoming_of(row: Row) -> IncomingText:
    return IncomingText(**{**row, "wish": SmsWish(row["wish"]) if row["wish"] else None})
