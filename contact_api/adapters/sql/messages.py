"""What is known of texts beside the messages themselves: receipts, answers, opt-outs."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from contact_api.adapters.sql import rows
from contact_api.adapters.sql.ways import MOST_AT_ONCE, Ways
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.messages.sms_keywords import Wish
from contact_api.domain.messages.sms_limits import Texted
from contact_api.ports import Fared, IncomingText, Message

OPTED_OUT = "EXISTS (SELECT 1 FROM text_opt_out WHERE number_key = ANY(%(keys)s))"
FARED = f"""
SELECT {OPTED_OUT} AS opted_out, coalesce((
    SELECT state = 'failed_permanently' FROM message
     WHERE contact_id = %(id)s AND to_key = ANY(%(keys)s) AND state IN ('delivered', 'failed_permanently')
     ORDER BY created_at DESC, id DESC LIMIT 1), false) AS undelivered
"""
TEXTED = f"""
JOIN (SELECT contact_id, max(created_at) AS told_at FROM message
       WHERE to_key = ANY(%(keys)s) AND created_at >= %(since)s AND contact_id IS NOT NULL
       GROUP BY contact_id) told ON told.contact_id = c.id
 ORDER BY told.told_at DESC, c.id DESC LIMIT {MOST_AT_ONCE}
"""
TEXTED_SINCE = """
SELECT (SELECT count(*) FROM message WHERE to_key = ANY(%(keys)s) AND created_at >= %(since)s) AS to_number,
       (SELECT count(*) FROM (SELECT FROM message WHERE to_key IS NOT NULL AND created_at >= %(since)s
                               LIMIT %(most)s) sent) AS to_all
"""
WITHOUT_TEXT = f"""
WHERE c.state = 'waiting' AND c.backed AND c.attempts = 0
   AND CASE %(edge)s WHEN 'start' THEN c.window_from ELSE c.window_to END >= %(start)s
   AND CASE %(edge)s WHEN 'start' THEN c.window_from ELSE c.window_to END < %(end)s
   AND NOT EXISTS (SELECT 1 FROM message m WHERE m.contact_id = c.id AND m.kind = %(kind)s
                      AND m.window_from = c.window_from AND m.window_to = c.window_to)
 ORDER BY c.sought_at, c.id LIMIT {MOST_AT_ONCE}
"""
INCOMING = "SELECT provider_id, at, number_key, wish, reply, language, contact_id FROM incoming_text"


class TextBook(Ways):
    """See contact_api/ports/messages.py."""

    def hold_message_of(self, provider_id: str) -> Message | None:
        row = self._row(
            "SELECT * FROM message WHERE provider_id = %(id)s FOR NO KEY UPDATE", {"id": provider_id}
        )
        return rows.message_of(row) if row else None

    def texted(self, number_keys: Collection[str], *, since: datetime) -> list[Contact]:
        return self._contacts(TEXTED, {"keys": list(number_keys), "since": since})

    def without_text(
        self, kind: MessageKind, *, edge: Literal["start", "end"], span: Window
    ) -> list[Contact]:
        values = {"kind": kind.value, "edge": edge, "start": span.start, "end": span.end}
        return self._contacts_of(self._seen(f"{rows.SELECT_CONTACT} {WITHOUT_TEXT}", values))

    def texted_since(self, number_keys: Collection[str], *, since: datetime, most: int) -> Texted:
        values = {"keys": list(number_keys), "since": since, "most": most}
        (row,) = self._seen(TEXTED_SINCE, values)
        return Texted(**row)

    def fared(self, contact_id: ContactId, number_keys: Collection[str]) -> Fared:
        if contact_id in self._texts_arrive:
            return Fared()
        (row,) = self._seen(FARED, {"id": contact_id, "keys": list(number_keys)})
        return Fared(**row)

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


def _incoming_of(row: rows.Row) -> IncomingText:
    return IncomingText(**{**row, "wish": Wish(row["wish"]) if row["wish"] else None})
