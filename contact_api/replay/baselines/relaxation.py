"""The day as a linear program that every real run of it satisfies: see bound.py for the argument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.replay.baselines.linear_program import LinearProgram
from contact_api.replay.baselines.network import Network, Stream
from contact_api.replay.baselines.staff_supply import INSTANT, StaffSupply, skills_of
from contact_api.replay.baselines.working_time import Span, first_start, merged
from contact_api.replay.scenario.scenario import Citizen, Scenario


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """Staff who may make an attempt: the own unit, all that share their work (no unit), or the named contact."""

    unit_id: UnitId | None
    staff_id: StaffId | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class AttemptDemand:
    """Attempts of one kind that a contact takes: how many, how long, from when to when they may start."""

    count: int
    duration: timedelta
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a contact in the program: how much of it is served, and how much of that by whom."""

    served: int
    by_own: tuple[int, ...]
    by_named: tuple[int, ...]


class Relaxation:
    """The program of a scenario, with the columns that its figures are sums of.

    Without `overrun` every conversation must end inside a shift, which no rule asks for: what then comes out
    bounds no run, but says how much of the bound lies in last conversations.
    """

    def __init__(self, scenario: Scenario, *, overrun: bool = True) -> None:
        self.program = LinearProgram()
        self.columns: dict[ContactId, Columns] = {}
        self._scenario = scenario
        self._staff = StaffSupply(scenario)
        self._minutes = Network(self.program, self._staff.minutes())
        self._last_conversations = Network(
            self.program, self._staff.last_conversations(each=1.0 if overrun else 0.0)
        )
        for citizen in scenario.citizens:
            self._add(citizen)
        self._minutes.build()
        self._last_conversations.build()

    def staff_groups(self, citizen: Citizen) -> list[StaffGroup]:
        """Who may call the citizen."""
        return list(self._staff_groups(citizen))

    def first_attempt(self, citizen: Citizen) -> datetime | None:
        """The earliest moment at which anybody could call the citizen, if there is one."""
        return first_start(_anybody(self.staff_groups(citizen)), citizen.callable_from)

    def _add(self, citizen: Citizen) -> None:
        """Add the contact's columns; none when nobody could reach the citizen in time, whatever was done."""
        groups = self.staff_groups(citizen)
        attempts = self._attempts(citizen, _anybody(groups))
        if attempts is None:
            return
        served = self.program.column(1.0)
        *unanswered, final = attempts
        for demand in unanswered:
            self._demand(demand, served, [group for group in groups if group.staff_id is None], citizen)
        taken = self._demand(final, served, groups, citizen)
        self.columns[citizen.contact_id] = Columns(
            served,
            by_own=tuple(one for group, both in taken if self._is_own(group, citizen) for one in both),
            by_named=tuple(one for group, both in taken if group.staff_id is not None for one in both),
        )

    def _attempts(self, citizen: Citizen, anybody: Sequence[Span]) -> list[AttemptDemand] | None:
        """The attempts that nobody answers, if any, and the last one."""
        scenario, most = self._scenario, self._scenario.planning.max_attempts
        answers = 0 < citizen.answers_on_attempt <= most
        count = citizen.answers_on_attempt if answers else most
        between = scenario.ring + scenario.planning.retry_after
        closes = scenario.callable_until(citizen)
        first = opens = first_start(anybody, citizen.callable_from)
        for _ in range(count - 1):
            opens = first_start(anybody, opens + between) if opens else None
        if first is None or opens is None or opens > closes:
            return None
        talk = timedelta(minutes=citizen.actual_minutes) + scenario.wrap
        final = AttemptDemand(1, talk if answers else scenario.ring, opens, closes)
        unanswered = AttemptDemand(count - 1, scenario.ring, first, closes - between)
        return [unanswered, final] if count > 1 else [final]

    def _staff_groups(self, citizen: Citizen) -> Iterator[StaffGroup]:
        units, own = self._scenario.units, citizen.unit_id
        skills = self._staff.fitting(citizen)
        yield StaffGroup(own, None, self._staff.spans_at(own, skills))
        if citizen.overflow_ok:
            yield StaffGroup(None, None, self._staff.spans_at(None, skills))
        named = self._scenario.staff[citizen.named_contact] if citizen.named_contact else None
        if named is None or skills_of(named) not in skills:
            return
        if named.unit_id == own or (citizen.overflow_ok and units[named.unit_id].shares_work):
            yield StaffGroup(None, named.id, self._staff.spans.get(named.id, ()))

    def _is_own(self, group: StaffGroup, citizen: Citizen) -> bool:
        unit_id = self._scenario.staff[group.staff_id].unit_id if group.staff_id else group.unit_id
        return unit_id == citizen.unit_id

    def _demand(
        self, demand: AttemptDemand, served: int, groups: Sequence[StaffGroup], citizen: Citizen
    ) -> list[tuple[StaffGroup, tuple[int, int]]]:
        """Each attempt of the served part is made by one group or another, inside shifts or as a last conversation."""
        made = self.program.row(0.0, 0.0)
        self.program.add_term(made, served, -float(demand.count))
        found = []
        for group in groups:
            opens = first_start(group.spans, demand.opens)
            if opens is None or opens > demand.closes:
                continue
            inside, over = self.program.column(), self.program.column()
            skills = self._staff.fitting(citizen) if group.staff_id is None else ()
            last_step = self._staff.step(demand.closes + demand.duration - INSTANT)
            stream = Stream(group.unit_id, group.staff_id, skills, last_step)
            self._minutes.add_demand(
                stream, self._staff.step(opens), inside, demand.duration / timedelta(minutes=1)
            )
            self._last_conversations.add_demand(stream, self._staff.step(opens), over, 1.0)
            for column in (inside, over):
                self.program.add_term(made, column, 1.0)
            found.append((group, (inside, over)))
        return found


def _anybody(groups: Sequence[StaffGroup]) -> tuple[Span, ...]:
    return merged(span for group in groups for span in group.spans)
