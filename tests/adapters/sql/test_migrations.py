"""The migrations make what the tables say, can be undone, and protect what is only ever added."""

from datetime import timedelta

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from contact_api.adapters.sql import migrate
from contact_api.adapters.sql.tables import metadata
from contact_api.adapters.sql.tables.columns import differs
from contact_api.bootstrap import Application
from contact_api.demo.databases import connected
from contact_api.ports import Alert, Transaction
from tests.adapters.sql.small_region import ALPHA, NINE, a_cell, asked, lay, look, seek

TABLES = "select count(*) from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)

    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": differs})
        difference = compare_metadata(context, metadata)
    engine.dispose()

    assert difference == []


def test_the_migrations_can_be_undone_and_done_again(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    whole = asked(empty_database_url, TABLES)

    migrate.downgrade(empty_database_url, "base")
    assert asked(empty_database_url, TABLES) == [(0,)]
    assert asked(empty_database_url, "select count(*) from pg_proc where proname = 'refuse_change'") == [(0,)]

    migrate.upgrade(empty_database_url)
    migrate.upgrade(empty_database_url)  # again is harmless
    assert asked(empty_database_url, TABLES) == whole


@pytest.mark.parametrize("table", ["contact_event", "access_log", "promise", "inbound_event", "central_act"])
@pytest.mark.parametrize("change", ["update {} set {} = 'x'", "delete from {}"])
def test_what_is_only_ever_added_cannot_be_changed_or_removed(
    app: Application, small_url: str, table: str, change: str
) -> None:
    lay(app, a_cell(12, 60))
    seek(app)
    columns = {"promise": "why", "inbound_event": "kind"}
    column = columns.get(table, "actor")
    with connected(small_url) as connection:
        connection.execute(
            "insert into access_log (at, actor, role, action, purpose)"
            " values (now(), 'a', 'staff', 'read', 'care')"
        )
        connection.execute(
            "insert into central_act (at, kind, actor, role)"
            " values (now(), 'calls_stopped', 'a', 'control_room')"
        )
        connection.execute(
            "insert into inbound_event (sender, event_id, region, call_reference, kind, at)"
            " values ('pbx', 'evt-1', '99', 'call-1', 'offered', now())"
        )

        with pytest.raises(psycopg.errors.RaiseException, match=f"{table} is append-only"):
            connection.execute(change.format(table, column).encode())

    assert asked(small_url, f"select count(*) > 0 from {table}") == [(True,)]  # noqa: S608 - of the list above


def test_a_promise_wider_than_an_hour_is_refused_by_the_database_itself(
    app: Application, small_url: str
) -> None:
    contact = seek(app).contact
    wide = (
        "insert into promise (contact_id, made_at, window_from, window_to, backed, why, planning_version,"
        " cells_seen, cells_available)"
        " values (%s, now(), now(), now() + interval '61 minutes', true, 'x', 'x', 0, 0)"
    )

    with pytest.raises(psycopg.errors.CheckViolation, match="window_at_most_an_hour"):
        asked(small_url, wide, [contact.id])


def test_open_alerts_of_one_matter_become_the_oldest_with_their_number(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60))
    taken = seek(app)
    kinds = ("same_hour", "wrong_number", "call_112", "same_hour")

    def raise_all(tx: Transaction) -> None:
        for number, kind in enumerate(kinds):
            raised_at = NINE + timedelta(minutes=number)
            tx.add_alert(Alert(f"a{number}", taken.contact.id, ALPHA, kind, raised_at))

    look(app, raise_all)
    migrate.downgrade(small_url, "0014")
    migrate.upgrade(small_url)

    folded = look(app, lambda tx: tx.alerts(units=None, open_only=True, limit=10))
    assert [(one.id, one.kind, one.times_raised, one.last_raised_at) for one in folded] == [
        ("a0", "call_112", 3, NINE + timedelta(minutes=3)),
        ("a1", "wrong_number", 1, None),
    ]
