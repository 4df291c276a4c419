"""`contact-api demo`: everything on embedded servers, a short story through HTTP, then it stays up."""

import time
from pathlib import Path

from contact_api.demo.places import default_folder
from contact_api.demo.ports import free_port
from contact_api.demo.processes import every_end_is_ctrl_c
from contact_api.demo.sign_in import WEB_CLIENT, WEB_SECRET
from contact_api.demo.stack import SENDER, ZONE, Ports, Stack
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
        for line in moved(ports):
            _say(line)
        _say(f"Ready after {time.monotonic() - began:.0f} s.")
        Story(stack, say=_say).tell()
        _say(_where(stack))
        if not story_only:
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


def _where(stack: Stack) -> str:
    """What to do next, ready to copy."""
    places = stack.places
    return f"""
It is up. Its clock shows {stack.now().astimezone(ZONE):%A %d %B %Y, %H:%M} and runs on from there.

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
  contact-api phone --unit alidhem --api {places.api}
Be a telephone of the staff, for the button on /desk:
  contact-api phone --answers +46701740610 --telephones {places.provider}

README.md shows each of the three consumers with commands to copy. Ctrl-C ends everything."""


def _shown(path: Path) -> str:
    """As short as it can be typed from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the demo's voice
