"""Changes somebody could make to what is left of a day, tried on a copy: nothing is stored.

Each change is defined here alone: its kind, its fields and what it does. The API's shapes, how a body is read and how
a remedy is shown follow from `CHANGES` and the names of the fields; a field of one name means the same in every change.

A change that lies outside the rest of the day, or takes what is not there, changes nothing; `RestOfDay.moved_minutes`
says how much it really was about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final, get_args

from contact_api.domain.capacity.capacity import GRID_STEP, Cell, Pool, ProtectedMinutes, StaffMember, pool_of
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import (
    Consent,
    ContactState,
    Language,
    PoolId,
    Profession,
    StaffId,
    UnitId,
    Window,
)
from contact_api.domain.replanning.rest_of_day import (
    RestOfDay,
    add_minutes,
    at_other_unit,
    count_moved,
    lose_minutes,
    steps_of,
    take_minutes,
)


@dataclass(frozen=True, slots=True)
class LendStaff:
    """A unit lets another have some of its staff: those with one of the professions and all of the languages.

    Those with the fewest skills are lent first. Promised minutes go with them, as people do.
    """

    kind: ClassVar = "lend_staff"
    unit_id: UnitId
    to_unit: UnitId
    staff: int
    professions: tuple[Profession, ...]
    window: Window
    languages: tuple[Language, ...] = ()

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Minutes of the one unit become minutes of the other, with the skills they have."""
        lent: list[Cell] = []
        wanted = {start: self.staff * minutes for start, minutes in steps_of(self.window)}
        for cell in sorted(day.cells, key=_fewest_skills):
            if cell.pool.unit_id == self.unit_id and self._fits(cell.pool) and wanted.get(cell.start, 0) > 0:
                minutes = min(wanted[cell.start], cell.staff_minutes)
                wanted[cell.start] -= minutes
                lent.append(replace(cell, staff_minutes=minutes))
        arrived = [at_other_unit(cell, self.to_unit, self.window) for cell in lent]
        left = take_minutes(day.cells, {cell.key: cell.staff_minutes for cell in lent})
        return count_moved(replace(day, cells=add_minutes(left, arrived)), lent)

    def _fits(self, pool: Pool) -> bool:
        return bool(set(self.professions) & set(pool.professions)) and set(self.languages) <= set(
            pool.languages
        )


@dataclass(frozen=True, slots=True)
class AddStaff:
    """A unit gets staff from outside the plan."""

    kind: ClassVar = "add_staff"
    unit_id: UnitId
    staff: int
    professions: tuple[Profession, ...]
    window: Window
    languages: tuple[Language, ...] = ("sv",)

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Their minutes are added."""
        pool = pool_of(StaffMember(StaffId(""), self.unit_id, self.professions, self.languages))
        added = [
            Cell(
                pool,
                start,
                start + GRID_STEP,
                self.staff * minutes,
                pool_ends_at=self.window.end,
                fill=day.fill_at(start),
            )
            for start, minutes in steps_of(self.window)
        ]
        return count_moved(replace(day, cells=add_minutes(day.cells, added)), added)


@dataclass(frozen=True, slots=True)
class CloseUnit:
    """Nobody at the unit makes contacts in that time."""

    kind: ClassVar = "close_unit"
    unit_id: UnitId
    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Its minutes there are gone."""
        share = {
            start: minutes / (GRID_STEP.total_seconds() / 60) for start, minutes in steps_of(self.window)
        }
        lost = [
            replace(cell, staff_minutes=round(cell.staff_minutes * share[cell.start]))
            for cell in day.cells
            if cell.pool.unit_id == self.unit_id and cell.start in share
        ]
        return lose_minutes(day, lost)


@dataclass(frozen=True, slots=True)
class ShareWork:
    """A unit that keeps to its own people takes those of others too."""

    kind: ClassVar = "share_work"
    unit_id: UnitId

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Who accepts the unit may be served there."""
        unit = replace(day.units[self.unit_id], shares_work=True)
        its_cells = [cell for cell in day.cells if cell.pool.unit_id == self.unit_id]
        return count_moved(replace(day, units={**day.units, unit.id: unit}), its_cells)


@dataclass(frozen=True, slots=True)
class StaffSick:
    """A staff member goes home."""

    kind: ClassVar = "staff_sick"
    staff_id: StaffId
    from_at: datetime

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """The minutes they would have worked are gone."""
        return lose_minutes(day, day.cells_of_member(self.staff_id, self.from_at))


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Citizens who wait say yes to other units; `unit_id` left out: those of every unit."""

    kind: ClassVar = "ask_consent"
    consent: Consent
    unit_id: UnitId | None = None

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Nobody accepts less than before."""

        def asked(contact: Contact) -> Contact:
            need = contact.need
            other = self.unit_id not in (None, need.unit_id) or contact.state is not ContactState.WAITING
            if other:
                return contact
            return replace(contact, need=replace(need, consent=need.consent.or_more(self.consent)))

        return replace(day, contacts=tuple(map(asked, day.contacts)))


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The staff of a unit have an interpreter."""

    kind: ClassVar = "interpreter"
    unit_id: UnitId
    languages: tuple[Language, ...]
    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Its cells there master the languages too; what is reserved in them stays."""
        starts = {start for start, _ in steps_of(self.window)}
        its_cells = [c for c in day.cells if c.pool.unit_id == self.unit_id and c.start in starts]
        able = {cell.key: replace(cell, pool=self._with(cell.pool)) for cell in its_cells}
        held = {
            contact: replace(one, pool_id=able[one.cell_key].pool.id) if one.cell_key in able else one
            for contact, one in day.held.items()
        }
        cells = tuple(able.get(cell.key, cell) for cell in day.cells)
        return count_moved(replace(day, cells=cells, held=held), its_cells)

    def _with(self, pool: Pool) -> Pool:
        spoken = tuple(sorted({*pool.languages, *self.languages}))
        return replace(pool, id=PoolId(f"{pool.id}|interpreter"), languages=spoken)


@dataclass(frozen=True, slots=True)
class ReleaseProtected:
    """What is protected for those who have not sought contact yet is given to those who have."""

    kind: ClassVar = "release_protected"
    window: Window

    def made_to(self, day: RestOfDay) -> RestOfDay:
        """Nothing is protected any more in that time."""
        starts = {start for start, _ in steps_of(self.window)}
        there = [cell for cell in day.cells if cell.start in starts]
        cells = tuple(replace(c, protected=ProtectedMinutes()) if c.start in starts else c for c in day.cells)
        return count_moved(replace(day, cells=cells), there)


Change = (
    LendStaff | AddStaff | CloseUnit | ShareWork | StaffSick | AskConsent | Interpreter | ReleaseProtected
)
CHANGES: Final[dict[str, type[Change]]] = {change.kind: change for change in get_args(Change)}


def with_all(day: RestOfDay, changes: Iterable[Change]) -> RestOfDay:
    """The day after these changes, in their order."""
    for change in changes:
        day = change.made_to(day)
    return day


def _fewest_skills(cell: Cell) -> tuple[int, str, datetime]:
    return (len(cell.pool.professions) + len(cell.pool.languages), cell.pool.id, cell.start)
