"""A run by the hours of the clock; several days are added up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contact_api.domain.core.values import UnitId
from contact_api.replay.comparison.comparison import Comparison, End, Load, Run
from contact_api.replay.results.figures import Summary


@dataclass(frozen=True, slots=True)
class Shown:
    """A run under the name it has in the report, with the load it met."""

    title: str
    run: Run
    load: tuple[Load, ...]


class ByHour:
    """What happened in each of some hours: lists with a number for each, in their order."""

    def __init__(self, shown: Shown, hours: Sequence[int]) -> None:
        self.title = shown.title
        self._shown = shown
        self._hours = hours

    def sought(self) -> list[int]:
        """Who sought contact."""
        return self._counts((one.hour, one.figures.contacts) for one in self._shown.run.sought)

    def served(self) -> list[int]:
        """Who of them was reached the same day, or tried as often as agreed."""
        sought = self._shown.run.sought
        return self._counts((one.hour, _of(one.figures, one.figures.same_day)) for one in sought)

    def kept(self) -> list[int]:
        """Who of them was rung when she was promised."""
        return self._counts((one.hour, one.promised.kept) for one in self._shown.run.sought)

    def moved(self) -> list[int]:
        """Who was told another time before the first was over."""
        return self._counts((one.hour, one.promised.moved) for one in self._shown.run.sought)

    def broken(self) -> list[int]:
        """Who was neither rung when she was promised nor told so."""
        return self._counts((one.hour, one.promised.broken) for one in self._shown.run.sought)

    def unpromised(self) -> list[int]:
        """Who was promised no time."""
        return self._counts((one.hour, one.promised.none) for one in self._shown.run.sought)

    def reached(self) -> list[int]:
        """Who was reached in that hour, on the day she sought contact."""
        return self._counts(
            (one.called_in, one.contacts)
            for one in self._shown.run.answered
            if one.called_in and one.end is End.REACHED and one.called_in[:10] == one.sought_in[:10]
        )

    def asked(self) -> list[float]:
        """Minutes of work asked for."""
        return self._sums((one.hour, one.asked) for one in self._shown.load)

    def on_shift(self) -> list[float]:
        """Minutes of staff on shift."""
        return self._sums((one.hour, one.on_shift) for one in self._shown.load)

    def worked(self) -> list[float]:
        """Minutes of staff in calls."""
        return self._sums((one.hour, one.minutes) for one in self._shown.run.worked)

    def _counts(self, numbers: Iterable[tuple[str, int]]) -> list[int]:
        return [round(number) for number in self._sums(numbers)]

    def _sums(self, numbers: Iterable[tuple[str, float]]) -> list[float]:
        found: dict[int, float] = defaultdict(float)
        for hour, number in numbers:
            found[clock_hour(hour)] += number
        return [found[hour] for hour in self._hours]


def hours_of(shown: Iterable[Shown]) -> range:
    """From the first hour in which anything happens to the last."""
    found = {
        clock_hour(hour)
        for one in shown
        for hour in (
            *(load.hour for load in one.load),
            *(worked.hour for worked in one.run.worked),
            *(sought.hour for sought in one.run.sought),
            *(answered.called_in for answered in one.run.answered if answered.called_in),
        )
    }
    return range(min(found), max(found) + 1) if found else range(8, 17)


def load_by_centre(one: Comparison) -> Mapping[UnitId, Mapping[int, tuple[float, float]]]:
    """By centre and hour of the clock: minutes asked for, minutes on shift."""
    found: dict[UnitId, dict[int, tuple[float, float]]] = defaultdict(dict)
    for load in one.load:
        hour = clock_hour(load.hour)
        asked, on_shift = found[load.centre_id].get(hour, (0.0, 0.0))
        found[load.centre_id][hour] = (asked + load.asked, on_shift + load.on_shift)
    return found


def clock_hour(hour: str) -> int:
    """The hour of the clock of a local moment as the comparison writes it."""
    return int(hour[11:13])


def _of(figures: Summary, share: float | None) -> int:
    return round(figures.contacts * (share or 0))
