"""Whether what was measured is also right: all answers are stored, no minute or contact is taken twice."""

from collections import Counter
from collections.abc import Iterable

from benchmarks.http_client import Reply
from contact_api.demo.databases import connected

CELLS_THAT_DO_NOT_ADD_UP = """
SELECT count(*) FROM capacity_cell c
  LEFT JOIN (SELECT pool_id, cell_start, sum(minutes) AS minutes FROM reservation GROUP BY 1, 2) r
    ON r.pool_id = c.pool_id AND r.cell_start = c.start_at
 WHERE c.reserved_minutes <> coalesce(r.minutes, 0)
"""
STORED_INTAKES = """
SELECT count(*) FROM contact_request c JOIN promise p ON p.contact_id = c.id
  JOIN message m ON m.contact_id = c.id
 WHERE c.id = ANY(%s) AND p.backed
"""
PULLED_TWICE = """
SELECT count(*) FROM (SELECT contact_id FROM contact_event WHERE kind = 'contact.pulled'
                       GROUP BY contact_id HAVING count(*) > 1) twice
"""


def faults(database_url: str, taken_in: Iterable[Reply], pulled: Iterable[Reply]) -> list[str]:
    """What is wrong, in words; empty when all is right. No contact is given back in these runs."""
    ids = [reply.json()["contact_id"] for reply in taken_in]
    claims = Counter(reply.json()["contact"]["contact_id"] for reply in pulled)
    twice = sum(1 for times in claims.values() if times > 1)
    found = []
    with connected(database_url) as connection:

        def number(statement: str, *values: object) -> int:
            row = connection.execute(statement, values or None).fetchone()
            return int(row[0]) if row else 0

        if (stored := number(STORED_INTAKES, ids)) != len(set(ids)):
            found.append(f"{len(set(ids)) - stored} answered intakes are not there")
        if len(set(ids)) != len(ids):
            found.append(f"{len(ids) - len(set(ids))} people were taken for somebody else")
        if wrong := number(CELLS_THAT_DO_NOT_ADD_UP):
            found.append(f"in {wrong} cells the reservations do not add up")
        if twice or number(PULLED_TWICE):
            found.append(f"{max(twice, number(PULLED_TWICE))} contacts were claimed twice")
    return found
