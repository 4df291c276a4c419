"""What an audit reads: planning figures by version, and promises and pulls picked at random."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from contact_api.adapters.sql.promises import explained_promise
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.promise.promise import Promise
from contact_api.domain.triage.catalogue_document import read_catalogue

Connection = psycopg.Connection[Any]


def plannings(connection: Connection, region: str) -> dict[str, Planning]:
    """The planning figures of every catalogue that ever was in force, by their version; the newest of each."""
    found = connection.execute(
        "SELECT document FROM catalogue_version WHERE region = %s ORDER BY added_at", [region]
    )
    every = (read_catalogue(document).planning for (document,) in found)
    return {planning.version: planning for planning in every}


def some_promises(connection: Connection, region: str, *, most: int) -> Iterator[Promise]:
    """Promises with what was written down with them, picked at random."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT p.* FROM promise p JOIN contact_request c ON c.id = p.contact_id "
            "WHERE c.region = %s AND p.reasons IS NOT NULL ORDER BY random() LIMIT %s",
            [region, most],
        )
        yield from map(explained_promise, cursor)


def some_pulls(
    connection: Connection, region: str, *, most: int
) -> Iterator[tuple[str, datetime, Mapping[str, Any]]]:
    """The contact, the moment and the facts of pulls, picked at random."""
    yield from connection.execute(
        "SELECT e.contact_id, e.at, e.facts FROM contact_event e JOIN contact_request c ON c.id = e.contact_id "
        "WHERE c.region = %s AND e.kind = 'contact.pulled' AND e.facts ? 'place' ORDER BY random() LIMIT %s",
        [region, most],
    )
