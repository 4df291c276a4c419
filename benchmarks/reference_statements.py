"""The two raw statements of the reference: the rows that an intake and a pull of the product write, no more."""

INTAKE = """
WITH pool AS (
    SELECT pool_id, start_at FROM capacity_cell
     WHERE unit_id = :unit_id AND start_at = :cell_start AND pool_id LIKE '%|%nurse%|%' ORDER BY pool_id LIMIT 1
), new_person AS (
    INSERT INTO person (id, unit_id, named_contact, protected_identity, first_seen_at)
    VALUES (:id, :unit_id, NULL, false, :now) ON CONFLICT (id) DO NOTHING
), new_contact AS (
    INSERT INTO contact_request (
        id, region, person_id, duplicate_key, sought_at, reason, channel, intake, catalogue_version, rule_ids, facts,
        red_flags, citizen_language, interpreter, mode, protected_identity, safe_contact, sms_welcome, on_behalf_of,
        details_sealed, unit_id, state, professions, language, minutes, urgency, consent, guarantee,
        expected_minutes, times_sought, window_from, window_to, promised_unit, backed, attempts, callable_from,
        due_at, lend_at, lease_number, link_serial)
    VALUES (
        :id, '24', :id, :id, :now, :reason, 'web', 'web_form', '2026-1', '{}', '{new_problem}',
        '{}', 'sv', false, 'call', false, false, true, NULL,
        :details, :unit_id, 'waiting', '{nurse,district_nurse}', 'sv', 8, 'U2', 'same_provider', 'new',
        6, 1, :now, :window_to, :unit_id, true, 0, :now, :window_to, :window_to, 0, 0)
), taken_in AS (
    INSERT INTO contact_event (contact_id, kind, at, actor, facts)
    VALUES (:id, 'contact.taken_in', :now, 'client:bench',
            jsonb_build_object('unit', CAST(:unit_id AS text), 'channel', 'web', 'urgency', 'U2', 'rules', '[]'::jsonb,
                               'catalogue', '2026-1'))
), promised AS (
    INSERT INTO promise (contact_id, made_at, window_from, window_to, unit_id, backed, why, planning_version,
                         cells_seen, cells_available)
    VALUES (:id, :now, :now, :window_to, :unit_id, true, 'own_unit', '2026-1', 18, 18)
), promise_made AS (
    INSERT INTO contact_event (contact_id, kind, at, actor, facts)
    VALUES (:id, 'promise.made', :now, 'system',
            jsonb_build_object('unit', CAST(:unit_id AS text), 'backed', true, 'why', 'own_unit'))
), cell AS (
    UPDATE capacity_cell c SET reserved_minutes = c.reserved_minutes + 8, filled_to = c.staff_minutes
      FROM pool WHERE c.pool_id = pool.pool_id AND c.start_at = pool.start_at
), reserved AS (
    INSERT INTO reservation (contact_id, pool_id, unit_id, cell_start, minutes)
    SELECT :id, pool_id, :unit_id, start_at, 8 FROM pool
), receipt AS (
    INSERT INTO message (id, kind, created_at, contact_id, window_from, window_to, state, tries)
    VALUES (:id, 'receipt', :now, :id, :now, :window_to, 'queued', 0)
), outbox_row AS (
    INSERT INTO outbox (job, ids)
    VALUES ('send_message', jsonb_build_object('message_id', CAST(:id AS text)))
)
INSERT INTO answer (client, key, route, body_hash, status, body, at)
VALUES ('bench', :key, 'POST /contact-requests', :key, 201, :details, :now)
"""

CLAIM = """
WITH picked AS (
    SELECT id FROM contact_request
     WHERE state = 'waiting' AND unit_id = :unit_id AND callable_from <= :now
     ORDER BY due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
), claimed AS (
    UPDATE contact_request c
       SET state = 'claimed', claimed_by = :staff_id, claimed_at = :now, lease_until = :until,
           lease_number = c.lease_number + 1
      FROM picked WHERE c.id = picked.id RETURNING c.*
), given AS (
    DELETE FROM reservation r USING claimed WHERE r.contact_id = claimed.id
    RETURNING r.pool_id, r.cell_start, r.minutes
), cell AS (
    UPDATE capacity_cell c SET reserved_minutes = c.reserved_minutes - given.minutes
      FROM given WHERE c.pool_id = given.pool_id AND c.start_at = given.cell_start
), pulled AS (
    INSERT INTO contact_event (contact_id, kind, at, actor, facts)
    SELECT id, 'contact.pulled', :now, :staff_id, jsonb_build_object('lease', lease_number) FROM claimed
), seen AS (
    INSERT INTO access_log (at, actor, role, action, purpose, commission, unit_id, contact_id, person_id)
    SELECT :now, :staff_id, 'staff', 'pulled', 'make the contact', 'bench', :unit_id, id, person_id FROM claimed
)
SELECT id, lease_number, lease_until, unit_id, reason, urgency, sought_at, due_at, details_sealed FROM claimed
"""

# A time that is held or booked: the rows that the product writes, no more. `:state` and `:held_until` tell them apart.
BOOKING = """
WITH who AS (
    SELECT id FROM contact_request WHERE state = 'reached' AND sought_at < now() - interval '1 day'
     ORDER BY sought_at LIMIT 1
), booked AS (
    INSERT INTO booking (id, contact_id, time_type_id, unit_id, staff_id, starts_at, ends_at, busy_from, busy_until,
                         form, state, made_at, made_by, interpreter, sequence, times_moved, held_until)
    SELECT :id, who.id, 'bench-visit', :unit_id, :staff_id, :starts_at, :ends_at, :starts_at, :ends_at, 'place',
           :state, :now, 'citizen', false, 0, 0, :held_until FROM who
), event AS (
    INSERT INTO contact_event (contact_id, kind, at, actor, facts)
    SELECT who.id, 'booking.made', :now, 'citizen', jsonb_build_object('booking', CAST(:id AS text)) FROM who
     WHERE :state = 'booked'
), looked AS (
    INSERT INTO access_log (at, actor, role, action, purpose, contact_id)
    SELECT :now, 'citizen', 'citizen', 'changed', 'own booking', who.id FROM who
)
INSERT INTO answer (client, key, route, body_hash, status, body, at)
VALUES ('bench', :key, 'POST /bookings', :key, 201, :id, :now)
"""
