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

SMALLEST_COUNTED_CENTRE = 20  # the share of a centre with fewer contacts says nothing


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a replay. Shares are of 1; waits in minutes; None where there is nobody to count."""

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
class ContactResult:
    """One contact: the citizen who sought it, what they were promised and the attempts, both in order of time."""

    citizen: Citizen
    promises: Sequence[Promise]
    attempts: Sequence[Attempt]


@dataclass(frozen=True)
class Tally:
    """The counts that the figures follow from; tallies of parts of a day can be added."""

    counts: Counter[str] = field(default_factory=Counter)
    waits: tuple[float, ...] = ()
    contacts_of_centre: Counter[UnitId] = field(default_factory=Counter)
    served_of_centre: Counter[UnitId] = field(default_factory=Counter)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.counts + other.counts,
            self.waits + other.waits,
            self.contacts_of_centre + other.contacts_of_centre,
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
                    for unit, contacts in self.contacts_of_centre.items()
                    if contacts >= SMALLEST_COUNTED_CENTRE
                ),
                default=None,
            ),
            repromised=self._share("repromised", of="contacts"),
        )

    def _share(self, good: str, *, of: str) -> float | None:
        return self.counts[good] / self.counts[of] if self.counts[of] else None


def summary_of(results: Iterable[ContactResult], region: Region) -> Summary:
    """The figures of these contacts."""
    return tally_of(results, region).summary


def tally_of(results: Iterable[ContactResult], region: Region) -> Tally:
    """The counts that the figures of these contacts follow from."""
    tally, waits = Tally(), []
    for result in results:
        facts = set(_facts(result, region))
        tally.counts.update(facts)
        tally.contacts_of_centre[result.citizen.unit_id] += 1
        tally.served_of_centre[result.citizen.unit_id] += "same_day" in facts
        if result.attempts:
            waits.append(minutes_waited(result))
    return replace(tally, waits=tuple(waits))


def _facts(result: ContactResult, region: Region) -> Iterator[str]:
    """What one contact counts as."""
    yield "contacts"
    if served_same_day(result, region):
        yield "same_day"
    if was_backed(result):
        yield "backed"
        if was_kept(result):
            yield "kept"
    if len(result.promises) > 1:
        yield "repromised"
    if result.citizen.urgent:
        yield "urgent"
        if result.attempts and minutes_waited(result) <= region.planning.urgent_within / MINUTE:
            yield "urgent_on_time"
    if result.attempts:
        yield from _facts_of_call(result, result.attempts[-1].staff_id, region)


def _facts_of_call(result: ContactResult, staff_id: StaffId, region: Region) -> Iterator[str]:
    yield "called"
    if region.member(staff_id).unit_id == result.citizen.unit_id:
        yield "own_centre"
    if result.citizen.named_contact is not None:
        yield "called_with_named"
        if staff_id == result.citizen.named_contact:
            yield "own_contact"


def served_same_day(result: ContactResult, region: Region) -> bool:
    """Whether the citizen was reached, or tried as often as agreed, before the end of the day of arrival."""
    ends_at = region.day_ends_at(result.citizen.arrived_at)
    today = [one for one in result.attempts if one.started_at <= ends_at]
    return any(one.outcome is Outcome.REACHED for one in today) or len(today) >= region.planning.max_attempts


def minutes_waited(result: ContactResult) -> float:
    """From arrival to the first attempt."""
    return (result.attempts[0].started_at - result.citizen.arrived_at).total_seconds() / 60


def was_backed(result: ContactResult) -> bool:
    """Whether the first promise had reserved staff time."""
    return bool(result.promises) and result.promises[0].backed


def was_kept(result: ContactResult) -> bool:
    """Whether the first attempt started inside the first promised window."""
    window = result.promises[0].window
    return (
        bool(result.attempts)
        and window is not None
        and window.start <= result.attempts[0].started_at <= window.end
    )
