"""The database goes away and comes back: what was answered stands, and nobody is told what is not so."""

from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest

from contact_api.adapters.sql import migrate
from contact_api.adapters.sql.store import SqlStore, StoreIsDown
from contact_api.bootstrap import Application, build
from contact_api.demo.databases import connected
from contact_api.demo.postgres import Postgres
from contact_api.ports import Transaction
from tests.adapters.sql.small_region import (
    a_cell,
    asked,
    at_once,
    lay,
    look,
    seek,
    settings_for,
    write_small_region,
)

END_THEM = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and application_name = 'contact-api'"
)


@pytest.fixture
def app_on_its_own(own_postgres: Postgres) -> Iterator[Application]:
    url = own_postgres.create_database("contact")
    migrate.upgrade(url)
    write_small_region(url)
    application = build(settings_for(url))
    yield application
    assert isinstance(application.store, SqlStore)
    application.store.close()


@pytest.mark.crash
def test_a_database_that_was_killed_and_is_back_has_what_was_answered_and_takes_the_next(
    app_on_its_own: Application, own_postgres: Postgres
) -> None:
    app = app_on_its_own
    lay(app, a_cell(12, 60))
    before = at_once(*[lambda: seek(app).contact.id] * 6)  # so that six connections lie in the pool

    own_postgres.kill()
    with pytest.raises(StoreIsDown):
        seek(app)
    assert not app.is_ready()["database"]
    own_postgres.start()
    after = seek(app).contact.id

    stored = asked(own_postgres.url("contact"), "select id from contact_request")
    assert {one for (one,) in stored} == {*before, after}


def test_connections_that_broke_in_the_pool_are_not_noticed_by_those_who_ask(
    app: Application, small_url: str
) -> None:
    at_once(
        *[lambda: look(app, lambda tx: tx.open_contacts())] * 14
    )  # more than anybody would try one by one
    with connected(small_url) as connection:
        ended = connection.execute(END_THEM.encode()).fetchall()

    answers = at_once(*[lambda: seek(app).contact.id] * 8)

    assert len(ended) > 1
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert asked(small_url, "select count(*) from contact_request") == [(8,)]


def test_a_connection_lost_in_the_middle_of_an_act_lets_the_act_begin_again(
    app: Application, small_url: str
) -> None:
    tries: list[int] = []

    def lose_it_once(tx: Transaction) -> int:
        tx.open_contacts()
        if not tries:
            asked(small_url, END_THEM)
        tries.append(1)
        return len(tx.open_contacts())

    assert look(app, lose_it_once) == 0
    assert len(tries) == 2


def test_a_commit_that_fails_is_not_reported_as_success(app: Application, small_url: str) -> None:
    with connected(small_url) as connection:
        connection.execute(
            "create function fail() returns trigger language plpgsql as $$"
            " begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$"
        )
        connection.execute(
            "create constraint trigger fails_late after insert on contact_request"
            " deferrable initially deferred for each row execute function fail()"
        )
        try:
            with pytest.raises(StoreIsDown):
                seek(app)
        finally:
            connection.execute("drop trigger fails_late on contact_request; drop function fail")

    assert asked(small_url, "select count(*) from contact_request") == [(0,)]
    assert seek(app).contact.id


def test_a_refusal_of_the_database_that_an_act_swallows_is_not_reported_as_success(app: Application) -> None:
    def swallow(tx: Transaction) -> None:
        with suppress(psycopg.Error):
            tx.queue_of([], limit=-1, offset=0)

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        app.transact(swallow)


def test_a_store_that_never_was_there_says_so_soon() -> None:
    app = build(settings_for("postgresql+psycopg://nobody@127.0.0.1:1/none"))

    with pytest.raises(StoreIsDown):
        seek(app)
