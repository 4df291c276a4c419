"""A scenario: the folder of plain files that describes one or more days in a region, read and checked.

What is hidden from the product until it happens stands in `Citizen` only, which no use case is given: how long a
conversation takes, and which attempt is answered.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import ceil
from pathlib import Path

from contact_api.domain.capacity.capacity import StaffMember, Unit
from contact_api.domain.core.calendar import local_day, local_moment
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Channel, ContactId, StaffId, UnitId
from contact_api.replay.scenario.csv_rows import ScenarioRow, rows_of
from contact_api.replay.scenario.settings import ScenarioSettings

CENTRES = ("centre_id", "name", "municipality", "lat", "lon", "provider", "shares_work")
STAFF = ("staff_id", "centre_id", "professions", "languages")
SHIFTS = ("staff_id", "starts_at", "ends_at")
CONTACTS = (
    *("contact_id", "arrived_at", "channel", "listed_centre", "fixed_staff", "needs", "urgency", "language"),
    *("overflow_ok", "available_from", "available_to", "expected_minutes"),
    *("actual_minutes", "answers_on_attempt"),
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A shift, or with `ends_at` equal to `starts_at` a sick call; `known_at` None: the start of the day."""

    staff_id: StaffId
    starts_at: datetime
    ends_at: datetime
    known_at: datetime | None

    @property
    def is_sick_call(self) -> bool:
        return self.starts_at == self.ends_at


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who seeks contact: what the product is told of them, and what stays hidden until it happens."""

    contact_id: ContactId
    arrived_at: datetime
    channel: Channel
    unit_id: UnitId
    named_contact: StaffId | None
    needs: tuple[str, ...]
    urgent: bool
    language: str
    overflow_ok: bool
    available_from: datetime | None
    available_to: datetime | None
    expected_minutes: int
    # hidden from the product
    actual_minutes: float
    answers_on_attempt: int

    @property
    def callable_from(self) -> datetime:
        """From when the citizen can take a call."""
        return max(self.arrived_at, self.available_from or self.arrived_at)

    def answers(self, attempt: int) -> bool:
        return self.answers_on_attempt != 0 and attempt >= self.answers_on_attempt


@dataclass(frozen=True)
class Scenario:
    """One or more days, all times aware and in UTC."""

    name: str
    zone: tzinfo
    days: tuple[date, ...]
    day_end: time
    wrap: timedelta
    ring: timedelta
    planning: Planning
    units: Mapping[UnitId, Unit]
    staff: Mapping[StaffId, StaffMember]
    roster: tuple[RosterRow, ...]
    citizens: tuple[Citizen, ...]

    def callable_until(self, citizen: Citizen) -> datetime:
        """The last moment at which an attempt may start that counts on the day of arrival."""
        day_ends = local_moment(local_day(citizen.arrived_at, self.zone), self.day_end, self.zone)
        return min(day_ends, citizen.available_to or day_ends)


def read_scenario(folder: Path) -> Scenario:
    """The scenario in a folder. Errors: ScenarioFault, in one line."""
    settings = ScenarioSettings(folder)
    zone, days = settings.zone(), settings.days()
    units = _units(folder)
    staff = _staff(folder, units)
    return Scenario(
        name=settings.name,
        zone=zone,
        days=days,
        day_end=settings.clock("day_end"),
        wrap=timedelta(minutes=settings.number("wrap_minutes")),
        ring=timedelta(minutes=settings.number("ring_minutes")),
        planning=settings.planning(),
        units=units,
        staff=staff,
        roster=_roster(folder, staff, zone=zone, days=days),
        citizens=_citizens(folder, units, staff, zone=zone, days=days),
    )


def _units(folder: Path) -> dict[UnitId, Unit]:
    found: dict[UnitId, Unit] = {}
    for row in rows_of(folder, "centres.csv", CENTRES):
        unit_id = UnitId(_new(row, "centre_id", found))
        provider = row.one_of("provider", ("region", "private"))
        found[unit_id] = Unit(
            id=unit_id,
            name=row.text("name"),
            provider_id="region" if provider == "region" else unit_id,
            shares_work=row.flag("shares_work"),
            municipality=row.text("municipality"),
            lat=row.degrees("lat"),
            lon=row.degrees("lon"),
            private=provider == "private",
        )
    return found


def _staff(folder: Path, units: Collection[UnitId]) -> dict[StaffId, StaffMember]:
    found: dict[StaffId, StaffMember] = {}
    for row in rows_of(folder, "staff.csv", STAFF):
        staff_id = StaffId(_new(row, "staff_id", found))
        unit_id = UnitId(row.known("centre_id", units, "centre"))
        found[staff_id] = StaffMember(staff_id, unit_id, row.names("professions"), row.names("languages"))
    return found


def _roster(
    folder: Path, staff: Collection[StaffId], *, zone: tzinfo, days: Collection[date]
) -> tuple[RosterRow, ...]:
    found = []
    for row in rows_of(folder, "shifts.csv", SHIFTS, optional=("known_at",)):
        starts, ends = row.moment("starts_at"), row.moment("ends_at")
        if ends < starts:
            raise row.fault("ends_at", "lies before starts_at")
        if starts.date() not in days:
            raise row.fault("starts_at", f"{starts.date()} is not one of the days of scenario.json")
        known = row.maybe_moment("known_at")
        shift = RosterRow(
            staff_id=StaffId(row.known("staff_id", staff, "staff member")),
            starts_at=_utc(starts, zone),
            ends_at=_utc(ends, zone),
            known_at=_utc(known, zone) if known else None,
        )
        found.append(shift)
    return tuple(found)


def _citizens(
    folder: Path,
    units: Collection[UnitId],
    staff: Collection[StaffId],
    *,
    zone: tzinfo,
    days: Collection[date],
) -> tuple[Citizen, ...]:
    found: dict[ContactId, Citizen] = {}
    for row in rows_of(folder, "contacts.csv", CONTACTS):
        contact_id = ContactId(_new(row, "contact_id", found))
        found[contact_id] = _citizen(contact_id, row, units, staff, zone=zone, days=days)
    return tuple(found.values())


def _citizen(
    contact_id: ContactId,
    row: ScenarioRow,
    units: Collection[UnitId],
    staff: Collection[StaffId],
    *,
    zone: tzinfo,
    days: Collection[date],
) -> Citizen:
    arrived = row.moment("arrived_at")
    if arrived.date() not in days:
        raise row.fault("arrived_at", f"{arrived.date()} is not one of the days of scenario.json")
    opens, closes = row.maybe_moment("available_from"), row.maybe_moment("available_to")
    if opens and closes and closes < opens:
        raise row.fault("available_to", "lies before available_from")
    named = row.known("fixed_staff", staff, "staff member") if row.maybe("fixed_staff") else None
    return Citizen(
        contact_id=contact_id,
        arrived_at=_utc(arrived, zone),
        channel=Channel(row.one_of("channel", [one.value for one in Channel])),
        unit_id=UnitId(row.known("listed_centre", units, "centre")),
        named_contact=StaffId(named) if named else None,
        needs=row.names("needs"),
        urgent=row.one_of("urgency", ("urgent", "today")) == "urgent",
        language=row.text("language"),
        overflow_ok=row.flag("overflow_ok"),
        available_from=_utc(opens, zone) if opens else None,
        available_to=_utc(closes, zone) if closes else None,
        expected_minutes=ceil(row.number("expected_minutes", least=0)),
        actual_minutes=row.number("actual_minutes", least=0),
        answers_on_attempt=row.whole("answers_on_attempt"),
    )


def _new(row: ScenarioRow, field: str, before: Collection[str]) -> str:
    found = row.text(field)
    if found in before:
        raise row.fault(field, f"{found!r} stands in the file already")
    return found


def _utc(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
