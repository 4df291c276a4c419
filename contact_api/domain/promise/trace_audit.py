"""Decide a promise again from what was stored with it, and say where the two do not agree."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from contact_api.domain.capacity.availability import (
    Verdict,
    fill_limit,
    why_no_window,
    why_unavailable,
    window_at,
)
from contact_api.domain.capacity.capacity import Cell, masters
from contact_api.domain.capacity.window_ranking import WindowRank, late_after, rank_of
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, Window
from contact_api.domain.promise.promise import OFFERS, Promise, Why
from contact_api.domain.promise.promise_trace import Candidate, PromiseTrace

SHOWN = 2  # the winner and the runner-up
WITH_WINDOW = frozenset({Why.OWN_UNIT, Why.OTHER_UNIT, Why.OTHERS_REASSIGNED, Why.CHOSEN})


def contradictions(told: Promise, *, planning: Planning) -> list[str]:
    """Everything in a promise that its reasons do not bear out; nothing when it follows from them.

    `planning`: the figures of the version it was made by.
    """
    reasons = told.reasons
    if reasons is None:
        return ["nothing was stored with it"]
    again = _Again(told, reasons, planning)
    return [*again.record(), *again.looks(), *again.ranking(), *again.counts(), *again.answer()]


class _Again:
    """One promise, decided again."""

    def __init__(self, told: Promise, reasons: PromiseTrace, planning: Planning) -> None:
        self._told = told
        self._reasons = reasons
        self._planning = planning
        self._need = reasons.need

    def record(self) -> Iterator[str]:
        """The record is of this promise, by these figures."""
        versions = {self._told.planning_version, self._reasons.planning_version, self._planning.version}
        if len(versions) > 1:
            yield f"planning versions differ: {', '.join(sorted(versions))}"
        if self._told.made_at != self._reasons.now:
            yield f"made at {self._told.made_at}, decided at {self._reasons.now}"
        if self._reasons.somebody_fits and not self._reasons.somebody_works:
            yield "somebody who can take the contact works, but nobody works"
        if self._reasons.elsewhere and self._need.consent is Consent.OWN_UNIT:
            yield "other units were asked, which the citizen has not agreed to"

    def looks(self) -> Iterator[str]:
        """Every look comes to the same by the numbers that were stored."""
        for cell, verdict in self._reasons.looks:
            again = self._verdict(cell)
            if again is not verdict:
                yield f"{_name(cell)}: {verdict.value}, but by its numbers {again.value}"
            if cell.pool.unit_id != self._need.unit_id:
                yield f"{_name(cell)} is not of the own unit"

    def ranking(self) -> Iterator[str]:
        """Who could have been offered stands in the documented order, and nothing of the own unit is left out."""
        ranked = self._reasons.ranked
        for one in ranked:
            yield from self._candidate(one)
        for better, worse in pairwise(ranked):
            if worse.rank < better.rank:
                yield f"{_name(worse.cell)} stands after {_name(better.cell)} but comes before it"
        if self._told.why is not Why.CHOSEN:
            yield from self._left_out(ranked[:2])

    def counts(self) -> Iterator[str]:
        """The cells add up, and so do those with minutes left."""
        if self._told.why in (Why.CHOSEN, Why.OTHERS_REASSIGNED):
            return  # nothing was looked for, or more than was stored
        reasons = self._reasons
        unfit = reasons.not_looked_at.get(Verdict.NOT_MASTERED, 0) + reasons.elsewhere.get(
            Verdict.NOT_MASTERED, 0
        )
        all_cells = len(reasons.looks) + sum(reasons.not_looked_at.values()) + sum(reasons.elsewhere.values())
        if self._told.cells_seen != all_cells - unfit:
            yield f"{self._told.cells_seen} cells seen, but {all_cells - unfit} recorded"
        with_capacity = (
            _unlike(reasons.ranked) if reasons.ranked else reasons.count(Verdict.OUTSIDE_AVAILABLE_HOURS)
        )
        if self._told.cells_available != with_capacity:
            yield f"{self._told.cells_available} cells available, but {with_capacity} recorded"

    def answer(self) -> Iterator[str]:
        """The citizen was told what follows."""
        told, won = self._told, self._reasons.winner
        expected = self._why()
        if told.why is not expected:
            yield f"why {told.why.value}, but what was stored says {expected.value}"
        if told.backed is not (told.window is not None) or told.backed is not (expected in WITH_WINDOW):
            yield "backed and window do not go together"
        moved_for_citizen = expected is Why.OTHERS_REASSIGNED  # none of what was available is theirs
        if won and not moved_for_citizen and (told.window, told.unit_id) != (won.window, won.unit_id):
            yield f"told {told.window} at {told.unit_id}, but the best was {won.window} at {won.unit_id}"
        if told.window is not None:
            yield from self._of_window(told.window)

    def _verdict(self, cell: Cell) -> Verdict:
        need, now, planning = self._need, self._reasons.now, self._planning
        if not masters(cell.pool.professions, cell.pool.languages, need):
            return Verdict.NOT_MASTERED
        if cell.end <= now:
            return Verdict.PASSED
        if cell.reserved_minutes + need.minutes > fill_limit(cell, need, planning=planning, now=now):
            return why_unavailable(cell, need, planning=planning, now=now)
        if window_at(need, cell, planning=planning, now=now) is None:
            return why_no_window(need, cell, planning=planning, now=now)
        return Verdict.AVAILABLE

    def _rank(self, cell: Cell, *, spare: int = 0) -> WindowRank | None:
        window = window_at(self._need, cell, planning=self._planning, now=self._reasons.now)
        if window is None:
            return None
        told = self._reasons
        late = late_after(self._need, planning=self._planning, now=told.now, day_ends_at=told.day_ends_at)
        return rank_of(self._need, window, cell.pool, spare=spare, late_after=late)

    def _candidate(self, one: Candidate) -> Iterator[str]:
        if (verdict := self._verdict(one.cell)) is not Verdict.AVAILABLE:
            yield f"{_name(one.cell)} was offered, but by its numbers it is {verdict.value}"
        rank = self._rank(one.cell, spare=one.spare)
        if rank is not None and (rank != one.rank or rank[2] != one.window.start):
            yield f"{_name(one.cell)} has another rank by its numbers"
        window = window_at(self._need, one.cell, planning=self._planning, now=self._reasons.now)
        if window is not None and window != one.window:
            yield f"{_name(one.cell)} gives the window {window}, not {one.window}"
        if (
            one.unit_id != self._need.unit_id
            and not self._reasons.elsewhere
            and self._told.why is not Why.CHOSEN
        ):
            yield f"{_name(one.cell)} is of a unit nobody asked"

    def _left_out(self, first: Sequence[Candidate]) -> Iterator[str]:
        """The winner and the runner-up are the best there were."""
        taken = [one.cell.key for one in first]
        at_own_unit = [cell for cell, verdict in self._reasons.looks if verdict is Verdict.AVAILABLE]
        for cell in at_own_unit:
            rank = self._rank(cell)
            if rank is not None and cell.key not in taken:
                if len(first) < SHOWN:
                    yield f"{_name(cell)} was available and is not among the first"
                elif rank < first[-1].rank:
                    yield f"{_name(cell)} comes before the runner-up {_name(first[-1].cell)}"
        at_other_unit = sum(1 for one in first if one.unit_id != self._need.unit_id)
        with_capacity = self._reasons.elsewhere.get(Verdict.AVAILABLE, 0)
        if at_other_unit > with_capacity or (len(first) < SHOWN and at_other_unit < with_capacity):
            yield f"{at_other_unit} of other units are among the first, but {with_capacity} were available"

    def _why(self) -> Why:
        won, reasons = self._reasons.winner, self._reasons
        if won is not None:
            own = Why.OWN_UNIT if won.unit_id == self._need.unit_id else Why.OTHER_UNIT
            if self._told.why is Why.CHOSEN or (
                self._told.why is Why.OTHERS_REASSIGNED and self._in_available_hours()
            ):
                return self._told.why
            return own
        if reasons.count(Verdict.OUTSIDE_AVAILABLE_HOURS):
            return Why.OUTSIDE_AVAILABLE_HOURS
        if reasons.somebody_fits:
            # what was moved for the contact stands in the histories of those whose minutes moved
            return Why.OTHERS_REASSIGNED if self._told.why is Why.OTHERS_REASSIGNED else Why.NO_CAPACITY
        return Why.NO_SKILL if reasons.somebody_works else Why.CLOSED

    def _in_available_hours(self) -> bool:
        """Whether it is urgent and a time within the hour was told, which the best of what was available was not."""
        need, won, told = self._need, self._reasons.winner, self._told.window
        if won is None or told is None or not need.urgency.is_urgent:
            return False
        now = self._reasons.now
        hour_ends = max(now, need.available_from or now) + self._planning.urgent_within
        return told.start < hour_ends <= won.window.start

    def _of_window(self, window: Window) -> Iterator[str]:
        need, planning = self._need, self._planning
        if not planning.least_window <= window.length <= planning.window:
            yield f"a window of {window.length} may not be promised"
        if window.start < self._reasons.now or (need.available_from and window.start < need.available_from):
            yield f"the window begins at {window.start}, before the citizen can be called"
        if need.available_to and window.end > need.available_to:
            yield f"the window ends at {window.end}, after the citizen's hours"


def _unlike(ranked: Sequence[Candidate]) -> int:
    """How many of them can be told apart; of those that begin together at one unit only the best can be chosen."""
    apart: list[Candidate] = []
    for one in ranked:
        like = (
            (one.unit_id, one.window.start) == (other.unit_id, other.window.start)
            or one.window == other.window
            for other in apart
        )
        if not any(like):
            apart.append(one)
    return min(len(apart), OFFERS)


def _name(cell: Cell) -> str:
    return f"{cell.pool.id} {cell.start:%Y-%m-%dT%H:%MZ}"
