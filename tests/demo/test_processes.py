"""The product's programs as real processes: ready, restarted, ended in order, and never left over."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from contact_api.demo.places import CannotStart
from contact_api.demo.processes import Program, Programs, every_end_is_ctrl_c
from tests.patience import PATIENCE_SECONDS, eventually

SAYS_READY = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(3600)"
STARTS_ANOTHER = """
import pathlib, subprocess, sys, time
another = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(str(another.pid))
time.sleep(3600)
"""
DEAF = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(3600)
"""
OWNER = """
import pathlib, sys
from contact_api.demo.processes import Program, Programs
programs = Programs(pathlib.Path(sys.argv[1]), say=print)
programs.start(Program("sleeper", ("/bin/sleep", "3600")))
print(programs.pid("sleeper"), flush=True)
sys.stdin.read()
"""
STAYS_UP = """
import contextlib, pathlib, sys
from contact_api.demo.processes import Program, Programs
programs = Programs(pathlib.Path(sys.argv[1]), say=print)
programs.start(Program("sleeper", ("/bin/sleep", "3600")))
print(programs.pid("sleeper"), flush=True)
with contextlib.suppress(KeyboardInterrupt):
    programs.stay_up()
programs.stop()
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def programs(tmp_path: Path, said: list[str]) -> Iterator[Programs]:
    running = Programs(tmp_path / "run", say=said.append)
    yield running
    running.stop()


def a_program(script: str, mark: Path, **but: Any) -> Program:
    argv = (sys.executable, "-c", script, str(mark))
    return Program("api", argv, ready=mark.exists, ready_seconds=PATIENCE_SECONDS, **but)


def comes_about(programs: Programs, condition: Callable[[], bool]) -> bool:
    return programs.tend_until(condition, seconds=PATIENCE_SECONDS)


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_start_returns_when_the_program_is_ready(programs: Programs, tmp_path: Path) -> None:
    programs.start(a_program(SAYS_READY, tmp_path / "ready"))

    assert (tmp_path / "ready").exists()
    assert lives(programs.pid("api"))


def test_a_program_gets_its_own_variables_and_those_of_its_parent(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FROM_PARENT", "one")
    show = (
        "import os, time; print(os.environ['FROM_PARENT'], os.environ['OWN'], flush=True); time.sleep(3600)"
    )
    log = programs.log("api")

    programs.start(
        Program("api", (sys.executable, "-c", show), {"OWN": "two"}, ready=lambda: "\n" in log.read_text())
    )

    assert log.read_text() == "one two\n"


def test_a_program_that_ends_at_once_is_told_with_its_last_words(programs: Programs) -> None:
    fails = Program("api", (sys.executable, "-c", "raise SystemExit('no such table')"), ready=lambda: False)

    with pytest.raises(CannotStart, match=r"api ended at once \(1\): no such table \(more in .*api\.log\)"):
        programs.start(fails)


def test_a_program_that_does_not_get_ready_in_time_is_told(programs: Programs) -> None:
    slow = Program("api", ("/bin/sleep", "3600"), ready=lambda: False, ready_seconds=0.2)

    with pytest.raises(CannotStart, match="api is not ready: it wrote nothing"):
        programs.start(slow)


def test_a_program_that_is_killed_is_started_again(
    programs: Programs, tmp_path: Path, said: list[str]
) -> None:
    programs.start(a_program(SAYS_READY, tmp_path / "ready"))
    first = programs.pid("api")

    os.kill(first, signal.SIGKILL)

    assert comes_about(programs, lambda: programs.lives("api") and programs.pid("api") != first)
    assert said == ["api ended; it is started again in 0.5 s"]


def test_each_death_doubles_the_pause_before_the_next_start(programs: Programs, said: list[str]) -> None:
    programs.start(Program("api", ("/bin/sleep", "3600")))

    for _ in range(3):
        programs.kill("api")
        assert comes_about(programs, lambda: programs.lives("api"))

    assert [line.split()[-2] for line in said] == ["0.5", "1", "2"]


def test_a_kill_takes_with_it_what_the_program_had_started(programs: Programs, tmp_path: Path) -> None:
    programs.start(a_program(STARTS_ANOTHER, tmp_path / "another"))
    assert eventually((tmp_path / "another").read_text)
    another = int((tmp_path / "another").read_text())

    programs.kill("api")

    assert not lives(another)


def test_stop_ends_the_last_started_first_and_waits_for_it(programs: Programs, tmp_path: Path) -> None:
    leaves_word = (
        "import signal, pathlib, sys, time\n"
        "def end(*_):\n"
        "    with open(sys.argv[1] + '.order', 'a') as order: order.write(sys.argv[2])\n"
        "    raise SystemExit\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "pathlib.Path(sys.argv[1] + sys.argv[2]).touch()\n"
        "time.sleep(3600)\n"
    )
    mark = tmp_path / "mark"
    for name in ("a", "b", "c"):
        argv = (sys.executable, "-c", leaves_word, str(mark), name)
        programs.start(Program(name, argv, ready=(tmp_path / f"mark{name}").exists))

    programs.stop()

    assert (tmp_path / "mark.order").read_text() == "cba"


def test_a_program_that_does_not_listen_is_killed_after_its_grace(programs: Programs, tmp_path: Path) -> None:
    programs.start(a_program(DEAF, tmp_path / "ready", grace_seconds=0.2))
    pid = programs.pid("api")

    programs.stop()

    assert not lives(pid)


def test_only_one_may_run_programs_in_a_folder(programs: Programs, tmp_path: Path) -> None:
    assert not programs.log("api").exists()

    with pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"):
        Programs(tmp_path / "run", say=print)


def test_programs_that_outlived_a_killed_owner_are_ended_by_the_next_run(
    tmp_path: Path, said: list[str]
) -> None:
    orphans = Programs(tmp_path / "run", say=print)
    orphans.start(Program("worker", ("/bin/sleep", "3600")))
    left = orphans.pid("worker")
    (tmp_path / "run" / "lock").rename(tmp_path / "run" / "lock-of-the-dead")  # as if the owner had gone

    Programs(tmp_path / "run", say=said.append).stop()

    orphans.stop()
    assert said == ["worker was left over from an earlier run, and is ended"]
    assert not lives(left)


def test_a_note_about_a_number_that_now_is_somebody_elses_harms_nobody(
    tmp_path: Path, said: list[str]
) -> None:
    with subprocess.Popen(["/bin/sleep", "3600"], start_new_session=True) as somebody:
        (tmp_path / "api.pid.json").write_text(f'{{"pid": {somebody.pid}, "started": 1000.0}}')

        Programs(tmp_path, say=said.append).stop()

        somebody_lives = somebody.poll() is None
        somebody.kill()
    assert somebody_lives
    assert said == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next run ends them: the test above")
def test_programs_end_with_their_owner_even_when_it_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())

        owner.kill()

        assert eventually(lambda: not lives(pid))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_asked_to_end_is_like_ctrl_c(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # the tests themselves may run under nohup
    try:
        with pytest.raises(KeyboardInterrupt), every_end_is_ctrl_c():
            os.kill(os.getpid(), number)

        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_what_nohup_had_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with every_end_is_ctrl_c():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_programs_end_when_the_terminal_is_closed_though_nobody_is_told(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", STAYS_UP, str(tmp_path)], stdin=theirs, stdout=subprocess.PIPE, text=True
    ) as owner:
        os.close(theirs)
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())

        os.close(ours)

        assert owner.wait(PATIENCE_SECONDS) == 0
        assert not lives(pid)
