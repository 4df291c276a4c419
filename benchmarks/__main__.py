"""`python -m benchmarks [--quick]`: measure, check that it was right, print, and say PASS or MISS."""

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks import correctness, report
from benchmarks.engine import measure_engine
from benchmarks.engine import table as engine_table
from benchmarks.environment import BenchEnvironment
from benchmarks.further_parts import FURTHER, measure_further
from benchmarks.mixed_load import MixedLoad, measure_mixed_load
from benchmarks.paired_rounds import PairedBench, PairedRounds, Sizes
from benchmarks.replay import measure_replay, table
from benchmarks.voice import VoiceCalls, measure_voice, voice_line
from contact_api.demo.databases import connected
from contact_api.demo.places import default_folder
from contact_api.demo.processes import every_end_is_ctrl_c

INTAKE_TARGET, CLAIM_TARGET = 0.5, 0.6
PARTS = ("intake", "claim", "mixed", "voice", *FURTHER, "engine", "replay")
FULL = (Sizes(6, one_client=300, sixteen_clients=900), Sizes(6, one_client=200, sixteen_clients=500))
QUICK = (Sizes(3, one_client=150, sixteen_clients=450), Sizes(3, one_client=100, sixteen_clients=250))


def main() -> int:
    """The exit status: 0 when every target is met and nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and a quarter of a minute")
    parser.add_argument("--only", choices=PARTS, help="a part")
    parser.add_argument("--folder", type=Path, default=default_folder().parent / ".bench")
    chosen = parser.parse_args()
    try:
        with every_end_is_ctrl_c():
            status = 0
            if chosen.only not in ("engine", "replay"):
                status = asyncio.run(run(chosen.folder, quick=chosen.quick, only=chosen.only))
            if chosen.only in (None, "engine"):
                status |= engine(chosen.folder.resolve() / "engine")
            if chosen.only in (None, "replay"):
                status |= replay(chosen.folder.resolve() / "replay", quick=chosen.quick)
            return status
    except KeyboardInterrupt:
        return 130


def engine(folder: Path) -> int:
    measured = measure_engine(folder, say=_say)
    _say(engine_table(measured))
    return 0 if all(one.is_met for one in measured) else 1


def replay(folder: Path, *, quick: bool) -> int:
    costs = measure_replay(folder, quick=quick, say=_say)
    _say(table(costs))
    return 1 if costs.misses else 0


async def run(folder: Path, *, quick: bool, only: str | None) -> int:
    environment = BenchEnvironment(folder.resolve(), say=_say)
    try:
        with connected(environment.servers.database_url) as connection:
            row = connection.execute("SHOW server_version").fetchone()
        _say(report.machine(f"PostgreSQL {row[0] if row else '?'} with fsync") + "\n")
        measured, faults = (
            ([], [])
            if only in ("mixed", "voice", *FURTHER)
            else await _paired(environment, QUICK if quick else FULL, only)
        )
        mixed = None
        if only in (None, "mixed"):
            mixed = await measure_mixed_load(environment, 15 if quick else 60)
            faults += correctness.faults(mixed.database_url, mixed.taken_in, mixed.pulled)
        voice = None
        if only in (None, "voice"):
            voice = await measure_voice(environment, 5 if quick else 20)
            faults += voice.faults
        further = await measure_further(environment, only, quick=quick, say=_say)
    finally:
        environment.stop()
    status = _print_results(measured, mixed, voice, faults)
    return status if further else 1


async def _paired(
    environment: BenchEnvironment, sizes: tuple[Sizes, Sizes], only: str | None
) -> tuple[list[PairedRounds], list[str]]:
    bench = PairedBench(environment)
    await bench.warm_up(1000)
    measured = []
    for clients in (1, 16):
        if only in (None, "intake"):
            measured.append(await bench.intake(clients, sizes[0], INTAKE_TARGET))
            _say(report.paired_table(measured[-1:]))
    await bench.fill(sizes[1])
    for clients in (1, 16):
        if only in (None, "claim"):
            measured.append(await bench.claim(clients, sizes[1], CLAIM_TARGET))
            _say(report.paired_table(measured[-1:]))
    _say(f"{await bench.contention(8)} pulls by everybody of one unit at once")
    return measured, correctness.faults(bench.product.database_url, bench.taken_in, bench.pulled)


def _print_results(
    measured: list[PairedRounds], mixed: MixedLoad | None, voice: VoiceCalls | None, faults: list[str]
) -> int:
    _say("")
    if measured:
        _say(report.paired_table(measured))
    if mixed is not None:
        _say(report.mixed_load_line(mixed))
    if voice is not None:
        _say(voice_line(voice))
    _say(
        "correct: "
        + ("; ".join(faults) if faults else "every answer is stored, the minutes add up, 0 double claims")
    )
    in_time = mixed is None or report.mixed_load_is_met(mixed)
    answered = voice is None or voice.is_met
    met = all(rounds.is_met for rounds in measured) and in_time and answered and not faults
    return 0 if met else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
