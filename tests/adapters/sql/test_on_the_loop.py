"""The busiest routes run on the event loop: whoever waits for the database there holds up nobody else (ADR 0017)."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from sqlalchemy.util.concurrency import greenlet_spawn

from contact_api.adapters.sql.store import SqlStore, StoreIsDown
from contact_api.bootstrap import Application, build
from contact_api.demo.databases import connected
from contact_api.usecases.intake.requests import TakenIn
from tests.adapters.sql.small_region import (
    a_cell,
    asked,
    lay,
    look,
    seek,
    settings_for,
    unbalanced,
    waits_for_a_lock,
)
from tests.adapters.sql.test_connections import END_THEM
from tests.patience import eventually

T = TypeVar("T")
TAKE_IN = "lock table contact_request in exclusive mode"  # reads go on, whoever wants to write waits


def run(play: Coroutine[Any, Any, T]) -> T:
    """On a loop and in a thread of its own, as a browser's tests may have left one running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, play).result()


def on_the_loop(*acts: Callable[[], T]) -> list[T | BaseException]:
    """Run them all on one event loop; what each returned or raised."""

    async def together() -> list[T | BaseException]:
        return await asyncio.gather(*map(greenlet_spawn, acts), return_exceptions=True)

    return run(together())


@contextmanager
def nobody_may_write(url: str) -> Iterator[Callable[[], None]]:
    """Until it is called, or the block ends."""
    with connected(url) as connection:
        connection.execute("begin")
        connection.execute(TAKE_IN.encode())
        yield connection.rollback


async def citizen_waits(url: str) -> None:
    """The database says that somebody waits for a lock."""
    assert await asyncio.to_thread(eventually, lambda: waits_for_a_lock(url)), "nobody waited"


def seeking(app: Application) -> "asyncio.Task[TakenIn]":
    coming: Coroutine[Any, Any, TakenIn] = greenlet_spawn(seek, app)
    return asyncio.create_task(coming)


def stored(url: str) -> int:
    count: int = asked(url, "select count(*) from contact_request")[0][0]
    return count


def test_while_one_waits_for_the_database_the_loop_answers_others(app: Application, small_url: str) -> None:
    async def play() -> TakenIn:
        with nobody_may_write(small_url) as let_write:
            waiting = seeking(app)
            await citizen_waits(small_url)
            assert await greenlet_spawn(look, app, lambda tx: len(tx.open_contacts())) == 0
            assert not waiting.done()
            let_write()
            return await waiting

    assert run(play()).contact.id
    assert stored(small_url) == 1


def test_more_than_there_are_connections_are_all_served_and_no_minute_is_promised_twice(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60), a_cell(12.5, 60))

    answers = on_the_loop(*[lambda: seek(app)] * 40)  # the store has never looked at the region before, too

    assert [one for one in answers if isinstance(one, BaseException)] == []
    assert stored(small_url) == 40
    assert unbalanced(small_url) == []


def test_threads_and_the_loop_have_connections_of_their_own(small_url: str) -> None:
    app = build(settings_for(small_url, pool_size=1))
    assert isinstance(app.store, SqlStore)
    with app.store.transaction():  # a thread has the only one there is for threads
        (taken,) = on_the_loop(lambda: seek(app))
    app.store.close()

    assert isinstance(taken, TakenIn)


def test_of_an_answer_that_is_cut_short_what_was_sent_stands_whole_and_the_next_is_taken_in(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60))

    async def play() -> None:
        with nobody_may_write(small_url):
            waiting = seeking(app)
            await citizen_waits(small_url)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert (await seeking(app)).promise.backed

    run(play())
    assert eventually(lambda: stored(small_url) == 2), "what the database had been sent did not stand"
    assert unbalanced(small_url) == []


def test_connections_that_broke_in_the_pool_are_not_noticed_on_the_loop_either(
    app: Application, small_url: str
) -> None:
    on_the_loop(*[lambda: look(app, lambda tx: tx.open_contacts())] * 14)
    ended = asked(small_url, END_THEM)

    answers = on_the_loop(*[lambda: seek(app).contact.id] * 8)

    assert len(ended) > 1
    assert [one for one in answers if isinstance(one, BaseException)] == []
    assert stored(small_url) == 8


def test_a_database_that_does_not_answer_stops_only_who_asks_for_it() -> None:
    async def play() -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.setblocking(False)
            url = f"postgresql+psycopg://nobody@127.0.0.1:{silent.getsockname()[1]}/none"
            waiting = seeking(build(settings_for(url)))
            line, _ = await asyncio.get_running_loop().sock_accept(silent)  # the loop is free to do that
            assert not waiting.done()
            line.close()
            with pytest.raises(StoreIsDown):
                await waiting

    run(play())
