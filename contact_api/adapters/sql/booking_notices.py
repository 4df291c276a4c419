"""Texts about booked times, and what booked times are to be told of."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from contact_api.adapters.sql.booking_rows import booking_of
from contact_api.adapters.sql.bookings import BOOKED, GONE
from contact_api.adapters.sql.messages import message_of
from contact_api.adapters.sql.unit_of_work import AND_LATER, MOST_AT_ONCE, UnitOfWork
from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.core.values import UnitId, Window
from contact_api.ports import Message

# Who was told of it less than the rule's time before it needs no reminder: they are left out here, as they would come
# first each time and be many.
TO_REMIND = f"""
{BOOKED} WHERE b.state = 'booked' AND b.starts_at >= %(start)s AND b.starts_at < %(end)s
   AND b.made_at <= b.starts_at - %(lead)s
   AND NOT EXISTS (SELECT 1 FROM message m WHERE m.booking_id = b.id AND m.booking_sequence = b.sequence
                      AND (m.kind = 'booking_reminder' OR m.created_at > b.starts_at - %(lead)s))
 ORDER BY b.starts_at, b.id LIMIT {MOST_AT_ONCE}
"""
OF_BOOKINGS = "SELECT * FROM message WHERE booking_id = ANY(%(bookings)s) ORDER BY created_at, id"
UNREACHED = f"""
SELECT b.id AS booking, last.id AS message
  FROM booking b CROSS JOIN LATERAL (
       SELECT m.id, m.state, m.told_at FROM message m
        WHERE m.booking_id = b.id AND m.booking_sequence = b.sequence AND m.by_unit
          AND m.why_not IS DISTINCT FROM 'overtaken'
        ORDER BY m.created_at DESC, m.id DESC LIMIT 1) last
 WHERE b.unit_id = ANY(%(units)s) AND b.starts_at >= %(since)s AND b.starts_at < {AND_LATER}
   AND last.state IN ('failed_permanently', 'not_sent') AND last.told_at IS NULL
 ORDER BY b.starts_at, b.id LIMIT {MOST_AT_ONCE}
"""
TOLD_LOST = f"""
{BOOKED} WHERE b.unit_id = ANY(%(units)s) AND b.starts_at >= %(start)s AND b.starts_at < %(end)s
   AND b.state = 'booked' AND b.told_of_loss_at IS NOT NULL
 ORDER BY b.starts_at, b.id
"""
COUNT_WITHOUT_TIME = f"{GONE} SELECT unit_id, count(*) FROM gone GROUP BY unit_id"


class BookingNotices(UnitOfWork):
    """See contact_api/ports/booking_notices.py."""

    def bookings_to_remind(self, span: Window, *, lead: timedelta) -> list[Booking]:
        values = {"start": span.start, "end": span.end, "lead": lead}
        return [booking_of(row) for row in self._seen(TO_REMIND, values)]

    def texts_of_bookings(self, bookings: Collection[BookingId]) -> list[Message]:
        return [message_of(row) for row in self._seen(OF_BOOKINGS, {"bookings": list(bookings)})]

    def unreached(self, units: Collection[UnitId], *, since: datetime) -> list[tuple[Booking, Message]]:
        found = self._seen(UNREACHED, {"units": list(units), "since": since})
        ids = [row["booking"] for row in found]
        rows = self._seen(f"{BOOKED} WHERE b.id = ANY(%(ids)s)", {"ids": ids})
        bookings = {row["id"]: booking_of(row) for row in rows}
        messages = {one.id: one for one in self.texts_of_bookings(ids)}
        return [(bookings[row["booking"]], messages[row["message"]]) for row in found]

    def bookings_told_lost(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        values = {"units": list(units), "start": span.start, "end": span.end}
        return [booking_of(row) for row in self._seen(TOLD_LOST, values)]

    def count_without_time(self, span: Window) -> Mapping[UnitId, int]:
        values = {"units": list(self._region.units), "start": span.start, "end": span.end}
        found = self._seen_plain(COUNT_WITHOUT_TIME, values)
        return {UnitId(unit): count for unit, count in found}
