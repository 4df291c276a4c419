"""Years of data, written by SQL in a moment: people who were called back, and what was kept of it.

Every table that grows with the years gets its rows, in the order in which they would have come.
"""

import hashlib
from datetime import date
from uuid import UUID

import psycopg

OPENS, HOURS = "07:00", 10
PAST = f"""
CREATE TEMP TABLE past ON COMMIT DROP AS
WITH place AS (
    SELECT row_number() OVER (ORDER BY unit.id) - 1 AS place, count(*) OVER () AS places, unit.id AS unit_id,
           (SELECT min(id) FROM staff_member s WHERE s.unit_id = unit.id) AS staff_id
      FROM unit WHERE EXISTS (SELECT FROM staff_member s WHERE s.unit_id = unit.id)
), one AS (
    SELECT n, %(today)s::date - %(days)s::int + (n / %(per_day)s::int)::int AS day,
           (n %% %(per_day)s::int) * interval '{HOURS} hours' / %(per_day)s::int AS after
      FROM generate_series(0, %(days)s::bigint * %(per_day)s::int - 1) n
)
SELECT n, md5('past-' || n)::uuid::text AS id,
       'past-person-' || n %% greatest(1, %(days)s::int * %(per_day)s::int / 4) AS person_id,
       'key-' || n %% 50000 AS number_key, unit_id, staff_id, (day + time '{OPENS}' + after) AT TIME ZONE 'UTC' AS at
  FROM one JOIN place ON place.place = (n * 7919) %% place.places
 ORDER BY n
"""
REGION = "(SELECT code FROM region)"
NOT_REACHED = "n % 12 = 0"
ASSESSED = "n % 12 > 0 AND n % 100 <> 1"  # who was reached, but for one in a hundred
ROWS = (
    """
INSERT INTO person (id, unit_id, named_contact, protected_identity, first_seen_at)
SELECT DISTINCT ON (person_id) person_id, unit_id, NULL, false, at FROM past ORDER BY person_id, n
    ON CONFLICT DO NOTHING
""",
    f"""
INSERT INTO contact_request (
       id, region, person_id, duplicate_key, sought_at, reason, channel, intake, catalogue_version, rule_ids, facts,
       red_flags, citizen_language, interpreter, mode, protected_identity, safe_contact, sms_welcome, details_sealed,
       unit_id, state, professions, language, minutes, urgency, consent, guarantee, expected_minutes, times_sought,
       window_from, window_to, promised_unit, backed, attempts, callable_from, due_at, lend_at, lease_number,
       link_serial, closed_at, reached_at, also_sought_for, assessment, assessment_ended_at)
SELECT id, {REGION}, person_id, person_id || ':' || unit_id, at, 'R01',
       CASE WHEN n % 3 = 0 THEN 'phone' ELSE 'web' END, 'web_form', '2026-1', '{{}}', '{{new_problem}}',
       '{{}}', 'sv', false, 'call', false, false, true, repeat('x', 400),
       unit_id, CASE WHEN {NOT_REACHED} THEN 'not_reached' ELSE 'reached' END, '{{nurse,district_nurse}}', 'sv', 8,
       CASE WHEN n % 9 = 0 THEN 'U1' ELSE 'U2' END, 'same_provider', 'new', 6, 1 + (n % 7 = 0)::int,
       at + interval '1 hour', at + interval '2 hours', unit_id, true, 1, at, at + interval '2 hours',
       at + interval '2 hours', 1,
       0, at + interval '100 minutes', CASE WHEN {NOT_REACHED} THEN NULL ELSE at + interval '95 minutes' END, '{{}}',
       CASE WHEN {ASSESSED} THEN 'assessed' ELSE 'awaited' END,
       CASE WHEN {ASSESSED} THEN at + (n % 5) * interval '1 day' + interval '2 hours' END
  FROM past
""",
    f"""
INSERT INTO assessment (id, contact_id, unit_id, staff_id, profession, licensed, form, qualified, assessed_at, source,
                        recorded_at, recorded_by)
SELECT id, id, unit_id, staff_id, CASE WHEN n % 3 = 0 THEN 'doctor' ELSE 'nurse' END, true, 'visit', false,
       at + (n % 5) * interval '1 day' + interval '2 hours', 'staff', at + interval '5 days', staff_id
  FROM past WHERE {ASSESSED}
""",
    """
INSERT INTO assessment_offer (id, contact_id, person_id, unit_id, offered_at, time_type, earliest_start, times,
                              noted_by, answer, chosen_start, answered_at)
SELECT id, id, person_id, unit_id, at + interval '2 hours', 'visit', at + interval '1 day', 3, staff_id,
       'chosen', at + (n % 5) * interval '1 day', at + interval '2 hours'
  FROM past WHERE n % 3 = 0
""",
    """
INSERT INTO promise (contact_id, made_at, window_from, window_to, unit_id, backed, why, planning_version,
                     cells_seen, cells_available, reasons)
SELECT id, at, at + interval '1 hour', at + interval '2 hours', unit_id, true, 'own_unit', '2026-1', 18, 9,
       jsonb_build_object('padded', repeat('r', 300))
  FROM past
""",
    f"""
INSERT INTO attempt (contact_id, number, staff_id, started_at, ended_at, outcome)
SELECT id, 1, staff_id, at + (n % 90 + 30) * interval '1 minute', at + (n % 90 + 37) * interval '1 minute',
       CASE WHEN {NOT_REACHED} THEN 'no_answer' ELSE 'reached' END
  FROM past
""",
    """
INSERT INTO contact_event (contact_id, kind, at, actor, facts)
SELECT id, kind, at, 'system', jsonb_build_object('unit', unit_id)
  FROM past, unnest('{contact.taken_in,promise.made,contact.pulled,attempt.ended}'::text[]) kind
""",
    """
INSERT INTO message (id, kind, created_at, contact_id, window_from, window_to, state, tries, provider_id, to_key)
SELECT id || kind, kind, at, id, at + interval '1 hour', at + interval '2 hours', 'delivered', 1,
       'sms-' || kind || n, number_key
  FROM past, unnest('{receipt,reminder}'::text[]) kind
""",
    """
INSERT INTO message (id, kind, created_at, contact_id, unit_id, state, tries, provider_id, to_key)
SELECT id || '-duty', 'alert', at, id, unit_id, 'delivered', 1, 'sms-duty' || n, 'duty-' || unit_id
  FROM past WHERE n % 50 = 0
""",
    """
INSERT INTO access_log (at, actor, role, action, purpose, commission, unit_id, contact_id, person_id)
SELECT at + n % 60 * interval '1 second', staff_id, 'staff', action, 'make the contact', 'past', unit_id, id, person_id
  FROM past, unnest('{pulled,read,changed}'::text[]) action
""",
    """
INSERT INTO central_act (at, kind, actor, role, commission, unit_id, subject_id)
SELECT at, 'alert_acknowledged', staff_id, 'staff', 'past', unit_id, id FROM past WHERE n % 10 = 0
""",
    """
INSERT INTO alert (id, contact_id, unit_id, kind, raised_at, times_raised, acknowledged_at, acknowledged_by)
SELECT id, id, unit_id, 'same_hour', at, 1, at + interval '5 minutes', staff_id FROM past WHERE n % 10 = 0
""",
    f"""
INSERT INTO call (id, region, contact_id, staff_id, unit_id, lease_number, asked_at, callee_key, numbers_sealed, lines,
                  placed_at, heard_at, look_at, stopped, strangers, settled_at, came_to, cost)
SELECT id, {REGION}, id, staff_id, unit_id, 1, at + interval '90 minutes', number_key, repeat('x', 120), '[]',
       at + interval '90 minutes', at + interval '97 minutes', at + interval '98 minutes', false, '{{}}',
       at + interval '98 minutes', 'talked', 40
  FROM past
""",
    """
INSERT INTO written_message (id, contact_id, written_at, written_by, text_sealed)
SELECT id, id, at + interval '10 minutes', 'citizen', repeat('x', 300) FROM past WHERE n % 5 = 0
""",
    f"""
INSERT INTO inbound_event (sender, event_id, region, call_reference, kind, at, unit_id, caller, contact_id)
SELECT 'exchange', id || kind, {REGION}, id, kind, at, unit_id, number_key, CASE kind WHEN 'requested' THEN id END
  FROM past, unnest('{{offered,requested}}'::text[]) kind
""",
)
STAFF_TIME = (
    # the pools of the days that are laid, on every day of the years
    """
INSERT INTO capacity_cell (pool_id, start_at, end_at, unit_id, staff_minutes, pool_ends_at, pool_since, fill,
                           reserved_minutes, filled_to)
SELECT pool.pool_id, at, at + interval '30 minutes', pool.unit_id, 60, at + interval '2 hours', at, 1, 0, 0
  FROM (SELECT DISTINCT pool_id, unit_id FROM capacity_cell) pool,
       generate_series(%(today)s::date - %(days)s::int, %(today)s::date - 1, interval '1 day') day,
       LATERAL generate_series(day::date + time '07:00', day::date + time '16:30', interval '30 minutes') local,
       LATERAL (SELECT local AT TIME ZONE 'UTC' AS at) start
 ORDER BY at, pool.pool_id
""",
    """
INSERT INTO staff_time (staff_id, unit_id, kind, source, author, starts_at, ends_at)
SELECT s.id, s.unit_id, 'callback', 'roster', 'bench',
       (day::date + time '07:00') AT TIME ZONE 'UTC', (day::date + time '16:00') AT TIME ZONE 'UTC'
  FROM generate_series(%(today)s::date - %(days)s::int, %(today)s::date - 1, interval '1 day') day, staff_member s
    ON CONFLICT DO NOTHING
""",
    # Twenty minutes each, person by person through the days: every contact of the past was booked one.
    """
INSERT INTO booking (id, contact_id, time_type_id, unit_id, staff_id, starts_at, ends_at, busy_from, busy_until, form,
                     state, made_at, made_by, interpreter, sequence, times_moved, ended_at)
SELECT 'past-booking-' || n, booked.id, 'visit', staff.unit_id, staff.id, at, at + interval '20 minutes', at,
       at + interval '20 minutes', 'place', 'attended', at - interval '1 day', 'citizen', false, 0, 0, at
  FROM (SELECT past.n, past.id, past.n %% people.number AS person,
               %(today)s::date::timestamptz - (1 + past.n / people.number) * interval '20 minutes' AS at
          FROM past, (SELECT count(*) AS number FROM staff_member) people) booked
  JOIN (SELECT id AS id, unit_id, row_number() OVER (ORDER BY id) - 1 AS person FROM staff_member) staff USING (person)
""",
    # What was open each day, of ten kinds at each unit.
    """
INSERT INTO open_times (day, unit_id, time_type_id, within_3_days, within_7_days, within_30_days, counted_at)
SELECT day::date, u.id, 'kind-' || number, 3, 7, 30, day
  FROM generate_series(%(today)s::date - %(days)s::int, %(today)s::date - 1, interval '1 day') day, unit u,
       generate_series(1, 10) number
""",
    # One in ten waited for a time, and had it.
    """
INSERT INTO waiting_list (id, contact_id, time_type_id, units, owner_unit_id, joined_at, joined_by, due_day, until_day,
                          hour_from, hour_to, language, interpreter, by_staff, not_again, state, offer_id, offers,
                          unanswered, ended_at)
SELECT 'past-waiting-' || past.n, past.id, 'visit', ARRAY[c.unit_id], c.unit_id, c.sought_at, 'citizen',
       c.sought_at::date + 30, c.sought_at::date + 30, 0, 24, 'sv', false, false, '{}', 'booked',
       'past-booking-' || past.n, 1, 0, c.sought_at + interval '1 day'
  FROM past JOIN contact_request c ON c.id = past.id
 WHERE past.n %% 10 = 0
""",
)


def past_id(number: int) -> str:
    """The id of one of the contacts."""
    return str(UUID(hashlib.md5(f"past-{number}".encode(), usedforsecurity=False).hexdigest()))


def fill_years(connection: psycopg.Connection, *, today: date, days: int, per_day: int) -> None:
    """Write the days before today, so many contacts on each, and let PostgreSQL count what it has; commits."""
    values = {"today": today, "days": days, "per_day": per_day}
    with connection.transaction():
        connection.execute(PAST, values)
        connection.execute("ANALYZE past")
        for rows in ROWS:
            connection.execute(rows)
        for rows in STAFF_TIME:
            connection.execute(rows, values)
    connection.execute("VACUUM ANALYZE")
