"""What a seeds folder holds once it has been read. Where the domain has a value for it, it is that value."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from contact_api.domain.booking.time_types import NO_TIME_TYPES, TimeTypes
from contact_api.domain.capacity.capacity import StaffMember, Unit
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.calendar import Closure, OpeningHours
from contact_api.domain.core.identity import IdentityKind
from contact_api.domain.core.values import Channel, Consent, Intake, Language, Mode, StaffId, UnitId
from contact_api.domain.triage.catalogue import Catalogue
from contact_api.domain.triage.triage import Declared


class UnitKind(StrEnum):
    """What sort of place a unit is."""

    HEALTH_CENTRE = "health_centre"
    COTTAGE_HOSPITAL = "cottage_hospital"
    BRANCH = "branch"


class ProviderKind(StrEnum):
    """Who runs it; moving a contact to another care provider is a disclosure."""

    REGION = "region"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """The region itself. `note` says of the folder what must be known of it; `contact-api seed` shows it."""

    code: str
    name: str
    timezone: str
    day_end: time  # until when citizens are called back on the day they sought contact, local
    parts_of_county: tuple[str, ...]  # the codes that figures are grouped by
    note: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality, and the part of the county that figures count it in."""

    code: str
    name: str
    part_of_county: str


@dataclass(frozen=True, slots=True)
class CareProvider:
    """A care provider (vårdgivare)."""

    id: str
    name: str
    hsa_id: str
    kind: ProviderKind


@dataclass(frozen=True, slots=True)
class SeedUnit:
    """A unit as the planner knows it, and the code of the municipality whose name it carries."""

    unit: Unit
    municipality_code: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One span of a staff member's roster, in the region's own time: of a date, or of a weekday that repeats."""

    staff_id: StaffId
    on: date | int  # a date, or an ISO weekday, Monday = 1
    starts: time
    ends: time
    kind: StaffTimeKind
    unit_id: UnitId | None = None  # None: their home unit

    @property
    def ends_next_day(self) -> bool:
        """Whether it goes on past midnight, or until then: 22:00 to 06:00, 18:00 to 24:00."""
        return self.ends <= self.starts

    def is_of(self, day: date) -> bool:
        """Whether it begins on that day."""
        return day == self.on if isinstance(self.on, date) else day.isoweekday() == self.on


@dataclass(frozen=True, slots=True)
class SeedRequest:
    """A made-up request: what somebody sends at `time_of_day`, in the region's own time."""

    id: str
    time_of_day: time
    channel: Channel
    intake: Intake
    unit_id: UnitId
    declared: Declared
    identity_kind: IdentityKind
    identity: str
    on_behalf_of: str | None  # "child" or "adult"
    phone: str
    language: Language
    interpreter: bool
    mode: Mode
    protected_identity: bool
    safe_contact: bool
    available_from: time | None
    available_to: time | None
    consent: Consent
    free_text: str


@dataclass(frozen=True, slots=True)
class RegionSeed:
    """A whole region, checked: every reference in it leads somewhere."""

    facts: RegionFacts
    municipalities: tuple[Municipality, ...]
    care_providers: tuple[CareProvider, ...]
    units: tuple[SeedUnit, ...]
    opening_hours: tuple[OpeningHours, ...]
    closures: tuple[Closure, ...]
    catalogue: Catalogue
    catalogue_json: str  # the document the catalogue was read from, to be stored beside it
    staff: tuple[StaffMember, ...]
    shifts: tuple[RosterRow, ...]
    requests: tuple[SeedRequest, ...]
    time_types: TimeTypes = NO_TIME_TYPES
    time_types_json: str = ""  # empty: nothing can be booked
