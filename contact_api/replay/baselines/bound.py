"""What somebody who knew the whole day beforehand could reach at most, by linear relaxation.

Known is who seeks contact, how long each conversation takes, which attempt is answered, and every sick call. A run
that obeys the scenario format gives a feasible solution of the program built here, with the same figures; so the
optimum is at least as good as any run. The solution, from a run:

1. A served contact has its column `served` at 1. Being served takes attempts that nobody answers and a last one (a
   conversation, or the last of `max_attempts`), each made by somebody who fits.
2. Each attempt is split into its part inside a span of work and its part beyond the span's end. The inside part
   draws on the *minutes* of whoever made it. It lies between the earliest moment at which such an attempt could
   start (counted from arrival, the citizen's hours, who is on shift, and the time between attempts) and the latest
   start plus its length; the grid takes in the whole of the first and last step. All minutes inside a span add up to no
   more than the span has.
3. Only the last attempt of a span goes beyond its end, so those parts add up to at most one attempt per span: the
   *last conversations*, of which each span has one.
4. What is left out only makes it easier: attempts may be cut in pieces, made by several people at once, and contacts
   served in part.

`same_day` and `own_centre` count contacts, so their optima are rounded down to whole ones. All figures but `same_day`
and `urgent_on_time` are of those served that day, for somebody who serves as many (`worst_centre`: all but half a
percent of all contacts as many); who serves fewer may exceed them.

`nearer_bound_of` is shown beside it: the same for somebody who knows who comes and who answers, but of each
conversation only its expected length, and who ends every shift in time. A single lucky run may exceed it.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from math import floor, inf
from pathlib import Path

from contact_api.domain.core.values import UnitId
from contact_api.replay.baselines.linear_program import LinearProgram
from contact_api.replay.baselines.relaxation import Columns, Relaxation
from contact_api.replay.results.figures import SMALLEST_COUNTED_CENTRE
from contact_api.replay.scenario.scenario import Citizen, Scenario, read_scenario

TOLERANCE = 1e-6  # of the solver, per contact
GIVEN_UP_FOR_WORST_CENTRE = 0.005  # of all contacts, to help the centre that is worst off
MAX_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Bound:
    """Upper limits of a day's figures, shares of 1; None where there is nobody to count."""

    contacts: int
    same_day: float | None
    urgent_on_time: float | None  # somebody who fits is on shift in time
    own_centre: float | None
    own_contact: float | None
    worst_centre: float | None


def bound_of(scenario: Scenario, *, overrun: bool = True) -> Bound:
    """The figures that no run of this scenario exceeds, in the sense of the module's text."""
    if not scenario.citizens:
        return Bound(0, None, None, None, None, None)
    return _BoundQueries(scenario, Relaxation(scenario, overrun=overrun)).bound()


def nearer_bound_of(scenario: Scenario) -> Bound:
    """The same bound without picking the calls that turn out brief, and without calls that outlast a shift."""
    expected = sum(one.expected_minutes for one in scenario.citizens)
    longer = sum(one.actual_minutes for one in scenario.citizens) / expected if expected else 1.0
    citizens = (replace(one, actual_minutes=one.expected_minutes * longer) for one in scenario.citizens)
    return bound_of(replace(scenario, citizens=tuple(citizens)), overrun=False)


class _BoundQueries:
    """The optima of one program, one after the other; each starts where the one before ended."""

    def __init__(self, scenario: Scenario, relaxation: Relaxation) -> None:
        self._citizens = scenario.citizens
        self._within = scenario.planning.urgent_within
        self._relaxation = relaxation
        self._program: LinearProgram = relaxation.program
        self._all = self._sum_of_served(self._citizens)
        self._worst = self._worst_column()

    def bound(self) -> Bound:
        """All of them, in an order that the conditions depend on."""
        everybody = len(self._citizens)
        served = floor(
            self._program.maximise(dict.fromkeys(self._served(self._citizens), 1.0)) + TOLERANCE * everybody
        )
        self._program.set_minimum(self._all, served - TOLERANCE * everybody)
        own_centre = self._own_centre(served)
        own_contact = self._own_contact()
        self._program.set_minimum(self._all, served - (GIVEN_UP_FOR_WORST_CENTRE + TOLERANCE) * everybody)
        worst = None if self._worst is None else self._program.maximise({self._worst: 1.0})
        return Bound(everybody, served / everybody, self._urgent(), own_centre, own_contact, worst)

    def _own_centre(self, served: int) -> float | None:
        if not served:
            return None
        own = {column: 1.0 for columns in self._columns(self._citizens) for column in columns.by_own}
        return floor(self._program.maximise(own) + TOLERANCE * served) / served

    def _own_contact(self) -> float | None:
        """The greatest share, found by looking again and again for a greater one (Dinkelbach)."""
        with_one = self._columns(one for one in self._citizens if one.named_contact)
        if not with_one:
            return None
        share = 0.0
        for _ in range(MAX_ROUNDS):
            objective = {column: 1.0 for columns in with_one for column in columns.by_named}
            objective |= {columns.served: -share for columns in with_one}
            gain = self._program.maximise(objective)
            values = self._program.values()
            counted = sum(values[columns.served] for columns in with_one)
            if gain <= TOLERANCE * len(with_one) or not counted:
                break
            share = min(1.0, share + gain / counted)
        return share

    def _urgent(self) -> float | None:
        urgent = [one for one in self._citizens if one.urgent]
        if not urgent:
            return None
        first = [(one, self._relaxation.first_attempt(one)) for one in urgent]
        return sum(at is not None and at - one.arrived_at <= self._within for one, at in first) / len(urgent)

    def _worst_column(self) -> int | None:
        """An unknown that is at most the share served of every centre with enough contacts."""
        centres: dict[UnitId, list[Citizen]] = defaultdict(list)
        for citizen in self._citizens:
            centres[citizen.unit_id].append(citizen)
        large = [listed for listed in centres.values() if len(listed) >= SMALLEST_COUNTED_CENTRE]
        if not large:
            return None
        worst = self._program.column(1.0)
        for listed in large:
            self._program.add_term(self._sum_of_served(listed), worst, -float(len(listed)))
        return worst

    def _sum_of_served(self, citizens: Iterable[Citizen]) -> int:
        row = self._program.row(0.0, inf)
        for column in self._served(citizens):
            self._program.add_term(row, column, 1.0)
        return row

    def _served(self, citizens: Iterable[Citizen]) -> list[int]:
        return [columns.served for columns in self._columns(citizens)]

    def _columns(self, citizens: Iterable[Citizen]) -> list[Columns]:
        found = self._relaxation.columns
        return [found[one.contact_id] for one in citizens if one.contact_id in found]


def main(argv: list[str]) -> None:
    """Print the bound of each scenario folder, a line of JSON each."""
    for folder in argv:
        scenario = read_scenario(Path(folder))
        line = {"scenario": Path(folder).name} | asdict(bound_of(scenario))
        line["without_overrun"] = asdict(bound_of(scenario, overrun=False))
        line["nearer"] = asdict(nearer_bound_of(scenario))
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
