"""What the memory store holds, and the indexes that make it quick."""

from dataclasses import dataclass, field
from datetime import date, datetime

from contact_api.domain.assessment.assessment import Assessment
from contact_api.domain.assessment.offers import Offer
from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.supply import OpenTimes
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.booking.waiting_list import Waiting, WaitingId
from contact_api.domain.calls.calls import Call, LineKind
from contact_api.domain.calls.dialling_limits import Stop
from contact_api.domain.capacity.capacity import Cell, CellKey, StaffMember
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKey
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.contact import Contact, Details, Need
from contact_api.domain.core.values import (
    CallId,
    ContactId,
    MessageId,
    PersonId,
    StaffId,
    UnitId,
)
from contact_api.domain.figures.daily_figures import DailyFigures
from contact_api.domain.figures.inbound_calls import InboundEvent
from contact_api.domain.forecast.daily_statistics import Arrival, DailyStatistics
from contact_api.domain.messages.written_messages import WrittenMessage
from contact_api.domain.promise.promise import Promise, Reservation
from contact_api.domain.region.region import Region
from contact_api.domain.voice_menu.menu_session import MenuSession
from contact_api.domain.work_queue.queue_order import QueueEntry
from contact_api.ports import (
    Access,
    Alert,
    Answer,
    CentralAct,
    Event,
    FailedPlans,
    IncomingText,
    Job,
    Message,
    Person,
)

# Everybody with the same kind of need may be taken by the same staff.
KindOfNeed = tuple[UnitId, tuple[str, ...], str, str]


@dataclass(frozen=True)
class Rows:
    """Every table of one region."""

    region: Region
    contacts: dict[ContactId, Contact] = field(default_factory=dict)
    details: dict[ContactId, Details] = field(default_factory=dict)
    persons: dict[PersonId, Person] = field(default_factory=dict)
    promises: dict[ContactId, list[Promise]] = field(default_factory=dict)
    attempts: dict[ContactId, list[Attempt]] = field(default_factory=dict)
    events: dict[ContactId, list[Event]] = field(default_factory=dict)
    reservations: dict[ContactId, Reservation] = field(default_factory=dict)
    bookings: dict[BookingId, Booking] = field(default_factory=dict)
    waiting_list: dict[WaitingId, Waiting] = field(default_factory=dict)
    open_times: dict[tuple[date, UnitId, TimeTypeId], OpenTimes] = field(default_factory=dict)
    staff_time: dict[StaffId, dict[StaffTimeKey, StaffTime]] = field(default_factory=dict)
    cells: dict[UnitId, dict[CellKey, Cell]] = field(default_factory=dict)
    reserved: dict[CellKey, int] = field(default_factory=dict)
    messages: dict[MessageId, Message] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    access: list[Access] = field(default_factory=list)
    central_acts: list[CentralAct] = field(default_factory=list)
    outbox: list[tuple[Job, dict[str, str | int]]] = field(default_factory=list)
    dirty: dict[str, datetime] = field(default_factory=dict)
    failed_plans: dict[str, FailedPlans] = field(default_factory=dict)
    daily_statistics: dict[date, tuple[DailyStatistics, datetime]] = field(default_factory=dict)
    figure_days: dict[date, tuple[datetime, DailyFigures | None]] = field(default_factory=dict)
    inbound: dict[tuple[str, str], InboundEvent] = field(default_factory=dict)  # by sender and event id
    taught: dict[str, Region] = field(default_factory=dict)  # the region with what it has learned
    calls: dict[CallId, Call] = field(default_factory=dict)
    numbers: dict[CallId, dict[LineKind, str]] = field(default_factory=dict)
    stops: dict[str, Stop] = field(default_factory=dict)
    written_messages: dict[str, WrittenMessage] = field(default_factory=dict)
    incoming: dict[str, IncomingText] = field(default_factory=dict)  # by the provider's id
    opted_out: dict[str, datetime] = field(default_factory=dict)  # by the number's blind index
    menu_sessions: dict[str, MenuSession] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    assessment_offers: dict[str, Offer] = field(default_factory=dict)
    # indexes
    clock_runs: dict[ContactId, None] = field(default_factory=dict)
    open: dict[ContactId, None] = field(default_factory=dict)
    waiting: dict[KindOfNeed, dict[ContactId, QueueEntry]] = field(default_factory=dict)
    held: dict[StaffId, dict[ContactId, None]] = field(default_factory=dict)
    duplicates: dict[str, dict[ContactId, None]] = field(default_factory=dict)
    fits: dict[StaffMember, dict[KindOfNeed, bool]] = field(default_factory=dict)
    of_person: dict[PersonId, dict[ContactId, None]] = field(default_factory=dict)
    # what was worked out before, by the start of a day
    shown: dict[datetime, dict[ContactId, tuple[Need, Arrival]]] = field(default_factory=dict)


def kind_of(need: Need) -> KindOfNeed:
    """What decides who may take it."""
    return (need.unit_id, need.professions, need.language, need.consent.value)
