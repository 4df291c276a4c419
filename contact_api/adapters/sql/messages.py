"""Texts to citizens and to duty telephones, and how they fare."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from contact_api.adapters.sql.contact_rows import SELECT_CONTACT, ContactRows
from contact_api.adapters.sql.inbound_sms import OPTED_OUT
from contact_api.adapters.sql.unit_of_work import AND_LATER, MOST_AT_ONCE, Row, window_of
from contact_api.adapters.sql.writes import Table, insert, update
from contact_api.domain.booking.booking import BookingId
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, MessageId, UnitId, Window
from contact_api.domain.messages.notifications import DeliveryState, MessageKind
from contact_api.domain.messages.sms_limits import Texted
from contact_api.ports import BookingNotice, DeliveryRecord, DutyTexts, Message

MESSAGE = Table("message", key=("id",))
COLUMNS = (  # noqa: SIM905 - as a list these would be 17 lines
    "id kind created_at contact_id unit_id window_from window_to state why_not tries next_try_at provider_id to_key "
    "booking_id booking_sequence by_unit told_at"
).split()
ADD_MESSAGE = insert(MESSAGE, COLUMNS)
SAVE_MESSAGE = update(MESSAGE, COLUMNS)
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
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('duty texts of ' || %(unit)s, 0))"
DUTY_TEXTS = f"""
SELECT lately.sent, lately.of_submitter,
       EXISTS (SELECT 1 FROM message WHERE unit_id = %(unit)s AND kind = 'alert_digest'
                  AND state IN ('queued', 'failed_temporarily')) AS digest_waits
  FROM (SELECT count(*) AS sent, count(*) FILTER (WHERE c.limited_as = %(limited_as)s) AS of_submitter
          FROM message m LEFT JOIN contact_request c ON c.id = m.contact_id
         WHERE m.unit_id = %(unit)s AND m.kind = 'alert' AND m.tries > 0
           AND m.created_at >= %(since)s AND m.created_at < {AND_LATER}) lately
"""
TEXTED_SINCE = f"""
SELECT (SELECT count(*) FROM message WHERE to_key = ANY(%(keys)s) AND created_at >= %(since)s) AS to_number,
       (SELECT count(*) FROM (SELECT FROM message WHERE to_key IS NOT NULL
                                 AND created_at >= %(since)s AND created_at < {AND_LATER}
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


class Messages(ContactRows):
    """See contact_api/ports/messages.py."""

    def add_message(self, message: Message) -> None:
        self._batch.add(ADD_MESSAGE, _values(message))

    def hold_message(self, message_id: MessageId) -> Message | None:
        row = self._row("SELECT * FROM message WHERE id = %(id)s FOR NO KEY UPDATE", {"id": message_id})
        return message_of(row) if row else None

    def hold_message_of(self, provider_id: str) -> Message | None:
        row = self._row(
            "SELECT * FROM message WHERE provider_id = %(id)s FOR NO KEY UPDATE", {"id": provider_id}
        )
        return message_of(row) if row else None

    def save_message(self, message: Message) -> None:
        self._batch.add(SAVE_MESSAGE, _values(message))

    def unsent_messages(self, *, now: datetime, queued: Collection[int] = ()) -> list[MessageId]:
        """Those whose time has come; one that was handed over lately is left to its job for half a minute."""
        found = self._rows(
            "SELECT id FROM message WHERE state IN ('queued', 'failed_temporarily') "
            "AND coalesce(next_try_at, created_at + interval '30 seconds') <= %(now)s "
            "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.ids ->> 'message_id' = message.id "
            "AND (o.relayed_at IS NULL OR o.relayed_at > %(now)s - interval '30 seconds' OR o.id = ANY(%(queued)s))) "
            f"ORDER BY created_at LIMIT {MOST_AT_ONCE}",
            {"now": now, "queued": list(queued)},
        )
        return [MessageId(row["id"]) for row in found]

    def without_text(
        self, kind: MessageKind, *, edge: Literal["start", "end"], span: Window
    ) -> list[Contact]:
        values = {"kind": kind.value, "edge": edge, "start": span.start, "end": span.end}
        return self._contacts_of(self._seen(f"{SELECT_CONTACT} {WITHOUT_TEXT}", values))

    def texted(self, number_keys: Collection[str], *, since: datetime) -> list[Contact]:
        return self._contacts(TEXTED, {"keys": list(number_keys), "since": since})

    def texted_since(self, number_keys: Collection[str], *, since: datetime, most: int) -> Texted:
        values = {"keys": list(number_keys), "since": since, "most": most}
        (row,) = self._seen(TEXTED_SINCE, values)
        return Texted(**row)

    def hold_duty_texts(
        self, unit_id: UnitId, *, since: datetime, limited_as: str | None = None
    ) -> DutyTexts:
        self._row(ONE_AT_A_TIME, {"unit": unit_id})
        row = self._row(DUTY_TEXTS, {"unit": unit_id, "since": since, "limited_as": limited_as})
        return DutyTexts(**row) if row else DutyTexts(0, digest_waits=False)

    def delivery_record(self, contact_id: ContactId, number_keys: Collection[str]) -> DeliveryRecord:
        if contact_id in self._texts_arrive:
            return DeliveryRecord()
        (row,) = self._seen(FARED, {"id": contact_id, "keys": list(number_keys)})
        return DeliveryRecord(**row)


def _values(message: Message) -> dict[str, Any]:
    """Every column of a message."""
    about = message.booking
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
        "booking_id": about.booking_id if about else None,
        "booking_sequence": about.sequence if about else None,
        "by_unit": about.by_unit if about else None,
        "told_at": about.told_at if about else None,
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
        booking=_notice_of(row) if row["booking_id"] is not None else None,
    )


def _notice_of(row: Row) -> BookingNotice:
    return BookingNotice(
        BookingId(row["booking_id"]), row["booking_sequence"], by_unit=row["by_unit"], told_at=row["told_at"]
    )
