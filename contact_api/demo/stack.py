"""The whole product as real processes on embedded servers: for `contact-api demo` and for the journeys."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from contact_api.adapters.identity.webhooks import new_secret
from contact_api.adapters.queue.rq_queue import connect
from contact_api.adapters.red_days import is_red
from contact_api.demo.clock import offset_to_morning
from contact_api.demo.oidc_people import sign_in_setting
from contact_api.demo.postgres import OWNER
from contact_api.demo.processes import Program, Programs, answers
from contact_api.demo.provider.exchange import Subscription
from contact_api.demo.servers import Servers, start_servers
from contact_api.settings import HERE, Settings

SENDER = "aurora"  # the telephone exchange that signs its posts
ZONE = ZoneInfo("Europe/Stockholm")
ACCOUNT = Subscription().account_sid
NUMBER = Subscription().number  # what telephones show
MOST_SECONDS_OF_A_STEP = 60.0  # sending all that came due: hundreds of texts after a storm


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts are reached, and what they share."""

    api: str
    sign_in: str
    messages: Path  # every text message that was sent
    webhook_secret: str
    provider: str  # the double of the provider of calls and texts
    provider_token: str  # signs its webhooks


@dataclass(frozen=True, slots=True)
class Ports:
    """On the loopback."""

    api: int
    sign_in: int
    provider: int


class Stack:
    """PostgreSQL, Valkey, sign-in, telephones, API, worker and scheduler, on a folder that only one at a time may use.

    Started and used from one thread, which must outlive it: on Linux its programs end with that thread.
    `more`: settings of the service beside those that hold its parts together.
    """

    def __init__(self, folder: Path, *, say: Callable[[str], None], ports: Ports, **more: str) -> None:
        self._folder = folder
        self._more = more
        self._say = say
        self._offset = offset_to_morning(datetime.now(UTC), zone=ZONE, is_red=is_red)
        api, sign_in, provider = (
            f"http://127.0.0.1:{port}" for port in (ports.api, ports.sign_in, ports.provider)
        )
        self.programs = Programs(folder / "programs", say=say)
        self.places = Places(
            api,
            sign_in,
            folder / "messages.jsonl",
            _kept(folder / "webhook-secret", new_secret),
            provider,
            _kept(folder / "provider-token", new_secret),
        )
        self.servers: Servers
        self._started: Servers | None = None

    def start(self) -> None:
        """Bring everything up, with an empty database but for the seeds. Errors: CannotStart."""
        self.servers = self._started = start_servers(self._folder, say=self._say)
        self.servers.postgres.drop_database(OWNER)
        self.servers.postgres.create_database(OWNER)
        connect(self.servers.redis_url).flushall()
        self.places.messages.unlink(missing_ok=True)
        self._bring_in()
        self._start(self._sign_in())
        self._start(self._telephones())
        for program in self._parts():
            self._start(program)

    def stop(self) -> None:
        """End everything; the data stays."""
        try:
            self.programs.stop()
        finally:
            if self._started is not None:
                self._started.stop()

    def now(self) -> datetime:
        """The time the service's clock shows: on a working morning at the start."""
        return datetime.now(UTC) + self._offset

    def move_clock(self, by: timedelta) -> None:
        """Start worker, scheduler and API again with a clock that shows a later time."""
        self._offset += by
        for program in reversed(self._parts()):
            self.programs.end(program.name)
        for program in self._parts():
            self.programs.start(program)
        httpx.post(
            f"{self.places.provider}/double/steps",
            json={"seconds": by.total_seconds()},
            trust_env=False,
            timeout=MOST_SECONDS_OF_A_STEP,
        )

    @property
    def settings(self) -> Settings:
        """What its programs read from their environment."""
        before = dict(os.environ)
        os.environ.update(self.environment())
        try:
            return Settings()
        finally:
            os.environ.clear()
            os.environ.update(before)

    def environment(self) -> Mapping[str, str]:
        """The settings of its programs, as they stand in their environment."""
        return {
            "CONTACT_DATABASE_URL": self.servers.database_url,
            "CONTACT_REDIS_URL": self.servers.redis_url,
            "CONTACT_SECRET_KEY": _kept(self._folder / "secret-key", new_secret),
            "CONTACT_SIGN_IN": sign_in_setting(self.places.sign_in),
            "CONTACT_TELEPHONY_SECRETS": json.dumps({SENDER: [self.places.webhook_secret]}),
            "CONTACT_TWILIO__ACCOUNT_SID": ACCOUNT,
            "CONTACT_TWILIO__AUTH_TOKEN": self.places.provider_token,
            "CONTACT_TWILIO__FROM_NUMBER": NUMBER,
            "CONTACT_TWILIO__BASE_URL": self.places.provider,
            "CONTACT_DUTY_PHONES": json.dumps({"alidhem": "+46701740610"}),
            "CONTACT_PUBLIC_URL": self.places.api,
            "CONTACT_PORT": self.places.api.rsplit(":", 1)[1],
            "CONTACT_CLOCK_OFFSET_SECONDS": str(self._offset.total_seconds()),
            "PYTHONUNBUFFERED": "1",
            **self._more,
        }

    def _bring_in(self) -> None:
        """Migrations and seeds, in this process."""
        from contact_api.adapters.sql.migrate import upgrade
        from contact_api.seeding import seed_database

        settings = self.settings
        upgrade(str(settings.database_url.get_secret_value()))
        done = seed_database(settings, settings.seeds_folder, today=self.now().date(), say=lambda _line: None)
        made_up = f"{done.staff} made-up staff of Region Västerbotten"
        self._say(f"{done.units} units and {made_up}, catalogue {done.catalogue}")

    def _sign_in(self) -> Program:
        port = self.places.sign_in.rsplit(":", 1)[1]
        argv = (
            *(sys.executable, "-m", "contact_api.demo.sign_in", self.places.sign_in, port, self.places.api),
            *(str(HERE.parent / "seeds" / "vasterbotten"), str(self._folder / "sign-in-key.json")),
        )
        discovery = f"{self.places.sign_in}/.well-known/openid-configuration"
        return Program("sign-in", argv, self.environment(), ready=answers(discovery), ready_seconds=60)

    def _telephones(self) -> Program:
        """The double of the provider: it rings nobody, and its telephones can be told what to do."""
        hooks = f"{self.places.api}/contact-routing/v1/telephony/twilio"
        argv = (
            *(sys.executable, "-m", "contact_api.demo.provider", self.places.provider.rsplit(":", 1)[1]),
            *("--number", NUMBER, "--voice-url", f"{hooks}/voice", "--sms-url", f"{hooks}/texts"),
            *("--voice-ends-url", f"{hooks}/voice/ends"),
            *("--texts", str(self.places.messages)),
            *("--clock-offset-seconds", str(self._offset.total_seconds())),
        )
        ready = answers(f"{self.places.provider}/double/calls")
        return Program("telephones", argv, self.environment(), ready=ready, ready_seconds=60)

    def _parts(self) -> tuple[Program, ...]:
        env, command = self.environment(), (sys.executable, "-m", "contact_api")
        health = f"{self.places.api}/contact-routing/v1/health"
        return (
            Program("worker", (*command, "work"), env),
            Program("scheduler", (*command, "schedule"), env),
            Program("api", (*command, "serve"), env, ready=answers(health), ready_seconds=60),
        )

    def _start(self, program: Program) -> None:
        self.programs.start(program)
        what = {
            "sign-in": self.places.sign_in,
            "telephones": f"{self.places.provider}, a double of the provider: nobody is rung",
            "api": self.places.api,
            "worker": "runs jobs",
            "scheduler": "relays the outbox, sweeps",
        }
        self._say(f"{program.name:10} {what[program.name]}")


def _kept(file: Path, make: Callable[[], str]) -> str:
    """A secret of this folder, made at the first start."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(make())
    return file.read_text()
