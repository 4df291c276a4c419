"""Keep a number of worker processes alive: one that ends, for whatever reason, is followed by another."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType

import structlog

from workers.child import SUPERVISED

log = structlog.get_logger()

LONGEST_WAIT_SECONDS = 10.0
GRACE_SECONDS = 20.0


def workers(count: int) -> list[tuple[str, ...]]:
    """The commands of so many workers for calls and texts, and of one that plans and keeps nobody else waiting."""
    groups = ["calls_and_texts"] * count + ["planning"]
    return [(sys.executable, "-m", "workers.child", SUPERVISED, group) for group in groups]


class Supervisor:
    """Starts processes and replaces them: a worker exits when Redis dies, this brings it back.

    Each has a pipe from this process as its standard input. It ends with this process, however this one ends.
    """

    def __init__(self, commands: Sequence[tuple[str, ...]]) -> None:
        count = len(commands)
        self._commands = commands
        self._children: list[subprocess.Popen[bytes] | None] = [None] * count
        self._waits = [0.0] * count
        self._start_at = [0.0] * count
        self._stop = threading.Event()

    def run(self) -> None:
        """Supervise until SIGTERM or SIGINT, then let every worker finish its job."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        while not self._stop.is_set():
            for slot in range(len(self._children)):
                self._look_after(slot)
            self._stop.wait(0.2)
        self._end_all()

    def _look_after(self, slot: int) -> None:
        child = self._children[slot]
        if child is not None and child.poll() is None:
            return
        now = time.monotonic()
        if child is not None:
            log.warning("worker.ended", slot=slot, code=child.returncode)
            lived_long = now - self._start_at[slot] > LONGEST_WAIT_SECONDS
            self._waits[slot] = (
                0.1 if lived_long else min(LONGEST_WAIT_SECONDS, max(0.1, self._waits[slot] * 2))
            )
            self._start_at[slot] = now + self._waits[slot]
            _let_go(child)
            self._children[slot] = None
        if now >= self._start_at[slot]:
            self._children[slot] = subprocess.Popen(  # noqa: S603 - our own program
                self._commands[slot], stdin=subprocess.PIPE
            )
            self._start_at[slot] = now

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _end_all(self) -> None:
        alive = [child for child in self._children if child is not None and child.poll() is None]
        for child in alive:
            child.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for child in alive:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            _let_go(child)


def _let_go(child: subprocess.Popen[bytes]) -> None:
    """Close the pipe to a child that has ended."""
    if child.stdin is not None:
        child.stdin.close()
