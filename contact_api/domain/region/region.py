"""The region as the rules need it: units, staff, catalogue and planning figures; changes rarely and is read whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from contact_api.domain.booking.time_types import NO_TIME_TYPES, TimeTypes
from contact_api.domain.capacity.capacity import StaffMember, Unit, accepted, masters, welcome
from contact_api.domain.core.calendar import (
    Closure,
    OpeningHours,
    local_day,
    local_moment,
    midnight,
    open_windows,
)
from contact_api.domain.core.contact import Need
from contact_api.domain.core.errors import StaffNotFound, UnitNotFound
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, StaffId, UnitId, Window
from contact_api.domain.forecast.learned_statistics import PRIOR, LearnedStatistics
from contact_api.domain.triage.catalogue import Catalogue

MOST_DAYS_KNOWN = 10_000  # days of units whose hours are kept in mind; most questions are about a few
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Region:
    """One region, an independent partition of all work."""

    code: str
    zone: tzinfo
    units: Mapping[UnitId, Unit]
    staff: Mapping[StaffId, StaffMember]
    catalogue: Catalogue
    day_end: time  # until when citizens are called back on the day they sought contact, local
    hours: tuple[OpeningHours, ...] = ()
    closures: tuple[Closure, ...] = ()
    is_red: Callable[[date], bool] = lambda _day: False
    learned: LearnedStatistics = PRIOR  # from its own finished contacts
    time_types: TimeTypes = NO_TIME_TYPES  # what can be booked
    # asked for with every promise and every plan, and the same as long as the units are
    _welcome: dict[tuple[UnitId, Consent], frozenset[UnitId]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _accepting: dict[tuple[UnitId, Consent], frozenset[UnitId]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    # with every answer, and the same as long as the hours are
    _open: dict[tuple[UnitId, date], tuple[Window, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def planning(self) -> Planning:
        """The planning figures of the catalogue in force."""
        return self.catalogue.planning

    def unit(self, unit_id: UnitId) -> Unit:
        """The unit, or UnitNotFound."""
        try:
            return self.units[unit_id]
        except KeyError:
            raise UnitNotFound("there is no unit with this id; GET /units lists them") from None

    def unit_called(self, number: str) -> UnitId | None:
        """The unit citizens reach on this number (E.164), if it is one of ours."""
        return next((unit.id for unit in self.units.values() if unit.phone and unit.phone == number), None)

    def member(self, staff_id: StaffId) -> StaffMember:
        """The staff member, or StaffNotFound."""
        try:
            return self.staff[staff_id]
        except KeyError:
            raise StaffNotFound from None

    def member_at(self, staff_id: StaffId, unit_id: UnitId | None) -> StaffMember:
        """The staff member at a unit they work at, or at their own. Errors: StaffNotFound."""
        member = self.member(staff_id)
        if unit_id is None:
            return member
        if unit_id not in member.units:
            raise StaffNotFound
        return member.at(unit_id)

    def welcome_units(self, need: Need) -> frozenset[UnitId]:
        """Every unit whose staff the citizen accepts, their own included."""
        return self._accepted(need.unit_id, need.consent)

    def units_to_book(self, need: Need) -> frozenset[UnitId]:
        """Every unit at which the citizen may have a time: those of the own care provider that share work, since to
        choose one is a wish of its own; those of another care provider only after the citizen's yes to it.
        """
        return self._accepted(need.unit_id, need.consent.or_more(Consent.SAME_PROVIDER))

    def units_accepting(self, unit_id: UnitId, consent: Consent) -> frozenset[UnitId]:
        """Every unit whose people accept staff of this one by this consent, itself included."""
        asked = (unit_id, consent)
        found = self._accepting.get(asked)
        if found is None:
            found = frozenset(own for own in self.units if unit_id in self._accepted(own, consent))
            self._accepting[asked] = found
        return found

    def _accepted(self, own_id: UnitId, consent: Consent) -> frozenset[UnitId]:
        asked = (own_id, consent)
        found = self._welcome.get(asked)
        if found is None:
            own = self.unit(own_id)
            found = frozenset(unit.id for unit in self.units.values() if accepted(consent, unit, own))
            self._welcome[asked] = found
        return found

    def may_take(self, member: StaffMember, need: Need) -> bool:
        """Whether this staff member may take such a contact at all."""
        return masters(member.professions, member.languages, need) and welcome(
            need, self.unit(member.unit_id), self.unit(need.unit_id)
        )

    def open_windows(self, unit_id: UnitId, day: date) -> tuple[Window, ...]:
        """When the unit is open that day, every span of it: two when it closes for lunch."""
        asked = (unit_id, day)
        found = self._open.get(asked)
        if found is None:
            found = open_windows(unit_id, day, self.hours, self.closures, zone=self.zone, is_red=self.is_red)
            if len(self._open) >= MOST_DAYS_KNOWN:
                self._open.clear()
            self._open[asked] = found
        return found

    def opening(self, units: Iterable[UnitId], span: Window) -> Mapping[UnitId, tuple[Window, ...]] | None:
        """When these units are open on the days of the span; None: opening hours are not known, as in a replay."""
        if not self.hours:
            return None
        first, last = self.today(span.start), self.today(span.end - A_MOMENT)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return {unit: tuple(one for day in days for one in self.open_windows(unit, day)) for unit in units}

    def opens_and_closes(self, unit_id: UnitId, day: date) -> Window | None:
        """From when the unit first opens that day until it last closes; None when it does not open."""
        spans = self.open_windows(unit_id, day)
        return Window(spans[0].start, max(one.end for one in spans)) if spans else None

    def fill_at(self, start: datetime) -> float:
        """How many planned minutes go into a staff minute of the half hour that starts then.

        One in five does not answer, so the minutes planned for them are not used; from the late morning on they go to
        those who are rung again.
        """
        early = start.astimezone(self.zone).hour < self.planning.morning_until_hour
        return self.planning.morning_fill if early else 1.0

    def today(self, now: datetime) -> date:
        """The local calendar day."""
        return local_day(now, self.zone)

    def left_of_today(self, now: datetime) -> Window:
        """From now to local midnight: what a promise of today can lie in."""
        return Window(now, midnight(self.today(now) + timedelta(days=1), self.zone))

    def day_ends_at(self, sought_at: datetime) -> datetime:
        """When "the same day" ends for a contact sought at this moment: the last hour somebody can be reached."""
        return local_moment(local_day(sought_at, self.zone), self.day_end, self.zone)
