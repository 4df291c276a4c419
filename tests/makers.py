"""One typical value of each kind, replaced by keyword. The day is Wednesday 5 November 2025."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from contact_api.domain.booking.booking import Booking, BookingId, BookingState, Slot
from contact_api.domain.booking.time_types import BookingForm, TimeTypeId
from contact_api.domain.booking.waiting_list import Waiting, WaitingId
from contact_api.domain.capacity.capacity import Cell, Shift, StaffMember, Unit, pool_of
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.access import Caller, Commission, Purpose, Role
from contact_api.domain.core.contact import Circumstances, Contact, Details, Need
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import (
    Channel,
    Consent,
    ContactId,
    Guarantee,
    Intake,
    PersonId,
    StaffId,
    UnitId,
    Urgency,
    Window,
)
from contact_api.domain.promise.promise import Promise, Reservation, Why
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue import Catalogue, Limits, Phrases, Reason, Text
from contact_api.domain.triage.triage import Declared
from contact_api.domain.work_queue.work_queue import queued
from contact_api.usecases.intake.requests import Request

ZONE = ZoneInfo("Europe/Stockholm")
DAY = date(2025, 11, 5)
HALF_HOUR = timedelta(minutes=30)


def at(clock: str, *, day: date = DAY) -> datetime:
    """A local time of the day, in UTC."""
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=ZONE).astimezone(UTC)


def a_window(start: str = "09:00", end: str = "10:00") -> Window:
    return Window(at(start), at(end))


UNIT = Unit(id=UnitId("backen"), name="Backen", provider_id="region", municipality="Umeå")


def a_unit(name: str = "backen", **but: Any) -> Unit:
    return replace(UNIT, id=UnitId(name), name=name.title(), **but)


MEMBER = StaffMember(
    id=StaffId("backen-01"), unit_id=UNIT.id, professions=("nurse",), languages=("sv",), licensed=True
)


def a_member(name: str = "backen-01", **but: Any) -> StaffMember:
    """At the unit the id begins with, unless told otherwise."""
    return replace(MEMBER, id=StaffId(name), **({"unit_id": UnitId(name.split("-", maxsplit=1)[0])} | but))


def a_shift(name: str = "backen-01", start: str = "08:00", end: str = "12:00", **but: Any) -> Shift:
    return replace(Shift(StaffId(name), at(start), at(end)), **but)


def a_staff_time(name: str = "backen-01", start: str = "08:00", end: str = "12:00", **but: Any) -> StaffTime:
    """Of callbacks, at the unit the id begins with, unless told otherwise."""
    unit_id = UnitId(name.split("-", maxsplit=1)[0])
    time = StaffTime(StaffId(name), unit_id, StaffTimeKind.CALLBACK, at(start), at(end))
    return replace(time, **but)


def a_cell(start: str = "09:00", *, member: StaffMember = MEMBER, **but: Any) -> Cell:
    """Half an hour of one nurse, who works at their unit until five."""
    starts = at(start)
    cell = Cell(pool_of(member), starts, starts + HALF_HOUR, staff_minutes=30, pool_ends_at=at("17:00"))
    return replace(cell, **but)


NEED = Need(
    contact_id=ContactId("c1"),
    unit_id=UNIT.id,
    professions=("nurse",),
    language="sv",
    minutes=10,
    urgency=Urgency.U2,
    sought_at=at("08:00"),
    consent=Consent.ANY_PROVIDER,
)


def a_nurse_of(unit: UnitId, staff_id: str = "eva", care_provider_id: str = "region") -> Caller:
    """A staff member in care at this unit."""
    commission = Commission(f"{unit}-V", unit, care_provider_id, Purpose.CARE)
    return Caller(staff_id, frozenset({Role.STAFF}), staff_id=StaffId(staff_id), commission=commission)


def a_manager_of(unit: UnitId) -> Caller:
    """Who runs a unit, and makes no contacts."""
    commission = Commission(f"{unit}-L", unit, "region", Purpose.ADMINISTRATION)
    return Caller("eva", frozenset({Role.UNIT_MANAGER}), commission=commission)


def a_need(**but: Any) -> Need:
    return replace(NEED, **but)


CIRCUMSTANCES = Circumstances(
    reason="advice",
    channel=Channel.WEB,
    intake=Intake.WEB_FORM,
    guarantee=Guarantee.NEW,
    catalogue_version="test-1",
    expected_minutes=8,
)
NEED_FIELDS = set(Need.__slots__)


LIMITS = Limits(assessment_days=3, red_flag_within=10 * MINUTE, smallest_cell=20)


def a_contact(name: str = "c1", **but: Any) -> Contact:
    """Waiting and in its place in the queue; what is a field of the need changes the need."""
    of_need = {key: value for key, value in but.items() if key in NEED_FIELDS}
    rest = {key: value for key, value in but.items() if key not in NEED_FIELDS}
    need = a_need(contact_id=ContactId(name), **of_need)
    contact = replace(Contact(need, CIRCUMSTANCES, PersonId(f"person-{name}")), **rest)
    placed = queued(contact, planning=Planning(), limits=LIMITS, day_ends_at=at("17:00"))
    given = {key: rest[key] for key in ("callable_from", "due_at", "lend_at") if key in rest}
    return replace(placed, **given)


def a_promised_contact(name: str = "c1", *, window: Window | None = None, **but: Any) -> Contact:
    told = {"window": window or a_window(), "backed": True, "promised_unit": UNIT.id}
    return a_contact(name, **(told | but))


def a_reservation(name: str = "c1", *, cell: Cell | None = None, **but: Any) -> Reservation:
    where = cell or a_cell()
    kept = Reservation(ContactId(name), where.pool.id, where.pool.unit_id, where.start, minutes=10, limit=30)
    return replace(kept, **but)


def a_waiting(name: str = "w1", **but: Any) -> Waiting:
    """Waits since eight for a visit at Backen within a month, whenever it is."""
    place = Waiting(
        WaitingId(name),
        ContactId("c1"),
        TimeTypeId("visit"),
        (UNIT.id,),
        UNIT.id,
        joined_at=at("08:00"),
        joined_by="citizen",
        due_day=DAY + timedelta(days=30),
        until_day=DAY + timedelta(days=30),
    )
    return replace(place, **but)


def a_booking(name: str = "b1", start: str = "09:00", end: str = "09:20", **but: Any) -> Booking:
    """A time with a staff member, booked for the contact c1 unless said otherwise."""
    staff_id = StaffId(but.pop("staff_id", MEMBER.id))
    busy = but.pop("busy", None) or Window(at(start), at(end))
    slot = but.pop("slot", None) or Slot(
        TimeTypeId("visit"), UNIT.id, staff_id, Window(at(start), at(end)), busy
    )
    values: dict[str, Any] = {
        "contact_id": ContactId("c1"),
        "form": BookingForm.PLACE,
        "state": BookingState.BOOKED,
        "made_at": at("08:00"),
        "made_by": "citizen",
    }
    return Booking(BookingId(name), slot=slot, **(values | but))


def a_promise(name: str = "c1", **but: Any) -> Promise:
    told = Promise(ContactId(name), at("08:00"), a_window(), UNIT.id, backed=True, why=Why.OWN_UNIT)
    return replace(told, **but)


REASON = Reason(
    "Råd",
    "Advice",
    "advice",
    professions=("nurse",),
    urgency=Urgency.U2,
    expected_minutes=8,
    guarantee=Guarantee.NEW,
    group="other",
)
URGENT_REASON = replace(REASON, code="acute", urgency=Urgency.U1)
NOTHING = Text("", "")
CATALOGUE = Catalogue(
    version="test-1",
    valid_from=date(2025, 1, 1),
    owner="Medical lead",
    source="made up for tests",
    note="made up",
    professions=(),
    urgencies=(),
    groups=(),
    red_flags=(),
    facts=(),
    reasons=(REASON, URGENT_REASON),
    menu=(),
    rules=(),
    planning=Planning(),
    limits=LIMITS,
    phrases=Phrases(NOTHING, NOTHING, NOTHING, NOTHING),
)


def a_region(**but: Any) -> Region:
    """Two units of the region and a private one, a nurse or two at each; no opening hours."""
    units = [a_unit("backen"), a_unit("teg"), a_unit("city", provider_id="city", private=True)]
    staff = [a_member("backen-01"), a_member("backen-02"), a_member("teg-01"), a_member("city-01")]
    region = Region(
        code="test",
        zone=ZONE,
        units={unit.id: unit for unit in units},
        staff={member.id: member for member in staff},
        catalogue=CATALOGUE,
        day_end=time(17),
    )
    return replace(region, **but)


def a_request(name: str = "c1", **but: Any) -> Request:
    request = Request(
        contact_id=ContactId(name),
        person_id=PersonId(f"person-{name}"),
        unit_id=UNIT.id,
        declared=Declared("advice"),
        details=Details(name="Test Testsson", phone="+46701740605", phone_takes_sms=True),
        channel=Channel.WEB,
        intake=Intake.WEB_FORM,
        sought_at=at("08:00"),
    )
    return replace(request, **but)
