"""Who waits to be called, and who has whom in hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.access_log import NO_LOOK, access_values
from contact_api.adapters.sql.capacity import MINUTES_BACK
from contact_api.adapters.sql.contact_rows import CONTACT, CONTACT_REQUEST, ContactRows
from contact_api.adapters.sql.unit_of_work import MOST_AT_ONCE
from contact_api.adapters.sql.writes import Write
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.domain.work_queue.claim_trace import pull_facts
from contact_api.domain.work_queue.work_queue import QueueRank
from contact_api.ports import Access

LOOKED_AT = 30  # by deadline, of each sort of waiting contacts
MOST_CANDIDATES = 4  # when others take them all between the look and the claim, it is looked again

LEND = Write(
    """
UPDATE contact_request c SET lend_at = plan.lend_at
  FROM unnest(%(ids)s::text[], %(moments)s::timestamptz[]) plan (id, lend_at)
 WHERE c.id = plan.id AND c.state = 'waiting'
""",
    rows_of=(CONTACT_REQUEST,),
)

# Who has the staff member as named contact, and the first by deadline of each sort: the unit's own (promised a time
# or not), what it has promised to others' people, what others lend (promised or not); and what they hold. Of these the
# best by domain.work_queue.order_for, which has the last word: within a sort it goes by deadline, but for other named
# contacts.
WAITING_FOR = """
SELECT {columns} FROM (
    SELECT id FROM (
      SELECT *, bool_or({own} AND backed AND due_at <= %(own_unit_until)s) OVER () AS needed_at_own_unit FROM (
        ({place} WHERE c.state = 'waiting' AND c.named_contact = %(staff_id)s {fits} AND (c.unit_id = %(unit_id)s
          OR (c.promised_unit = %(unit_id)s OR c.lend_at <= %(now)s) AND c.consent <> 'own_unit' {welcome}))
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND c.backed AND c.unit_id = %(unit_id)s {not_named} {fits} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND NOT c.backed AND c.unit_id = %(unit_id)s {not_named} {fits} {first})
        UNION ALL
        ({place} WHERE c.state = 'waiting' AND c.promised_unit = %(unit_id)s AND c.promised_unit <> c.unit_id
          {not_named} {fits} {welcome} {first})
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
           due_at > %(rescued_until)s OR needed_at_own_unit AND urgency > 'U1' AND NOT {own}, NOT backed,
           unit_id <> %(unit_id)s, promised_unit IS DISTINCT FROM %(unit_id)s AND unit_id <> %(unit_id)s,
           array_position(ARRAY[%(staff_id)s, NULL]::text[], named_contact),
           due_at, sought_at, id
     LIMIT %(most)s
) best JOIN contact_request c ON c.id = best.id
"""

LEFT_TO_OWN_UNIT = """(
    urgency = 'U1' AND attempts = 0 AND unit_id <> %(unit_id)s AND sought_at > %(urgent_since)s
    AND due_at > %(rescued_until)s)"""

OWN = "(unit_id = %(unit_id)s OR promised_unit IS NOT DISTINCT FROM %(unit_id)s)"

PLACE = """
SELECT c.id, c.state, c.urgency, c.backed, c.unit_id, c.promised_unit, c.named_contact, c.due_at, c.sought_at,
       c.attempts
  FROM contact_request c
"""

FIRST = "ORDER BY c.urgency > 'U1', c.due_at, c.sought_at, c.id LIMIT %(looked_at)s"

NOT_NAMED = "AND c.named_contact IS DISTINCT FROM %(staff_id)s"

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

# Without SKIP LOCKED it waits for whoever has it in hand: they may have changed something else and leave it waiting.
FIRST_CANDIDATE = """
SELECT c.id FROM unnest(%(ids)s::text[]) WITH ORDINALITY AS candidate (id, place)
  JOIN contact_request c ON c.id = candidate.id
 WHERE c.state = 'waiting' AND (c.callable_from IS NULL OR c.callable_from <= %(now)s)
 ORDER BY candidate.place LIMIT 1 FOR NO KEY UPDATE OF c
"""

_WAITING_FOR = WAITING_FOR.format(
    columns=CONTACT,
    own=OWN,
    left_to_own_unit=LEFT_TO_OWN_UNIT,
    place=PLACE,
    first=FIRST,
    not_named=NOT_NAMED,
    fits=FITS,
    welcome=WELCOME,
    of_others=OF_OTHERS,
)
_CLAIM_FIRST = CLAIM_FIRST.format(
    columns=CONTACT,
    candidates=FIRST_CANDIDATE,
    minutes=MINUTES_BACK.then.format(first="given"),
)


class WorkQueue(ContactRows):
    """See contact_api/ports/work_queue.py."""

    def waiting_for(self, member: StaffMember, *, now: datetime) -> list[Contact]:
        unit = self._region.unit(member.unit_id)
        same = [
            u.id for u in self._region.units.values() if u.provider_id == unit.provider_id and u.id != unit.id
        ]
        values = {
            "unit_id": member.unit_id,
            "staff_id": member.id,
            "professions": list(member.professions),
            "languages": list(member.languages),
            "shares_work": unit.shares_work,
            "same_provider": same,
            "now": now,
            "rescued_until": now + self._region.planning.rescue,
            "urgent_since": now - self._region.planning.urgent_own_unit,
            "own_unit_until": now + self._region.planning.own_unit_first,
            "looked_at": LOOKED_AT,
            "most": MOST_CANDIDATES,
        }
        return self._contacts_of(self._seen(_WAITING_FOR, values))

    def claim_first(
        self,
        candidates: Sequence[Contact],
        staff_id: StaffId,
        *,
        planning: Planning,
        places: Sequence[QueueRank] = (),
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        if not candidates:
            return None
        why = [pull_facts(places, number, planning.version) for number in range(len(places))]
        values = (access_values(look) if look else NO_LOOK) | {
            "ids": [contact.id for contact in candidates],
            "staff_id": staff_id,
            "now": now,
            "until": now + planning.lease,
            "ranked": [contact.id for contact in candidates],
            "why": Jsonb(why),
        }
        row = self._row_alone(_CLAIM_FIRST, values) or self._claim_when_free(values)
        if row and not row["texts_in_doubt"]:
            self._texts_arrive.add(row["id"])
        return self._contacts_of([row])[0] if row else None

    def lend(self, moments: Mapping[ContactId, datetime]) -> None:
        values = {"ids": list(moments), "moments": list(moments.values())}
        self._batch.add(LEND, values)

    def open_contacts(self) -> list[Contact]:
        return self._contacts("WHERE c.state IN ('waiting', 'claimed') ORDER BY c.sought_at, c.id", {})

    def queue_of(self, units: Collection[UnitId], *, limit: int, offset: int) -> list[Contact]:
        return self._contacts(
            "WHERE c.state IN ('waiting', 'claimed') AND (c.unit_id = ANY(%(units)s) OR "
            "c.promised_unit = ANY(%(units)s) AND c.promised_unit <> c.unit_id) "
            "ORDER BY c.due_at, c.id LIMIT %(limit)s OFFSET %(offset)s",
            {"units": list(units), "limit": limit, "offset": offset},
        )

    def expired_leases(self, *, now: datetime) -> list[ContactId]:
        found = self._rows(
            "SELECT id FROM contact_request WHERE state = 'claimed' AND lease_until <= %(now)s "
            f"ORDER BY lease_until LIMIT {MOST_AT_ONCE}",
            {"now": now},
        )
        return [ContactId(row["id"]) for row in found]

    def _claim_when_free(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        found = self._row(FIRST_CANDIDATE, values)
        return self._row(_CLAIM_FIRST, {**values, "ids": [found["id"]]}) if found else None
