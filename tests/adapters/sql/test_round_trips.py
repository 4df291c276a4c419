"""The two busiest requests wait for PostgreSQL twice: once to look, once to write."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import Application, build
from contact_api.domain.core.access import Caller, Permission, Role
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.routes.contact_requests import seek_contact
from contact_api.http.routes.work_queue import next_claim
from contact_api.http.schemas.intake import ContactRequestIn
from tests.adapters.sql.small_region import ALPHA, COMMON_COLD, NINE, NURSES, a_cell, lay, seek, settings_for
from tests.makers import a_nurse_of

TWICE = 2
READY = "ReadyForQuery"  # what the server says when it has done what it was sent
FRONT_END = Caller("web", frozenset({Role.MACHINE_CLIENT}), client_id="web", provider="tests")


class Counted:
    """The application on a single connection, and how often it waits for that."""

    def __init__(self, app: Application, store: SqlStore, written: Path) -> None:
        self.app = app
        self._store, self._written = store, written

    @property
    def waits(self) -> int:
        return self._written.read_text("utf-8", errors="replace").count(READY)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Have the protocol of the connection written down."""
        with self._written.open("wb") as file:
            with self._store.connection() as connection:
                connection.pgconn.trace(file.fileno())
            yield
            with self._store.connection() as connection:
                connection.pgconn.untrace()


@pytest.fixture
def counted(small_url: str, tmp_path: Path) -> Iterator[Counted]:
    app = build(settings_for(small_url, pool_size=1))
    assert isinstance(app.store, SqlStore)
    lay(app, a_cell(9, 60))
    app.store._looked_at = float("inf")  # the region was read; meanwhile nobody looks whether it changed
    yield Counted(app, app.store, tmp_path / "protocol")
    app.store.close()


def test_an_intake_waits_for_the_database_twice(counted: Counted) -> None:
    body = ContactRequestIn(unit_id=ALPHA, reason=COMMON_COLD, phone="+46701740605")
    context = RequestContext(
        counted.app, FRONT_END, NINE, Permission.SEEK_CONTACT, route="POST /", body=b"{}"
    )

    with counted.counting():
        answer = seek_contact.__wrapped__(body, context, "a-key")  # type: ignore[attr-defined]

    assert (answer.status_code, counted.waits) == (201, TWICE)


def test_a_pull_waits_for_the_database_twice(counted: Counted) -> None:
    sought = seek(counted.app).contact.id
    nurse = a_nurse_of(UnitId(ALPHA), StaffId(NURSES[0]))
    context = RequestContext(counted.app, nurse, NINE, Permission.WORK_QUEUE)

    with counted.counting():
        claim = next_claim(context)

    assert claim is not None
    assert (claim.contact.contact_id, counted.waits) == (sought, TWICE)
