"""What would help against a shortage: who could share or be asked, where an interpreter or protected minutes help.

A remedy is a change of `what_if.py` that is worth trying, with what it would give.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from contact_api.domain.capacity.capacity import CellKey, Pool, Unit, masters, welcome
from contact_api.domain.core.contact import Need
from contact_api.domain.core.values import Consent, ContactId, Language, Profession, UnitId, Window
from contact_api.domain.feasibility.feasibility import serve
from contact_api.domain.feasibility.flow import Flow
from contact_api.domain.feasibility.grid import BoundedCell, Demand, Grid, Level, level_of
from contact_api.domain.feasibility.minimum_cut import Shortage
from contact_api.domain.replanning.what_if import (
    AskConsent,
    Change,
    Interpreter,
    ReleaseProtected,
    ShareWork,
)

Able = tuple[list[Demand], list[BoundedCell]]  # contacts that are alike, and the cells they could use


class RemedyKind(StrEnum):
    """The changes that can be a remedy; each has a sentence in the catalogue of texts."""

    SHARE_WORK = ShareWork.kind  # the unit has spare minutes and does not share its work
    ASK_CONSENT = AskConsent.kind  # the unit has spare minutes, and the citizens have not accepted it
    INTERPRETER = Interpreter.kind  # the unit has spare minutes and the profession, but not the language
    RELEASE_PROTECTED = ReleaseProtected.kind  # minutes are protected for those who are still to come


AT_A_UNIT: Final = (RemedyKind.SHARE_WORK, RemedyKind.ASK_CONSENT, RemedyKind.INTERPRETER)


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that could be made, and how many of the missing minutes it gives: exactly, and alone.

    `unit_id` is whose minutes it gives; None where it is no matter of one unit. `contacts`: of those who compete, whom
    it would serve.
    """

    change: Change
    unit_id: UnitId | None
    professions: tuple[Profession, ...]
    languages: tuple[Language, ...]
    start: datetime
    end: datetime
    minutes: int
    contacts: tuple[ContactId, ...]

    @property
    def kind(self) -> RemedyKind:
        """The kind of change it is."""
        return RemedyKind(self.change.kind)


def remedies(
    shortage: Shortage, bounded_cells: Iterable[BoundedCell], units: Mapping[UnitId, Unit], *, most: int = 10
) -> tuple[Remedy, ...]:
    """What would give most of it, at most so many changes; ties in the order of `RemedyKind`, then by unit.

    `bounded_cells` are the cells of the region with what they have reserved now; more staff in the hours of the
    shortage always helps and is not listed.
    """
    by_unit = _by_unit(shortage, bounded_cells)
    question = _Question(shortage, [bounded for of_unit in by_unit.values() for bounded in of_unit], units)
    full = {bounded.cell.key for bounded in shortage.bounded_cells}
    tried = [
        (_at_best(able, full), kind, unit_id, able)
        for unit_id in sorted(by_unit)
        for kind in AT_A_UNIT
        if (able := question.able(kind, units[unit_id], by_unit[unit_id]))
    ]
    tried.sort(key=lambda one: -one[0])
    found = question.release()
    for at_best, kind, unit_id, able in tried:
        if not at_best or (len(found) >= most and sorted(one.minutes for one in found)[-most] > at_best):
            break
        found += question.remedy(kind, unit_id, able)
    order = list(RemedyKind)
    found.sort(key=lambda one: (-one.minutes, order.index(one.kind), one.unit_id or ""))
    return tuple(found[:most])


class _Question:
    """How many missing minutes can be given when some contacts may use more cells, or cells have more minutes."""

    def __init__(
        self, shortage: Shortage, bounded_cells: Iterable[BoundedCell], units: Mapping[UnitId, Unit]
    ) -> None:
        self.shortage, self.units = shortage, units
        grid = Grid(bounded_cells, units)
        self._bit_of = {bounded.cell.key: 1 << number for number, bounded in enumerate(grid.bounded_cells)}
        self._flow = Flow([bounded.limits for bounded in grid.bounded_cells], len(Level))
        self._alike: dict[tuple[object, ...], list[Demand]] = {}
        for one in shortage.demands:
            need = one.need
            kind = (need.professions, need.language, need.unit_id, need.consent, need.urgency, one.window)
            self._alike.setdefault(kind, []).append(one)
        theirs = sum(self._bit_of[bounded.cell.key] for bounded in shortage.bounded_cells)
        self._class_of: dict[int, int] = {}
        for alike in self._alike.values():
            accepts = tuple(bits & theirs for bits in grid.accepted(alike[0]))
            of_class = self._class_of[id(alike)] = self._flow.add_class(accepts)
            self._flow.unmet[of_class] = sum(one.need.minutes for one in alike)
        serve(self._flow)

    def able(self, kind: RemedyKind, unit: Unit, bounded_cells: Sequence[BoundedCell]) -> list[Able]:
        """Which contacts could use which cells of the unit."""
        found = []
        for alike in self._alike.values():
            need, window = alike[0].need, alike[0].window
            able = [
                bounded
                for bounded in bounded_cells
                if bounded.cell.overlaps(window)
                and _would_do(kind, need, bounded.cell.pool, unit, self.units[need.unit_id])
            ]
            if able:
                found.append((alike, able))
        return found

    def remedy(self, kind: RemedyKind, unit_id: UnitId, able: Sequence[Able]) -> list[Remedy]:
        """What it gives; nothing when it gives nothing."""
        flow = deepcopy(self._flow)
        for alike, bounded_cells in able:
            for bounded in bounded_cells:
                level = level_of(alike[0].need, bounded.cell.pool.unit_id)
                flow.accept_more(self._class_of[id(alike)], level, self._bit_of[bounded.cell.key])
        minutes = self._remedied(flow)
        needs = [one.need for alike, _ in able for one in alike]
        cells = [bounded.cell for _, bounded_cells in able for bounded in bounded_cells]
        mastered = {one for cell in cells for one in cell.pool.professions}
        window = Window(min(cell.start for cell in cells), max(cell.end for cell in cells))
        remedy = Remedy(
            self._change(kind, unit_id, needs, window),
            unit_id,
            professions=tuple(sorted(mastered & {one for need in needs for one in need.professions})),
            languages=tuple(sorted({need.language for need in needs})),
            start=window.start,
            end=window.end,
            minutes=minutes,
            contacts=tuple(sorted(need.contact_id for need in needs)),
        )
        return [remedy] if minutes else []

    def _change(self, kind: RemedyKind, unit_id: UnitId, needs: Sequence[Need], window: Window) -> Change:
        """What to try, to see what it would do to the whole day.

        Citizens of one unit are asked when all who would be served are its own, and no more than is needed.
        """
        if kind is RemedyKind.SHARE_WORK:
            return ShareWork(unit_id)
        if kind is RemedyKind.INTERPRETER:
            return Interpreter(unit_id, tuple(sorted({need.language for need in needs})), window)
        owns = {need.unit_id for need in needs}
        provider = self.units[unit_id].provider_id
        private = any(self.units[own].provider_id != provider for own in owns)
        consent = Consent.ANY_PROVIDER if private else Consent.SAME_PROVIDER
        return AskConsent(consent, next(iter(owns)) if len(owns) == 1 else None)

    def release(self) -> list[Remedy]:
        """What is protected in the cells that the contacts accept."""
        short = self.shortage
        flow = deepcopy(self._flow)
        for bounded in short.bounded_cells:
            more = [max(bounded.limits) - limit for limit in bounded.limits]
            flow.widen(self._bit_of[bounded.cell.key].bit_length() - 1, more)
        minutes = self._remedied(flow)
        change = ReleaseProtected(Window(short.start, short.end))
        every = (short.professions, short.languages, short.start, short.end)
        return [Remedy(change, None, *every, minutes, short.contacts)] if minutes else []

    def _remedied(self, flow: Flow) -> int:
        serve(flow)
        return min(sum(self._flow.unmet) - sum(flow.unmet), self.shortage.minutes_short)


def _by_unit(shortage: Shortage, bounded_cells: Iterable[BoundedCell]) -> dict[UnitId, list[BoundedCell]]:
    """The cells with minutes left for somebody; those of the shortage itself with what its contacts share there."""
    found = {bounded.cell.key: bounded for bounded in shortage.bounded_cells}
    for bounded in bounded_cells:
        limits = tuple(limit - bounded.cell.reserved_minutes for limit in bounded.limits)
        if max(limits) > 0:
            found.setdefault(bounded.cell.key, replace(bounded, limits=limits))
    by_unit: dict[UnitId, list[BoundedCell]] = {}
    for place in sorted(found):
        by_unit.setdefault(found[place].cell.pool.unit_id, []).append(found[place])
    return by_unit


def _at_best(able: Sequence[Able], full: Container[CellKey]) -> int:
    """No more than this can come of it: of the cells of the shortage itself only what is protected there."""
    cells = {bounded.cell.key: bounded.limits for _, bounded_cells in able for bounded in bounded_cells}
    return sum(max(limits) - (min(limits) if place in full else 0) for place, limits in cells.items())


def _would_do(kind: RemedyKind, need: Need, pool: Pool, unit: Unit, own: Unit) -> bool:
    """Whether this remedy, and nothing else, stands between the contact and the pool."""
    able = masters(pool.professions, pool.languages, need)
    if kind is RemedyKind.INTERPRETER:
        return not able and masters(pool.professions, (need.language,), need) and welcome(need, unit, own)
    if not able or welcome(need, unit, own):
        return False
    if kind is RemedyKind.SHARE_WORK:
        return welcome(need, replace(unit, shares_work=True), own)
    return welcome(replace(need, consent=Consent.ANY_PROVIDER), unit, own)
