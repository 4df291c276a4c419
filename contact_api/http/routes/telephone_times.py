"""Booked telephone times are rung by staff at their minute, through the same calls as any contact."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.core import errors
from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import WorkQueueContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.routes.desk_bookings import ONE, STAFF_LANGUAGE
from contact_api.http.schemas.base import LONGEST_LIST
from contact_api.http.schemas.telephone_times import TelephoneTimeOut, TelephoneTimes
from contact_api.http.schemas.work_queue import Claim
from contact_api.http.views.booking_views import desk_booking_view
from contact_api.http.views.staff_views import claim_view
from contact_api.ports import Transaction
from contact_api.usecases.work_queue.ring_booked import TelephoneTime, take_booked, telephone_times

routes = router("staff")


@routes.get(
    "/desk/telephone-times",
    response_model=TelephoneTimes,
    **describe(
        "list-telephone-times",
        sv="Bokade telefontider som ska ringas nu eller strax, utan personuppgifter.",
        en="Booked telephone times that are to be rung now or soon, without personal data.",
        answer="Those that have begun and are not noted, and those of the next ten minutes, the earliest first.",
    ),
)
def list_telephone_times(context: WorkQueueContext) -> Response:
    def act(tx: Transaction) -> TelephoneTimes:
        member = context.member(tx.region())
        found = telephone_times(context.units or frozenset(), member, tx, now=context.now)
        context.note_access(tx, "listed", "see the telephone times")
        return TelephoneTimes(times=[_view(one, tx, context) for one in found[:LONGEST_LIST]])

    return json_response(context.app.transact(act))


@routes.post(
    ONE + "/claims",
    response_model=Claim,
    **describe(
        "ring-booked-time",
        sv="Ta en bokad telefontid när minuten är inne, för att ringa den.",
        en="Take a booked telephone time at its minute, to ring it. It is held as any contact is: call, outcome, give"
        " back. Reached is attended; not answered it is rung again by the rules, and then not attended.",
        answer="The contact, with the number to call.",
        refusals=(
            errors.ContactNotFound,
            errors.BookingNotFound,
            errors.BookingIsOver,
            errors.HoldsAnother,
            errors.StaffNotFound,
            errors.KeyReused,
            errors.Busy,
        ),
    ),
)
def post_claim(
    contact_id: UUID, booking_id: UUID, context: WorkQueueContext, key: IdempotencyKey = None
) -> Response:
    def act(tx: Transaction) -> Claim:
        known = context.known_contact(ContactId(str(contact_id)), tx)
        member = context.member(tx.region())
        taken = take_booked(BookingId(str(booking_id)), known.id, member, tx, now=context.now)
        context.note_access(tx, "pulled", "make the contact", contact=taken)
        return claim_view(taken, tx.details(taken.id) or Details(), tx, context)

    return once(context, key, act)


def _view(one: TelephoneTime, tx: Transaction, context: WorkQueueContext) -> TelephoneTimeOut:
    gone = [one.booking.id] if one.staff_gone else []
    told = desk_booking_view(one.booking, tx.region(), STAFF_LANGUAGE, gone=gone, now=context.now)
    waits_for_retry = one.contact.state.is_open and one.contact.attempts > 0
    return TelephoneTimeOut(
        **told.model_dump(),
        contact_state=one.contact.state,
        next_try_at=one.contact.callable_from if waits_for_retry else None,
        may_ring=one.may_ring,
    )
