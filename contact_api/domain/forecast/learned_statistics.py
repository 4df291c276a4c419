"""What was learned from the region's own finished contacts: counts and sums, and distributions that follow from them.

Everything is whole numbers that add up, so days may be learned in any order and one of them taken out again.
Nothing in it is about one person: see `daily_statistics.py` for how small cells are merged upwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log
from statistics import NormalDist
from typing import Final

from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Channel, Profession

Key = tuple[str, ...]  # what is counted, then from coarse to fine; a shorter key is the level above
Sums = tuple[int, ...]

HANDLING: Final = "handling"  # profession, urgency, reason: conversations, log ratio, its square
ANSWER: Final = "answer"  # attempt, channel, part of the day: tried, answered
DAYS: Final = "days"  # kind of day: days, contacts, urgent
HALF_HOUR: Final = "half_hour"  # kind of day, half hour: contacts, urgent, days that list it
UNIT: Final = "unit"  # unit: contacts, urgent, days that list it
PROFESSIONS: Final = "professions"  # who may take the urgent: contacts, planned minutes

LOG_UNIT: Final = 1000  # a natural logarithm is stored in thousandths, its square in millionths

# Planning assumptions until the region has its own figures; no source gives them for Swedish call-backs.
ASSUMED_RATIO: Final = 1.0  # actual staff minutes to planned ones
ASSUMED_SD_OF_LOG: Final = 0.33
ASSUMED_ANSWERS: Final = (0.81, 0.60, 0.40)  # first attempt, second, third and later
RATIO_WEIGHT: Final = 50  # how many conversations the level above counts for
ANSWER_WEIGHT: Final = 50  # how many attempts it counts for
P80, P95 = NormalDist().inv_cdf(0.80), NormalDist().inv_cdf(0.95)


@dataclass(frozen=True, slots=True)
class Work:
    """What decides how long a conversation takes beside its planned minutes, from coarse to fine."""

    profession: Profession  # the preferred one
    urgent: bool
    reason: str = ""

    @property
    def key(self) -> Key:
        """Where it is counted."""
        return (HANDLING, self.profession, "urgent" if self.urgent else "today", self.reason)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long something takes. Units: staff minutes with documentation; variance in their square."""

    mean: float
    variance: float


@dataclass(frozen=True)
class LearnedStatistics:
    """The sums of all days learned; empty on day one, when every answer is a stated planning assumption."""

    counts: Mapping[Key, Sums] = field(default_factory=dict)

    def __add__(self, other: "LearnedStatistics") -> "LearnedStatistics":
        """Both together; in any order and grouping the same."""
        return together((self, other))

    @property
    def days(self) -> int:
        """How many days it rests on."""
        return self.total((DAYS,), 3)[0]

    def total(self, key: Key, width: int) -> Sums:
        """The sums of a key with everything below it; zeros where nothing was counted."""
        return self._totals.get(key, (0,) * width)

    def below(self, key: Key) -> dict[str, Sums]:
        """The totals one level below a key, by the part of the name that is added there."""
        return {name: self._totals[(*key, name)] for name in sorted(self._children.get(key, ()))}

    @cached_property
    def _totals(self) -> dict[Key, Sums]:
        totals: dict[Key, Sums] = {}
        for key, sums in self.counts.items():
            for depth in range(1, len(key) + 1):
                level = key[:depth]
                totals[level] = added(totals[level], sums) if level in totals else sums
        return totals

    @cached_property
    def _children(self) -> dict[Key, set[str]]:
        children: dict[Key, set[str]] = defaultdict(set)
        for key in self._totals:
            children[key[:-1]].add(key[-1])
        return children

    @cached_property
    def _ratios(self) -> dict[Key, tuple[float, float]]:
        return {}

    def ratio(self, key: Key) -> tuple[float, float]:
        """Mean and variance of the logarithm of actual to planned minutes, drawn towards the level above."""
        if key not in self._ratios:
            n, first, second = self.total(key, 3)
            above = self.ratio(key[:-1]) if len(key) > 1 else _assumed_ratio()
            mean = (RATIO_WEIGHT * above[0] + first / LOG_UNIT) / (RATIO_WEIGHT + n)
            square = RATIO_WEIGHT * (above[1] + above[0] ** 2) + second / LOG_UNIT**2
            self._ratios[key] = (mean, max(1e-6, square / (RATIO_WEIGHT + n) - mean**2))
        return self._ratios[key]

    def handling(self, planned_minutes: float, work: Work) -> Estimate:
        """How long a conversation takes that is planned with so many staff minutes."""
        mu, variance = self.ratio(work.key)
        mean = planned_minutes * exp(mu + variance / 2)
        return Estimate(mean=mean, variance=mean**2 * (exp(variance) - 1))

    def chance_of_answer(
        self, attempt: int, *, channel: Channel | None = None, hour: int | None = None
    ) -> float:
        """How likely somebody answers this attempt (counted from 1); `hour` is local."""
        return self.answered_share(attempt, channel, None if hour is None else part_of_day(hour))

    def answered_share(self, attempt: int, channel: Channel | None, part: str | None) -> float:
        """The same by part of the day; a finer group is drawn towards all attempts of that number."""
        number = min(attempt, len(ASSUMED_ANSWERS))
        key: Key = (ANSWER, str(number))
        chance = self._drawn(key, ASSUMED_ANSWERS[number - 1])
        if channel is not None and part is not None:
            chance = self._drawn((*key, channel.value, part), chance)
        return chance

    def _drawn(self, key: Key, above: float) -> float:
        tried, answered = self.total(key, 2)
        return (ANSWER_WEIGHT * above + answered) / (ANSWER_WEIGHT + tried)

    def expected_staff_minutes(
        self,
        planned_minutes: float,
        work: Work,
        *,
        planning: Planning,
        channel: Channel | None = None,
        hour: int | None = None,
        after: int = 0,
    ) -> Estimate:
        """What a contact still costs over all its attempts, when `after` of them were not answered.

        Every attempt is tried only if the ones before were not answered; a try nobody answers costs the ring.
        """
        talk = self.handling(planned_minutes, work)
        outcomes: list[tuple[float, float, float]] = []  # chance, mean, variance
        still, rung = 1.0, 0.0
        for attempt in range(after + 1, planning.max_attempts + 1):
            chance = self.chance_of_answer(attempt, channel=channel, hour=hour)
            outcomes.append((still * chance, rung + talk.mean, talk.variance))
            still *= 1 - chance
            rung += planning.ring / MINUTE
        outcomes.append((still, rung, 0.0))
        return _mixture(outcomes)

    def first_attempt(self, planned_minutes: float, work: Work, *, planning: Planning) -> Estimate:
        """What the first attempt alone costs: the conversation if somebody answers, else the ring."""
        talk, chance = self.handling(planned_minutes, work), self.chance_of_answer(1)
        return _mixture([(chance, talk.mean, talk.variance), (1 - chance, planning.ring / MINUTE, 0.0)])


PRIOR: Final = LearnedStatistics()
ANY_WORK: Final = Work("", urgent=False)


def together(parts: Iterable[LearnedStatistics]) -> LearnedStatistics:
    """All of them in one; the same in any order."""
    counts: dict[Key, Sums] = {}
    for part in parts:
        for key, sums in part.counts.items():
            counts[key] = added(counts[key], sums) if key in counts else sums
    return LearnedStatistics({key: counts[key] for key in sorted(counts)})


def added(one: Sums, other: Sums) -> Sums:
    """Field by field."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def part_of_day(hour: int) -> str:
    """Morning before ten, midday before one, then afternoon (local hours)."""
    return ("morning", "midday", "afternoon")[(hour >= 10) + (hour >= 13)]  # noqa: PLR2004 - hours


def _assumed_ratio() -> tuple[float, float]:
    """The mean ratio is what is assumed: the logarithm's mean lies half a variance below."""
    variance = ASSUMED_SD_OF_LOG**2
    return log(ASSUMED_RATIO) - variance / 2, variance


def _mixture(outcomes: list[tuple[float, float, float]]) -> Estimate:
    """One of several things happens: their chances, means and variances."""
    mean = sum(chance * value for chance, value, _ in outcomes)
    square = sum(chance * (value**2 + variance) for chance, value, variance in outcomes)
    return Estimate(mean, max(0.0, square - mean**2))
