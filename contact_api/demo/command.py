"""`contact-api demo`: everything on embedded servers, a short story through HTTP, then it stays up."""

import shlex
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from contact_api.demo.places import default_folder
from contact_api.demo.ports import free_port
from contact_api.demo.processes import every_end_is_ctrl_c
from contact_api.demo.sign_in import WEB_CLIENT, WEB_SECRET
from contact_api.demo.stack import SENDER, ZONE, Places, Ports, Stack
from contact_api.demo.story import Story

USUAL = (8080, 8090, 8070)  # as README.md has them
PARTS = ("the API is", "sign-in is", "the telephones are")


def run(*, folder: Path | None, story_only: bool) -> int:
    """Run the demo; the exit status. Ctrl-C ends everything it started."""
    began = time.monotonic()
    place = (folder or default_folder()).resolve()
    _say(f"The demo keeps its data in {_shown(place)}; each start begins with an empty database.")
    try:
        with every_end_is_ctrl_c():
            _run(place, began, story_only=story_only)
    except KeyboardInterrupt:
        _say("\nStopping …")
    # Not after a fault: another demo, which it may be about, goes on.
    _say("Everything is stopped. Start it again with: make demo")
    return 0


def _run(place: Path, began: float, *, story_only: bool) -> None:
    ports = Ports(*map(free_port, USUAL))
    stack = Stack(place, say=_say, ports=ports)
    try:
        stack.start()
        keep_settings(_settings_file(stack.places), stack.environment())
        for line in moved(ports):
            _say(line)
        _say(f"Ready after {time.monotonic() - began:.0f} s.")
        Story(stack, say=_say).tell()
        if not story_only:
            _say(next_steps(stack.places, stack.now()))
            stack.programs.stay_up()
    finally:
        stack.stop()


def moved(ports: Ports) -> list[str]:
    """A line for each part that is not where the README says, as somebody else has its port."""
    named = zip(PARTS, USUAL, (ports.api, ports.sign_in, ports.provider), strict=True)
    return [
        f"Port {usual} is taken: {part} at {port} instead; put that into the README's commands."
        for part, usual, port in named
        if port != usual
    ]


def keep_settings(file: Path, environment: Mapping[str, str]) -> None:
    """Write what a shell reads to run the service's commands against this demo. It holds secrets of the demo."""
    lines = (f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
    file.touch(mode=0o600)
    file.write_text("".join(lines), "utf-8")


def next_steps(places: Places, now: datetime) -> str:
    """What to do next, ready to copy."""
    command = _shown(Path(sys.executable).parent / "contact-api")
    return f"""
It is up. Its clock shows {now.astimezone(ZONE):%A %d %B %Y, %H:%M} and runs on from there.

  pages          {places.api}/               seek contact, as a citizen
                 {places.api}/desk           take the next contact, as staff
                 {places.api}/control-room   how today's promises stand
                 {places.api}/unit-manager   a unit's staff time, week by week
  API            {places.api}/contact-routing/v1   (description: {places.api}/contact-routing/v1/openapi.json)
  sign-in        {places.sign_in}   (nobody has a password: choose who you are)
  telephones     {places.provider}/double/calls   (a double of the provider: nobody is rung)
  text messages  {_shown(places.messages)}
  logs           {_shown(places.messages.parent / "programs" / "logs")}

A token for anybody by name: astrid (citizen), alidhem-01 (staff), alidhem-manager, control-room,
medical-lead, auditor
  curl -s {places.sign_in}/token -d grant_type=urn:demo:sign-in-as -d username=alidhem-01

The web front end as a machine client: id {WEB_CLIENT}, secret {WEB_SECRET}
The telephone exchange signs its posts as {SENDER!r} with {places.webhook_secret}

Ring a unit without a telephone, in another terminal:
  {command} phone --unit alidhem --api {places.api}
Be a telephone of the staff, for the button on /desk:
  {command} phone --answers +46701740610 --telephones {places.provider}
Commands of docs/operations.md against this demo, such as health (the settings stay in that terminal):
  . {_sourced(_settings_file(places))}; {command} health api

README.md shows each of the three consumers with commands to copy. Ctrl-C ends everything."""


def _settings_file(places: Places) -> Path:
    return places.messages.parent / "settings.sh"


def _sourced(file: Path) -> str:
    """As `.` of every shell finds it: without a slash it would look in PATH."""
    shown = _shown(file)
    return shlex.quote(shown if "/" in shown else f"./{shown}")


def _shown(path: Path) -> str:
    """As short as it can be typed from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the demo's voice
