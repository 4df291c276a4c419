"""The answers of the national contract, as elements in its order."""

from collections.abc import Collection, Iterable
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement

from contact_api.domain.booking.booking import Booking, BookingId, Slot
from contact_api.domain.booking.time_types import TimeType
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import BookingNotFound, ContactNotFound, DomainError, TimeNotOffered
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region import Region
from contact_api.http.schemas.national_scheduling import CORE, Fields, Made, Operation, ResultCode
from contact_api.texts import say
from contact_api.usecases.booking.find_times import FoundTime
from contact_api.usecases.national_scheduling.change_booking import allowed_with

LANGUAGE = "sv"  # what citizens read on another's page; the contract has no word for a language
NOT_ALLOWED = {
    Operation.MAKE: ResultCode.ACTION_CREATE_NOT_ALLOWED,
    Operation.UPDATE: ResultCode.ACTION_UPDATE_NOT_ALLOWED,
    Operation.CANCEL: ResultCode.ACTION_CANCEL_NOT_ALLOWED,
}
SAID = frozenset({"may-not-book", "has-another-booking", "too-late-to-change", "booking-is-over"})


def code_of(refusal: DomainError, operation: Operation) -> ResultCode:
    """Which result code a refusal is."""
    if isinstance(refusal, BookingNotFound | ContactNotFound):
        return ResultCode.BOOKING_UNKNOWN
    if isinstance(refusal, TimeNotOffered):
        return ResultCode.SLOT_UNAVAILABLE
    return NOT_ALLOWED[operation]


def sentence_of(refusal: DomainError, code: ResultCode) -> str:
    """What its citizen reads."""
    why = refusal.code if refusal.code in SAID else code.value.lower()
    return say(f"national.{why}", LANGUAGE)


def preparation(time_type: TimeType | None) -> str | None:
    """What to do before a time of the kind."""
    text = time_type.preparation if time_type else None
    return text.in_language(LANGUAGE) if text else None


def made_view(operation: Operation, made: Made, *, version: str) -> Element:
    """What became of a booking; in version 1.1 the code stands before the sentence."""
    code, said = made.code.value, made.said
    if version == "1.1" and made.code is ResultCode.CONFIRMED:
        code = "INFO" if said else "OK"
    elif version == "1.1":
        code, said = "ERROR", f"{made.code.value}: {said}"
    answer = _answer(operation)
    fields = {"bookingId": made.booking_id, "resultCode": code}
    if operation is not Operation.CANCEL:
        fields["resultText"] = said
    _fill(answer, fields, operation.namespace)
    return answer


def dates_view(
    found: Iterable[FoundTime], performers: Collection[str], unit_id: UnitId, region: Region, *, version: str
) -> Element:
    """The days on which there is a time, once for each kind, and with whom when that was asked."""
    answer = _answer(Operation.DATES)
    seen = dict.fromkeys(
        (region.today(one.window.start), one.time_type.id, who)
        for one in found
        for who in _with_whom(one, performers, region)
    )
    for day, type_id, who in seen:
        name = region.time_types.by_id[type_id].name
        element = SubElement(answer, f"{{{Operation.DATES.namespace}}}performerAvailabilityByDate")
        fields = {
            "healthcare_facility": region.unit(unit_id).hsa_id,
            "performer": who,
            "date": f"{day:%Y%m%d}" if version == "1.1" else day.isoformat(),
            "timeTypeName": name.in_language(LANGUAGE),
            "timeTypeID": type_id,
        }
        _fill(element, fields, Operation.DATES.namespace)
    return answer


def timeslots_view(
    found: Iterable[FoundTime], performers: Collection[str], region: Region, *, version: str
) -> Element:
    """The times that can be had, and with whom when that was asked; without, whoever is free gives them."""
    answer = _answer(Operation.TIMESLOTS)
    for one in found:
        for who in _with_whom(one, performers, region):
            element = SubElement(answer, f"{{{Operation.TIMESLOTS.namespace}}}timeslotDetail")
            _fill(element, _slot_fields(one.slots[0], one.time_type, region, version, performer=who), CORE)
    return answer


def bookings_view(
    operation: Operation,
    found: Iterable[tuple[Booking, Contact]],
    region: Region,
    *,
    gone: Collection[BookingId],
    version: str,
    now: datetime,
) -> Element:
    """What is booked, and what may be done with it. No message can be sent with it: there is no inbox here."""
    answer = _answer(operation)
    for booking, contact in found:
        time_type = region.time_types.by_id.get(booking.slot.time_type_id)
        who = _hsa_id_of(booking.slot, region)
        may = allowed_with(booking, contact, region, gone=gone, now=now)
        element = SubElement(answer, f"{{{operation.namespace}}}timeslotDetail")
        fields = {
            **_slot_fields(booking.slot, time_type, region, version, performer=who, booking_id=booking.id),
            "cancel_booking_allowed": _truth(may.cancel),
            "rebooking_allowed": _truth(may.move),
            "message_allowed": _truth(said=False),
        }
        _fill(element, fields, CORE)
    return answer


def _slot_fields(
    slot: Slot,
    time_type: TimeType | None,
    region: Region,
    version: str,
    *,
    performer: str | None,
    booking_id: str | None = None,
) -> dict[str, str | None]:
    unit = region.units.get(slot.unit_id)
    return {
        "startTimeInclusive": _moment(slot.window.start, region, version),
        "endTimeExclusive": _moment(slot.window.end, region, version),
        "healthcare_facility": unit.hsa_id if unit else "",
        "performer": performer,
        "bookingId": booking_id,
        "healthcare_facility_name": unit.name if unit else None,
        "timeTypeName": time_type.name.in_language(LANGUAGE) if time_type else None,
        "timeTypeID": slot.time_type_id,
    }


def _with_whom(found: FoundTime, performers: Collection[str], region: Region) -> list[str | None]:
    if not performers:
        return [None]
    wanted = {one.upper() for one in performers}
    with_ids = [_hsa_id_of(slot, region) for slot in found.slots]
    return [one for one in with_ids if one and one.upper() in wanted]


def _hsa_id_of(slot: Slot, region: Region) -> str | None:
    member = region.staff.get(slot.staff_id)
    at_work = member.at(slot.unit_id) if member and slot.unit_id in member.units else None
    return (at_work.employee_hsa_id or None) if at_work else None


def _moment(at: datetime, region: Region, version: str) -> str:
    local = at.astimezone(region.zone)
    return f"{local:%Y%m%d%H%M%S}" if version == "1.1" else local.isoformat(timespec="seconds")


def _truth(said: bool) -> str:  # noqa: FBT001 - it is the value
    return "true" if said else "false"


def _answer(operation: Operation) -> Element:
    return Element(f"{{{operation.namespace}}}{operation.value}Response")


def _fill(element: Element, fields: Fields, namespace: str) -> None:
    for name, text in fields.items():
        if text is not None:
            SubElement(element, f"{{{namespace}}}{name}").text = text
