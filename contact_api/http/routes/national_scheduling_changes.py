"""The operations of the national contract that change something: book, move, cancel."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.errors import DomainError, MayNotBook, TimeNotOffered
from contact_api.domain.core.values import StaffId
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.parsers.bookings import booker_of
from contact_api.http.parsers.national_scheduling import (
    addressed,
    booking_id_of,
    must_be_at,
    note_look,
    read_subject,
    read_timeslot,
    request_to_book,
    slot_asked,
    staff_of,
    subject_of,
)
from contact_api.http.parsers.national_scheduling_soap import needed
from contact_api.http.responses.soap import SoapFault
from contact_api.http.schemas.national_scheduling import Made, Message, Operation, ResultCode, TimeslotIn
from contact_api.http.views.national_scheduling import code_of, preparation, sentence_of
from contact_api.ports import Transaction
from contact_api.usecases.national_scheduling.change_booking import cancel_for, update_booking
from contact_api.usecases.national_scheduling.make_booking import make_booking, same_booking
from contact_api.usecases.national_scheduling.slots import SlotAsked, meant
from contact_api.usecases.national_scheduling.subject import Subject

Change = Callable[[Message, RequestContext, Transaction], Made]
Hindered = Callable[[Message, RequestContext, Transaction, DomainError], Made]


def _make(message: Message, context: RequestContext, tx: Transaction) -> Made:
    """The contact request it belongs to comes with it; what is booked can be read back at once."""
    unit, wanted, subject = _wanted(message, context, tx)
    must_be_at(unit, message.body, "healthcare_facility_med")
    region = tx.region()
    identity = read_subject(wanted.subject_of_care, "subject_of_care", region, now=context.now)
    reason = region.time_types.booking_reason
    if reason is None:
        raise MayNotBook("this region takes in nobody who only books")
    made = make_booking(
        BookingId(str(uuid4())),
        _slot(wanted, unit, tx),
        subject,
        request_to_book(message.body, unit.id, identity, reason, context),
        booker_of,
        tx,
        by=context.actor,
        now=context.now,
    )
    note_look(context, tx, "changed", subject, tx.contact(made.contact_id))
    return Made(ResultCode.CONFIRMED, _to_prepare(made, tx), made.id)


def _make_hindered(message: Message, context: RequestContext, tx: Transaction, refusal: DomainError) -> Made:
    """Of two sent at once both may mean the same booking, which the quicker one made."""
    unit, wanted, subject = _wanted(message, context, tx)
    asked = _slot(wanted, unit, tx)
    same = same_booking(asked, subject, tx, now=context.now)
    note_look(context, tx, "read", subject)
    if same is not None:
        return Made(ResultCode.CONFIRMED, _to_prepare(same, tx), same.id)
    return _refused(message, asked, context, tx, refusal)


def _update(message: Message, context: RequestContext, tx: Transaction) -> Made:
    unit, wanted, subject = _wanted(message, context, tx)
    if not wanted.booking_id:
        raise SoapFault("bookingId is missing.")
    booking_id, asked = booking_id_of(wanted.booking_id), _slot(wanted, unit, tx)
    made, contact = update_booking(
        booking_id, asked, subject, booker_of, tx, by=context.actor, now=context.now
    )
    note_look(context, tx, "changed", subject, contact)
    return Made(ResultCode.CONFIRMED, _to_prepare(made, tx))


def _update_hindered(
    message: Message, context: RequestContext, tx: Transaction, refusal: DomainError
) -> Made:
    unit, wanted, subject = _wanted(message, context, tx)
    note_look(context, tx, "read", subject)
    return _refused(message, _slot(wanted, unit, tx), context, tx, refusal)


def _cancel(message: Message, context: RequestContext, tx: Transaction) -> Made:
    unit, subject = addressed(message, context, tx)
    booking_id = booking_id_of(needed(message.body, "bookingId"))
    _, contact = cancel_for(booking_id, unit.id, subject, booker_of, tx, by=context.actor, now=context.now)
    note_look(context, tx, "changed", subject, contact)
    return Made(ResultCode.CONFIRMED)


def _cancel_hindered(
    message: Message, context: RequestContext, tx: Transaction, refusal: DomainError
) -> Made:
    note_look(context, tx, "read", addressed(message, context, tx)[1])
    code = code_of(refusal, message.operation)
    return Made(code, sentence_of(refusal, code))


def _wanted(message: Message, context: RequestContext, tx: Transaction) -> tuple[Unit, TimeslotIn, Subject]:
    """Where, when and for whom."""
    unit, acting = addressed(message, context, tx, within="requestedTimeslot")
    region = tx.region()
    wanted = read_timeslot(message.body, region)
    if not wanted.subject_of_care and message.operation is Operation.UPDATE:
        return unit, wanted, acting
    identity = read_subject(wanted.subject_of_care, "subject_of_care", region, now=context.now)
    return unit, wanted, subject_of(identity, acting, context)


def _slot(wanted: TimeslotIn, unit: Unit, tx: Transaction) -> SlotAsked:
    """With nobody when the performer is nobody of the unit's."""
    staff = staff_of([wanted.performer], unit, tx.region()) if wanted.performer else frozenset()
    nobody = StaffId("") if wanted.performer else None
    return slot_asked(wanted, unit.id, min(staff, default=nobody))


def _refused(
    message: Message, asked: SlotAsked, context: RequestContext, tx: Transaction, refusal: DomainError
) -> Made:
    """Whether only the performer is not free, when one was named."""
    code = code_of(refusal, message.operation)
    performer_named = isinstance(refusal, TimeNotOffered) and asked.staff_id is not None
    if performer_named and meant(replace(asked, staff_id=None), tx, now=context.now) is not None:
        code = ResultCode.SLOT_UNAVAILABLE_FOR_REQUESTED_PERFORMER
    return Made(code, sentence_of(refusal, code))


def _to_prepare(booking: Booking, tx: Transaction) -> str | None:
    return preparation(tx.region().time_types.by_id.get(booking.slot.time_type_id))


CHANGES: Mapping[Operation, tuple[Change, Hindered]] = {
    Operation.MAKE: (_make, _make_hindered),
    Operation.UPDATE: (_update, _update_hindered),
    Operation.CANCEL: (_cancel, _cancel_hindered),
}
