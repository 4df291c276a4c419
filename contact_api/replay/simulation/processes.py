"""Parts of a region, or regions, played side by side in processes of their own; they share nothing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from signal import SIG_IGN, SIGINT, signal

from contact_api.replay.scenario.csv_rows import ScenarioFault
from contact_api.replay.scenario.scenario import Scenario
from contact_api.replay.simulation.run import Arrived, Played, play

GONE = (EOFError, OSError)  # what a line says whose other end is closed


@dataclass(frozen=True, slots=True)
class Part:
    """What is played as one; `region` is its place among the regions that are played."""

    region: int
    name: str
    scenario: Scenario
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A part that could not be played, and why, in one line."""

    why: str


def played(parts: Sequence[Part], *, processes: int, arrived: Arrived) -> Iterator[tuple[Part, Played]]:
    """Every part with what came of it, in any order; the first to fail stops the others.

    Errors: ScenarioFault that names the region when more than one process plays.
    """
    if processes == 1 or len(parts) == 1:
        for part in parts:
            yield part, play(part.scenario, until=part.until, arrived=arrived)
        return
    for part, answer in _side_by_side(parts, processes=min(processes, len(parts))):
        arrived(len(part.scenario.citizens))
        yield part, answer


def _side_by_side(parts: Sequence[Part], *, processes: int) -> Iterator[tuple[Part, Played]]:
    """The largest first, so that none is left to the end; whoever is done takes the next."""
    ahead = sorted(parts, key=lambda part: len(part.scenario.citizens))
    started: list[BaseProcess] = []
    busy: dict[Connection, Part] = {}
    try:
        for _ in range(processes):
            worker, line = _start()
            started.append(worker)
            busy[line] = _give(ahead.pop(), line)
        while busy:
            answered = wait(list(busy))
            for line in [line for line in busy if line in answered]:
                part = busy.pop(line)
                answer = _answer(part, line)
                if ahead:
                    busy[line] = _give(ahead.pop(), line)
                yield part, answer
    finally:
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.join()


def _start() -> tuple[BaseProcess, Connection]:
    """A process that plays what it is given. A new interpreter: the same on every platform."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    worker = context.Process(target=_work, args=(theirs,), daemon=True)
    worker.start()
    theirs.close()  # so that its end is seen when it is killed
    return worker, ours


def _give(part: Part, line: Connection) -> Part:
    try:
        line.send((part.scenario, part.until))
    except GONE:
        raise _was_killed(part) from None
    return part


def _answer(part: Part, line: Connection) -> Played:
    try:
        answer: Played | Failed = line.recv()
    except GONE:
        raise _was_killed(part) from None
    if isinstance(answer, Failed):
        raise ScenarioFault(f"{part.name}: could not be played ({answer.why})")
    return answer


def _was_killed(part: Part) -> ScenarioFault:
    return ScenarioFault(f"{part.name}: could not be played (the process that played it was ended)")


def _work(line: Connection) -> None:
    """Play what comes down the line until its other end is closed."""
    signal(SIGINT, SIG_IGN)  # Ctrl-C reaches every process; the one that was started by hand ends the others
    with suppress(*GONE):
        while True:
            scenario, until = line.recv()
            line.send(_outcome(scenario, until))


def _outcome(scenario: Scenario, until: datetime | None) -> Played | Failed:
    try:
        return play(scenario, until=until)
    except Exception as error:  # noqa: BLE001 - told in one line by whoever gave us the part
        return Failed(" ".join(f"{type(error).__name__}: {error}".split()))
