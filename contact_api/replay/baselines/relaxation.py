"""The day as a linear program that every real course of it satisfies: see bound.py for the argument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.core.calendar import local_day, local_moment
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.replay.baselines.linear_program import Program
from contact_api.replay.baselines.network import Network, Stream
from contact_api.replay.baselines.staff_supply import INSTANT, StaffTime, skills_of
from contact_api.replay.baselines.working_time import Span, first_start, joined
from contact_api.replay.scenario.scenario import Citizen, Scenario


@dataclass(frozen=True, slots=True)
class Way:
    """Who may make an attempt: the own unit, all that share their work (no unit), or the named contact."""

    unit_id: UnitId | None
    staff_id: StaffId | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """Attempts of one kind that a contact takes: how many, how long, from when to when they may start."""

    count: int
    lasts: timedelta
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a contact stands in the program: how much of it is served, and how much of that by whom."""

    served: int
    by_own: tuple[int, ...]
    by_named: tuple[int, ...]


class Relaxation:
    """The program of a scenario, with the columns that its figures are sums of.

    Without `overrun` every conversation must end inside a shift, which no rule asks for: what then comes out
    bounds nobody's result, but says how much of the bound lies in last conversations.
    """

    def __init__(self, scenario: Scenario, *, overrun: bool = True) -> None:
        self.program = Program()
        self.columns: dict[ContactId, Columns] = {}
        self._scenario = scenario
        self._time = StaffTime(scenario)
        self._minutes = Network(self.program, self._time.minutes())
        self._lasts = Network(self.program, self._time.last_conversations(each=1.0 if overrun else 0.0))
        for citizen in scenario.citizens:
            self._add(citizen)
        self._minutes.close()
        self._lasts.close()

    def ways(self, citizen: Citizen) -> list[Way]:
        """By whom she may be called."""
        return list(self._ways(citizen))

    def first_attempt(self, citizen: Citizen) -> datetime | None:
        """The earliest moment at which anybody could ring her, if there is one."""
        return first_start(_anybody(self.ways(citizen)), _opens(citizen))

    def _add(self, citizen: Citizen) -> None:
        """Her columns; none when nobody could reach her in time, whatever was done."""
        ways = self.ways(citizen)
        work = self._work(citizen, _anybody(ways))
        if work is None:
            return
        served = self.program.column(1.0)
        *rings, final = work
        for ring in rings:
            self._demand(ring, served, [way for way in ways if way.staff_id is None], citizen)
        taken = self._demand(final, served, ways, citizen)
        self.columns[citizen.contact_id] = Columns(
            served,
            by_own=tuple(one for way, both in taken if self._is_own(way, citizen) for one in both),
            by_named=tuple(one for way, both in taken if way.staff_id is not None for one in both),
        )

    def _work(self, citizen: Citizen, anybody: Sequence[Span]) -> list[Work] | None:
        """The rings nobody answers, if any, and the last attempt."""
        scenario, most = self._scenario, self._scenario.planning.max_attempts
        answers = 0 < citizen.answers_on_attempt <= most
        count = citizen.answers_on_attempt if answers else most
        between = scenario.ring + scenario.planning.retry_after
        closes = self._closes(citizen)
        first = opens = first_start(anybody, _opens(citizen))
        for _ in range(count - 1):
            opens = first_start(anybody, opens + between) if opens else None
        if first is None or opens is None or opens > closes:
            return None
        talk = timedelta(minutes=citizen.actual_minutes) + scenario.wrap
        final = Work(1, talk if answers else scenario.ring, opens, closes)
        rings = Work(count - 1, scenario.ring, first, closes - between)
        return [rings, final] if count > 1 else [final]

    def _closes(self, citizen: Citizen) -> datetime:
        """The last moment at which an attempt may start."""
        zone = self._scenario.zone
        ends = local_moment(local_day(citizen.arrived_at, zone), self._scenario.day_end, zone)
        return min(ends, citizen.available_to or ends)

    def _ways(self, citizen: Citizen) -> Iterator[Way]:
        units, own = self._scenario.units, citizen.unit_id
        kinds = self._time.fitting(citizen)
        yield Way(own, None, self._time.spans_at(own, kinds))
        if citizen.overflow_ok:
            yield Way(None, None, self._time.spans_at(None, kinds))
        named = self._scenario.staff[citizen.named_contact] if citizen.named_contact else None
        if named is None or skills_of(named) not in kinds:
            return
        if named.unit_id == own or (citizen.overflow_ok and units[named.unit_id].shares_work):
            yield Way(None, named.id, self._time.spans.get(named.id, ()))

    def _is_own(self, way: Way, citizen: Citizen) -> bool:
        unit_id = self._scenario.staff[way.staff_id].unit_id if way.staff_id else way.unit_id
        return unit_id == citizen.unit_id

    def _demand(
        self, work: Work, served: int, ways: Sequence[Way], citizen: Citizen
    ) -> list[tuple[Way, tuple[int, int]]]:
        """Let each attempt of the served part be made one way or another, inside shifts or as a last one."""
        made = self.program.row(0.0, 0.0)
        self.program.put(made, served, -float(work.count))
        found = []
        for way in ways:
            opens = first_start(way.spans, work.opens)
            if opens is None or opens > work.closes:
                continue
            inside, over = self.program.column(), self.program.column()
            kinds = self._time.fitting(citizen) if way.staff_id is None else ()
            last_step = self._time.step(work.closes + work.lasts - INSTANT)
            stream = Stream(way.unit_id, way.staff_id, kinds, last_step)
            self._minutes.ask(stream, self._time.step(opens), inside, work.lasts / timedelta(minutes=1))
            self._lasts.ask(stream, self._time.step(opens), over, 1.0)
            for column in (inside, over):
                self.program.put(made, column, 1.0)
            found.append((way, (inside, over)))
        return found


def _opens(citizen: Citizen) -> datetime:
    return max(citizen.arrived_at, citizen.available_from or citizen.arrived_at)


def _anybody(ways: Sequence[Way]) -> tuple[Span, ...]:
    return joined(span for way in ways for span in way.spans)
