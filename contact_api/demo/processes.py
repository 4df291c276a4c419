"""The product's programs as real processes: started in order, watched, restarted, and ended for certain."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from contact_api.demo.children import Child
from contact_api.demo.places import OURSELVES, CannotStart, claim, reachable_folder, until

FIRST_PAUSE = 0.5  # seconds before a program that died is started again; doubled each time
LONGEST_PAUSE = 10.0
SETTLED_SECONDS = 30.0  # after so long a life the pauses start over


@dataclass(frozen=True)
class Program:
    """A program to keep running. `env` is added to this process's own."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] | None = None  # None: ready as soon as it runs
    ready_seconds: float = 30
    grace_seconds: float = 10


@dataclass
class _Running:
    program: Program
    child: Child
    began: float
    pause: float = FIRST_PAUSE
    due: float | None = None  # when it is started again; None: it lives, as far as we know


class Programs:
    """The programs of one demo; their logs are `folder`/logs/NAME.log. Only one at a time may use `folder`.

    All methods are called from one thread, which must outlive the programs: on Linux they end with it.
    """

    def __init__(self, folder: Path, *, say: Callable[[str], None]) -> None:
        self._folder = reachable_folder(folder, OURSELVES)
        self._say = say
        self._running: dict[str, _Running] = {}
        self._had_terminal = os.isatty(0)
        (self._folder / "logs").mkdir(exist_ok=True)
        self._lock = claim(self._folder)
        self._end_left_over()

    def start(self, program: Program) -> None:
        """Start it and wait until it is ready.

        Errors: CannotStart, with the last thing it wrote.
        """
        child = Child(self._folder / f"{program.name}.pid.json", self.log(program.name))
        self._running[program.name] = running = _Running(program, child, time.monotonic())
        self._launch(running)
        ready = program.ready or (lambda: child.lives)
        in_time = until(lambda: not child.lives or ready(), seconds=program.ready_seconds, every=0.05)
        if not child.lives or not in_time:
            what = "is not ready" if child.lives else f"ended at once ({child.exit_code})"
            last = (child.said().strip().splitlines() or ["it wrote nothing"])[-1]
            raise CannotStart(f"{program.name} {what}: {last} (more in {child.log})")

    def end(self, name: str) -> None:
        """End one in good order; `start` may start it anew, with another environment."""
        running = self._running.pop(name)
        running.child.stop(signal.SIGTERM, grace_seconds=running.program.grace_seconds)

    def tend(self) -> None:
        """One look at all: what died is started again once its pause is over. Cheap; call it often."""
        now = time.monotonic()
        for running in self._running.values():
            if running.child.lives:
                continue
            if running.due is None:
                self._note_death(running, now=now)
            elif now >= running.due:
                self._launch(running)

    def tend_until(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Keep them running while waiting for `condition`; False when `seconds` have passed first."""

        def tended() -> bool:
            self.tend()
            return condition()

        return until(tended, seconds=seconds, every=0.05)

    def stay_up(self) -> NoReturn:
        """Keep them running until Ctrl-C, or until the terminal is closed (KeyboardInterrupt)."""
        while True:
            if self.tend_until(lambda: self._had_terminal and not os.isatty(0), seconds=3600):
                raise KeyboardInterrupt  # make, as first program of a terminal, keeps SIGHUP to itself

    def pid(self, name: str) -> int:
        """Its process now; another after a restart."""
        return self._running[name].child.pid

    def lives(self, name: str) -> bool:
        """Whether its process runs at this moment."""
        return self._running[name].child.lives

    def kill(self, name: str) -> None:
        """SIGKILL to it and all that it started, as a crash would; `tend` starts it again."""
        self._running[name].child.kill()

    def log(self, name: str) -> Path:
        """Where it writes."""
        return self._folder / "logs" / f"{name}.log"

    def stop(self) -> None:
        """End all, the last started first; a second Ctrl-C ends them at once. Lets the folder go."""
        try:
            for running in reversed(self._running.values()):
                running.child.stop(signal.SIGTERM, grace_seconds=running.program.grace_seconds)
        finally:
            for running in self._running.values():
                running.child.kill()
            self._running.clear()
            self._lock.close()

    def _launch(self, running: _Running) -> None:
        env = {**os.environ, **running.program.env}
        running.child.start(running.program.argv, env=env, cwd=Path.cwd())
        running.began = time.monotonic()
        running.due = None

    def _note_death(self, running: _Running, *, now: float) -> None:
        if now - running.began > SETTLED_SECONDS:
            running.pause = FIRST_PAUSE
        running.child.kill()  # and what it had started
        self._say(f"{running.program.name} ended; it is started again in {running.pause:g} s")
        running.due = now + running.pause
        running.pause = min(2 * running.pause, LONGEST_PAUSE)

    def _end_left_over(self) -> None:
        for note in self._folder.glob("*.pid.json"):
            name = note.name.removesuffix(".pid.json")
            if Child(note, self.log(name)).end_left_over(signal.SIGTERM, grace_seconds=5):
                self._say(f"{name} was left over from an earlier run, and is ended")


def answers(url: str) -> Callable[[], bool]:
    """Ready when a GET of `url`, on this machine, is answered with 2xx."""

    def ready() -> bool:
        try:
            with urlopen(url, timeout=2) as answer:  # noqa: S310  our own address
                return bool(answer.status < 300)  # noqa: PLR2004
        except (HTTPError, URLError, OSError):
            return False

    return ready


@contextmanager
def every_end_is_ctrl_c() -> Iterator[None]:
    """SIGTERM and SIGHUP end the demo as Ctrl-C does: a KeyboardInterrupt; `finally` stops everything.

    What `nohup` had ignored stays ignored.
    """

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    heard = (one for one in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(one) is not signal.SIG_IGN)
    before = {number: signal.signal(number, interrupt) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
