"""What the baselines have in common: who may take whom, how an attempt ends, and what was done so far."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.values import ContactId, Outcome, StaffId, UnitId, Window
from contact_api.domain.promise.promise import Promise, Why
from contact_api.replay.results.figures import ContactResult
from contact_api.replay.scenario.scenario import Citizen, Scenario

FitKey = tuple[UnitId, bool, tuple[str, ...], str]  # all that decides who may take a contact


class DayState:
    """The promises and attempts of a day so far. Everything hidden is looked up here, and only here."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.citizens = {one.contact_id: one for one in scenario.citizens}
        self._promises: dict[ContactId, list[Promise]] = defaultdict(list)
        self._attempts: dict[ContactId, list[Attempt]] = defaultdict(list)
        self._fitting: dict[FitKey, frozenset[StaffId]] = {}

    def fitting(self, citizen: Citizen) -> frozenset[StaffId]:
        """The staff who may take the citizen's contact, at any unit."""
        key = (citizen.unit_id, citizen.overflow_ok, citizen.needs, citizen.language)
        if key not in self._fitting:
            self._fitting[key] = frozenset(self._who_fits(citizen))
        return self._fitting[key]

    def record_promise(
        self, contact_id: ContactId, unit_id: UnitId | None, window: Window | None, *, now: datetime
    ) -> None:
        """The citizen is told something new: a window at a unit, or openly that there is none."""
        why = Why.NO_CAPACITY if window is None else Why.OWN_UNIT
        backed = window is not None
        self._promises[contact_id].append(Promise(contact_id, now, window, unit_id, backed=backed, why=why))

    def make_attempt(self, contact_id: ContactId, staff_id: StaffId, *, now: datetime) -> Attempt:
        """Call the citizen; when the attempt ends and how is known from then on."""
        citizen, number = self.citizens[contact_id], len(self._attempts.get(contact_id, ())) + 1
        reached = citizen.answers(number)
        talk = timedelta(minutes=citizen.actual_minutes) + self.scenario.wrap
        ended_at = now + (talk if reached else self.scenario.ring)
        outcome = Outcome.REACHED if reached else Outcome.NO_ANSWER
        attempt = Attempt(contact_id, number, staff_id, now, ended_at, outcome)
        self._attempts[contact_id].append(attempt)
        return attempt

    def was_attempted(self, contact_id: ContactId) -> bool:
        """Whether an attempt was made already."""
        return contact_id in self._attempts

    def results(self) -> list[ContactResult]:
        """What came of every contact, in the order of the scenario."""
        return [
            ContactResult(
                citizen, tuple(self._promises.get(contact_id, ())), tuple(self._attempts.get(contact_id, ()))
            )
            for contact_id, citizen in self.citizens.items()
        ]

    def _who_fits(self, citizen: Citizen) -> Iterable[StaffId]:
        units = self.scenario.units
        for staff_id, member in self.scenario.staff.items():
            welcome = member.unit_id == citizen.unit_id or (
                citizen.overflow_ok and units[member.unit_id].shares_work
            )
            skilled = any(need in member.professions for need in citizen.needs)
            if welcome and skilled and citizen.language in member.languages:
                yield staff_id
