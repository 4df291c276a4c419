"""Who works when on the grid of the program, and with which skills: the supply that a day's demands draw on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.replay.baselines.network import FittingSkills, Skills, Supply
from contact_api.replay.baselines.working_time import Span, merged, working_spans
from contact_api.replay.scenario.scenario import Citizen, Scenario

STEP = timedelta(minutes=15)
INSTANT = timedelta(microseconds=1)


class StaffSupply:
    """The working time of a scenario. Steps count from the first moment anybody works; minutes are staff minutes."""

    def __init__(self, scenario: Scenario) -> None:
        self._units = scenario.units
        self._staff = scenario.staff
        self.spans = working_spans(scenario)
        starts = [spans[0].start for spans in self.spans.values()]
        self._start = min(starts, default=datetime.max.replace(tzinfo=UTC))
        self._all_skills = tuple(sorted({skills_of(member) for member in scenario.staff.values()}))
        self._of_units: dict[tuple[UnitId | None, FittingSkills], tuple[Span, ...]] = {}

    def step(self, moment: datetime) -> int:
        """The step of the grid a moment lies in."""
        return (moment - self._start) // STEP

    def fitting(self, citizen: Citizen) -> FittingSkills:
        """The skills that can take the citizen's contact."""
        return tuple(
            (professions, languages)
            for professions, languages in self._all_skills
            if citizen.language in languages and any(need in professions for need in citizen.needs)
        )

    def spans_at(self, unit_id: UnitId | None, skills: FittingSkills) -> tuple[Span, ...]:
        """When somebody with one of these skills works at a unit; without one, at any that shares its work."""
        key = (unit_id, skills)
        if key not in self._of_units:
            staff = (staff_id for staff_id in self.spans if self._works_for(self._staff[staff_id], *key))
            self._of_units[key] = merged(span for staff_id in staff for span in self.spans[staff_id])
        return self._of_units[key]

    def minutes(self) -> Supply:
        """Minutes inside shifts."""
        found: dict[tuple[StaffId, int], float] = defaultdict(float)
        for staff_id, spans in self.spans.items():
            for span in spans:
                for step, minutes in self._on_grid(span):
                    found[staff_id, step] += minutes
        return self._supply(found)

    def last_conversations(self, *, each: float) -> Supply:
        """So many for each span, at the step in which it ends: the conversation that may run over."""
        found: dict[tuple[StaffId, int], float] = defaultdict(float)
        for staff_id, spans in self.spans.items():
            for span in spans:
                found[staff_id, self.step(span.end - INSTANT)] += each
        return self._supply(found)

    def _supply(self, by_person: Mapping[tuple[StaffId, int], float]) -> Supply:
        unit_of = {staff_id: (one.unit_id, skills_of(one)) for staff_id, one in self._staff.items()}
        by_unit: dict[tuple[UnitId, Skills, int], float] = defaultdict(float)
        for (staff_id, step), amount in sorted(by_person.items()):
            by_unit[(*unit_of[staff_id], step)] += amount
        sharing = frozenset(unit.id for unit in self._units.values() if unit.shares_work)
        return Supply(by_unit, by_person, sharing, unit_of)

    def _works_for(self, member: StaffMember, unit_id: UnitId | None, skills: FittingSkills) -> bool:
        there = self._units[member.unit_id].shares_work if unit_id is None else member.unit_id == unit_id
        return there and skills_of(member) in skills

    def _on_grid(self, span: Span) -> Iterator[tuple[int, float]]:
        at = span.start
        while at < span.end:
            step = self.step(at)
            until = min(span.end, self._start + (step + 1) * STEP)
            yield step, (until - at) / timedelta(minutes=1)
            at = until


def skills_of(member: StaffMember) -> Skills:
    """Professions and languages, the same for all staff who have the same."""
    return tuple(sorted(member.professions)), tuple(sorted(member.languages))
