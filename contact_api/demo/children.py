"""One child process: started, known again after a crash, and ended for certain."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil

from contact_api.demo.places import OURSELVES, Account, until

LAUNCH = Path(__file__).with_name("launch.py")
CLOCK_DRIFT = 5.0  # seconds by which the system may report the same start differently after its clock was set


class Child:
    """A process in its own session (Ctrl-C does not reach it), noted on disk for a later run to end."""

    def __init__(self, note: Path, log: Path) -> None:
        self._note = note
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._log_from = 0

    def start(
        self,
        program: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        account: Account = OURSELVES,
        dies_by: signal.Signals = signal.SIGTERM,
    ) -> None:
        """Start `program`; `dies_by` is what it gets when the thread that calls this ends (Linux)."""
        who = [str(os.getpid()), str(int(dies_by)), str(account.uid), str(account.gid)]
        with self.log.open("ab") as log:
            self._log_from = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCH), *who, *program],
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started = psutil.Process(self._process.pid).create_time()
        self._note.write_text(json.dumps({"pid": self._process.pid, "started": started}))

    @property
    def pid(self) -> int:
        """Errors: RuntimeError when it was never started, or is stopped."""
        if self._process is None:
            raise RuntimeError(f"{self._note.stem} is not started.")
        return self._process.pid

    @property
    def lives(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Negative: the signal that ended it. None while it lives or before it was started."""
        return None if self._process is None else self._process.poll()

    def said(self) -> str:
        """What it wrote to its log since it was started."""
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            return log.read().decode(errors="replace")

    def stop(self, by: signal.Signals, *, grace_seconds: float) -> None:
        """Ask it to end; after the grace end it and all that it started."""
        if self._process is None:
            return
        if self.lives:
            self._process.send_signal(by)
            until(lambda: not self.lives, seconds=grace_seconds)
        self.kill()

    def kill(self) -> None:
        """SIGKILL, for it and all that it started."""
        if self._process is None:
            return
        while family := _all_of(self._process.pid):  # again: one of them may just have started another
            _kill(family)
        self._process.wait()
        self._process = None
        self._note.unlink(missing_ok=True)

    def end_left_over(self, by: signal.Signals, *, grace_seconds: float) -> bool:
        """End what an earlier run that was killed left behind; True when there was something."""
        try:
            noted = json.loads(self._note.read_text())
            pid, started = int(noted["pid"]), float(noted["started"])
        except (OSError, ValueError, KeyError):
            return False
        family = [] if _is_another(pid, started) else _all_of(pid)
        for leader in (process for process in family if process.pid == pid):
            leader.send_signal(by)
            until(lambda it=leader: not _alive(it), seconds=grace_seconds)  # type: ignore[misc]
        _kill(family)
        self._note.unlink(missing_ok=True)
        return bool(family)


def _is_another(pid: int, started: float) -> bool:
    """Whether the number has gone to another process since it was noted."""
    try:
        return abs(psutil.Process(pid).create_time() - started) > CLOCK_DRIFT
    except psutil.NoSuchProcess:
        return False  # while its session has members the number is not given away


def _alive(process: psutil.Process) -> bool:
    """Not so for a zombie, which in a container without an init may stay for ever."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _all_of(pid: int) -> list[psutil.Process]:
    """The process, its descendants, and who else is in its session; the living only."""
    family = {process.pid: process for process in _members(pid)}
    try:
        leader = psutil.Process(pid)
        family |= {process.pid: process for process in (leader, *leader.children(recursive=True))}
    except psutil.NoSuchProcess:
        pass
    return [process for process in family.values() if _alive(process)]


def _members(session: int) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session:
                yield process
        except (ProcessLookupError, PermissionError):
            continue


def _kill(family: Sequence[psutil.Process]) -> None:
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    until(lambda: not any(map(_alive, family)), seconds=5)
