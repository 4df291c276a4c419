"""What a replayed contact costs: in a region, in a nation, and in a plain first-come-first-served day beside them.

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
A_FEW = ("gotland", "skane", "vasterbotten")  # of the nation, when it is to be quick: small, in parts, usual
MIB_PER_MAXRSS = 1 / 2**20 if sys.platform == "darwin" else 1 / 2**10
MOST_SECONDS = {REGION: 20.0, NATION: 600.0}
MOST_MIB = {REGION: 500.0, NATION: 2048.0}
MOST_OF_REFERENCE = 60.0  # a region's contact, of one that is only put in a queue
MOST_OF_REGION = 1.5  # a nation's contact, of a region's


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took. `mib`: its largest process, times as many as there were."""

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
class Replayed:
    """The three beside each other."""

    reference: Spent
    region: Spent
    nation: Spent

    @property
    def misses(self) -> list[str]:
        """The targets that were not met."""
        found = []
        for spent in (self.region, self.nation):
            if spent.seconds > MOST_SECONDS[spent.what]:
                found.append(f"{spent.what}: more than {MOST_SECONDS[spent.what]:.0f} s")
            if spent.mib > MOST_MIB[spent.what]:
                found.append(f"{spent.what}: more than {MOST_MIB[spent.what]:.0f} MiB")
        if self.region.milliseconds > MOST_OF_REFERENCE * self.reference.milliseconds:
            found.append(f"{REGION}: a contact costs more than {MOST_OF_REFERENCE:g} × the reference")
        if self.nation.milliseconds > MOST_OF_REGION * self.region.milliseconds:
            found.append(f"{NATION}: a contact costs more than {MOST_OF_REGION:g} × a region's")
        return found


def measure_replay(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Replayed:
    """Make up a region's day and a nation's in `folder`, and play them; of three region-days the middle one."""
    rmtree(folder, ignore_errors=True)
    region, nation = folder / REGION, folder / NATION
    for profile in (region, nation):
        _run([*_contact_api("generate", profile.name), "--out", str(profile)], folder / "generate.log")
    for left_out in regions_in(nation):
        if quick and left_out.name not in A_FEW:
            rmtree(left_out)
    bare = [sys.executable, "-m", "benchmarks.replay_reference", str(region)]
    references, regions = [], []
    for _ in range(3):
        references.append(_spent("reference", bare, region, 1, folder))
        regions.append(_spent(REGION, _simulate(region, folder), region, 1, folder))
        say(line(regions[-1], references[-1]))
    of_nation = _spent(NATION, _simulate(nation, folder), nation, 1 + cores(), folder)
    return Replayed(_middle(references), _middle(regions), of_nation)


def table(replayed: Replayed) -> str:
    """A line each, and whether every target is met."""
    reference, region, nation = replayed.reference, replayed.region, replayed.nation
    missed = replayed.misses
    return "\n".join(
        (
            f"{'':10} {'contacts':>8} {'wall s':>7} {'ms/contact':>10} {'÷ reference':>11} {'MiB':>6}",
            *(line(spent, reference) for spent in (reference, region, nation)),
            f"nation ÷ region {nation.milliseconds / region.milliseconds:.2f}, target ≤ {MOST_OF_REGION:g}; "
            f"region ÷ reference target ≤ {MOST_OF_REFERENCE:g}  "
            + ("; ".join(["MISS", *missed]) if missed else "PASS"),
        )
    )


def line(spent: Spent, reference: Spent) -> str:
    """One command."""
    ratio = spent.milliseconds / reference.milliseconds
    return (
        f"{spent.what:10} {spent.contacts:8} {spent.seconds:7.1f} {spent.milliseconds:10.2f}"
        f" {ratio:11.2f} {spent.mib:6.0f}"
    )


def _simulate(scenario: Path, folder: Path) -> list[str]:
    return [*_contact_api("simulate", str(scenario)), "--out", str(folder / "result" / scenario.name)]


def _contact_api(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from contact_api.cli import main; main()", *arguments]


def _middle(several: Sequence[Spent]) -> Spent:
    return sorted(several, key=lambda spent: spent.cpu_seconds)[len(several) // 2]


def _spent(what: str, command: Sequence[str], scenario: Path, processes: int, folder: Path) -> Spent:
    contacts = sum(_contacts(one) for one in regions_in(scenario) or [scenario])
    before = time.perf_counter()
    used = _run(command, folder / f"{what}.log")
    wall = time.perf_counter() - before
    mib = used.ru_maxrss * MIB_PER_MAXRSS * processes
    return Spent(what, contacts, wall, used.ru_utime + used.ru_stime, mib)


def _contacts(scenario: Path) -> int:
    with (scenario / "contacts.csv").open(encoding="utf-8") as opened:
        return sum(1 for _ in opened) - 1


def _run(command: Sequence[str], log: Path) -> "os.struct_rusage":  # type: ignore[name-defined]
    """What the command and all it started used. Errors: SystemExit with what it said."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w+", encoding="utf-8") as said:
        running = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            _, status, used = os.wait4(running.pid, 0)
        except BaseException:
            running.terminate()
            running.wait()
            raise
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command[3:])}: {said.read().strip()}")
    return used
