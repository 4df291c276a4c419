"""Parts of regions run at the same time, in processes of their own; they share nothing."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from signal import SIG_IGN, SIGINT, signal

from contact_api.replay.errors import ScenarioFault
from contact_api.replay.scenario.scenario import Scenario
from contact_api.replay.simulation.run import OnArrivals, PartResult, run_part

DISCONNECTED = (EOFError, OSError)  # what a pipe raises whose other end is closed


@dataclass(frozen=True, slots=True)
class RegionPart:
    """What is run as one; `region` is its index among the regions that are run."""

    region: int
    name: str
    scenario: Scenario
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PartFailed:
    """A part that could not be run, and why, in one line."""

    why: str


def run_parts(
    parts: Sequence[RegionPart], *, processes: int, on_arrivals: OnArrivals
) -> Iterator[tuple[RegionPart, PartResult]]:
    """Every part with what came of it, in any order; the first to fail stops the others.

    Errors: ScenarioFault that names the region when there is more than one process.
    """
    if processes == 1 or len(parts) == 1:
        for part in parts:
            yield part, run_part(part.scenario, until=part.until, on_arrivals=on_arrivals)
        return
    for part, result in _in_processes(parts, processes=min(processes, len(parts))):
        on_arrivals(len(part.scenario.citizens))
        yield part, result


def _in_processes(parts: Sequence[RegionPart], *, processes: int) -> Iterator[tuple[RegionPart, PartResult]]:
    """The largest first, so that none is left to the end; a process that has finished takes the next."""
    waiting = sorted(parts, key=lambda part: len(part.scenario.citizens))
    started: list[BaseProcess] = []
    busy: dict[Connection, RegionPart] = {}
    try:
        for _ in range(processes):
            worker, pipe = _start()
            started.append(worker)
            busy[pipe] = _send(waiting.pop(), pipe)
        while busy:
            answered = wait(list(busy))
            for pipe in [pipe for pipe in busy if pipe in answered]:
                part = busy.pop(pipe)
                result = _receive(part, pipe)
                if waiting:
                    busy[pipe] = _send(waiting.pop(), pipe)
                yield part, result
    finally:
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.join()


def _start() -> tuple[BaseProcess, Connection]:
    """A process that runs what it is sent. A new interpreter: the same on every platform."""
    context = get_context("spawn")
    local, remote = context.Pipe()
    worker = context.Process(target=_work, args=(remote,), daemon=True)
    worker.start()
    remote.close()  # so that its end is seen when the process is killed
    return worker, local


def _send(part: RegionPart, pipe: Connection) -> RegionPart:
    try:
        pipe.send((part.scenario, part.until))
    except DISCONNECTED:
        raise _was_killed(part) from None
    return part


def _receive(part: RegionPart, pipe: Connection) -> PartResult:
    try:
        answer: PartResult | PartFailed = pipe.recv()
    except DISCONNECTED:
        raise _was_killed(part) from None
    if isinstance(answer, PartFailed):
        raise ScenarioFault(f"{part.name}: could not be run ({answer.why})")
    return answer


def _was_killed(part: RegionPart) -> ScenarioFault:
    return ScenarioFault(f"{part.name}: could not be run (the process that ran it was ended)")


def _work(pipe: Connection) -> None:
    """Run what comes down the pipe until its other end is closed."""
    signal(SIGINT, SIG_IGN)  # Ctrl-C reaches every process; the one that was started by hand ends the others
    with suppress(*DISCONNECTED):
        while True:
            scenario, until = pipe.recv()
            pipe.send(_answer(scenario, until))


def _answer(scenario: Scenario, until: datetime | None) -> PartResult | PartFailed:
    try:
        return run_part(scenario, until=until)
    except Exception as error:  # noqa: BLE001 - reported in one line by the process that sent the part
        return PartFailed(" ".join(f"{type(error).__name__}: {error}".split()))
