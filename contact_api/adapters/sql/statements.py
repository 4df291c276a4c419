"""The statements that do more than read or write one row."""

from contact_api.adapters.sql.batch import Pair

# The limit was worked out from staff minutes read a moment ago; whoever cut them since is not overlooked.
TAKE_MINUTES = """
UPDATE capacity_cell SET reserved_minutes = reserved_minutes + %(minutes)s,
       filled_to = least(%(limit)s, staff_minutes)
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
       (pool_id, start_at, end_at, unit_id, staff_minutes, pool_ends_at, reserved_minutes, filled_to)
SELECT *, 0, 0 FROM unnest(%(pools)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
                           %(units)s::text[], %(minutes)s::int[], %(pool_ends)s::timestamptz[])
    ON CONFLICT (pool_id, start_at)
    DO UPDATE SET staff_minutes = excluded.staff_minutes, pool_ends_at = excluded.pool_ends_at
"""

ADD_PERSON = """
INSERT INTO person (id, unit_id, named_contact, protected_identity, first_seen_at)
VALUES (%(id)s, %(unit_id)s, %(named_contact)s, %(protected_identity)s, %(first_seen_at)s)
ON CONFLICT (id) DO UPDATE SET protected_identity = true
 WHERE excluded.protected_identity AND NOT person.protected_identity
"""

# Each takes the first by deadline: the unit's own, what it has promised, what others lend (what breaks soon, what
# nobody promised), what she holds. Of these the best by domain.work_queue.order_for, which has the last word.
WAITING_FOR = """
SELECT {columns} FROM (
    SELECT id FROM (
        ({place} WHERE c.state = 'waiting' AND c.unit_id = %(unit_id)s {fits} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND c.promised_unit = %(unit_id)s AND c.promised_unit <> c.unit_id
          {fits} {welcome} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND c.backed AND c.due_at <= %(lent_until)s
          {of_others} {fits} {welcome} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND NOT c.backed {of_others} {fits} {welcome} {first})
        UNION ALL
        ({place} WHERE c.state = 'claimed' AND c.claimed_by = %(staff_id)s AND c.lease_until > %(now)s)
    ) found
     ORDER BY state = 'waiting', urgency > 'U1', %(unit_id)s NOT IN (unit_id, coalesce(promised_unit, unit_id)),
           due_at > %(lent_until)s, array_position(ARRAY[%(staff_id)s, NULL]::text[], named_contact),
           due_at, sought_at, id
     LIMIT %(most)s
) best JOIN contact_request c ON c.id = best.id
"""

PLACE = """
SELECT c.id, c.state, c.urgency, c.unit_id, c.promised_unit, c.named_contact, c.due_at, c.sought_at FROM contact_request c
"""

FIRST = "ORDER BY c.urgency > 'U1', c.due_at LIMIT %(looked_at)s"

OF_OTHERS = """
 AND c.consent <> 'own_unit' AND c.unit_id <> %(unit_id)s AND c.promised_unit IS DISTINCT FROM %(unit_id)s
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

# One statement: nobody else gets it, and the row comes back as it now stands.
CLAIM_FIRST = """
WITH picked AS (
    {candidates} SKIP LOCKED
)
UPDATE contact_request c
   SET state = 'claimed', claimed_by = %(staff_id)s, claimed_at = %(now)s, lease_until = %(until)s,
       lease_number = c.lease_number + 1
  FROM picked WHERE c.id = picked.id
RETURNING {columns}
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
