"""What a replayed contact costs: in a region, in a nation, and in a first-come-first-served day for comparison.

Each is a command of its own, so that its processor time and its memory, with those of every process it starts, are
what the operating system counted.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from contact_api.replay.commands.simulate import cores
from contact_api.replay.simulation.simulate import regions_in

REGION, NATION = "calibrated", "national"
QUICK_REGIONS = ("gotland", "skane", "vasterbotten")  # with --quick: a small one, one in parts, a usual one
MIB_PER_MAXRSS = 1 / 2**20 if sys.platform == "darwin" else 1 / 2**10
MAX_SECONDS = {REGION: 20.0, NATION: 600.0}
MAX_MIB = {REGION: 500.0, NATION: 2048.0}
MAX_TIMES_REFERENCE = 60.0  # a region's contact, of one that is only put in a queue
MAX_TIMES_REGION = 1.5  # a nation's contact, of a region's


@dataclass(frozen=True, slots=True)
class CommandCost:
    """What a command used. `mib`: its largest process, times as many as there were."""

    what: str
    contacts: int
    seconds: float
    cpu_seconds: float
    mib: float

    @property
    def milliseconds(self) -> float:
        """Processor time of one contact."""
        return self.cpu_seconds * 1000 / self.contacts


@dataclass(frozen=True, slots=True)
class ReplayCosts:
    """The three commands side by side."""

    reference: CommandCost
    region: CommandCost
    nation: CommandCost

    @property
    def misses(self) -> list[str]:
        """The targets that were not met."""
        found = []
        for cost in (self.region, self.nation):
            if cost.seconds > MAX_SECONDS[cost.what]:
                found.append(f"{cost.what}: more than {MAX_SECONDS[cost.what]:.0f} s")
            if cost.mib > MAX_MIB[cost.what]:
                found.append(f"{cost.what}: more than {MAX_MIB[cost.what]:.0f} MiB")
        if self.region.milliseconds > MAX_TIMES_REFERENCE * self.reference.milliseconds:
            found.append(f"{REGION}: a contact costs more than {MAX_TIMES_REFERENCE:g} × the reference")
        if self.nation.milliseconds > MAX_TIMES_REGION * self.region.milliseconds:
            found.append(f"{NATION}: a contact costs more than {MAX_TIMES_REGION:g} × a region's")
        return found


def measure_replay(folder: Path, *, quick: bool, say: Callable[[str], None]) -> ReplayCosts:
    """Make up a region's day and a nation's in `folder`, and replay them; of three region-days the middle one."""
    rmtree(folder, ignore_errors=True)
    region, nation = folder / REGION, folder / NATION
    for profile in (region, nation):
        _run([*_contact_api("generate", profile.name), "--out", str(profile)], folder / "generate.log")
    for left_out in regions_in(nation):
        if quick and left_out.name not in QUICK_REGIONS:
            rmtree(left_out)
    bare = [sys.executable, "-m", "benchmarks.replay_reference", str(region)]
    references, regions = [], []
    for _ in range(3):
        references.append(_cost_of("reference", bare, region, 1, folder))
        regions.append(_cost_of(REGION, _simulate(region, folder), region, 1, folder))
        say(line(regions[-1], references[-1]))
    of_nation = _cost_of(NATION, _simulate(nation, folder), nation, 1 + cores(), folder)
    return ReplayCosts(_middle(references), _middle(regions), of_nation)


def table(costs: ReplayCosts) -> str:
    """A line each, and whether every target is met."""
    reference, region, nation = costs.reference, costs.region, costs.nation
    missed = costs.misses
    return "\n".join(
        (
            f"{'':10} {'contacts':>8} {'wall s':>7} {'ms/contact':>10} {'÷ reference':>11} {'MiB':>6}",
            *(line(cost, reference) for cost in (reference, region, nation)),
            f"nation ÷ region {nation.milliseconds / region.milliseconds:.2f}, target ≤ {MAX_TIMES_REGION:g}; "
            f"region ÷ reference target ≤ {MAX_TIMES_REFERENCE:g}  "
            + ("; ".join(["MISS", *missed]) if missed else "PASS"),
        )
    )


def line(cost: CommandCost, reference: CommandCost) -> str:
    """One command."""
    ratio = cost.milliseconds / reference.milliseconds
    return (
        f"{cost.what:10} {cost.contacts:8} {cost.seconds:7.1f} {cost.milliseconds:10.2f}"
        f" {ratio:11.2f} {cost.mib:6.0f}"
    )


def _simulate(scenario: Path, folder: Path) -> list[str]:
    return [*_contact_api("simulate", str(scenario)), "--out", str(folder / "result" / scenario.name)]


def _contact_api(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from contact_api.cli import main; main()", *arguments]


def _middle(several: Sequence[CommandCost]) -> CommandCost:
    return sorted(several, key=lambda cost: cost.cpu_seconds)[len(several) // 2]


def _cost_of(what: str, command: Sequence[str], scenario: Path, processes: int, folder: Path) -> CommandCost:
    contacts = sum(_contacts(one) for one in regions_in(scenario) or [scenario])
    before = time.perf_counter()
    used = _run(command, folder / f"{what}.log")
    wall = time.perf_counter() - before
    mib = used.ru_maxrss * MIB_PER_MAXRSS * processes
    return CommandCost(what, contacts, wall, used.ru_utime + used.ru_stime, mib)


def _contacts(scenario: Path) -> int:
    with (scenario / "contacts.csv").open(encoding="utf-8") as opened:
        return sum(1 for _ in opened) - 1


def _run(command: Sequence[str], log: Path) -> "os.struct_rusage":  # type: ignore[name-defined]
    """What the command and all it started used. Errors: SystemExit with what it output."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w+", encoding="utf-8") as output:
        running = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            _, status, used = os.wait4(running.pid, 0)
        except BaseException:
            running.terminate()
            running.wait()
            raise
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            output.seek(0)
            raise SystemExit(f"{' '.join(command[3:])}: {output.read().strip()}")
    return used
