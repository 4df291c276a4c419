"""The messages of the national contract for booking, `urn:riv:crm:scheduling:1`, as they are read and answered.

Facts: names of elements and namespaces, result codes and forms of times stand in the contract's versions 1.0 and 1.1
(github.com/admstar/rivta, ServiceInteractions/riv/crm/scheduling).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from xml.etree.ElementTree import Element

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
CORE = "urn:riv:crm:scheduling:1"
REGISTRY = "urn:riv:itintegration:registry:1"
HEADERS = "urn:riv:interoperability:headers:1"
ADDRESSING = "http://www.w3.org/2005/08/addressing"  # of the older profile, rivtabp20


class Operation(StrEnum):
    """What can be asked for."""

    DATES = "GetAvailableDates"
    TIMESLOTS = "GetAvailableTimeslots"
    MAKE = "MakeBooking"
    UPDATE = "UpdateBooking"
    CANCEL = "CancelBooking"
    DETAILS = "GetBookingDetails"
    SCHEDULE = "GetSubjectOfCareSchedule"

    @property
    def namespace(self) -> str:
        """Of its messages."""
        return f"urn:riv:crm:scheduling:{self.value}Responder:1"


class ResultCode(StrEnum):
    """What became of a booking."""

    CONFIRMED = "CONFIRMED"
    BOOKING_UNKNOWN = "BOOKING_UNKNOWN"
    SLOT_UNAVAILABLE = "SLOT_UNAVAILABLE"
    SLOT_UNAVAILABLE_FOR_REQUESTED_PERFORMER = "SLOT_UNAVAILABLE_FOR_REQUESTED_PERFORMER"
    ACTION_CREATE_NOT_ALLOWED = "ACTION_CREATE_NOT_ALLOWED"
    ACTION_UPDATE_NOT_ALLOWED = "ACTION_UPDATE_NOT_ALLOWED"
    ACTION_CANCEL_NOT_ALLOWED = "ACTION_CANCEL_NOT_ALLOWED"


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody sent: which operation, to which unit, and who acts there, when it is said."""

    operation: Operation
    logical_address: str
    body: Element = field(repr=False)
    actor: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TimeslotIn:
    """A time as it is named in a message."""

    start: datetime
    end: datetime
    performer: str = ""
    booking_id: str = ""
    subject_of_care: str = field(default="", repr=False)
    time_type_id: str = ""
    time_type_name: str = ""


@dataclass(frozen=True, slots=True)
class SearchIn:
    """Between which days times are looked for, both included, and what narrows them."""

    first: date
    last: date
    performers: frozenset[str] = frozenset()
    booking_id: str = ""
    time_type_id: str = ""
    time_type_name: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """The answer to what changes a booking; `said` is for its citizen to read."""

    code: ResultCode
    said: str | None = None
    booking_id: str | None = None


Fields = Mapping[str, str | None]  # an element's children, in the contract's order; None: left out
