"""`contact-api demo`: everything on embedded servers, a short story through HTTP, then it stays up."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from contact_api.adapters.identity.webhooks import new_secret
from contact_api.adapters.queue.rq_queue import connect
from contact_api.adapters.red_days import is_red
from contact_api.demo.clock import offset_to_morning
from contact_api.demo.places import default_folder
from contact_api.demo.ports import free_port
from contact_api.demo.postgres import OWNER
from contact_api.demo.processes import Program, Programs, answers, every_end_is_ctrl_c
from contact_api.demo.servers import Servers, start_servers
from contact_api.demo.sign_in import WEB_CLIENT, WEB_SECRET
from contact_api.demo.story import Story
from contact_api.settings import HERE

SENDER = "aurora"  # the telephone exchange of the story


@dataclass(frozen=True, slots=True)
class Places:
    """Where the demo's parts are reached, and what they share."""

    api: str
    sign_in: str
    messages: Path
    webhook_secret: str
    env: Mapping[str, str]
    clock: Callable[[], datetime]
    zone: ZoneInfo


def run(*, folder: Path | None, story_only: bool) -> int:
    """Run the demo; the exit status. Ctrl-C ends everything it started."""
    began = time.monotonic()
    place = (folder or default_folder()).resolve()
    print(f"The demo keeps its data in {_shown(place)}; each start begins with an empty database.")  # noqa: T201
    try:
        with every_end_is_ctrl_c():
            _run(place, began, story_only=story_only)
    except KeyboardInterrupt:
        _say("\nStopping …")
    finally:
        _say("Everything is stopped. Start it again with: make demo")
    return 0


def _run(place: Path, began: float, *, story_only: bool) -> None:
    servers: Servers | None = None
    programs: Programs | None = None
    try:
        programs = Programs(place / "programs", say=_say)
        servers = start_servers(place, say=_say)
        places = _prepare(place, servers)
        _start_programs(programs, places)
        _say(f"Ready after {time.monotonic() - began:.0f} s.")
        Story(places.api, places.sign_in, places.messages, places.webhook_secret, tend=programs.tend, say=_say).tell()
        _say(_where(places))
        if not story_only:
            programs.stay_up()
    finally:
        if programs is not None:
            programs.stop()
        if servers is not None:
            servers.stop()


def _prepare(place: Path, servers: Servers) -> Places:
    """An empty database with the tables, the seeds and a clock that shows a working morning."""
    servers.postgres.drop_database(OWNER)
    database_url = servers.postgres.create_database(OWNER)
    connect(servers.redis_url).flushall()
    messages = place / "messages.jsonl"
    messages.unlink(missing_ok=True)
    port, sign_in_port = free_port(8080), free_port(8090)
    api, sign_in = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sign_in_port}"
    zone = ZoneInfo("Europe/Stockholm")
    offset = offset_to_morning(datetime.now(UTC), zone=zone, is_red=is_red)
    secret = _kept(place / "webhook-secret", new_secret)
    env = {
        "CONTACT_DATABASE_URL": database_url,
        "CONTACT_REDIS_URL": servers.redis_url,
        "CONTACT_SECRET_KEY": _kept(place / "secret-key", new_secret),
        "CONTACT_OIDC__ISSUER": sign_in,
        "CONTACT_OIDC__ALLOW_HTTP": "true",
        "CONTACT_TELEPHONY_SECRETS": json.dumps({SENDER: [secret]}),
        "CONTACT_DRY_MESSAGES_FILE": str(messages),
        "CONTACT_DUTY_PHONES": json.dumps({"alidhem": "+46701740610"}),
        "CONTACT_PUBLIC_URL": api,
        "CONTACT_PORT": str(port),
        "CONTACT_CLOCK_OFFSET_SECONDS": str(offset.total_seconds()),
        "PYTHONUNBUFFERED": "1",
    }
    os.environ.update(env)
    _bring_in()
    return Places(api, sign_in, messages, secret, env, lambda: datetime.now(UTC) + offset, zone)


def _bring_in() -> None:
    """Migrations and seeds, in this process."""
    from contact_api.adapters.sql.migrate import upgrade
    from contact_api.bootstrap import clock_of
    from contact_api.seeding import seed_database
    from contact_api.settings import Settings

    settings = Settings()
    upgrade(str(settings.database_url))
    today = clock_of(settings)().date()
    done = seed_database(settings, settings.seeds_folder, today=today, say=lambda _line: None)
    _say(f"{done.units} units and {done.staff} made-up staff of Region Västerbotten, catalogue {done.catalogue}")


def _start_programs(programs: Programs, places: Places) -> None:
    command = (sys.executable, "-m", "contact_api")
    sign_in_port = places.sign_in.rsplit(":", 1)[1]
    sign_in = (
        *(sys.executable, "-m", "contact_api.demo.sign_in", places.sign_in, sign_in_port, places.api),
        *(str(HERE.parent / "seeds" / "vasterbotten"), str(places.messages.parent / "sign-in-key.json")),
    )
    discovery = f"{places.sign_in}/.well-known/openid-configuration"
    health = f"{places.api}/contact-routing/v1/health"
    for program, what in (
        (Program("sign-in", sign_in, ready=answers(discovery)), places.sign_in),
        (Program("api", (*command, "serve"), ready=answers(health)), places.api),
        (Program("worker", (*command, "work")), "answers the bell"),
        (Program("scheduler", (*command, "schedule")), "relays the outbox, sweeps"),
    ):
        programs.start(program)
        _say(f"{program.name:10} {what}")


def _where(places: Places) -> str:
    """What to do next, ready to copy."""
    day = places.clock().astimezone(places.zone)
    return f"""
It is up. Its clock shows {day:%A %d %B %Y, %H:%M} and runs on from there.

  API            {places.api}/contact-routing/v1   (description: {places.api}/contact-routing/v1/openapi.json)
  sign-in        {places.sign_in}   (nobody has a password: choose who you are)
  text messages  {_shown(places.messages)}   (what the dry phone would have sent)
  logs           {_shown(places.messages.parent / "programs" / "logs")}

A token for anybody, by name: astrid (citizen), alidhem-01 (staff), alidhem-manager, control-room, medical-lead, auditor
  curl -s {places.sign_in}/token -d grant_type=urn:demo:sign-in-as -d username=alidhem-01

The web front end as a machine client: id {WEB_CLIENT}, secret {WEB_SECRET}
The telephone exchange signs its posts as {SENDER!r} with {places.webhook_secret}

README.md shows each of the three consumers with commands to copy. Ctrl-C ends everything."""


def _kept(file: Path, make: Callable[[], str]) -> str:
    """A secret of this folder, made at the first start."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(make())
    return file.read_text()


def _shown(path: Path) -> str:
    """As short as it can be typed from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the demo's voice


