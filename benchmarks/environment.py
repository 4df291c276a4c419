"""Everything that runs during a measurement: servers, databases, the product and the reference."""

import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.identity.webhooks import new_secret
from contact_api.adapters.red_days import is_red
from contact_api.adapters.sql.migrate import upgrade
from contact_api.demo.clock import offset_to_morning
from contact_api.demo.databases import connected
from contact_api.demo.ports import free_port
from contact_api.demo.processes import Program, Programs, answers
from contact_api.demo.servers import Servers, start_servers
from contact_api.domain.core.access import Role
from contact_api.seeding import seed_database
from contact_api.settings import Settings

NURSES_PER_UNIT = 25
REGION = "24"  # of the seeds
STAFF_MINUTES = 1_000_000  # staff minutes in every cell: each promise is backed throughout
POOL_SIZE = 8
SEEDED = "bench_seeded"
MORE_NURSES = f"""
INSERT INTO staff_member (id, unit_id, employee_hsa_id, name, professions, languages, licensed)
SELECT unit.id || '-bench-' || number, unit.id, unit.id || '-bench-' || number, 'Bench', '{{nurse}}', '{{sv}}', true
  FROM unit, generate_series(1, {NURSES_PER_UNIT}) number WHERE unit.id IN (SELECT unit_id FROM capacity_cell)
"""

# The scheduler derives the day's minutes anew from the roster: the shifts must be there too.
NURSE_SHIFTS = """
INSERT INTO staff_time (staff_id, unit_id, kind, source, author, starts_at, ends_at)
SELECT id, unit_id, 'callback', 'entered', 'bench', (%(day)s::date + time '07:00') AT TIME ZONE 'Europe/Stockholm',
       (%(day)s::date + time '18:00') AT TIME ZONE 'Europe/Stockholm'
  FROM staff_member WHERE id LIKE '%%-bench-%%'
"""


@dataclass(frozen=True, slots=True)
class Nurse:
    """A staff member to pull as."""

    staff_id: str
    unit_id: str
    token: str


class BenchEnvironment:
    """Starts and ends all of it. Use it from one thread."""

    def __init__(self, folder: Path, *, say: Callable[[str], None]) -> None:
        self._say = say
        self._programs = Programs(folder / "seeding", say=say)
        self.servers: Servers = start_servers(folder, say=say)
        self.sign_in = SignIn(free_port(8093))
        self._offset = offset_to_morning(
            datetime.now(UTC), zone=ZoneInfo("Europe/Stockholm"), is_red=is_red
        ).total_seconds()
        self._secret = new_secret()
        self._folder = folder
        self._make_seeded()
        self.nurses = self._nurses()
        self.units = sorted({nurse.unit_id for nurse in self.nurses})
        self.front_end = self.sign_in.token("bench", {"roles": ["machine_client"], "client_id": "bench"})

    def begin_part(self, part: str) -> None:
        """End the programs of the part before, so that none of them takes time from this one."""
        self._programs.stop()
        self._programs = Programs(self._folder / part, say=self._say)

    def database(self, name: str) -> str:
        """A fresh copy of the seeded database; its URL."""
        self.servers.postgres.drop_database(name)
        url = self.servers.postgres.create_database(name, template=SEEDED)
        with connected(url) as connection:
            connection.execute("ANALYZE capacity_cell")
        return url

    def now(self) -> datetime:
        """What the product's clock shows."""
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def sealer(self) -> Sealer:
        """As the product seals."""
        return Sealer([self._secret])

    def an_actor(self) -> str:
        """Somebody who looked at people on every day of the years."""
        with connected(self.servers.postgres.url(SEEDED)) as connection:
            row = connection.execute(
                "SELECT min(id) FROM staff_member WHERE unit_id = %s", [self.units[0]]
            ).fetchone()
        return str(row[0]) if row else ""

    def start_product(self, database_url: str, *, processes: int = 1, **more: str) -> int:
        """`contact-api serve`, as in production, with more settings; its port."""
        port = free_port(8094)
        public = f"http://127.0.0.1:{port}"
        env = {**self._env(database_url), "CONTACT_PORT": str(port), "CONTACT_PUBLIC_URL": public, **more}
        ready = answers(f"http://127.0.0.1:{port}/contact-routing/v1/health")
        command = (sys.executable, "-m", "contact_api", "serve", "--processes", str(processes))
        self._programs.start(Program("product", command, env, ready=ready))
        return port

    def start_workers(self, database_url: str) -> None:
        """What else runs in production."""
        for name, command in (("worker", "work"), ("scheduler", "schedule")):
            argv = (sys.executable, "-m", "contact_api", command)
            self._programs.start(Program(name, argv, self._env(database_url)))

    def start_reference(self, database_url: str) -> int:
        """The bare routes in one uvicorn process; their port."""
        port = free_port(8095)
        env = {
            "BENCH_DATABASE_URL": database_url,
            "BENCH_PORT": str(port),
            "BENCH_POOL_SIZE": str(POOL_SIZE),
            "BENCH_CLOCK_OFFSET_SECONDS": str(self._offset),
        }
        ready = answers(f"http://127.0.0.1:{port}/health")
        program = Program("reference", (sys.executable, "-m", "benchmarks.reference_app"), env, ready=ready)
        self._programs.start(program)
        return port

    def stop(self) -> None:
        """End all of it."""
        self._programs.stop()
        self.sign_in.stop()
        self.servers.stop()

    def _make_seeded(self) -> None:
        self.servers.postgres.drop_database(SEEDED)
        url = self.servers.postgres.create_database(SEEDED)
        settings = self._settings(url)
        upgrade(url)
        today: date = datetime.fromtimestamp(datetime.now(UTC).timestamp() + self._offset, UTC).date()
        seeds = _with_wide_limits(settings.seeds_folder, self._folder / "seeds")
        done = seed_database(settings, seeds, today=today, say=lambda _line: None)
        with connected(url) as connection:
            connection.execute(
                f"UPDATE capacity_cell SET staff_minutes = {STAFF_MINUTES} WHERE staff_minutes > 0"
            )
            connection.execute(MORE_NURSES)
            connection.execute(NURSE_SHIFTS, {"day": today})
            connection.execute("UPDATE region SET version = version + 1")
        self._say(
            f"seeded: {done.units} units, {done.staff} staff, minutes for everybody, {NURSES_PER_UNIT} more nurses each"
        )

    def _nurses(self) -> list[Nurse]:
        with connected(self.servers.postgres.url(SEEDED)) as connection:
            rows = connection.execute(
                "SELECT s.id, s.unit_id, u.hsa_id FROM staff_member s JOIN unit u ON u.id = s.unit_id "
                "WHERE s.id LIKE '%-bench-%' ORDER BY split_part(s.id, '-bench-', 2)::int, s.unit_id"
            ).fetchall()
        return [Nurse(staff, unit, self._token_of(staff, unit, hsa_id)) for staff, unit, hsa_id in rows]

    def _token_of(self, staff_id: str, unit_id: str, hsa_id: str) -> str:
        claims = {
            "roles": ["staff"],
            "client_id": "bench",
            "staff_id": staff_id,
            "unit_id": unit_id,
            "employeeHsaId": staff_id,
            "commissionHsaId": f"{hsa_id}-V",
            "commissionPurpose": "Vård och behandling",
            "healthcareProfessionalLicense": ["SJ"],
        }
        return self.sign_in.token(staff_id, claims)

    def _env(self, database_url: str) -> dict[str, str]:
        return {
            "CONTACT_DATABASE_URL": database_url,
            "CONTACT_REDIS_URL": self.servers.redis_url,
            "CONTACT_SECRET_KEY": self._secret,
            "CONTACT_SIGN_IN": json.dumps(
                {
                    "bench": {
                        "issuer": self.sign_in.issuer,
                        "roles": list(Role),
                        "longest_token_seconds": 7200,
                        "allow_http": True,
                    }
                }
            ),
            "CONTACT_DRY_MESSAGES_FILE": str(self._folder / "messages.jsonl"),
            "CONTACT_CLOCK_OFFSET_SECONDS": str(self._offset),
            "CONTACT_POOL_SIZE": str(POOL_SIZE),
        }

    def _settings(self, database_url: str) -> Settings:
        os.environ.update(self._env(database_url))
        return Settings()


class SignIn:
    """A sign-in provider that only publishes its key; the tokens are signed here."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self._key = ECKey.generate_key("P-256", auto_kid=True)
        published = KeySet([self._key]).as_dict(private=False, use="sig", alg="ES256")
        documents = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/jwks.json",
            },
            "/jwks.json": published,
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _document_handler(documents))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def token(self, subject: str, claims: Mapping[str, Any]) -> str:
        """An access token that is good for as long as any run."""
        now = int(datetime.now(UTC).timestamp())
        known = {"iss": self.issuer, "aud": "contact-routing", "sub": subject, "iat": now, "exp": now + 7200}
        header = {"alg": "ES256", "kid": self._key.kid, "typ": "at+jwt"}
        return jwt.encode(header, {**claims, **known}, self._key)

    def stop(self) -> None:
        self._server.shutdown()


def _document_handler(documents: Mapping[str, Mapping[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Documents(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(documents[self.path]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Documents


def _with_wide_limits(seeds: Path, place: Path) -> Path:
    """The same region in which few made-up numbers may hold the minutes of everybody who is made up."""
    shutil.copytree(seeds, place, dirs_exist_ok=True)
    catalogue = json.loads((place / "catalogue.json").read_text("utf-8"))
    catalogue["planning"] |= {f"{one}_limit_minutes": 1440 for one in ("named_number", "line", "sign_in")}
    (place / "catalogue.json").write_text(json.dumps(catalogue), "utf-8")
    return place
