"""The supply of staff over the day and the demands that draw on it: a flow in time, built into a linear program.

A demand that begins at one step of the grid can be met at that step or any later one up to its last step. Demands of
contacts that the same staff fit, with the same last step, are one stream: so a region-day stays small.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from contact_api.domain.core.values import Language, Profession, StaffId, UnitId
from contact_api.replay.baselines.linear_program import LinearProgram

Skills = tuple[
    tuple[Profession, ...], tuple[Language, ...]
]  # of one staff member, or of all who have the same
FittingSkills = tuple[Skills, ...]  # all that can take a contact


@dataclass(frozen=True, slots=True, order=True)
class Stream:
    """Demands that the same staff can meet: of one unit, of all that share (no unit), or one person alone."""

    unit_id: UnitId | None
    staff_id: StaffId | None
    skills: FittingSkills
    last_step: int


@dataclass(frozen=True, slots=True)
class Supply:
    """How much there is: by unit, skills and step, and for single persons by step."""

    of_unit: Mapping[tuple[UnitId, Skills, int], float]
    of_person: Mapping[tuple[StaffId, int], float]
    sharing: frozenset[UnitId]
    unit_of: Mapping[StaffId, tuple[UnitId, Skills]]


class Network:
    """One kind of supply (minutes, or last conversations of shifts) in a program that is being built."""

    def __init__(self, program: LinearProgram, supply: Supply) -> None:
        self._program = program
        self._supply = supply
        self._demands: dict[Stream, list[tuple[int, int, float]]] = defaultdict(list)
        self._unit_rows = {key: program.row(-inf, amount) for key, amount in sorted(supply.of_unit.items())}
        self._person_rows: dict[tuple[StaffId, int], int] = {}
        self._shared_rows: dict[tuple[Skills, int], int] = {}
        self._steps: dict[tuple[UnitId | None, Skills], list[int]] = defaultdict(list)
        for unit_id, skills, step in sorted(supply.of_unit):
            self._steps[unit_id, skills].append(step)
            if unit_id in supply.sharing:
                self._share(unit_id, skills, step)

    def add_demand(self, stream: Stream, step: int, column: int, amount: float) -> None:
        """A column draws `amount` for each unit of it, at this step or a later one."""
        self._demands[stream].append((step, column, amount))

    def build(self) -> None:
        """Put all demands into the program; none can be added after."""
        for stream in sorted(self._demands, key=repr):
            self._build_stream(stream, sorted(self._demands[stream]))

    def _share(self, unit_id: UnitId, skills: Skills, step: int) -> None:
        if (skills, step) not in self._shared_rows:
            self._shared_rows[skills, step] = self._program.row(-inf, 0.0)
            self._steps[None, skills].append(step)
        lent = self._program.column()
        self._program.add_term(self._unit_rows[unit_id, skills, step], lent, 1.0)
        self._program.add_term(self._shared_rows[skills, step], lent, -1.0)

    def _build_stream(self, stream: Stream, demands: Sequence[tuple[int, int, float]]) -> None:
        first = demands[0][0]
        steps = [step for step in self._steps_of(stream) if first <= step <= stream.last_step]
        rows = [self._program.row(0.0, 0.0) for _ in steps]
        place = 0
        never = None
        for step, column, amount in demands:
            while place < len(steps) and steps[place] < step:
                place += 1
            if place == len(steps):
                never = self._program.row(0.0, 0.0) if never is None else never
                self._program.add_term(never, column, 1.0)
            else:
                self._program.add_term(rows[place], column, amount)
        for index, (step, row) in enumerate(zip(steps, rows, strict=True)):
            for source in self._sources(stream, step):
                drawn = self._program.column()
                self._program.add_term(row, drawn, -1.0)
                for limited in source:
                    self._program.add_term(limited, drawn, 1.0)
            if index + 1 < len(rows):
                later = self._program.column()
                self._program.add_term(row, later, -1.0)
                self._program.add_term(rows[index + 1], later, 1.0)

    def _steps_of(self, stream: Stream) -> list[int]:
        if stream.staff_id is not None:
            return sorted(step for staff_id, step in self._supply.of_person if staff_id == stream.staff_id)
        return sorted({step for skills in stream.skills for step in self._steps[stream.unit_id, skills]})

    def _sources(self, stream: Stream, step: int) -> list[tuple[int, ...]]:
        """The rows that what is drawn at this step counts in, one tuple for each supply it can come from."""
        if stream.staff_id is not None:
            unit_id, skills = self._supply.unit_of[stream.staff_id]
            return [(self._person_row(stream.staff_id, step), self._unit_rows[unit_id, skills, step])]
        if stream.unit_id is None:
            shared = (self._shared_rows.get((skills, step)) for skills in stream.skills)
            return [(row,) for row in shared if row is not None]
        own = (self._unit_rows.get((stream.unit_id, skills, step)) for skills in stream.skills)
        return [(row,) for row in own if row is not None]

    def _person_row(self, staff_id: StaffId, step: int) -> int:
        key = (staff_id, step)
        if key not in self._person_rows:
            self._person_rows[key] = self._program.row(-inf, self._supply.of_person[key])
        return self._person_rows[key]
