"""`python -m benchmarks [--quick]`: measure, check that it was right, print, and say PASS or MISS."""

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks import correctness as truth
from benchmarks import report
from benchmarks.engine import measure_engine
from benchmarks.engine import table as engine_table
from benchmarks.environment import Rig
from benchmarks.mixed_load import Minute, measure_minute
from benchmarks.paired_rounds import Arena, Duel, Sizes
from benchmarks.replay import measure_replay, table
from benchmarks.voice import Voice, measure_voice, voice_line
from contact_api.demo.databases import connected
from contact_api.demo.places import default_folder
from contact_api.demo.processes import every_end_is_ctrl_c

INTAKE_TARGET, CLAIM_TARGET = 0.5, 0.6
FULL = (Sizes(6, alone=300, together=900), Sizes(6, alone=200, together=500))
QUICK = (Sizes(3, alone=150, together=450), Sizes(3, alone=100, together=250))


def main() -> int:
    """The exit status: 0 when every target is met and nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and a quarter of a minute")
    parser.add_argument(
        "--only", choices=("intake", "claim", "minute", "voice", "engine", "replay"), help="a part"
    )
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
    decided = measure_engine(folder, say=_say)
    _say(engine_table(decided))
    return 0 if all(one.is_met for one in decided) else 1


def replay(folder: Path, *, quick: bool) -> int:
    replayed = measure_replay(folder, quick=quick, say=_say)
    _say(table(replayed))
    return 1 if replayed.misses else 0


async def run(folder: Path, *, quick: bool, only: str | None) -> int:
    rig = Rig(folder.resolve(), say=_say)
    try:
        with connected(rig.servers.database_url) as connection:
            row = connection.execute("SHOW server_version").fetchone()
        _say(report.machine(f"PostgreSQL {row[0] if row else '?'} with fsync") + "\n")
        duels, faults = (
            ([], []) if only in ("minute", "voice") else await _duels(rig, QUICK if quick else FULL, only)
        )
        minute = None
        if only in (None, "minute"):
            minute = await measure_minute(rig, 15 if quick else 60)
            faults += truth.faults(minute.database_url, minute.taken_in, minute.pulled)
        voice = None
        if only in (None, "voice"):
            voice = await measure_voice(rig, 5 if quick else 20)
            faults += voice.faults
    finally:
        rig.stop()
    return _tell(duels, minute, voice, faults)


async def _duels(rig: Rig, sizes: tuple[Sizes, Sizes], only: str | None) -> tuple[list[Duel], list[str]]:
    arena = Arena(rig)
    await arena.warm_up(1000)
    duels = []
    for clients in (1, 16):
        if only in (None, "intake"):
            duels.append(await arena.intake(clients, sizes[0], INTAKE_TARGET))
            _say(report.duel_table(duels[-1:]))
    await arena.fill(sizes[1])
    for clients in (1, 16):
        if only in (None, "claim"):
            duels.append(await arena.claim(clients, sizes[1], CLAIM_TARGET))
            _say(report.duel_table(duels[-1:]))
    _say(f"{await arena.scramble(8)} pulls by everybody of one unit at once")
    return duels, truth.faults(arena.product.database_url, arena.taken_in, arena.pulled)


def _tell(duels: list[Duel], minute: Minute | None, voice: Voice | None, faults: list[str]) -> int:
    _say("")
    if duels:
        _say(report.duel_table(duels))
    if minute is not None:
        _say(report.minute_line(minute))
    if voice is not None:
        _say(voice_line(voice))
    _say(
        "correct: "
        + ("; ".join(faults) if faults else "every answer stands, the minutes add up, 0 double claims")
    )
    in_time = minute is None or report.minute_is_met(minute)
    answered = voice is None or voice.is_met
    met = all(duel.is_met for duel in duels) and in_time and answered and not faults
    return 0 if met else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
