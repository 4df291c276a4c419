"""Times that can be booked for a fortnight: the first days are booked out, the last has twenty left at one unit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg

from contact_api.adapters.red_days import is_red
from contact_api.domain.core.calendar import local_moment

ZONE = ZoneInfo("Europe/Stockholm")
VISIT = "bench-visit"
STEP, PER_DAY, NURSES = timedelta(minutes=20), 24, 5
BOOKED_OUT = 2  # of the days ahead
OPENS, CLOSES, LAST_CLOSES = time(8), time(16), time(11, 20)
TYPES = {
    "version": "bench",
    "valid_from": "2026-01-02",
    "source": "made up",
    "release_at": "08:00",
    "hold_for_minutes": 30,
    "most_holds": 5,
}
ALWAYS_OPEN = (
    "DELETE FROM opening_hours",
    "DELETE FROM closure",
    "INSERT INTO opening_hours (unit_id, weekday, opens, closes)"
    " SELECT id, weekday, '07:00', '18:00' FROM unit, generate_series(1, 7) weekday",
    "UPDATE region SET version = version + 1",
)
BOOKABLE = """
INSERT INTO staff_time (staff_id, unit_id, kind, source, author, starts_at, ends_at)
SELECT id, unit_id, 'bookable', 'entered', 'bench', %(start)s, %(end)s FROM staff_member
 WHERE id LIKE '%%-bench-%%' AND split_part(id, '-bench-', 2)::int <= %(nurses)s AND unit_id = ANY(%(units)s)
"""
BOOK_OUT = f"""
WITH slot AS (
    SELECT t.staff_id, t.unit_id, at, row_number() OVER (ORDER BY at, t.staff_id) AS number
      FROM staff_time t, generate_series(t.starts_at, t.ends_at - interval '20 minutes', interval '20 minutes') at
     WHERE t.kind = 'bookable' AND t.starts_at >= %(start)s AND t.starts_at < %(end)s
), who AS (
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM contact_request WHERE sought_at < %(today)s
)
INSERT INTO booking (id, contact_id, time_type_id, unit_id, staff_id, starts_at, ends_at, busy_from, busy_until, form,
                     state, made_at, made_by, interpreter, sequence, times_moved)
SELECT 'bench-' || number, who.id, '{VISIT}', unit_id, staff_id, at, at + interval '20 minutes', at,
       at + interval '20 minutes', 'place', 'booked', %(today)s, 'citizen', false, 0, 0
  FROM slot JOIN who USING (number)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One time that somebody can have, and with whom."""

    unit_id: str
    staff_id: str
    start: datetime


@dataclass(frozen=True)
class Supply:
    """Where times are left."""

    units: Sequence[str]
    days: Sequence[date]

    def place(self, number: int) -> Place:
        """Another one for each number: unit by unit, then hour by hour, then person by person."""
        unit = self.units[number % len(self.units)]
        rest = number // len(self.units)
        person, day = divmod(rest // PER_DAY, len(self.days) - BOOKED_OUT - 1)
        start = local_moment(self.days[BOOKED_OUT + day], OPENS, ZONE) + rest % PER_DAY * STEP
        return Place(unit, f"{unit}-bench-{person + 1}", start)

    def last(self, number: int) -> datetime:
        """A start of the last twenty times, at the first unit."""
        return local_moment(self.days[-1], OPENS, ZONE) + number % 10 * STEP


def lay_supply(connection: psycopg.Connection, units: Sequence[str], *, today: date) -> Supply:
    """Write it; commits."""
    ahead = [today + timedelta(days=number) for number in range(1, 14)]
    days = [day for day in ahead if not is_red(day)]
    for sql in ALWAYS_OPEN:
        connection.execute(sql)
    document = TYPES | {"types": [_visit(units)]}
    connection.execute(
        "INSERT INTO time_types_version SELECT 'bench', code, '2026-01-02', 'made up', %s, now() FROM region",
        [json.dumps(document)],
    )
    for day in days[:-1]:
        _bookable(connection, day, CLOSES, NURSES, units)
    _bookable(connection, days[-1], LAST_CLOSES, 2, units[:1])
    span = {
        "start": local_moment(days[0], time(), ZONE),
        "end": local_moment(days[BOOKED_OUT], time(), ZONE),
        "today": local_moment(today, time(), ZONE),
    }
    connection.execute(BOOK_OUT, span)
    connection.execute("ANALYZE")
    return Supply(units, days)


def _bookable(
    connection: psycopg.Connection, day: date, closes: time, nurses: int, units: Sequence[str]
) -> None:
    values = {
        "start": local_moment(day, OPENS, ZONE),
        "end": local_moment(day, closes, ZONE),
        "nurses": nurses,
        "units": list(units),
    }
    connection.execute(BOOKABLE, values)


def _visit(units: Sequence[str]) -> dict[str, object]:
    return {
        "id": VISIT,
        "name": {"sv": "Besök", "en": "Visit"},
        "professions": ["nurse"],
        "duration_minutes": 20,
        "form": "place",
        "bookable_by": "all",
        "reasons": ["*"],
        "most_notice_days": 30,
        "offered_at": [{"unit_id": unit} for unit in units],
    }
