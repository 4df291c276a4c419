"""Which times can be booked: for a citizen's contact request, and by staff for somebody."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import ContactContext, OwnContactContext, PublicContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.bookings import booker_of
from contact_api.http.parsers.times_asked import public_times_asked, times_asked
from contact_api.http.parsers.times_query import TimesAsked, TimesQuery
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.base import LanguageTag
from contact_api.http.schemas.bookings import BookableTimes, PublicTimes, TimeTypes
from contact_api.http.views.booking_views import public_time_types, public_times_view, times_view
from contact_api.ports import Transaction
from contact_api.usecases.booking.find_times import Asked, FoundTime, find_times
from contact_api.usecases.booking.three_day_clock import keep_offer

public_routes = router("public")
routes = router("citizen")
desk_routes = router("desk")
STAFF_LANGUAGE = "sv"


@public_routes.get(
    "/time-types",
    response_model=TimeTypes,
    **describe(
        "list-time-types",
        sv="Vilka slags tider som kan bokas.",
        en="The kinds of times that can be booked.",
        answer="The kinds of times, in the region's order.",
    ),
)
def list_time_types(
    context: PublicContext,
    language: Annotated[LanguageTag, Query(description="The language of names and preparations.")] = "sv",
) -> Response:
    return json_response(
        context.app.transact(lambda tx: TimeTypes(time_types=public_time_types(tx.region(), language)))
    )


@public_routes.get(
    "/bookable-times",
    response_model=PublicTimes,
    **describe(
        "list-public-times",
        sv="Vilka tider som finns att boka. Den som vill boka söker först kontakt.",
        en="Which times there are. Who wants to book one seeks contact first.",
        answer="Times of public kinds, the earliest first; at all units unless some are named.",
        refusals=(errors.UnitNotFound,),
    ),
)
def list_public_times(
    asked: TimesAsked,
    context: PublicContext,
    text_language: Annotated[
        LanguageTag, Query(alias="text-language", description="The language of names and days.")
    ] = "sv",
) -> Response:
    def act(tx: Transaction) -> PublicTimes:
        region = tx.region()
        search, far = public_times_asked(asked, region, now=context.now)
        found = _page(asked, search, tx, now=context.now)
        return public_times_view(found, region, text_language, far=far, now=context.now)

    return json_response(context.app.transact(act))


@routes.get(
    "/contact-requests/{contact_id:uuid}/bookable-times",
    response_model=BookableTimes,
    **describe(
        "list-bookable-times",
        sv="Tider som kan bokas i stället för att bli uppringd.",
        en="Times that can be booked instead of being called. None while the request is urgent.",
        answer="Times that fit what the contact is about, the earliest first; they are held for nobody.",
        refusals=(errors.ContactNotFound, errors.UnitNotFound, errors.ConsentMissing),
    ),
)
def list_bookable_times(contact_id: UUID, asked: TimesAsked, context: OwnContactContext) -> Response:
    return _times(contact_id, asked, context, by_staff=False)


@desk_routes.get(
    "/desk/contact-requests/{contact_id:uuid}/bookable-times",
    response_model=BookableTimes,
    **describe(
        "list-bookable-times-for",
        sv="Tider som personal kan boka åt någon.",
        en="Times that staff can book for somebody. The same pool as citizens see, and every kind of time.",
        answer="Times, the earliest first.",
        refusals=(errors.ContactNotFound, errors.UnitNotFound, errors.ConsentMissing),
    ),
)
def list_times_for(contact_id: UUID, asked: TimesAsked, context: ContactContext) -> Response:
    return _times(contact_id, asked, context, by_staff=True)


def _times(contact_id: UUID, asked: TimesQuery, context: RequestContext, *, by_staff: bool) -> Response:
    def act(tx: Transaction) -> BookableTimes:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        region = tx.region()
        booker = booker_of(contact, tx, by_staff=by_staff)
        search, far = times_asked(asked, contact, region, booker=booker, now=context.now)
        found = _page(asked, search, tx, now=context.now)
        context.note_access(tx, "read", "times to book", contact=contact)
        if not asked.offset:
            keep_offer(contact, search, found, tx, by=context.actor, now=context.now)
        language = STAFF_LANGUAGE if by_staff else contact.circumstances.citizen_language
        return times_view(found, search.types, region, language, far=far, now=context.now)

    return json_response(context.app.transact(act))


def _page(asked: TimesQuery, search: Asked, tx: Transaction, *, now: datetime) -> list[FoundTime]:
    return find_times(search, tx, most=asked.offset + asked.limit, now=now)[asked.offset :]
