"""What was measured, in a table, with a word for each target."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from statistics import median

from benchmarks.load_generator import TimedReplies
from benchmarks.mixed_load import MixedLoad
from benchmarks.paired_rounds import PairedRounds

WORST_P99 = 200.0  # milliseconds
PACKAGES = ("fastapi", "sqlmodel", "sqlalchemy", "pydantic", "uvicorn", "psycopg")


def machine(postgres: str) -> str:
    """What it ran on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{cores} cores, {platform.system()} {platform.machine()}, {python}, {postgres}\n{packages}"


def paired_table(measured: Iterable[PairedRounds]) -> str:
    """Requests per second and latencies of both, and their ratio with its spread over the rounds."""
    head = (
        f"{'':8} {'clients':>7} {'reference':>12} {'product':>12} {'p50 / p99 ms':>16} {'(reference)':>16}"
        f" {'ratio':>6} {'spread':>12} {'target':>7}"
    )
    return "\n".join([head, *map(_line, measured)])


def mixed_load_line(mixed: MixedLoad) -> str:
    """The mixed requests at a fixed rate, in a line."""
    timed = mixed.timed
    statuses = ", ".join(f"{number} × {status}" for status, number in sorted(mixed.statuses.items()))
    return (
        f"open loop: {len(timed.replies)} requests in {timed.seconds:.0f} s ({statuses}), "
        f"p50 {timed.milliseconds(50):.0f} ms, p99 {timed.milliseconds(99):.0f} ms, "
        f"longest {max(timed.took) * 1000:.0f} ms; target p99 ≤ {WORST_P99:.0f} ms without an error  "
        f"{verdict(is_met=mixed_load_is_met(mixed))}"
    )


def mixed_load_is_met(mixed: MixedLoad) -> bool:
    """No error, and the slowest hundredth soon enough."""
    return mixed.errors == 0 and mixed.timed.milliseconds(99) <= WORST_P99


def verdict(*, is_met: bool) -> str:
    return "PASS" if is_met else "MISS"


def _line(rounds: PairedRounds) -> str:
    ratios = rounds.ratios
    return (
        f"{rounds.what:8} {rounds.clients:7} {_rate(rounds.reference):>12} {_rate(rounds.product):>12}"
        f" {_latency(rounds.product):>16} {_latency(rounds.reference):>16} {rounds.ratio:6.2f}"
        f" {f'{min(ratios):.2f}–{max(ratios):.2f}':>12} {rounds.target:7.2f}  {verdict(is_met=rounds.is_met)}"
    )


def _rate(rounds: list[TimedReplies]) -> str:
    return f"{median(one.per_second for one in rounds):.0f}/s"


def _latency(rounds: list[TimedReplies]) -> str:
    p50, p99 = (median(one.milliseconds(percentile) for one in rounds) for percentile in (50, 99))
    return f"{p50:.1f} / {p99:.1f}"
