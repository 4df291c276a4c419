"""What the two embedded servers share: folder, port and password, and how they start, stop and are killed."""

import importlib.metadata
import importlib.util
import re
import secrets
import shutil
import signal
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar, Self

from contact_api.demo.children import Child
from contact_api.demo.places import (
    Account,
    CannotStart,
    account_for,
    can,
    claim,
    free_port,
    own_subfolder,
    reachable_folder,
    until,
)

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
START_SECONDS = 60  # recovery after a crash included
TRIES = 5  # ports taken by somebody who was quicker
IN_THE_WAY = (
    (r"No space left on device", "the disk is full: make room."),
    (r"Cannot allocate memory|out of memory", "too little memory is free: end other programs."),
)


@dataclass(frozen=True)
class ServerPlace:
    """Where a server lives, found once. `own` may be entered by `account` alone; `folder` is ours."""

    folder: Path
    own: Path
    account: Account
    password: str
    lock: IO[str]


class EmbeddedServer(ABC):
    """A server on 127.0.0.1 with a folder to itself. Port, password and data outlive a restart."""

    title: ClassVar[str]
    stops_by: ClassVar[signal.Signals]
    port_taken: ClassVar[str] = r"could not bind|ddress already in use"
    passing: ClassVar[str] = r"(?!)"  # what it says when it would start a moment later

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port: int | None = None
        self._place: ServerPlace | None = None
        self._child: Child | None = None

    def start(self) -> None:
        """Start, on the same data and port as before; the first time make both. Returns when it answers.

        Errors: CannotStart.
        """
        if self.lives:
            return
        place = self._claimed()
        self.kill()  # what may be left of it, if it was killed from outside
        self._child = Child(place.folder / "pid.json", place.folder / "log")
        try:
            self._child.end_left_over(self.stops_by, grace_seconds=10)
            self._prepare(place)
            self._port = self._start_on_a_port(self._child, place)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End in good order and let the folder go; the data stays."""
        if self._child is not None:
            self._child.stop(self.stops_by, grace_seconds=15)
        if self._place is not None:
            self._place.lock.close()
            self._place = None

    def kill(self) -> None:
        """SIGKILL for the server and all its processes, as a crash would."""
        if self._child is not None:
            self._child.kill()

    @property
    def lives(self) -> bool:
        return self._child is not None and self._child.lives

    @property
    def port(self) -> int:
        """Errors: RuntimeError before the first start."""
        if self._port is None:
            raise RuntimeError(f"{self.title} is not started.")
        return self._port

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @abstractmethod
    def _prepare(self, place: ServerPlace) -> None:
        """Make what the program needs in `place.own`, if it is not there."""

    @abstractmethod
    def _program(self, place: ServerPlace, port: int) -> Sequence[str]: ...

    @abstractmethod
    def _answers(self, place: ServerPlace, port: int, pid: int) -> bool: ...

    def _clear(self, place: ServerPlace, said: str) -> None:  # noqa: B027  most have nothing to clear
        """Remove what a server that is gone left in the way."""

    def _claimed(self) -> ServerPlace:
        if self._place is None:
            account = account_for(self._folder / "own")
            folder = reachable_folder(self._folder, account)
            lock = claim(folder)
            try:
                own = own_subfolder(folder, "own", account)
                self._place = ServerPlace(folder, own, account, _password(folder / "password"), lock)
            except BaseException:
                lock.close()
                raise
        return self._place

    def _start_on_a_port(self, child: Child, place: ServerPlace) -> int:
        ports = [self._port] if self._port else [free_port() for _ in range(TRIES)]
        for port in ports:
            if self._starts_on(port, child, place):
                return port
        raise CannotStart(f"{self.title} cannot start: port {ports[-1]} is taken. Start again.")

    def _starts_on(self, port: int, child: Child, place: ServerPlace) -> bool:
        """True when it answers there; False when somebody else does.

        Errors: CannotStart for everything else.
        """
        said = ""
        for _ in range(20):
            said = self._trial(port, child, place)
            if not said:
                return True
            if not re.search(self.passing, said):
                break
            until(lambda: False, seconds=0.3)
            self._clear(place, said)
        if re.search(self.port_taken, said):
            return False
        raise CannotStart(why(self.title, said))

    def _trial(self, port: int, child: Child, place: ServerPlace) -> str:
        """Empty when it answers; else what it said before it ended."""
        program = self._program(place, port)
        child.start(program, env=ENVIRONMENT, cwd=place.own, account=place.account, dies_by=self.stops_by)
        in_time = until(
            lambda: not child.lives or self._answers(place, port, child.pid), seconds=START_SECONDS
        )
        if child.lives and in_time:
            return ""
        late = f"\nFATAL: no answer within {START_SECONDS} s" if child.lives else ""
        child.kill()
        return child.said() + late or "it said nothing."


def why(title: str, said: str) -> str:
    """What a server wrote before it ended, as one line."""
    for pattern, remedy in IN_THE_WAY:
        if re.search(pattern, said):
            return f"{title} cannot start: {remedy}"
    lines = said.strip().splitlines() or ["it said nothing."]
    causes = [line for line in lines if re.search(r"FATAL|PANIC|error:|rror", line)]
    return f"{title} cannot start: {(causes or lines[-1:])[0]}"


def wheel_folder(package: str, program: str, place: ServerPlace) -> Path:
    """The folder of a wheel with a server in it, or a copy of it that the account can reach.

    Errors: CannotStart when there is no such wheel here.
    """
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise CannotStart(
            "The embedded servers are not installed: install contact-api[demo], or name servers of yours in"
            " CONTACT_DATABASE_URL and CONTACT_REDIS_URL."
        )
    folder = Path(found.origin).parent
    if place.account.uid == -1 or can(place.account, str(folder / program), "--version"):
        return folder
    copy = place.folder / f"programs-{importlib.metadata.version(package)}"
    if not copy.exists():
        new = place.folder / "programs-new"
        shutil.rmtree(new, ignore_errors=True)
        for part in (folder, folder.with_name(f"{package}.libs")):
            if part.exists():
                shutil.copytree(
                    part, new / part.name, ignore=shutil.ignore_patterns("include", "*.a", "*.py*")
                )
        new.rename(copy)
    return copy / package


def _password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text()
