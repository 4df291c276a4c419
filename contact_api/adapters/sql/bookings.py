"""Times that are booked or held, and what of staff time is free for more."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from contact_api.adapters.sql.booking_rows import COLUMNS, booking_of, values_of
from contact_api.adapters.sql.staff_time import OF_CONTACTS, ROSTER_LOCK, time_of
from contact_api.adapters.sql.unit_of_work import AND_LATER, MOST_AT_ONCE, UnitOfWork
from contact_api.adapters.sql.writes import Table, Write, delete, insert, update
from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.free_time import FreeTime
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.capacity.staff_time import callback_shifts, in_span
from contact_api.domain.core.values import ContactId, PersonId, StaffId, UnitId, Window

BOOKING = Table("booking", key=("id",))
ADD_BOOKING = insert(BOOKING, COLUMNS)
SAVE_BOOKING = update(BOOKING, COLUMNS)
DROP_BOOKING = delete(BOOKING)
DROP_ENDED_HOLDS = Write(
    """
DELETE FROM booking WHERE state = 'held' AND held_until <= %(now)s AND staff_id = %(staff_id)s
   AND tstzrange(busy_from, busy_until) && tstzrange(%(start)s, %(end)s)
""",
    rows_of=(BOOKING,),
)
BOOKABLE = "{bookable,shared}"
# No planned time goes on for two days, and no booking for one: what is of a span is found by where it ends.
LONGEST = "interval '2 days'"
BOOKED = f"SELECT {', '.join(f'b.{name}' for name in COLUMNS)} FROM booking b"
# Ranges are taken from each other in the database: what is free are few rows, what is planned and booked are many.
FREE_TIME = f"""
WITH planned AS (
    SELECT t.staff_id, t.unit_id, range_agg(tstzrange(t.starts_at, t.ends_at)) * multirange(
               tstzrange(%(start)s, %(end)s)) AS spans,
           range_agg(tstzrange(t.starts_at, t.ends_at)) FILTER (WHERE t.kind = 'shared') AS shared
      FROM staff_time t JOIN staff_member m ON m.id = t.staff_id AND m.left_at IS NULL
     WHERE t.unit_id = ANY(%(units)s) AND t.kind = ANY('{BOOKABLE}')
       AND t.ends_at > %(start)s AND t.ends_at < %(end)s + {LONGEST} AND t.starts_at < %(end)s
     GROUP BY t.staff_id, t.unit_id
), absent AS (
    SELECT t.staff_id, range_agg(tstzrange(t.starts_at, t.ends_at)) AS spans FROM staff_time t
     WHERE t.staff_id IN (SELECT staff_id FROM planned) AND t.kind = 'absence'
       AND t.ends_at > %(start)s AND t.starts_at < %(end)s GROUP BY t.staff_id
), taken AS (
    SELECT b.staff_id, range_agg(tstzrange(b.busy_from, b.busy_until)) AS spans FROM booking b
     WHERE b.staff_id IN (SELECT staff_id FROM planned) AND b.state <> 'cancelled'
       AND b.busy_until > %(start)s AND b.busy_until < %(end)s + {LONGEST} AND b.busy_from < %(end)s
       AND (b.state <> 'held' OR b.held_until > %(now)s) AND b.id IS DISTINCT FROM %(without)s
     GROUP BY b.staff_id
)
SELECT planned.staff_id, planned.unit_id, lower(gap), upper(gap),
       nullif(planned.shared * multirange(gap), '{{}}')
  FROM planned LEFT JOIN absent USING (staff_id) LEFT JOIN taken USING (staff_id)
 CROSS JOIN LATERAL unnest(planned.spans - coalesce(absent.spans, '{{}}') - coalesce(taken.spans, '{{}}')) gap
 ORDER BY 1, 3
"""
ROSTER = f"SELECT pg_advisory_xact_lock_shared({ROSTER_LOCK}, hashtext(%(region)s))"
# The roster first: whoever lays minutes or loads a roster has it alone, and then wants these rows.
KEEP_FREE_TIME = f"""
SELECT 1 FROM ({ROSTER}) roster CROSS JOIN staff_time t
 WHERE t.unit_id = %(unit_id)s AND t.kind = ANY('{BOOKABLE}') AND t.ends_at > %(start)s
   AND t.ends_at < {AND_LATER} AND t.starts_at < %(end)s ORDER BY t.staff_id, t.kind, t.starts_at FOR UPDATE OF t
"""
BUSY_TIMES = f"""
SELECT b.staff_id, b.busy_from, b.busy_until FROM booking b
 WHERE b.staff_id = ANY(%(staff)s) AND b.state <> 'cancelled' AND b.busy_until > %(start)s
   AND b.busy_until < {AND_LATER} AND b.busy_from < %(end)s ORDER BY b.staff_id, b.busy_from
"""
CONTACT_TIME = f"""
SELECT t.staff_id, t.unit_id, t.kind, t.starts_at, t.ends_at, t.source, t.author FROM staff_time t
  JOIN staff_member m ON m.id = t.staff_id AND m.left_at IS NULL
 WHERE t.staff_id = ANY(%(staff)s) AND t.kind = ANY(%(kinds)s) AND t.ends_at > %(start)s
   AND t.ends_at < {AND_LATER} AND t.starts_at < %(end)s
"""
# Who is there is worked out once a person, not once a booking; a day around the span, as a booking may take time there.
GONE = f"""
WITH planned AS (
    SELECT t.staff_id, t.unit_id, range_agg(tstzrange(t.starts_at, t.ends_at)) AS spans
      FROM staff_time t JOIN staff_member m ON m.id = t.staff_id AND m.left_at IS NULL
     WHERE t.unit_id = ANY(%(units)s) AND t.kind = ANY('{BOOKABLE}')
       AND t.ends_at > %(start)s - interval '1 day' AND t.ends_at < {AND_LATER}
       AND t.starts_at < %(end)s + interval '1 day' GROUP BY t.staff_id, t.unit_id
), absent AS (
    SELECT t.staff_id, range_agg(tstzrange(t.starts_at, t.ends_at)) AS spans FROM staff_time t
     WHERE t.staff_id IN (SELECT staff_id FROM planned) AND t.kind = 'absence'
       AND t.ends_at > %(start)s - interval '1 day' AND t.ends_at < {AND_LATER}
       AND t.starts_at < %(end)s + interval '1 day' GROUP BY t.staff_id
), there AS (
    SELECT planned.staff_id, planned.unit_id, planned.spans - coalesce(absent.spans, '{{}}') AS spans
      FROM planned LEFT JOIN absent USING (staff_id)
), gone AS (
    SELECT b.* FROM booking b LEFT JOIN there ON there.staff_id = b.staff_id AND there.unit_id = b.unit_id
     WHERE b.unit_id = ANY(%(units)s) AND b.starts_at >= %(start)s AND b.starts_at < %(end)s
       AND b.state = 'booked' AND NOT coalesce(there.spans, '{{}}') @> tstzrange(b.busy_from, b.busy_until)
)
"""
WITHOUT_TIME = f"{GONE} SELECT {', '.join(COLUMNS)} FROM gone ORDER BY starts_at, id"


class Bookings(UnitOfWork):
    """See contact_api/ports/bookings.py."""

    def free_time(
        self, units: Collection[UnitId], span: Window, *, now: datetime, without: BookingId | None = None
    ) -> list[FreeTime]:
        values = {"units": list(units), "start": span.start, "end": span.end, "now": now, "without": without}
        return [
            FreeTime(StaffId(staff), UnitId(unit), start, end, _windows(shared))
            for staff, unit, start, end, shared in self._seen_plain(FREE_TIME, values)
        ]

    def busy_times(self, staff: Collection[StaffId], span: Window) -> list[tuple[StaffId, Window]]:
        found = self._seen_plain(BUSY_TIMES, {"staff": list(staff), "start": span.start, "end": span.end})
        return [(StaffId(staff_id), Window(start, end)) for staff_id, start, end in found]

    def contact_time(self, staff: Collection[StaffId], span: Window) -> list[Shift]:
        values = {"staff": list(staff), "start": span.start, "end": span.end, "kinds": list(OF_CONTACTS)}
        return in_span(callback_shifts(map(time_of, self._seen(CONTACT_TIME, values))), span)

    def share_roster(self) -> None:
        self._row(ROSTER, {"region": self._region.code})

    def keep_free_time(self, unit_id: UnitId, span: Window) -> None:
        values = {"unit_id": unit_id, "start": span.start, "end": span.end, "region": self._region.code}
        self._rows(KEEP_FREE_TIME, values)

    def add_booking(self, booking: Booking) -> None:
        busy = booking.slot.busy
        ended = {
            "now": booking.made_at,
            "staff_id": booking.slot.staff_id,
            "start": busy.start,
            "end": busy.end,
        }
        self._rows_changed(DROP_ENDED_HOLDS, ended)
        self._batch.add(ADD_BOOKING, values_of(booking))

    def save_booking(self, booking: Booking) -> None:
        self._batch.add(SAVE_BOOKING, values_of(booking))

    def drop_booking(self, booking_id: BookingId) -> None:
        self._batch.add(DROP_BOOKING, {"id": booking_id})

    def booking(self, booking_id: BookingId) -> Booking | None:
        return self._one(f"{BOOKED} WHERE b.id = %(id)s", {"id": booking_id})

    def booking_to_change(self, booking_id: BookingId) -> Booking | None:
        row = self._row(f"{BOOKED} WHERE b.id = %(id)s FOR NO KEY UPDATE", {"id": booking_id})
        return booking_of(row) if row else None

    def bookings_of_contact(self, contact_id: ContactId) -> list[Booking]:
        return self._all(
            f"{BOOKED} WHERE b.contact_id = %(id)s ORDER BY b.starts_at, b.id", {"id": contact_id}
        )

    def bookings_of_person(self, person_id: PersonId, *, since: datetime) -> list[Booking]:
        return self._all(
            f"{BOOKED} JOIN contact_request c ON c.id = b.contact_id "
            "WHERE c.person_id = %(id)s AND b.starts_at >= %(since)s ORDER BY b.starts_at, b.id",
            {"id": person_id, "since": since},
        )

    def bookings_of_group(self, group_id: str) -> list[Booking]:
        return self._all(f"{BOOKED} WHERE b.group_id = %(id)s ORDER BY b.starts_at, b.id", {"id": group_id})

    def bookings_of_units(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        return self._all(
            f"{BOOKED} WHERE b.unit_id = ANY(%(units)s) AND b.starts_at >= %(start)s AND b.starts_at < %(end)s "
            "AND b.state <> 'held' ORDER BY b.starts_at, b.id",
            {"units": list(units), "start": span.start, "end": span.end},
        )

    def bookings_without_time(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        return self._all(WITHOUT_TIME, {"units": list(units), "start": span.start, "end": span.end})

    def ended_holds(self, *, now: datetime) -> list[Booking]:
        return self._all(
            f"{BOOKED} WHERE b.state = 'held' AND b.held_until <= %(now)s ORDER BY b.id LIMIT {MOST_AT_ONCE}",
            {"now": now},
        )

    def _rows_changed(self, write: Write, values: Mapping[str, Any]) -> None:
        """A write that what follows must see: not gathered with it."""
        self._batch.add(write, values)
        self._begin()
        self._batch.send()

    def _one(self, sql: str, values: Mapping[str, Any]) -> Booking | None:
        found = self._all(sql, values)
        return found[0] if found else None

    def _all(self, sql: str, values: Mapping[str, Any]) -> list[Booking]:
        return [booking_of(row) for row in self._seen(sql, values)]


def _windows(spans: Iterable[Any] | None) -> tuple[Window, ...]:
    return tuple(Window(one.lower, one.upper) for one in spans or ())
