"""PostgreSQL and Valkey for one run of the tests, shared by its workers.

They belong to a process of their own, started by the first worker that needs them. It watches the run;
when that ends, however it ends, it stops the servers and removes what they stored.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from contact_api.demo.databases import connected, create_database, drop_database, url_of
from contact_api.demo.places import until
from contact_api.demo.servers import CannotStart, Postgres, Valkey
from tests.patience import eventually

PROJECT = Path(__file__).parents[1]


@dataclass(frozen=True)
class ServerPair:
    """What the tests run on. Names of databases begin with `run`, so that runs on one server do not meet."""

    server_url: str
    redis_url: str
    run: str


def shared_pair(folder: Path, *, watched: int) -> ServerPair:
    """The pair of this run, started if it is not there; `folder` is shared by all workers of the run.

    Errors: RuntimeError with what stands in the way.
    """
    answer = folder / "servers.json"
    with (folder / "servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.exists():
            _start_keeper(folder, watched)
    told = json.loads(answer.read_text())
    if "error" in told:
        raise RuntimeError(told["error"])
    return ServerPair(**told)


def migrated_template(pair: ServerPair, folder: Path) -> str:
    """A database with the newest schema and nothing else, to be copied; made by the first to ask."""
    name = f"{pair.run}_template"
    with (folder / "template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            from contact_api.adapters.sql import migrate

            migrate.upgrade(create_database(pair.server_url, name))
            lock.write(name)
    return name


def _start_keeper(folder: Path, watched: int) -> None:
    with (folder / "servers.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.server_pair", str(folder), str(watched)],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    answer = folder / "servers.json"
    eventually(lambda: answer.exists() or keeper.poll() is not None)
    keeper.returncode = 0  # it outlives this worker: nobody waits for it
    if not answer.exists():
        raise RuntimeError(f"The servers for the tests do not start: {(folder / 'servers.log').read_text()}")


def keep(folder: Path, watched: int) -> None:
    """Start the servers, tell where they are, wait for the end of process `watched`, and clear up."""
    run = psutil.Process(watched)
    place = Path(tempfile.mkdtemp(prefix="contact-api-tests-"))
    place.chmod(0o755)  # as root, PostgreSQL runs as somebody else, who must get in
    postgres = Postgres(place / "postgres", durable=False)
    valkey = Valkey(place / "valkey")
    given = os.environ.get("CONTACT_TEST_DATABASE_URL"), os.environ.get("CONTACT_TEST_REDIS_URL")
    name = f"test_{watched}"
    try:
        for server in (server for server, url in zip((postgres, valkey), given, strict=True) if not url):
            server.start()
        pair = ServerPair(given[0] or postgres.url("postgres"), given[1] or valkey.url(), name)
        _tell(folder, asdict(pair))
        until(
            lambda: not run.is_running() or run.status() == psutil.STATUS_ZOMBIE, seconds=24 * 3600, every=0.1
        )
        if given[0]:
            _drop_all(given[0], name)
    except CannotStart as fault:
        _tell(folder, {"error": str(fault)})
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(place, ignore_errors=True)


def _drop_all(server_url: str, run: str) -> None:
    with connected(url_of(server_url, "postgres")) as connection:
        names = connection.execute(
            "select datname from pg_database where starts_with(datname, %s)", [f"{run}_"]
        )
        for (name,) in names.fetchall():
            drop_database(server_url, name)


def _tell(folder: Path, told: dict[str, str]) -> None:
    new = folder / "servers.new"
    new.write_text(json.dumps(told))
    new.rename(folder / "servers.json")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep(Path(sys.argv[1]), int(sys.argv[2]))
