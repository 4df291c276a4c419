"""What a promise was decided by, stored with it so that anybody can decide it again from the record alone.

Nothing in it says who the citizen is: what they need, what the cells held at that moment, and the order of what they
could have been given.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from contact_api.domain.capacity.availability import Verdict
from contact_api.domain.capacity.capacity import Cell, FullCells
from contact_api.domain.capacity.window_ranking import PARTS, WindowRank
from contact_api.domain.core.contact import Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import UnitId, Window

Look = tuple[Cell, Verdict]
NO_FITTING_STAFF = frozenset({Verdict.PASSED, Verdict.NOBODY_ON_SHIFT, Verdict.NOT_MASTERED})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window the citizen could have been given, the cell that would back it, and its rank in the order of offers."""

    cell: Cell
    window: Window
    rank: WindowRank

    @property
    def unit_id(self) -> UnitId:
        """Whose staff it is."""
        return self.cell.pool.unit_id

    @property
    def spare(self) -> int:
        """How much time that unit had to spare, if it is not the own one (`window_ranking.spare_of`)."""
        return -self.rank[4]


@dataclass(frozen=True, slots=True)
class PromiseTrace:
    """Everything one answer follows from, beside the planning figures of its version."""

    need: Need  # as it was then
    now: datetime
    planning_version: str
    day_ends_at: datetime | None  # until when the citizen can be reached that day, where that counted
    looks: tuple[Look, ...] = ()  # at the cells of the own unit, whose staff can take the contact
    ranked: tuple[Candidate, ...] = ()  # the winner, the runner-up, and the windows offered beside
    not_looked_at: Mapping[Verdict, int] = field(default_factory=dict)  # the other cells of the own unit
    elsewhere: Mapping[Verdict, int] = field(
        default_factory=dict
    )  # the cells of other units the citizen accepts
    units_elsewhere: int = 0  # how many of those units have staff who can take the contact
    somebody_works: bool = False  # anybody at all, at the units the citizen accepts, from now on

    @property
    def winner(self) -> Candidate | None:
        """What was promised; None when there was nothing."""
        return self.ranked[0] if self.ranked else None

    @property
    def runner_up(self) -> Candidate | None:
        """What would have been promised otherwise: the first that has another rank."""
        return next((one for one in self.ranked[1:] if one.rank != self.ranked[0].rank), None)

    @property
    def lost_in(self) -> str | None:
        """The first part of the order in which the runner-up comes after the winner; None without one."""
        if self.winner is None or self.runner_up is None:
            return None
        pairs = zip(PARTS, self.winner.rank, self.runner_up.rank, strict=True)
        return next(part for part, won, lost in pairs if won != lost)

    @property
    def somebody_fits(self) -> bool:
        """Whether anybody who can take the contact works from now on, as far as was looked."""
        at_own_unit = any(verdict not in NO_FITTING_STAFF for _, verdict in self.looks)
        return at_own_unit or any(
            self.elsewhere[one] for one in self.elsewhere if one not in NO_FITTING_STAFF
        )

    def count(self, verdict: Verdict) -> int:
        """How many cells came to this, at the own unit and elsewhere."""
        here = sum(1 for _, came_to in self.looks if came_to is verdict)
        return here + self.not_looked_at.get(verdict, 0) + self.elsewhere.get(verdict, 0)


@dataclass(slots=True)
class Search:
    """The cells of one search, and what the looks at them came to."""

    fitting: dict[UnitId, list[Cell]] = field(default_factory=dict)  # staffed by who can take the contact
    unfit: list[Cell] = field(default_factory=list)
    fitting_full: list[FullCells] = field(default_factory=list)  # of other units, counted only
    unfit_full: list[FullCells] = field(default_factory=list)
    verdicts: dict[UnitId, list[Verdict]] = field(default_factory=dict)  # on the first of the fitting

    @property
    def seen(self) -> int:
        """How many cells were seen whose staff can take the contact."""
        return sum(map(len, self.fitting.values())) + sum(one.number for one in self.fitting_full)


def gather_reasons(
    need: Need,
    search: Search,
    ranked: Sequence[Candidate],
    *,
    planning: Planning,
    now: datetime,
    day_ends_at: datetime | None,
) -> PromiseTrace:
    """What a search came to: every look at the own unit, those elsewhere counted, and the first in order."""
    home = need.unit_id
    fitting = search.fitting.get(home, [])
    looks = tuple(zip(fitting, search.verdicts.get(home, ()), strict=False))
    others = [verdicts for unit, verdicts in search.verdicts.items() if unit != home]
    elsewhere = Counter(chain.from_iterable(others))
    unfit = sum(1 for cell in search.unfit if cell.pool.unit_id == home)
    elsewhere[Verdict.FULL] += sum(one.staffed for one in search.fitting_full)
    elsewhere[Verdict.NOBODY_ON_SHIFT] += sum(one.unstaffed for one in search.fitting_full)
    elsewhere[Verdict.LATER] = search.seen - len(fitting) - elsewhere.total()
    elsewhere[Verdict.NOT_MASTERED] = len(search.unfit) - unfit + sum(one.number for one in search.unfit_full)
    return PromiseTrace(
        need=need,
        now=now,
        planning_version=planning.version,
        day_ends_at=day_ends_at,
        looks=looks,
        ranked=tuple(ranked),
        not_looked_at=_some({Verdict.NOT_MASTERED: unfit, Verdict.LATER: len(fitting) - len(looks)}),
        elsewhere=_some(elsewhere),
        units_elsewhere=len(others) + len({one.pool.unit_id for one in search.fitting_full}),
        somebody_works=bool(ranked) or _somebody_works(search, now=now),
    )


def _somebody_works(search: Search, *, now: datetime) -> bool:
    if any(one.staffed for one in (*search.unfit_full, *search.fitting_full)):
        return True
    days = (search.unfit, *search.fitting.values())
    return any(cell.end > now and cell.staff_minutes for day in days for cell in day)


def _some(counts: Mapping[Verdict, int]) -> dict[Verdict, int]:
    return {verdict: number for verdict, number in counts.items() if number}
