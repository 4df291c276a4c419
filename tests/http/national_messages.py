"""Messages of the national contract, written by us, and what is answered to them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.core.access import Role
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.http.schemas.national_scheduling import CORE, SOAP, Operation
from tests.http.booking_world import TOMORROW, a_document, a_time_type, booking_region, plan
from tests.http.world import ASTRID, V1, ZONE, World, a_world

DOOR = f"{V1}/riv/crm/scheduling"
UNIT = "SE2321000222-TESTU001"
MALA = "SE2321000222-TESTU099"
PERFORMER, OTHER_PERFORMER = "SE2321000222-TESTE003", "SE2321000222-TESTE004"
VACCINATION = a_time_type(
    "vaccination",
    professions=["nurse"],
    duration_minutes=20,
    reasons=["R24"],
    one_per="day",
    preparation={"sv": "Kom i kortärmat.", "en": "Wear short sleeves."},
)
CALLED = a_time_type("call", form="telephone", duration_minutes=20, professions=["nurse"], reasons=["R12"])
PHYSIO = a_time_type(change_until={"minutes": 240})
SECRET = a_time_type("secret", bookable_by="care_staff")
REFERRED = a_time_type("referred", bookable_by="referred", professions=["nurse"])


def scheduling_region(*types: dict[str, Any], **but: Any) -> Region:
    """The region of bookings, with HSA-ids, and the reason that who only books is taken in by."""
    region = booking_region()
    units = {
        **region.units,
        UnitId("alidhem"): replace(region.units[UnitId("alidhem")], hsa_id=UNIT),
        UnitId("mala"): replace(region.units[UnitId("mala")], hsa_id=MALA),
    }
    staff = dict(region.staff)
    for staff_id, hsa_id in (("a-3", PERFORMER), ("a-4", OTHER_PERFORMER)):
        staff[StaffId(staff_id)] = replace(staff[StaffId(staff_id)], employee_hsa_id=hsa_id)
    document = a_document(
        *(types or (PHYSIO, VACCINATION, CALLED, SECRET, REFERRED)), **{"booking_reason": "R34", **but}
    )
    read = read_time_types(document, region.catalogue, units)
    return replace(region, units=units, staff=staff, time_types=read)


def scheduling_world(region: Region | None = None) -> Iterator[World]:
    for made in a_world(region=region or scheduling_region()):
        plan(made, "a-3", TOMORROW, 3)
        plan(made, "a-1", TOMORROW, 2)
        yield made


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    whole: Element
    headers: Any

    @property
    def content(self) -> Element:
        (body,) = self.whole.findall(f"{{{SOAP}}}Body")
        return body[0]

    def said(self, name: str) -> list[str]:
        return [one.text or "" for one in self.content.iter() if one.tag.rpartition("}")[2] == name]

    def one(self, name: str) -> str:
        (found,) = self.said(name)
        return found

    @property
    def code(self) -> str:
        return self.one("resultCode")

    @property
    def fault(self) -> str:
        assert self.content.tag == f"{{{SOAP}}}Fault", self.content.tag
        return self.one("faultstring")


def an_envelope(operation: str, inside: str, *, to: str | None = UNIT, actor: str | None = None) -> str:
    """A message; `inside`: its children, in the namespace of the operation unless they say otherwise."""
    address = f"<r:LogicalAddress>{to}</r:LogicalAddress>" if to is not None else ""
    acts = (
        f"<h:Actor><h:actorId>{actor}</h:actorId><h:actorType>subject_of_care</h:actorType></h:Actor>"
        if actor
        else ""
    )
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:r="urn:riv:itintegration:registry:1" xmlns:c="{CORE}" '
        'xmlns:h="urn:riv:interoperability:headers:1" xmlns:x="urn:riv:crm:scheduling:1.1">'
        f"<s:Header>{acts}{address}</s:Header>"
        f'<s:Body><{operation} xmlns="urn:riv:crm:scheduling:{operation}Responder:1">{inside}</{operation}>'
        "</s:Body></s:Envelope>"
    )


def ask(world: World, message: str | bytes, headers: dict[str, str] | None = None) -> Answer:
    sent = message.encode() if isinstance(message, str) else message
    signed_in = headers if headers is not None else world.having(Role.NATIONAL_PLATFORM)
    answer = world.client.post(
        DOOR, content=sent, headers={"Content-Type": "text/xml; charset=utf-8", **signed_in}
    )
    assert answer.headers["content-type"].startswith("text/xml"), answer.text
    return Answer(answer.status_code, fromstring(answer.content), answer.headers)


def timeslot(
    start: datetime,
    minutes: float = 40,
    *,
    subject: str = ASTRID,
    kind: str = "physio",
    facility: str = UNIT,
    **more: str,
) -> str:
    fields = {
        "startTimeInclusive": start.astimezone(ZONE).isoformat(),
        "endTimeExclusive": (start + timedelta(minutes=minutes)).astimezone(ZONE).isoformat(),
        "healthcare_facility": facility,
        "subject_of_care": subject,
        "timeTypeID": kind,
        **more,
    }
    inside = "".join(f"<c:{name}>{text}</c:{name}>" for name, text in fields.items() if text)
    return f"<requestedTimeslot>{inside}</requestedTimeslot>"


def a_make(slot: str, *, phone: str = "+46701740605", to: str = UNIT, actor: str | None = None) -> str:
    info = (
        "<subject_of_care_info>"
        + (f"<c:phone>{phone}</c:phone>" if phone else "")
        + "<x:firstName>Astrid</x:firstName><x:lastName>Testsson</x:lastName></subject_of_care_info>"
    )
    inside = f"<healthcare_facility_med>{to}</healthcare_facility_med>{slot}{info}"
    return an_envelope(Operation.MAKE, inside, to=to, actor=actor)


def make(world: World, start: datetime = TOMORROW, minutes: float = 40, **but: Any) -> Answer:
    around = {one: but.pop(one) for one in ("phone", "to", "actor") if one in but}
    return ask(world, a_make(timeslot(start, minutes, **but), **around))


def update(world: World, booking_id: str, start: datetime, minutes: float = 40, **but: Any) -> Answer:
    slot = timeslot(start, minutes, bookingId=booking_id, **but)
    return ask(world, an_envelope(Operation.UPDATE, slot))


def of_booking(
    world: World, operation: Operation, booking_id: str, *, to: str = UNIT, actor: str | None = None
) -> Answer:
    inside = f"<healthcare_facility>{to}</healthcare_facility><bookingId>{booking_id}</bookingId>"
    return ask(world, an_envelope(operation, inside, to=to, actor=actor))


def schedule(
    world: World, subject: str = ASTRID, *, to: str = UNIT, actor: str | None = None, **but: Any
) -> Answer:
    inside = f"<healthcare_facility>{to}</healthcare_facility><subject_of_care>{subject}</subject_of_care>"
    return ask(world, an_envelope(Operation.SCHEDULE, inside, to=to, actor=actor), **but)


def search(world: World, operation: Operation, first: str, last: str, **more: str) -> Answer:
    rest = "".join(f"<{name}>{text}</{name}>" for name, text in more.items())
    inside = (
        f"<healthcare_facility>{UNIT}</healthcare_facility>"
        f"<startDateInclusive>{first}</startDateInclusive><endDateInclusive>{last}</endDateInclusive>{rest}"
    )
    return ask(world, an_envelope(operation, inside))
