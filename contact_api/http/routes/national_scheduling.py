"""The national contract for booking (`urn:riv:crm:scheduling:1`): one door for its seven operations."""

from http import HTTPStatus
from typing import Annotated
from xml.etree.ElementTree import Element

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from contact_api.domain.core.errors import BookingNotFound, Busy, DomainError, NotPermitted
from contact_api.http.api_root import API_ROOT
from contact_api.http.auth.contexts import NationalBookingContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.parsers.national_scheduling_soap import read_message
from contact_api.http.responses.soap import XML, SoapFault, SoapRoute, envelope
from contact_api.http.routes.national_scheduling_changes import CHANGES
from contact_api.http.routes.national_scheduling_looks import LOOKS
from contact_api.http.schemas.national_scheduling import Message, ResultCode
from contact_api.http.views.national_scheduling import made_view

routes = APIRouter(prefix=API_ROOT, tags=["citizen"], route_class=SoapRoute)
UNKNOWN = f"{ResultCode.BOOKING_UNKNOWN.value}: there is no such booking at this unit."


async def sent_xml(request: Request) -> bytes:
    """What was sent. Errors: SoapFault when it is not said to be XML."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != XML:
        raise SoapFault(f"Send the message as {XML}.", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return await request.body()


@routes.post("/riv/crm/scheduling", include_in_schema=False)
def answer_message(context: NationalBookingContext, sent: Annotated[bytes, Depends(sent_xml)]) -> Response:
    """Another's booking page asks for times, books, moves, cancels or looks; see docs/connect-scheduling.md."""
    context.must_reach_region()
    message = read_message(sent)
    return envelope(_changed(message, context) if message.operation in CHANGES else _looked(message, context))


def _looked(message: Message, context: RequestContext) -> Element:
    try:
        return context.app.transact(lambda tx: LOOKS[message.operation](message, context, tx))
    except BookingNotFound as refusal:
        raise SoapFault(UNKNOWN) from refusal


def _changed(message: Message, context: RequestContext) -> Element:
    """The change, or what hinders it, looked up when that is over: nothing of a refused change is written."""
    change, hindered = CHANGES[message.operation]
    try:
        made = context.app.transact(lambda tx: change(message, context, tx))
    except (Busy, NotPermitted):
        raise
    except DomainError as refused:
        refusal = refused
        made = context.app.transact(lambda tx: hindered(message, context, tx, refusal))
    return made_view(message.operation, made, version=context.app.settings.national_scheduling_version)
