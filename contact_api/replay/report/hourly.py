"""A run by the hours of the clock; several days are added up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import Comparison, FinalOutcome, Load, Run
from contact_api.replay.results.figures import Summary


@dataclass(frozen=True, slots=True)
class TitledRun:
    """A run under the name it has in the report, with the load it met."""

    title: str
    run: Run
    load: tuple[Load, ...]


class HourlySeries:
    """What happened in each of some hours: lists with a number for each, in their order."""

    def __init__(self, titled: TitledRun, hours: Sequence[int]) -> None:
        self.title = titled.title
        self._run, self._load = titled.run, titled.load
        self._hours = hours

    def sought(self) -> list[int]:
        """Who sought contact."""
        return self._counts((one.hour, one.figures.contacts) for one in self._run.arrival_hours)

    def served(self) -> list[int]:
        """Who of them was reached the same day, or tried as often as agreed."""
        arrivals = self._run.arrival_hours
        return self._counts((one.hour, _of(one.figures, one.figures.same_day)) for one in arrivals)

    def kept(self) -> list[int]:
        """Who of them was first called inside the promised window."""
        return self._counts((one.hour, one.promises.kept) for one in self._run.arrival_hours)

    def moved(self) -> list[int]:
        """Who was promised another time before the first window was over."""
        return self._counts((one.hour, one.promises.moved) for one in self._run.arrival_hours)

    def broken(self) -> list[int]:
        """Who was neither called inside the window nor told so before it was over."""
        return self._counts((one.hour, one.promises.broken) for one in self._run.arrival_hours)

    def unpromised(self) -> list[int]:
        """Who was promised no time."""
        return self._counts((one.hour, one.promises.none) for one in self._run.arrival_hours)

    def reached(self) -> list[int]:
        """Who was reached in that hour, on the day of arrival."""
        return self._counts(
            (one.called_in, one.contacts)
            for one in self._run.last_calls
            if one.called_in
            and one.outcome is FinalOutcome.REACHED
            and one.called_in[:10] == one.arrived_in[:10]
        )

    def work(self) -> list[float]:
        """Minutes of work that came in."""
        return self._sums((one.hour, one.work) for one in self._load)

    def on_shift(self) -> list[float]:
        """Minutes of staff on shift."""
        return self._sums((one.hour, one.on_shift) for one in self._load)

    def in_calls(self) -> list[float]:
        """Minutes of staff in calls."""
        return self._sums((one.hour, one.minutes) for one in self._run.call_minutes)

    def _counts(self, numbers: Iterable[tuple[str, int]]) -> list[int]:
        return [round(number) for number in self._sums(numbers)]

    def _sums(self, numbers: Iterable[tuple[str, float]]) -> list[float]:
        found: dict[int, float] = defaultdict(float)
        for hour, number in numbers:
            found[clock_hour(hour)] += number
        return [found[hour] for hour in self._hours]


def hours_of(runs: Iterable[TitledRun]) -> range:
    """From the first hour in which anything happens to the last."""
    found = {
        clock_hour(hour)
        for one in runs
        for hour in (
            *(load.hour for load in one.load),
            *(call_minutes.hour for call_minutes in one.run.call_minutes),
            *(arrival.hour for arrival in one.run.arrival_hours),
            *(last.called_in for last in one.run.last_calls if last.called_in),
        )
    }
    return range(min(found), max(found) + 1) if found else range(8, 17)


def load_by_centre(one: Comparison) -> Mapping[UnitId, Mapping[int, tuple[float, float]]]:
    """By centre and hour of the clock: minutes of work, minutes on shift."""
    found: dict[UnitId, dict[int, tuple[float, float]]] = defaultdict(dict)
    for load in one.load:
        hour = clock_hour(load.hour)
        work, on_shift = found[load.centre_id].get(hour, (0.0, 0.0))
        found[load.centre_id][hour] = (work + load.work, on_shift + load.on_shift)
    return found


def clock_hour(hour: str) -> int:
    """The hour of the clock of a local moment as the comparison writes it."""
    return int(hour[11:13])


def _of(figures: Summary, share: float | None) -> int:
    return round(figures.contacts * (share or 0))
