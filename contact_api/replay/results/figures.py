"""The figures of a replayed day, as the scenario format defines them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median, quantiles

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import Outcome, StaffId, UnitId
from contact_api.domain.promise.promise import Promise
from contact_api.domain.region.region import Region
from contact_api.replay.scenario.scenario import Citizen

LEAST_OF_A_CENTRE = 20  # a centre with fewer contacts says nothing by its share


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a replay. Shares are of 1; waits in minutes; None where nobody was there to count."""

    contacts: int
    same_day: float | None
    kept: float | None
    backed: float | None
    urgent_on_time: float | None
    wait_p50: float | None
    wait_p90: float | None
    own_centre: float | None
    own_contact: float | None
    worst_centre: float | None
    repromised: float | None


@dataclass(frozen=True, slots=True)
class Case:
    """One citizen, what she was told and how she was tried, both in order of time."""

    citizen: Citizen
    told: Sequence[Promise]
    tried: Sequence[Attempt]


@dataclass(frozen=True)
class Tally:
    """What the figures are reckoned from, small and to be added up over any parts of a day."""

    counts: Counter[str] = field(default_factory=Counter)
    waits: tuple[float, ...] = ()
    of_centre: Counter[UnitId] = field(default_factory=Counter)
    served_of_centre: Counter[UnitId] = field(default_factory=Counter)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.counts + other.counts,
            self.waits + other.waits,
            self.of_centre + other.of_centre,
            self.served_of_centre + other.served_of_centre,
        )

    @property
    def summary(self) -> Summary:
        """The figures."""
        waits = self.waits
        return Summary(
            contacts=self.counts["contacts"],
            same_day=self._share("same_day", of="contacts"),
            kept=self._share("kept", of="backed"),
            backed=self._share("backed", of="contacts"),
            urgent_on_time=self._share("urgent_on_time", of="urgent"),
            wait_p50=median(waits) if waits else None,
            wait_p90=quantiles(waits, n=10)[-1] if len(waits) > 1 else None,
            own_centre=self._share("own_centre", of="called"),
            own_contact=self._share("own_contact", of="called_with_named"),
            worst_centre=min(
                (
                    self.served_of_centre[unit] / contacts
                    for unit, contacts in self.of_centre.items()
                    if contacts >= LEAST_OF_A_CENTRE
                ),
                default=None,
            ),
            repromised=self._share("repromised", of="contacts"),
        )

    def _share(self, good: str, *, of: str) -> float | None:
        return self.counts[good] / self.counts[of] if self.counts[of] else None


def summary_of(cases: Iterable[Case], region: Region) -> Summary:
    """The figures of these cases."""
    return tally_of(cases, region).summary


def tally_of(cases: Iterable[Case], region: Region) -> Tally:
    """What the figures of these cases are reckoned from."""
    tally, waits = Tally(), []
    for case in cases:
        facts = set(_facts(case, region))
        tally.counts.update(facts)
        tally.of_centre[case.citizen.unit_id] += 1
        tally.served_of_centre[case.citizen.unit_id] += "same_day" in facts
        if case.tried:
            waits.append(minutes_waited(case))
    return replace(tally, waits=tuple(waits))


def _facts(case: Case, region: Region) -> Iterator[str]:
    """What counts of one case."""
    yield "contacts"
    if served_same_day(case, region):
        yield "same_day"
    if was_backed(case):
        yield "backed"
        if was_kept(case):
            yield "kept"
    if len(case.told) > 1:
        yield "repromised"
    if case.citizen.urgent:
        yield "urgent"
        if case.tried and minutes_waited(case) <= region.planning.urgent_within / MINUTE:
            yield "urgent_on_time"
    if case.tried:
        yield from _facts_of_call(case, case.tried[-1].staff_id, region)


def _facts_of_call(case: Case, staff_id: StaffId, region: Region) -> Iterator[str]:
    yield "called"
    if region.member(staff_id).unit_id == case.citizen.unit_id:
        yield "own_centre"
    if case.citizen.named_contact is not None:
        yield "called_with_named"
        if staff_id == case.citizen.named_contact:
            yield "own_contact"


def served_same_day(case: Case, region: Region) -> bool:
    """Whether she was reached, or tried as often as agreed, before the end of the day she sought contact."""
    ends_at = region.day_ends_at(case.citizen.arrived_at)
    today = [one for one in case.tried if one.started_at <= ends_at]
    return any(one.outcome is Outcome.REACHED for one in today) or len(today) >= region.planning.max_attempts


def minutes_waited(case: Case) -> float:
    """From seeking contact to the first attempt."""
    return (case.tried[0].started_at - case.citizen.arrived_at).total_seconds() / 60


def was_backed(case: Case) -> bool:
    """Whether her first answer was a time with staff behind it."""
    return bool(case.told) and case.told[0].backed


def was_kept(case: Case) -> bool:
    """Whether she was first rung inside the first window she was told."""
    window = case.told[0].window
    return bool(case.tried) and window is not None and window.start <= case.tried[0].started_at <= window.end
