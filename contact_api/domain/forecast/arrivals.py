"""How many seek contact, where and when: what earlier days say, moved by what has come so far today.

A unit's half hour sees one or two urgent contacts, too few to count by itself and too few to be nobody in
particular. So a unit's day is the region's curve × the unit's share × how urgent its hours and citizens are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from contact_api.domain.core.values import UnitId
from contact_api.domain.forecast.daily_statistics import HALF_HOURS, Arrival
from contact_api.domain.forecast.learned_statistics import DAYS, HALF_HOUR, UNIT, LearnedStatistics

# Planning assumptions until the region has its own figures: the shape of a Swedish telephone day by hour and
# weekday (no Swedish measurement is published), and how full a region's roster is made.
HALF_PAST_SEVEN: Final = 15
ASSUMED_HOURS: Final = {8: 26.0, 9: 18.0, 10: 14.0, 11: 10.0, 12: 7.0, 13: 9.0, 14: 8.0, 15: 6.0, 16: 2.0}
ASSUMED_BEFORE_EIGHT: Final = 2.0
ASSUMED_OTHER_HOUR: Final = 0.1
ASSUMED_WEEKDAYS: Final = {"1": 1.25, "2": 1.0, "3": 0.95, "4": 0.9, "5": 0.9, "6": 0.05, "7": 0.05}
ASSUMED_URGENT: Final = 0.11
ASSUMED_LOAD: Final = 0.85  # of the roster's minutes
ASSUMED_MINUTES: Final = 9.5  # staff minutes of a contact, with documentation

# How many observations the assumption, or the level above, counts for.
DAYS_WEIGHT: Final = 1.0
CONTACTS_WEIGHT: Final = 300.0
UNIT_DAY_WEIGHT: Final = 20.0
# How far today may differ: the shape of a gamma distribution, 12 on day one, rising with the days learned to 32.
FIRST_SHAPE, SHAPE_PER_DAY, SHAPE_DAYS = 12.0, 2.0, 10
# A half hour of so large a share counts an eighth on day one, a small one next to nothing, which the power makes so:
# who rings before eight says how early a day is, not how large.
CURVE_DOUBT: Final = 0.07
SMALL_SAY_LITTLE: Final = 3
CURVE_SPREAD: Final = 0.15  # squared coefficient of variation of a half hour whose share is that large
URGENT_SHAPE, UNIT_SHAPE = 30.0, 20.0
FADING: Final = 0.9  # what came half an hour earlier says so much less about what is still to come


@dataclass(frozen=True)
class ArrivalCounts:
    """Who has sought contact today, by unit and half hour: all, and the urgent of them."""

    contacts: Mapping[tuple[UnitId, int], tuple[int, int]] = field(default_factory=dict)
    takers: Mapping[tuple[str, ...], tuple[int, int]] = field(default_factory=dict)  # urgent only: n, minutes


def arrival_counts_of(sought: Iterable[Arrival]) -> ArrivalCounts:
    """The counts of those who have sought contact so far; the caller gives only them."""
    contacts: dict[tuple[UnitId, int], tuple[int, int]] = {}
    takers: dict[tuple[str, ...], tuple[int, int]] = {}
    for one in sought:
        place = (one.unit_id, one.half_hour)
        n, urgent = contacts.get(place, (0, 0))
        contacts[place] = (n + 1, urgent + one.urgent)
        if one.urgent:
            who = tuple(sorted(one.professions))
            n, minutes = takers.get(who, (0, 0))
            takers[who] = (n + 1, minutes + one.minutes)
    return ArrivalCounts(contacts, takers)


@dataclass(frozen=True)
class Curve:
    """How many contacts one day is expected to bring, when and where, before it begins. Units: contacts."""

    volume: float  # of the whole region and day
    hours: tuple[float, ...]  # share of each half hour
    shares: Mapping[UnitId, float]  # share of each unit
    urgent_hours: tuple[float, ...]  # share of the urgent among those of a half hour
    urgent_units: Mapping[UnitId, float]  # how many times the region's that share is at a unit
    shape: float  # of the gamma distribution of what the day is multiplied by
    doubt: float  # the share a half hour needs for its count to say an eighth of what it could of the day

    @cached_property
    def by_half_hour(self) -> tuple[float, ...]:
        """Contacts of the region."""
        return tuple(self.volume * share for share in self.hours)

    def urgent(self, unit_id: UnitId, half_hour: int) -> float:
        """Urgent contacts of a unit in a half hour."""
        share = self.shares.get(unit_id, 0.0) * self.urgent_units.get(unit_id, 1.0)
        return self.by_half_hour[half_hour] * self.urgent_hours[half_hour] * share


@dataclass(frozen=True)
class Pace:
    """How today differs from what was expected, as factors; learned from nothing but what has arrived."""

    contacts: float = 1.0
    urgent: float = 1.0
    units: Mapping[UnitId, float] = field(default_factory=dict)
    spread: float = 0.0  # squared coefficient of variation of the first factor, that of the curve included

    def of(self, unit_id: UnitId) -> float:
        """By how much the urgent contacts a unit was expected to get are multiplied."""
        return self.contacts * self.urgent * self.units.get(unit_id, 1.0)


def expected_curve(learned: LearnedStatistics, kind: str, staff_minutes: Mapping[UnitId, int]) -> Curve:
    """What a day of this kind brings; the roster's minutes say how large the region and its units are on day one."""
    whole = sum(staff_minutes.values())
    assumed = {unit: minutes / whole for unit, minutes in staff_minutes.items()} if whole else {}
    urgent = _urgent_share(learned)
    return Curve(
        volume=_volume(learned, kind, whole * ASSUMED_LOAD / ASSUMED_MINUTES),
        hours=_hours(learned, kind),
        shares=_shares(learned, assumed),
        urgent_hours=_urgent_hours(learned, urgent),
        urgent_units=_urgent_units(learned, urgent, assumed),
        shape=FIRST_SHAPE + SHAPE_PER_DAY * min(learned.days, SHAPE_DAYS),
        doubt=CURVE_DOUBT / (1 + learned.days),
    )


def pace_of(curve: Curve, arrived: ArrivalCounts, *, passed: float) -> Pace:
    """How today goes so far, `passed` half hours after midnight: gamma-Poisson, the latest counting most."""
    now = min(int(passed), HALF_HOURS - 1)
    trust = [
        FADING ** (now - h) * (share / (share + curve.doubt)) ** SMALL_SAY_LITTLE if share else 0.0
        for h, share in enumerate(curve.hours[: now + 1])
    ]
    weights = [*trust[:now], trust[now] * (passed - now)]
    seen = seen_urgent = 0.0
    units: dict[UnitId, float] = {}
    for (unit, h), (n, urgent) in sorted(arrived.contacts.items()):
        if h <= now:
            seen += trust[h] * n
            seen_urgent += trust[h] * urgent
            units[unit] = units.get(unit, 0.0) + trust[h] * n
    awaited = sum(weight * curve.by_half_hour[h] for h, weight in enumerate(weights))
    contacts = (curve.shape + seen) / (curve.shape + awaited)
    awaited_urgent = contacts * sum(
        weight * curve.by_half_hour[h] * curve.urgent_hours[h] for h, weight in enumerate(weights)
    )
    return Pace(
        contacts=contacts,
        urgent=(URGENT_SHAPE + seen_urgent) / (URGENT_SHAPE + awaited_urgent),
        units={
            unit: (UNIT_SHAPE + units.get(unit, 0.0)) / (UNIT_SHAPE + awaited * contacts * share)
            for unit, share in curve.shares.items()
        },
        spread=1 / (curve.shape + seen) + _of_the_curve(curve, weights, awaited),
    )


def _of_the_curve(curve: Curve, weights: Sequence[float], awaited: float) -> float:
    """How far the factor may be off because the day has another shape than the curve: squared, as `spread`.

    However many have come: when they say that the day is large, they may as well have come earlier than on other days.
    """
    off = sum(
        (weight * curve.by_half_hour[h]) ** 2 * CURVE_SPREAD * curve.doubt / curve.hours[h]
        for h, weight in enumerate(weights)
        if curve.hours[h]
    )
    return off / (curve.shape + awaited) ** 2


def assumed_hours() -> tuple[float, ...]:
    """The assumed share of each half hour of a day."""
    weights = [ASSUMED_HOURS.get(h // 2, ASSUMED_OTHER_HOUR) / 2 for h in range(HALF_HOURS)]
    weights[HALF_PAST_SEVEN] = ASSUMED_BEFORE_EIGHT
    return _of_one(weights)


def _volume(learned: LearnedStatistics, kind: str, assumed: float) -> float:
    """Days of the same kind, drawn towards all days, drawn towards what the roster was made for."""
    if not learned.days:
        return assumed
    of_kind = {name: learned.total((DAYS, name), 3) for name in ASSUMED_WEEKDAYS}
    usual = sum(sums[0] * ASSUMED_WEEKDAYS[name] for name, sums in of_kind.items())
    contacts = sum(sums[1] for sums in of_kind.values())
    typical = (DAYS_WEIGHT * assumed + contacts) / (DAYS_WEIGHT + usual)
    days, seen, _ = of_kind[kind]
    return (DAYS_WEIGHT * typical * ASSUMED_WEEKDAYS[kind] + seen) / (DAYS_WEIGHT + days)


def _hours(learned: LearnedStatistics, kind: str) -> tuple[float, ...]:
    """The curve of this kind of day, drawn towards that of all days, drawn towards the assumed one."""
    assumed = assumed_hours()
    kinds = [name for name in ASSUMED_WEEKDAYS if learned.total((DAYS, name), 3)[0]]
    counted = {name: _counted_hours(learned, name, assumed) for name in kinds}
    everyday = [
        CONTACTS_WEIGHT * assumed[h] + sum(one[h] for one in counted.values()) for h in range(HALF_HOURS)
    ]
    pooled = _of_one(everyday)
    if kind not in counted:
        return pooled
    return _of_one([CONTACTS_WEIGHT * pooled[h] + counted[kind][h] for h in range(HALF_HOURS)])


def _counted_hours(learned: LearnedStatistics, kind: str, assumed: tuple[float, ...]) -> list[float]:
    days, contacts, _ = learned.total((DAYS, kind), 3)
    cells = [learned.total((HALF_HOUR, kind, str(h)), 3) for h in range(HALF_HOURS)]
    unlisted = [assumed[h] * (days - cells[h][2]) for h in range(HALF_HOURS)]
    return _with_rest([cell[0] for cell in cells], unlisted, contacts)


def _shares(learned: LearnedStatistics, assumed: Mapping[UnitId, float]) -> dict[UnitId, float]:
    """Each unit's share of the region's contacts; a unit nobody has counted yet has that of its roster."""
    units = sorted(assumed)
    days, contacts, _ = learned.total((DAYS,), 3)
    cells = [learned.total((UNIT, unit), 3) for unit in units]
    unlisted = [assumed[unit] * (days - cell[2]) for unit, cell in zip(units, cells, strict=True)]
    counted = _with_rest([cell[0] for cell in cells], unlisted, contacts)
    weight = UNIT_DAY_WEIGHT * len(units)
    return dict(
        zip(
            units,
            _of_one([weight * assumed[unit] + n for unit, n in zip(units, counted, strict=True)]),
            strict=True,
        )
    )


def _with_rest(counted: list[int], unlisted: list[float], whole: int) -> list[float]:
    """What the small cells had together goes to those who were small, as far as each is expected to be."""
    rest, weight = max(0, whole - sum(counted)), sum(unlisted)
    return [n + (rest * part / weight if weight else 0.0) for n, part in zip(counted, unlisted, strict=True)]


def _urgent_share(learned: LearnedStatistics) -> float:
    _, contacts, urgent = learned.total((DAYS,), 3)
    return (CONTACTS_WEIGHT * ASSUMED_URGENT + urgent) / (CONTACTS_WEIGHT + contacts)


def _urgent_hours(learned: LearnedStatistics, usual: float) -> tuple[float, ...]:
    """The urgent share of each half hour over all kinds of day, drawn towards that of the whole day."""
    found = []
    for h in range(HALF_HOURS):
        cells = [learned.total((HALF_HOUR, kind, str(h)), 3) for kind in ASSUMED_WEEKDAYS]
        n, urgent = sum(cell[0] for cell in cells), sum(cell[1] for cell in cells)
        found.append((CONTACTS_WEIGHT * usual + urgent) / (CONTACTS_WEIGHT + n))
    return tuple(found)


def _urgent_units(learned: LearnedStatistics, usual: float, units: Iterable[UnitId]) -> dict[UnitId, float]:
    found = {}
    for unit in units:
        n, urgent, _ = learned.total((UNIT, unit), 3)
        found[unit] = (CONTACTS_WEIGHT * usual + urgent) / (CONTACTS_WEIGHT + n) / usual
    return found


def _of_one(weights: list[float]) -> tuple[float, ...]:
    whole = sum(weights)
    return tuple(weight / whole for weight in weights) if whole else tuple(weights)
