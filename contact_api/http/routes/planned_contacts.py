"""Staff plan a contact that nobody has sought: a follow-up, prevention, a yearly check. Its time is booked at once."""

from uuid import uuid4

from fastapi.responses import Response

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.core import errors
from contact_api.domain.core.values import UnitId
from contact_api.http.auth.contexts import EnterContactContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.bookings import booker_of_planned, wanted_of_planned
from contact_api.http.parsers.contact_requests import read_planned_contact
from contact_api.http.parsers.times_asked import times_asked_by_staff
from contact_api.http.parsers.times_query import TimesAsked
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.routes.desk_bookings import STAFF_LANGUAGE
from contact_api.http.schemas.bookings import BookableTimes
from contact_api.http.schemas.desk_bookings import DeskBooking
from contact_api.http.schemas.intake import PlannedContactIn
from contact_api.http.views.booking_views import desk_booking_view, times_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.find_times import find_times
from contact_api.usecases.intake.take_in_planned import take_in_planned

routes = router("desk")


@routes.get(
    "/desk/bookable-times",
    response_model=BookableTimes,
    **describe(
        "list-times-to-plan",
        sv="Tider som personal kan boka för en planerad kontakt. Alla slags tider, också de som bara personal bokar.",
        en="Times that staff can book for a planned contact. Every kind, also those that only staff book.",
        answer="Times of your unit, the earliest first; they are held for nobody.",
        refusals=(errors.UnitNotFound,),
    ),
)
def list_times_to_plan(asked: TimesAsked, context: EnterContactContext) -> Response:
    def act(tx: Transaction) -> BookableTimes:
        region = tx.region()
        member = context.member(region)
        search, far = times_asked_by_staff(asked, member.unit_id, region, now=context.now)
        found = find_times(search, tx, most=asked.offset + asked.limit, now=context.now)[asked.offset :]
        return times_view(found, search.types, region, STAFF_LANGUAGE, far=far, now=context.now)

    return json_response(context.app.transact(act))


@routes.post(
    "/desk/planned-contacts",
    status_code=201,
    response_model=DeskBooking,
    **describe(
        "plan-contact",
        sv="Planera en kontakt som ingen har sökt, och boka tiden på en gång. Ingen uppringning lovas.",
        en="Plan a contact that nobody has sought, and book its time in one go. No call back is promised, and the"
        " three-day clock does not run. It is never one with what the person seeks contact for.",
        answer="The booking, with the id of its contact request.",
        refusals=(
            errors.UnitNotFound,
            errors.UnknownReason,
            errors.NotAnIdentity,
            errors.NotAPhoneNumber,
            errors.TimeNotOffered,
            errors.HasAnotherBooking,
            errors.KeyReused,
            errors.Busy,
        ),
    ),
)
def plan_contact(
    body: PlannedContactIn, context: EnterContactContext, key: IdempotencyKey = None
) -> Response:
    contact_id, booking_id = context.app.new_contact_id(), BookingId(str(uuid4()))

    def act(tx: Transaction) -> DeskBooking:
        region = tx.region()
        if not context.may_know_unit(region.unit(UnitId(body.unit_id)).id, region):
            raise errors.NotPermitted("staff plan contacts at units of their own care provider")
        request = read_planned_contact(body, context, contact_id, region)
        contact, booking = take_in_planned(
            request,
            booking_id,
            wanted_of_planned(body),
            booker_of_planned(request.details),
            tx,
            by=context.actor,
            now=context.now,
        )
        context.note_access(tx, "changed", "plan a contact", contact=contact)
        return desk_booking_view(booking, region, STAFF_LANGUAGE, now=context.now)

    return once(context, key, act, 201)
