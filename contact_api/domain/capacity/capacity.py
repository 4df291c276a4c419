"""Staff time on an aligned grid: shifts become pools × cells of minutes that can be reserved.

A pool is everybody at one unit with the same professions and languages: time is reserved, not people, so that whoever
of them is free takes the next contact.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contact_api.domain.core.contact import Need
from contact_api.domain.core.values import Consent, Language, PoolId, Profession, StaffId, UnitId, Window

CellKey = tuple[PoolId, datetime]  # a cell: its pool and when it starts

GRID_STEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Unit:
    """A health centre, cottage hospital or branch."""

    id: UnitId
    name: str
    provider_id: str
    shares_work: bool = True
    municipality: str = ""
    part_of_county: str = ""
    hsa_id: str = ""
    lat: float = 0.0
    lon: float = 0.0
    kind: str = "health_centre"
    private: bool = False
    phone: str = ""  # E.164, the number citizens ring; empty: not known
    provider_hsa_id: str = ""  # of the care provider


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit at which a staff member works beside their home unit, and as whom its employer knows them."""

    unit_id: UnitId
    employee_hsa_id: str = ""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One who makes contacts, with what they master. `unit_id` is where they are: their home unit, unless said."""

    id: StaffId
    unit_id: UnitId
    professions: tuple[Profession, ...]
    languages: tuple[Language, ...]
    licensed: bool = True
    employee_hsa_id: str = ""
    name: str = ""
    assignments: tuple[Assignment, ...] = ()  # at other units

    @property
    def units(self) -> tuple[UnitId, ...]:
        """Every unit they work at, this one first."""
        return (self.unit_id, *(one.unit_id for one in self.assignments))

    def at(self, unit_id: UnitId) -> "StaffMember":
        """The same person at another unit they work at."""
        if unit_id == self.unit_id:
            return self
        every = (Assignment(self.unit_id, self.employee_hsa_id), *self.assignments)
        here = next((one for one in every if one.unit_id == unit_id), Assignment(unit_id))
        others = tuple(one for one in every if one.unit_id != unit_id)
        return replace(self, unit_id=unit_id, employee_hsa_id=here.employee_hsa_id, assignments=others)


@dataclass(frozen=True, slots=True)
class Shift:
    """Time in which a staff member makes contacts; `called_off_at` ends it early (a sick call)."""

    staff_id: StaffId
    starts_at: datetime
    ends_at: datetime
    called_off_at: datetime | None = None
    unit_id: UnitId | None = None  # None: their home unit

    @property
    def worked_until(self) -> datetime:
        """When the work in it ends; the start itself when it was called off before."""
        if self.called_off_at is None:
            return self.ends_at
        return max(self.starts_at, min(self.ends_at, self.called_off_at))


@dataclass(frozen=True, slots=True)
class Pool:
    """Interchangeable staff: one unit, one set of professions, one set of languages."""

    id: PoolId
    unit_id: UnitId
    professions: tuple[Profession, ...]
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class ProtectedMinutes:
    """Staff minutes of a cell that the last plan protects for those still to come, by who asks for them."""

    today: int = 0  # from everybody who can wait: for the urgent and for retries
    urgent: int = 0  # from the urgent: for retries
    own: int = 0  # from people of other units, beside the first
    own_only: int = 0  # from own people who accept another unit, beside the first
    longest: int | None = None  # longer contacts are not promised: the minutes reach more people so


@dataclass(frozen=True, slots=True)
class Cell:
    """The minutes of one pool in one step of the grid, and how many of them are reserved."""

    pool: Pool
    start: datetime
    end: datetime
    staff_minutes: int
    reserved_minutes: int = 0
    pool_ends_at: datetime | None = None  # when the pool's last shift of that day ends
    pool_since: datetime | None = None  # when the pool began to work without a break, up to this cell
    protected: ProtectedMinutes | None = (
        None  # what the last plan protects of it; None: there was no plan yet
    )
    fill: float = 1.0  # how many planned minutes go into one of its staff minutes

    @property
    def key(self) -> CellKey:
        """What it is found by: its pool and when it starts."""
        return (self.pool.id, self.start)

    @property
    def holds(self) -> int:
        """How many planned minutes may be reserved of it at most.

        More than its staff minutes where a plan made for everybody who answers leaves staff idle (`Region.fill_at`).
        """
        return int(self.staff_minutes * self.fill)

    def overlaps(self, window: Window) -> bool:
        """Whether some of its time lies inside the window; one that only touches it does not (half-open)."""
        return self.start < window.end and window.start < self.end

    def to_come(self, now: datetime) -> float:
        """The planned minutes still to come of it, whatever is reserved; none once it or the pool's day is over.

        They are held to be spread evenly over the time in which somebody of the pool works: a pool whose last one
        goes home or falls ill in the middle of the step has nothing left of it from then on.
        """
        return self.holds * self._left(now)

    def staff_to_come(self, now: datetime) -> float:
        """The staff minutes still to come of it, as `to_come`."""
        return self.staff_minutes * self._left(now)

    def _left(self, now: datetime) -> float:
        """The share of its time that is still to come."""
        if now <= self.start:
            return 1.0
        begins, ends = self.start, self.end
        if self.pool_since and self.start < self.pool_since < self.end:
            begins = self.pool_since
        if self.pool_ends_at and begins < self.pool_ends_at < self.end:
            ends = self.pool_ends_at
        left = (ends - max(now, begins)) / (ends - begins)
        return max(0.0, min(1.0, left))


@dataclass(frozen=True, slots=True)
class FullCells:
    """The cells of one pool in a span, none of which has minutes left for a need of some length: counted, not read."""

    pool: Pool
    staffed: int
    unstaffed: int  # with nobody on shift

    @property
    def number(self) -> int:
        """How many there are."""
        return self.staffed + self.unstaffed


def pool_of(member: StaffMember, unit_id: UnitId | None = None) -> Pool:
    """The pool a staff member belongs to at a unit, or at their own; the id says what it is made of."""
    unit_id = unit_id or member.unit_id
    professions = tuple(sorted(member.professions))
    languages = tuple(sorted(member.languages))
    name = f"{unit_id}|{'+'.join(professions)}|{'+'.join(languages)}"
    return Pool(PoolId(name), unit_id, professions, languages)


def cells_of(
    shifts: Iterable[Shift],
    staff: Mapping[StaffId, StaffMember],
    *,
    booked: Iterable[Shift] = (),
    open_at: Mapping[UnitId, tuple[Window, ...]] | None = None,
    fill_at: Callable[[datetime], float] = lambda _: 1.0,
) -> list[Cell]:
    """Lay the shifts on the grid, each at its unit; time outside opening hours (`open_at`, when given) does not count.

    `booked`: what of the shifts is somebody's booked or held time, which gives no minutes.
    `fill_at`: how many planned minutes go into a staff minute of the cell that starts then.

    Units: whole staff minutes, rounded down per pool and cell.
    """
    seconds: dict[tuple[PoolId, datetime], float] = defaultdict(float)
    pools: dict[PoolId, Pool] = {}
    last: dict[tuple[PoolId, str], datetime] = {}
    begun: dict[tuple[PoolId, datetime], datetime] = {}
    for shift in shifts:
        pool = pool_of(staff[shift.staff_id], shift.unit_id)
        pools[pool.id] = pool
        windows = None if open_at is None else open_at.get(pool.unit_id, ())
        for start, end in _clipped(shift.starts_at, shift.worked_until, windows):
            for cell_start, overlap in _on_grid(start, end):
                place = (pool.id, cell_start)
                seconds[place] += overlap
                begun[place] = min(begun.get(place, end), max(start, cell_start))
                day = (pool.id, cell_start.date().isoformat())
                last[day] = max(last.get(day, end), end)
    for place, taken in _seconds_in_cells(booked, staff, open_at).items():
        seconds[place] -= taken
    return [
        Cell(
            pool=pools[pool_id],
            start=start,
            end=start + GRID_STEP,
            staff_minutes=int(total // 60),
            pool_ends_at=last[pool_id, start.date().isoformat()],
            pool_since=_since(pool_id, start, begun),
            fill=fill_at(start),
        )
        for (pool_id, start), total in sorted(seconds.items(), key=lambda item: (item[0][1], item[0][0]))
    ]


def minutes_in_cells(
    shifts: Iterable[Shift],
    staff: Mapping[StaffId, StaffMember],
    *,
    open_at: Mapping[UnitId, tuple[Window, ...]] | None = None,
) -> dict[CellKey, int]:
    """The whole staff minutes of these shifts, by cell, as `cells_of` lays them."""
    found = _seconds_in_cells(shifts, staff, open_at)
    whole = {place: int(found[place] // 60) for place in sorted(found)}
    return {place: minutes for place, minutes in whole.items() if minutes}


def _seconds_in_cells(
    shifts: Iterable[Shift],
    staff: Mapping[StaffId, StaffMember],
    open_at: Mapping[UnitId, tuple[Window, ...]] | None,
) -> dict[CellKey, float]:
    seconds: dict[CellKey, float] = defaultdict(float)
    for shift in shifts:
        pool = pool_of(staff[shift.staff_id], shift.unit_id)
        windows = None if open_at is None else open_at.get(pool.unit_id, ())
        for start, end in _clipped(shift.starts_at, shift.worked_until, windows):
            for cell_start, overlap in _on_grid(start, end):
                seconds[pool.id, cell_start] += overlap
    return seconds


def _since(pool_id: PoolId, start: datetime, begun: Mapping[tuple[PoolId, datetime], datetime]) -> datetime:
    """When the pool began the work that goes on in this cell: some of it is there in every step since."""
    while (pool_id, start - GRID_STEP) in begun:
        start -= GRID_STEP
    return begun[pool_id, start]


def grid_start(moment: datetime) -> datetime:
    """The start of the grid cell a moment lies in."""
    step = int(GRID_STEP.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // step * step, tz=moment.tzinfo)


def welcome(need: Need, unit: Unit, own: Unit) -> bool:
    """Whether staff of `unit` may take the contact of somebody who turned to `own`, by their consent."""
    return accepted(need.consent, unit, own)


def accepted(consent: Consent, unit: Unit, own: Unit) -> bool:
    """Whether who turned to `own` accepts staff of `unit` by this consent.

    Source: a private centre is another care provider, so moving a contact there is a disclosure (OSL 25 kap., PSL).
    """
    if unit.id == own.id:
        return True
    if not unit.shares_work or consent is Consent.OWN_UNIT:
        return False
    return consent is Consent.ANY_PROVIDER or unit.provider_id == own.provider_id


def may_be_passed_to(need: Need, unit: Unit, own: Unit) -> bool:
    """Whether staff may pass the contact of somebody who turned to `own` on to `unit`: to another provider by consent.

    Within one care provider that is ordinary work in the citizen's care, whatever they said of which units may call:
    nobody outside it learns of them.

    Source: a private centre is another care provider, so moving a contact there is a disclosure (OSL 25 kap., PSL).
    """
    return need.consent is Consent.ANY_PROVIDER or unit.provider_id == own.provider_id


def masters(professions: Iterable[Profession], languages: Iterable[Language], need: Need) -> bool:
    """Whether somebody with these professions and languages can take the contact."""
    return need.language in languages and any(one in professions for one in need.professions)


def _clipped(
    start: datetime, end: datetime, windows: tuple[Window, ...] | None
) -> Iterable[tuple[datetime, datetime]]:
    if windows is None:
        if start < end:
            yield start, end
        return
    for window in windows:
        low, high = max(start, window.start), min(end, window.end)
        if low < high:
            yield low, high


def _on_grid(start: datetime, end: datetime) -> Iterable[tuple[datetime, float]]:
    cell = grid_start(start)
    while cell < end:
        overlap = min(end, cell + GRID_STEP) - max(start, cell)
        yield cell, overlap.total_seconds()
        cell += GRID_STEP
