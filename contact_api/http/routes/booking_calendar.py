"""The citizen's booked time as a calendar file."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.booking.booking import BookingId, BookingState
from contact_api.domain.core import errors
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import OwnContactContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import CALENDAR
from contact_api.http.routes import router
from contact_api.http.views.calendar_file import calendar_file
from contact_api.ports import Transaction
from contact_api.usecases.booking.tell_of_booking import stands_since

routes = router("citizen")


@routes.get(
    "/contact-requests/{contact_id:uuid}/bookings/{booking_id:uuid}/calendar",
    response_class=Response,
    **describe(
        "get-booking-calendar",
        sv="En bokad tid som kalenderfil. Är den avbokad tar filen bort den ur kalendern.",
        en="A booked time as a calendar file. Of a cancelled one the file takes it out of the calendar again."
        " It says nothing of health.",
        answer="An iCalendar file: its UID stays, SEQUENCE rises with each change.",
        refusals=(errors.ContactNotFound, errors.BookingNotFound),
        as_calendar=True,
    ),
)
def get_booking_calendar(contact_id: UUID, booking_id: UUID, context: OwnContactContext) -> Response:
    def act(tx: Transaction) -> bytes:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        booking = tx.booking(BookingId(str(booking_id)))
        if booking is None or booking.contact_id != contact.id or booking.state is BookingState.HELD:
            raise errors.BookingNotFound
        context.note_access(tx, "read", "own booking as a calendar file", contact=contact)
        return calendar_file(booking, contact, tx.region(), changed_at=stands_since(booking, tx))

    body = context.app.transact(act)
    headers = {"Content-Disposition": 'attachment; filename="booked-time.ics"'}
    return Response(body, headers=headers, media_type=CALENDAR)
