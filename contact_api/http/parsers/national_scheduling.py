"""From an operation of the national contract to what the use cases take."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from xml.etree.ElementTree import Element

from contact_api.adapters.telephony.phone import Phone, read_phone
from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import NotAnIdentity, NotAPhoneNumber
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, read_identity
from contact_api.domain.core.minute_limits import sender_key
from contact_api.domain.core.values import Channel, Intake, StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.domain.triage.triage import Declared
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.parsers.national_scheduling_soap import child, children, needed, text_of, value
from contact_api.http.responses.soap import SoapFault
from contact_api.http.schemas.national_scheduling import Message, SearchIn, TimeslotIn
from contact_api.ports import Transaction
from contact_api.usecases.identification.recognise import person_id_of, person_ids_of
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.national_scheduling.slots import SlotAsked
from contact_api.usecases.national_scheduling.subject import Subject

NUMBER = re.compile(r"[0-9]{12}", re.ASCII)
MOMENT = re.compile(r"[0-9]{14}", re.ASCII)
DAY = re.compile(r"[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
YEARS = range(2000, 2100)
FURTHEST = timedelta(days=366)
KINDS = (IdentityKind.PERSONAL_NUMBER, IdentityKind.COORDINATION_NUMBER)


def unit_at(logical_address: str, region: Region) -> Unit:
    """The unit with this HSA-id. Errors: SoapFault."""
    for unit in region.units.values():
        if unit.hsa_id and unit.hsa_id.upper() == logical_address.upper():
            return unit
    raise SoapFault("No unit of this region has that LogicalAddress.")


def must_be_at(unit: Unit, element: Element, name: str = "healthcare_facility") -> None:
    """Refuse a message whose unit is another than the one it is addressed to. Errors: SoapFault."""
    if needed(element, name).upper() != unit.hsa_id.upper():
        raise SoapFault(f"{name} is another unit than the LogicalAddress; send one message to each unit.")


def read_timeslot(body: Element, region: Region) -> TimeslotIn:
    """The time that is wanted. Errors: SoapFault."""
    slot = child(body, "requestedTimeslot")
    if slot is None:
        raise SoapFault("requestedTimeslot is missing.")
    start, end = (
        _moment(needed(slot, name), name, region.zone) for name in ("startTimeInclusive", "endTimeExclusive")
    )
    if end <= start:
        raise SoapFault("endTimeExclusive must be later than startTimeInclusive.")
    return TimeslotIn(
        start,
        end,
        performer=value(slot, "performer"),
        booking_id=value(slot, "bookingId"),
        subject_of_care=value(slot, "subject_of_care"),
        time_type_id=value(slot, "timeTypeID"),
        time_type_name=value(slot, "timeTypeName"),
    )


def read_search(body: Element) -> SearchIn:
    """Which days are looked at. Errors: SoapFault."""
    first, last = (_day(needed(body, name), name) for name in ("startDateInclusive", "endDateInclusive"))
    if last < first:
        raise SoapFault("endDateInclusive must not be before startDateInclusive.")
    return SearchIn(
        first,
        last,
        frozenset(text for one in children(body, "performer") if (text := text_of(one, "performer"))),
        booking_id=value(body, "bookingId"),
        time_type_id=value(body, "timeTypeID"),
        time_type_name=value(body, "timeTypeName"),
    )


def span_of(search: SearchIn, region: Region, *, now: datetime) -> Window | None:
    """What of the days is still to come, a year at most; None when nothing is."""
    start = max(now, day_span(search.first, region.zone).start)
    end = min(now + FURTHEST, day_span(search.last, region.zone).end)
    return Window(start, end) if start < end else None


def staff_of(performers: Iterable[str], unit: Unit, region: Region) -> frozenset[StaffId]:
    """Who of the unit's staff have these HSA-ids."""
    wanted = {one.upper() for one in performers}
    return frozenset(
        member.id
        for member in region.staff.values()
        if unit.id in member.units and member.at(unit.id).employee_hsa_id.upper() in wanted
    )


def read_subject(text: str, name: str, region: Region, *, now: datetime) -> PersonIdentity:
    """The person a number names. Errors: SoapFault, which never repeats it."""
    for kind in KINDS if NUMBER.fullmatch(text) else ():
        try:
            return read_identity(kind, text, now=region.today(now))
        except NotAnIdentity:
            continue
    raise SoapFault(f"{name} must be a personal or coordination number of 12 digits.")


def addressed(
    message: Message, context: RequestContext, tx: Transaction, *, within: str | None = None
) -> tuple[Unit, Subject]:
    """The unit that the message is for, and who acts; whom it is about is not known yet. Errors: SoapFault.

    `within`: the element that names the unit once more, when that is not the operation itself.
    """
    region = tx.region()
    unit = unit_at(message.logical_address, region)
    named = child(message.body, within) if within else message.body
    if named is None:
        raise SoapFault(f"{within} is missing.")
    must_be_at(unit, named)
    if not message.actor:
        return unit, Subject(())
    actor = read_subject(message.actor, "actorId", region, now=context.now)
    return unit, Subject((), person_ids_of(actor, context.app.sealer))


def subject_of(identity: PersonIdentity, acting: Subject, context: RequestContext) -> Subject:
    """Whom it is about, under every id they may be known by, and who acts for them."""
    return replace(acting, known_as=person_ids_of(identity, context.app.sealer))


def note_look(
    context: RequestContext,
    tx: Transaction,
    action: str,
    subject: Subject,
    contact: Contact | None = None,
) -> None:
    """Write the look down: at a contact, or at the person when there is none."""
    by_another = contact is not None and bool(subject.acts) and contact.person_id not in subject.acts
    purpose = "national booking"
    if by_another or subject.is_by_another:
        purpose += " by another"
    person_id = subject.known_as[0] if subject.known_as else None
    if contact is not None or person_id is not None:
        context.note_access(tx, action, purpose, contact=contact, person_id=person_id)


def slot_asked(slot: TimeslotIn, unit_id: UnitId, staff_id: StaffId | None) -> SlotAsked:
    """The time as the use cases take it."""
    return SlotAsked(
        unit_id,
        slot.start,
        slot.end,
        TimeTypeId(slot.time_type_id) if slot.time_type_id else None,
        slot.time_type_name or None,
        staff_id,
    )


def request_to_book(
    body: Element, unit_id: UnitId, identity: PersonIdentity, reason: str, context: RequestContext
) -> Request:
    """What is taken in for somebody who has no contact request that the time is for. Errors: SoapFault."""
    info = child(body, "subject_of_care_info")
    names = [value(info, one) for one in ("firstName", "lastName")] if info is not None else []
    phone = _phone(value(info, "phone")) if info is not None else None
    return Request(
        contact_id=context.app.new_contact_id(),
        person_id=person_id_of(identity, context.app.sealer),
        unit_id=unit_id,
        declared=Declared(reason),
        details=Details(
            name=" ".join(one for one in names if one) or None,
            phone=phone.e164 if phone else None,
            phone_takes_sms=phone is not None and phone.can_take_sms,
            identity_kind=identity.kind.value,
            identity_value=identity.value,
            identity_system=identity.system,
        ),
        channel=Channel.WEB,
        intake=Intake.WEB_FORM,
        sought_at=context.now,
        sent_by=sender_key(context.client),
    )


def booking_id_of(text: str) -> BookingId:
    """The id as ours is written; another's is none of ours."""
    return BookingId(text.lower())


def _phone(text: str) -> Phone | None:
    """A number that cannot be read costs nobody the time."""
    try:
        return read_phone(text) if text else None
    except NotAPhoneNumber:
        return None


def _moment(text: str, name: str, zone: tzinfo) -> datetime:
    """Version 1.1 writes 20261124080000, local; version 1.0 an xs:dateTime, local when it has no offset."""
    try:
        if MOMENT.fullmatch(text):
            read = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=zone)
        else:
            read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.year not in YEARS:
        raise SoapFault(f"{name} is no time; write 20261124080000, or 2026-11-24T08:00:00+01:00.")
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)


def _day(text: str, name: str) -> date:
    try:
        read = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        read = None
    if read is None or read.year not in YEARS:
        raise SoapFault(f"{name} is no day; write 20261124 or 2026-11-24.")
    return read
