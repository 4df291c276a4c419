"""What the ways to run a day have in common: who may take whom, how an attempt goes, when somebody is on shift."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.calendar import local_day, local_moment
from contact_api.domain.core.values import ContactId, Outcome, StaffId, UnitId, Window
from contact_api.domain.promise.promise import Promise, Why
from contact_api.replay.baselines.working_time import Span
from contact_api.replay.results.figures import Case
from contact_api.replay.scenario.scenario import Citizen, Scenario

Asked = tuple[UnitId, bool, tuple[str, ...], str]  # all that decides who may take a contact


class Course:
    """A day on its way: what was promised and tried so far. Everything hidden is looked up here, and only here."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.citizens = {one.contact_id: one for one in scenario.citizens}
        self._told: dict[ContactId, list[Promise]] = defaultdict(list)
        self._tried: dict[ContactId, list[Attempt]] = defaultdict(list)
        self._fitting: dict[Asked, frozenset[StaffId]] = {}

    def fitting(self, citizen: Citizen) -> frozenset[StaffId]:
        """The staff who may take her, at any unit."""
        asked = (citizen.unit_id, citizen.overflow_ok, citizen.needs, citizen.language)
        if asked not in self._fitting:
            self._fitting[asked] = frozenset(self._who_fits(citizen))
        return self._fitting[asked]

    def tell(
        self, contact_id: ContactId, unit_id: UnitId | None, window: Window | None, *, now: datetime
    ) -> None:
        """Tell her something new: a window at a unit, or openly that there is none."""
        why = Why.NO_CAPACITY if window is None else Why.OWN_UNIT
        backed = window is not None
        self._told[contact_id].append(Promise(contact_id, now, window, unit_id, backed=backed, why=why))

    def ring(self, contact_id: ContactId, staff_id: StaffId, *, now: datetime) -> Attempt:
        """Make an attempt; when it ends and how is known from then on."""
        citizen, number = self.citizens[contact_id], len(self._tried.get(contact_id, ())) + 1
        reached = citizen.answers(number)
        talk = timedelta(minutes=citizen.actual_minutes) + self.scenario.wrap
        ended_at = now + (talk if reached else self.scenario.ring)
        outcome = Outcome.REACHED if reached else Outcome.NO_ANSWER
        attempt = Attempt(contact_id, number, staff_id, now, ended_at, outcome)
        self._tried[contact_id].append(attempt)
        return attempt

    def was_tried(self, contact_id: ContactId) -> bool:
        """Whether an attempt was made already."""
        return contact_id in self._tried

    def opens(self, citizen: Citizen) -> datetime:
        """From when she can be rung."""
        return max(citizen.arrived_at, citizen.available_from or citizen.arrived_at)

    def closes(self, citizen: Citizen) -> datetime:
        """Until when, on the day she sought contact."""
        zone = self.scenario.zone
        ends = local_moment(local_day(citizen.arrived_at, zone), self.scenario.day_end, zone)
        return min(ends, citizen.available_to or ends)

    def cases(self) -> list[Case]:
        """What came of everybody, in the order of the scenario."""
        return [
            Case(citizen, tuple(self._told.get(contact_id, ())), tuple(self._tried.get(contact_id, ())))
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


def is_working(spans: Mapping[StaffId, Sequence[Span]], staff_id: StaffId, *, now: datetime) -> bool:
    """Whether somebody is on shift at this moment; looks no further."""
    hers = spans.get(staff_id, ())
    place = bisect_right(hers, now, key=lambda span: span.start)
    return place > 0 and now < hers[place - 1].end
