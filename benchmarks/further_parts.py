"""The parts that compare the product with itself: full and free days, one process and two, pages that poll, years."""

from collections.abc import Callable

from benchmarks.bookings import bookings_table, measure_bookings
from benchmarks.environment import BenchEnvironment
from benchmarks.growth import FULL, QUICK, measure_growth
from benchmarks.growth import table as growth_table
from benchmarks.polling import measure_polling, polling_line
from benchmarks.processes import measure_processes, processes_table
from benchmarks.without_capacity import capacity_line, measure_without_capacity

FURTHER = ("capacity", "processes", "polling", "bookings", "growth")


async def measure_further(
    environment: BenchEnvironment, only: str | None, *, quick: bool, say: Callable[[str], None]
) -> bool:
    """Measure and say those that are wanted; whether every target is met."""
    met = True
    if only in (None, "capacity"):
        pair = await measure_without_capacity(environment)
        say(capacity_line(pair))
        met &= pair.is_met
    if only in (None, "processes"):
        pairs = await measure_processes(environment)
        say(processes_table(pairs))
        met &= all(one.is_met for one in pairs)
    if only in (None, "polling"):
        polling = await measure_polling(environment, 20 if quick else 60)
        say(polling_line(polling))
        met &= polling.is_met
    if only in (None, "bookings"):
        booked = await measure_bookings(environment, say=say)
        say(bookings_table(booked))
        met &= booked.is_met
    if only in (None, "growth"):
        growth = await measure_growth(environment, QUICK if quick else FULL, say=say)
        say(growth_table(growth))
        met &= growth.is_met
    return met
