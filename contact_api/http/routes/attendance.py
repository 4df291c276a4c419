"""Staff note who came to a booked time."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.core.contact import Contact
from contact_api.http.auth.contexts import ContactContext
from contact_api.http.openapi.operations import describe
from contact_api.http.routes import router
from contact_api.http.routes.desk_bookings import OF_BOOKING, ONE, change_for
from contact_api.http.schemas.desk_bookings import AttendanceIn, DeskBooking
from contact_api.ports import Transaction
from contact_api.usecases.booking.attendance import note_attendance, take_back_attendance

routes = router("desk")


@routes.put(
    ONE + "/attendance",
    response_model=DeskBooking,
    **describe(
        "note-attendance",
        sv="Notera om personen kom.",
        en="Note whether the person came, from the start of the time on. The last word stands.",
        answer="The booking.",
        refusals=OF_BOOKING,
    ),
)
def put_attendance(
    contact_id: UUID, booking_id: UUID, body: AttendanceIn, context: ContactContext
) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        return note_attendance(
            BookingId(str(booking_id)),
            contact.id,
            tx,
            came=body.came,
            minutes_late=body.minutes_late,
            by=context.actor,
            now=context.now,
        )

    return change_for(contact_id, context, None, change)


@routes.delete(
    ONE + "/attendance",
    response_model=DeskBooking,
    **describe(
        "take-back-attendance",
        sv="Ta tillbaka noteringen om personen kom.",
        en="Take back what was noted of whether the person came.",
        answer="The booking.",
        refusals=OF_BOOKING,
    ),
)
def delete_attendance(contact_id: UUID, booking_id: UUID, context: ContactContext) -> Response:
    def change(contact: Contact, tx: Transaction) -> Booking:
        booking = BookingId(str(booking_id))
        return take_back_attendance(booking, contact.id, tx, by=context.actor, now=context.now)

    return change_for(contact_id, context, None, change)
