"""Who waits to be called, and who has whom in hand.

SQL only narrows: of each sort of contacts that a staff member may take it shows the first by when they are due, and
the domain decides who of all is next (domain/work_queue/queue_order.py).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.access_log import NO_LOOK, access_values
from contact_api.adapters.sql.capacity import MINUTES_BACK
from contact_api.adapters.sql.contact_rows import CONTACT, CONTACT_REQUEST, SELECT_CONTACT, ContactRows
from contact_api.adapters.sql.unit_of_work import MOST_AT_ONCE
from contact_api.adapters.sql.writes import Write
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, ContactId, StaffId, UnitId, Urgency
from contact_api.domain.work_queue.claim_trace import pull_facts
from contact_api.domain.work_queue.queue_order import QueueEntry, QueueRank, ranking, surely_first
from contact_api.ports import Access, Next

LOOKED_AT = 8  # at first, of each sort
WIDER = 8  # so many times as many, when it is not sure yet who is first
CANDIDATES = 4  # when others take them all between the look and the claim, it is looked again

ENTRY = """
c.id, c.unit_id, c.promised_unit, c.named_contact, c.urgency, c.backed, c.attempts, c.due_at, c.sought_at, c.lend_at
  FROM contact_request c
"""
# Whom the staff member fits, and may be called now (domain.work_queue.may_call, domain.capacity.masters).
FITS = """
c.state = 'waiting' AND c.callable_from <= %(now)s AND (c.available_to IS NULL OR c.available_to >= %(now)s)
 AND c.professions && %(professions)s::text[] AND c.language = ANY(%(languages)s::text[])
 AND c.id <> ALL(%(left_out)s::text[])
"""
# Who accepts the staff member's unit; of which units that is true, the domain says.
WELCOME = """
(c.consent = 'any_provider' AND c.unit_id = ANY(%(any_provider)s::text[])
 OR c.consent = 'same_provider' AND c.unit_id = ANY(%(same_provider)s::text[]))
"""
NOT_NAMED = "c.named_contact IS DISTINCT FROM %(staff_id)s"
OWN = "c.unit_id = %(unit_id)s"
HERE = f"c.promised_unit = %(unit_id)s AND c.promised_unit <> c.unit_id AND {WELCOME}"
ELSEWHERE = f"""
c.unit_id <> %(unit_id)s AND c.promised_unit IS DISTINCT FROM %(unit_id)s AND c.lend_at <= %(now)s AND {WELCOME}
"""
FIRST = "ORDER BY c.urgency > 'U1', c.due_at, c.sought_at, c.id COLLATE \"C\" LIMIT %(most)s"
HELD, NAMED = 0, 1
SORTS = [f"{of} AND {backed}" for of in (OWN, HERE, ELSEWHERE) for backed in ("c.backed", "NOT c.backed")]
NEXT_FOR = "\nUNION ALL\n".join(
    (
        f"SELECT {HELD}, {ENTRY} WHERE c.state = 'claimed' AND c.claimed_by = %(staff_id)s AND c.lease_until > %(now)s",
        f"SELECT {NAMED}, {ENTRY} WHERE {FITS} AND c.named_contact = %(staff_id)s AND ({OWN} OR {HERE} OR {ELSEWHERE})",
        *(
            f"(SELECT {number}, {ENTRY} WHERE {FITS} AND {NOT_NAMED} AND {sort} {FIRST})"
            for number, sort in enumerate(SORTS, NAMED + 1)
        ),
    )
)
HELD_BY = f"{SELECT_CONTACT} WHERE c.state = 'claimed' AND c.claimed_by = %(id)s AND c.lease_until > %(now)s"

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
                          OR EXISTS (SELECT 1 FROM text_opt_out o WHERE o.number_key = m.to_key))) AS texts_in_doubt,
       EXISTS (SELECT 1 FROM alert a WHERE a.contact_id = claimed.id) AS has_alert
  FROM claimed
"""

# Without SKIP LOCKED it waits for whoever has it in hand: they may have changed something else and leave it waiting.
FIRST_CANDIDATE = """
SELECT c.id FROM unnest(%(ids)s::text[]) WITH ORDINALITY AS candidate (id, place)
  JOIN contact_request c ON c.id = candidate.id
 WHERE c.state = 'waiting' AND (c.callable_from IS NULL OR c.callable_from <= %(now)s)
 ORDER BY candidate.place LIMIT 1 FOR NO KEY UPDATE OF c
"""

_CLAIM_FIRST = CLAIM_FIRST.format(
    columns=CONTACT,
    candidates=FIRST_CANDIDATE,
    minutes=MINUTES_BACK.then.format(first="given"),
)

LEND = Write(
    """
UPDATE contact_request c SET lend_at = plan.lend_at
  FROM unnest(%(ids)s::text[], %(moments)s::timestamptz[]) plan (id, lend_at)
 WHERE c.id = plan.id AND c.state = 'waiting'
""",
    rows_of=(CONTACT_REQUEST,),
)

WAITING_BEFORE = """
WHERE c.state = 'waiting' AND NOT c.backed AND c.attempts = 0 AND c.unit_id = %(unit_id)s AND c.language = %(language)s
  AND c.minutes <= %(minutes)s AND c.professions @> %(professions)s::text[] AND c.id <> %(contact_id)s
ORDER BY c.sought_at, c.id LIMIT %(limit)s
"""


class WorkQueue(ContactRows):
    """See contact_api/ports/work_queue.py."""

    def next_for(
        self, member: StaffMember, *, leaving_out: Collection[ContactId] = (), now: datetime
    ) -> Next:
        values = {
            "unit_id": member.unit_id,
            "staff_id": member.id,
            "professions": _array(member.professions),
            "languages": _array(member.languages),
            "any_provider": _array(self._region.units_accepting(member.unit_id, Consent.ANY_PROVIDER)),
            "same_provider": _array(self._region.units_accepting(member.unit_id, Consent.SAME_PROVIDER)),
            "left_out": _array(frozenset(leaving_out)),
            "now": now,
        }
        most, enough = LOOKED_AT, False
        sure: list[QueueRank] = []
        while not enough:
            found = self._seen_plain(NEXT_FOR, values | {"most": most})
            held = self.held_contact(member.id, now=now) if any(row[0] == HELD for row in found) else None
            if held is not None and held.id not in leaving_out:
                return Next(held)
            sure, enough = self._surely_first(member, found, most, now=now)
            most *= WIDER
        return Next(None, sure[:CANDIDATES])

    def _surely_first(
        self, member: StaffMember, found: Sequence[tuple[Any, ...]], most: int, *, now: datetime
    ) -> tuple[list[QueueRank], bool]:
        """Who is first of all who wait, and whether these are enough."""
        by_sort: defaultdict[int, list[QueueEntry]] = defaultdict(list)
        for sort, *entry in found:
            if sort != HELD:
                by_sort[sort].append(_entry_of(entry))
        shown = [entry for of_sort in by_sort.values() for entry in of_sort]
        ranked = ranking(member, shown, planning=self._region.planning, now=now)
        cut = [of_sort for sort, of_sort in by_sort.items() if sort != NAMED and len(of_sort) == most]
        ranks = {rank.contact_id: rank for rank in ranked} if cut else {}
        sure = surely_first(ranked, (ranks[_last(of_sort).contact_id] for of_sort in cut))
        return sure, not cut or len(sure) >= CANDIDATES

    def held_contact(self, staff_id: StaffId, *, now: datetime) -> Contact | None:
        found = self._seen(f"{HELD_BY} ORDER BY c.due_at, c.id LIMIT 1", {"id": staff_id, "now": now})
        return next(iter(self._contacts_of(found)), None)

    def claim_first(
        self,
        ranked: Sequence[QueueRank],
        staff_id: StaffId,
        *,
        planning: Planning,
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        if not ranked:
            return None
        ids = [rank.contact_id for rank in ranked]
        why = [pull_facts(ranked, number, planning.version) for number in range(len(ranked))]
        values = (access_values(look) if look else NO_LOOK) | {
            "ids": ids,
            "staff_id": staff_id,
            "now": now,
            "until": now + planning.lease,
            "ranked": ids,
            "why": Jsonb(why),
        }
        row = self._row_alone(_CLAIM_FIRST, values) or self._claim_when_free(values)
        return self._claimed(row) if row else None

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

    def waiting_before(self, need: Need, *, limit: int) -> list[Contact]:
        values = {name: getattr(need, name) for name in ("contact_id", "unit_id", "language", "minutes")}
        values |= {"professions": list(need.professions), "limit": limit}
        return self._contacts_of(self._seen(f"{SELECT_CONTACT} {WAITING_BEFORE}", values))

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


@lru_cache
def _array(codes: tuple[str, ...] | frozenset[UnitId] | frozenset[ContactId]) -> str:
    """Codes as PostgreSQL writes an array: the same come with every look, and a list is slow to hand over."""
    escaped = (code.replace("\\", "\\\\").replace('"', '\\"') for code in codes)
    return "{" + ",".join(f'"{code}"' for code in escaped) + "}"


def _entry_of(row: Sequence[Any]) -> QueueEntry:
    contact_id, unit_id, promised_unit, named_contact, urgency, *others = row
    return QueueEntry(contact_id, unit_id, promised_unit, named_contact, Urgency(urgency), *others)


def _last(of_sort: Sequence[QueueEntry]) -> QueueEntry:
    return max(of_sort, key=lambda one: (not one.urgency.is_urgent, one.due, one.sought_at, one.contact_id))
