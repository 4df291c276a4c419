"""The embedded servers: same data after a crash, two at once, nothing left over, clear words if it fails."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from contact_api.demo import places
from contact_api.demo.databases import connected
from contact_api.demo.servers import CannotStart, Postgres, Servers, Valkey, start_servers
from tests.patience import eventually

OWNER = """
import pathlib, sys
from contact_api.demo.servers import start_servers
servers = start_servers(pathlib.Path(sys.argv[1]), say=lambda line: None)
print(servers.database_url, servers.redis_url, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def servers(server_folder: Path) -> Iterator[Servers]:
    started = start_servers(server_folder, say=lambda _: None)
    yield started
    started.stop()


@pytest.fixture
def owner(server_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that started the servers in `server_folder`."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(server_folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().startswith("postgresql+psycopg://")
        yield process
        process.kill()


def servers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return [child for child in psutil.Process(process.pid).children() if child.name() in SERVER_NAMES]


SERVER_NAMES = ("postgres", "valkey-server")


def gone(processes: list[psutil.Process]) -> Callable[[], bool]:
    def all_gone() -> bool:
        return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)

    return all_gone


def write(url: str, value: int) -> None:
    with connected(url) as connection:
        connection.execute("create table if not exists written (value int)")
        connection.execute("insert into written values (%s)", [value])


def written(url: str) -> list[int]:
    with connected(url) as connection:
        return [value for (value,) in connection.execute("select value from written order by 1").fetchall()]


def test_what_was_committed_is_there_after_postgresql_is_killed(own_postgres: Postgres) -> None:
    url = own_postgres.create_database("kept")
    write(url, 1)

    own_postgres.kill()
    own_postgres.start()

    assert written(url) == [1]


def test_what_was_committed_is_there_after_only_the_first_process_of_postgresql_is_killed(
    own_postgres: Postgres,
) -> None:
    url = own_postgres.create_database("kept")
    write(url, 1)
    postmaster = next(c for c in psutil.Process().children() if f"--port={own_postgres.port}" in c.cmdline())

    with connected(url) as held:
        held.execute("select 1")
        postmaster.kill()
        postmaster.wait()
        own_postgres.start()

    assert written(url) == [1]


def test_valkey_keeps_its_keys_over_a_stop_and_refuses_who_has_no_password(own_valkey: Valkey) -> None:
    with redis.Redis.from_url(own_valkey.url()) as client:
        client.set("kept", "yes")

    own_valkey.stop()
    own_valkey.start()

    with redis.Redis.from_url(own_valkey.url()) as client:
        assert client.get("kept") == b"yes"
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    with (
        redis.Redis(port=own_valkey.port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.get("kept")


def test_the_servers_listen_on_loopback_only(servers: Servers) -> None:
    ports = {servers.postgres.port, servers.valkey.port}

    listening: list[Any] = [c.laddr for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN]

    assert {address.ip for address in listening if address.port in ports} == {"127.0.0.1"}


def test_a_second_start_on_a_folder_in_use_names_the_process_that_holds_it(
    servers: Servers, server_folder: Path
) -> None:
    with pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"):
        start_servers(server_folder, say=lambda _: None)

    assert servers.postgres.lives


def test_two_pairs_started_at_once_do_not_meet(server_folder: Path) -> None:
    folders = [server_folder / "one", server_folder / "two"]

    with ThreadPoolExecutor() as pool:
        one, two = pool.map(lambda folder: start_servers(folder, say=lambda _: None), folders)
        write(one.database_url, 1)
        write(two.database_url, 2)
        found = written(one.database_url), written(two.database_url)
        one.stop()
        two.stop()

    assert found == ([1], [2])


def test_a_port_that_somebody_took_meanwhile_is_given_up_for_another(
    server_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = iter([taken.getsockname()[1], places.free_port(), 0, 0, 0])
        monkeypatch.setattr("contact_api.demo.server.free_port", lambda: next(ports))

        with Valkey(server_folder / "valkey") as valkey, redis.Redis.from_url(valkey.url()) as client:
            assert client.ping()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends them: the test below")
def test_the_servers_end_with_their_owner_even_when_it_is_killed(owner: subprocess.Popen[str]) -> None:
    servers = servers_of(owner)

    owner.kill()

    assert len(servers) == 2
    assert eventually(gone(servers))


def test_servers_that_outlived_a_killed_owner_are_ended_by_the_next_start(server_folder: Path) -> None:
    before = set(psutil.Process().children())  # servers of other tests may run in this process
    orphans = start_servers(server_folder, say=lambda _: None)
    left = [child for child in psutil.Process().children() if child not in before]
    write(orphans.database_url, 1)
    for server in ("postgres", "valkey"):
        # as if the owner had gone: the lock is free, the processes are there
        (server_folder / server / "lock").rename(server_folder / server / "lock-of-the-dead")

    again = start_servers(server_folder, say=lambda _: None)

    found = written(again.database_url)
    again.stop()
    orphans.stop()
    assert found == [1]
    assert len(left) == 2
    assert gone(left)()


def test_a_lock_file_that_names_somebody_elses_process_is_no_obstacle(
    own_postgres: Postgres, server_folder: Path
) -> None:
    own_postgres.kill()
    lock = server_folder / "postgres" / "own" / "data" / "postmaster.pid"
    with subprocess.Popen(["sleep", "3600"], **places.as_account(places.account_for(lock))) as somebody:
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(somebody.pid), *lines[1:]]) + "\n")

        own_postgres.start()

        somebody_lives = somebody.poll() is None
        somebody.send_signal(signal.SIGTERM)
    assert own_postgres.lives
    assert somebody_lives


def test_a_cluster_that_was_half_made_is_made_again(server_folder: Path) -> None:
    half = server_folder / "postgres" / "own" / "new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with Postgres(server_folder / "postgres") as postgres:
        assert postgres.lives


def test_a_cluster_of_another_version_is_refused_in_one_line(
    own_postgres: Postgres, server_folder: Path
) -> None:
    own_postgres.stop()
    (server_folder / "postgres" / "own" / "data" / "PG_VERSION").write_text("12\n")

    with pytest.raises(CannotStart, match=r"is PostgreSQL 12's, .*: remove it") as refused:
        own_postgres.start()

    assert "\n" not in str(refused.value)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotStart, match=r"file/demo/postgres cannot be written"):
        start_servers(tmp_path / "file" / "demo", say=lambda _: None)


def test_a_disk_with_too_little_room_is_refused_before_anything_starts(
    server_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "NEEDED_MEGABYTES", 10**9)

    with pytest.raises(CannotStart, match="MB free, 1000000000 are needed"):
        start_servers(server_folder, say=lambda _: None)


def test_a_setting_that_the_server_refuses_is_told_in_its_own_words(server_folder: Path) -> None:
    postgres = Postgres(server_folder / "postgres", max_connections=-1)

    with pytest.raises(CannotStart, match=r"PostgreSQL cannot start: .*max_connections"):
        postgres.start()

    assert not postgres.lives


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must give up its rights")
def test_as_root_the_servers_run_without_its_rights_even_from_a_closed_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    with Postgres(tmp_path / "postgres") as postgres:
        process = next(c for c in psutil.Process().children() if f"--port={postgres.port}" in c.cmdline())
        assert 0 not in process.uids()

    moved = Path((tmp_path / "postgres" / "moved-to").read_text())
    assert moved.parent == places.SHARED
    shutil.rmtree(moved)
