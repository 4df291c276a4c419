"""The statements that do more than read or write one row."""

from contact_api.adapters.sql.batch import Pair

# The limit was worked out from staff minutes read a moment ago; whoever cut them since is not overlooked.
TAKE_MINUTES = """
UPDATE capacity_cell SET reserved_minutes = reserved_minutes + %(minutes)s,
       filled_to = least(%(limit)s, floor(staff_minutes * fill)::int)
 WHERE pool_id = %(pool_id)s AND start_at = %(cell_start)s
"""

ADD_RESERVATION = """
INSERT INTO reservation (contact_id, pool_id, unit_id, cell_start, minutes)
VALUES (%(contact_id)s, %(pool_id)s, %(unit_id)s, %(cell_start)s, %(minutes)s)
"""

# Reservations never outgrow what they were allowed: giving back lowers the limit's use, never the limit.
GIVE_MINUTES_BACK = Pair(
    first="DELETE FROM reservation WHERE contact_id = %(contact_id)s RETURNING pool_id, cell_start, minutes",
    then="""
UPDATE capacity_cell cell SET reserved_minutes = cell.reserved_minutes - given.minutes
  FROM {first} given WHERE cell.pool_id = given.pool_id AND cell.start_at = given.cell_start
""",
)

LAY_CELLS = """
INSERT INTO capacity_cell
       (pool_id, start_at, end_at, unit_id, staff_minutes, pool_ends_at, pool_since, fill,
        reserved_minutes, filled_to)
SELECT *, 0, 0 FROM unnest(%(pools)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
                           %(units)s::text[], %(minutes)s::int[], %(pool_ends)s::timestamptz[],
                           %(since)s::timestamptz[], %(fill)s::float8[])
    ON CONFLICT (pool_id, start_at)
    DO UPDATE SET staff_minutes = excluded.staff_minutes, pool_ends_at = excluded.pool_ends_at,
                  pool_since = excluded.pool_since, fill = excluded.fill
"""

KEEP = """
UPDATE capacity_cell cell
   SET protected_today = plan.today, protected_urgent = plan.urgent, protected_for_own_patients = plan.own, protected_for_own_unit_only = plan.own_only,
       longest_promised = plan.longest
  FROM unnest(%(pools)s::text[], %(starts)s::timestamptz[], %(today)s::int[], %(urgent)s::int[], %(own)s::int[],
              %(own_only)s::int[], %(longest)s::int[]) plan (pool_id, start_at, today, urgent, own, own_only, longest)
 WHERE cell.pool_id = plan.pool_id AND cell.start_at = plan.start_at
   AND (protected_today, protected_urgent, protected_for_own_patients, protected_for_own_unit_only, longest_promised)
       IS DISTINCT FROM (plan.today, plan.urgent, plan.own, plan.own_only, plan.longest)
"""

LEND = """
UPDATE contact_request c SET lend_at = plan.lend_at
  FROM unnest(%(ids)s::text[], %(moments)s::timestamptz[]) plan (id, lend_at)
 WHERE c.id = plan.id AND c.state = 'waiting'
"""

ADD_PERSON = """
INSERT INTO person (id, unit_id, named_contact, protected_identity, first_seen_at)
VALUES (%(id)s, %(unit_id)s, %(named_contact)s, %(protected_identity)s, %(first_seen_at)s)
ON CONFLICT (id) DO UPDATE SET protected_identity = true
 WHERE excluded.protected_identity AND NOT person.protected_identity
"""

# Who has her as named contact, and the first by deadline of each sort: the unit's own (promised a time or not), what
# it has promised to others' people, what others lend (promised or not); and what she holds. Of these the best by
# domain.work_queue.order_for, which has the last word: within a sort it goes by deadline, but for other named contacts.
WAITING_FOR = """
SELECT {columns} FROM (
    SELECT id FROM (
      SELECT *, bool_or({hers} AND backed AND due_at <= %(own_unit_until)s) OVER () AS needed_at_own_unit FROM (
        ({place} WHERE c.state = 'waiting' AND c.named_contact = %(staff_id)s {fits} AND (c.unit_id = %(unit_id)s
          OR (c.promised_unit = %(unit_id)s OR c.lend_at <= %(now)s) AND c.consent <> 'own_unit' {welcome}))
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND c.backed AND c.unit_id = %(unit_id)s {not_hers} {fits} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND NOT c.backed AND c.unit_id = %(unit_id)s {not_hers} {fits} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND c.promised_unit = %(unit_id)s AND c.promised_unit <> c.unit_id
          {not_hers} {fits} {welcome} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND c.backed AND c.lend_at <= %(now)s
          {of_others} {fits} {welcome} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND NOT c.backed {of_others} {fits} {welcome} {first})
        UNION ALL
        ({place} WHERE c.state = 'claimed' AND c.claimed_by = %(staff_id)s AND c.lease_until > %(now)s)
      ) found
    ) weighed
     ORDER BY state = 'waiting', urgency > 'U0', urgency > 'U1' OR {left_to_own_unit},
           due_at > %(rescued_until)s OR needed_at_own_unit AND urgency > 'U1' AND NOT {hers}, NOT backed,
           unit_id <> %(unit_id)s, promised_unit IS DISTINCT FROM %(unit_id)s AND unit_id <> %(unit_id)s,
           array_position(ARRAY[%(staff_id)s, NULL]::text[], named_contact),
           due_at, sought_at, id
     LIMIT %(most)s
) best JOIN contact_request c ON c.id = best.id
"""

LEFT_TO_OWN_UNIT = """(
    urgency = 'U1' AND attempts = 0 AND unit_id <> %(unit_id)s AND sought_at > %(urgent_since)s
    AND due_at > %(rescued_until)s)"""

HERS = "(unit_id = %(unit_id)s OR promised_unit IS NOT DISTINCT FROM %(unit_id)s)"

PLACE = """
SELECT c.id, c.state, c.urgency, c.backed, c.unit_id, c.promised_unit, c.named_contact, c.due_at, c.sought_at,
       c.attempts
  FROM contact_request c
"""

FIRST = "ORDER BY c.urgency > 'U1', c.due_at, c.sought_at, c.id LIMIT %(looked_at)s"

NOT_HERS = "AND c.named_contact IS DISTINCT FROM %(staff_id)s"

OF_OTHERS = """
 AND c.consent <> 'own_unit' AND c.unit_id <> %(unit_id)s AND c.promised_unit IS DISTINCT FROM %(unit_id)s
 AND c.named_contact IS DISTINCT FROM %(staff_id)s
"""

FITS = """
 AND (c.callable_from IS NULL OR c.callable_from <= %(now)s)
 AND (c.available_to IS NULL OR c.available_to >= %(now)s)
 AND c.professions && %(professions)s AND c.language = ANY(%(languages)s)
"""

WELCOME = """
 AND %(shares_work)s AND (c.consent = 'any_provider'
      OR (c.consent = 'same_provider' AND c.unit_id = ANY(%(same_provider)s)))
"""

# One statement, so that all of it stands or none: nobody else gets the contact, it comes back as it now is, its
# minutes are given back, its history and the access log say who took it.
CLAIM_FIRST = """
WITH picked AS (
    {candidates} SKIP LOCKED
), claimed AS (
    UPDATE contact_request c
       SET state = 'claimed', claimed_by = %(staff_id)s, claimed_at = %(now)s, lease_until = %(until)s,
           lease_number = c.lease_number + 1
      FROM picked WHERE c.id = picked.id
    RETURNING {columns}
), given AS (
    DELETE FROM reservation r USING claimed WHERE r.contact_id = claimed.id
    RETURNING r.pool_id, r.cell_start, r.minutes
), cell AS (
    {minutes}
), pulled AS (
    INSERT INTO contact_event (contact_id, kind, at, actor, facts)
    SELECT id, 'contact.pulled', %(now)s, %(staff_id)s, jsonb_build_object('lease', lease_number)
           || coalesce(%(why)s::jsonb -> (array_position(%(ranked)s::text[], id) - 1), '{{}}') FROM claimed
), looked AS (
    INSERT INTO access_log (at, actor, role, action, purpose, commission, unit_id, contact_id, person_id)
    SELECT %(at)s, %(actor)s, %(role)s, %(action)s, %(purpose)s, %(commission)s, %(unit_id)s, id, person_id
      FROM claimed WHERE %(actor)s::text IS NOT NULL
)
SELECT *, EXISTS (SELECT 1 FROM message m WHERE m.contact_id = claimed.id
                     AND (m.state IN ('failed_permanently', 'not_sent')
                          OR EXISTS (SELECT 1 FROM text_opt_out o WHERE o.number_key = m.to_key))) AS texts_in_doubt
  FROM claimed
"""

# Without SKIP LOCKED it waits for whoever has it in hand: he may have changed something else and leave it waiting.
FIRST_CANDIDATE = """
SELECT c.id FROM unnest(%(ids)s::text[]) WITH ORDINALITY AS candidate (id, place)
  JOIN contact_request c ON c.id = candidate.id
 WHERE c.state = 'waiting' AND (c.callable_from IS NULL OR c.callable_from <= %(now)s)
 ORDER BY candidate.place LIMIT 1 FOR NO KEY UPDATE OF c
"""

# The row is locked even when it is marked already (OFFSET 0: lock first, then look): who takes the mark waits
# until this transaction stands, so that the plan made after that sees what moved.
MARK_DIRTY = Pair(
    first="""
UPDATE region SET dirty_since = %(now)s
  FROM (SELECT code, dirty_since FROM region WHERE code = %(region)s OFFSET 0 FOR NO KEY UPDATE) held
 WHERE region.code = held.code AND held.dirty_since IS NULL RETURNING region.code
""",
    then="INSERT INTO outbox (job, ids) SELECT 'replan', jsonb_build_object('region', code) FROM {first}",
)

FIGURE_ROWS = """
SELECT c.id, c.unit_id, c.channel, c.intake, c.urgency, c.state, c.sought_at, c.times_sought,
       first.backed AS first_backed, first.window_from, first.window_to,
       (SELECT count(*) FROM promise p WHERE p.contact_id = c.id) AS promises,
       (SELECT array_agg(a.started_at ORDER BY a.started_at)
          FROM attempt a WHERE a.contact_id = c.id) AS started,
       (SELECT array_agg(a.outcome = 'reached' ORDER BY a.started_at)
          FROM attempt a WHERE a.contact_id = c.id) AS reached
  FROM contact_request c
  LEFT JOIN LATERAL (SELECT p.backed, p.window_from, p.window_to FROM promise p
                      WHERE p.contact_id = c.id ORDER BY p.id LIMIT 1) first ON true
 WHERE c.region = %(region)s AND c.sought_at >= %(start)s AND c.sought_at < %(end)s
 ORDER BY c.sought_at, c.id
"""
