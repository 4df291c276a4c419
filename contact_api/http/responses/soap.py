"""SOAP 1.1: the envelope of an answer, and a fault for all that is refused, also by the sign-in."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import structlog
from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from contact_api.adapters.sql.store import StoreIsDown
from contact_api.domain.core.errors import Busy, DomainError, NotPermitted
from contact_api.http.errors import problems
from contact_api.http.schemas.national_scheduling import CORE, SOAP

XML = "text/xml"
PROLOGUE = b'<?xml version="1.0" encoding="UTF-8"?>\n'
register_namespace("soap", SOAP)
register_namespace("core", CORE)

log = structlog.get_logger()
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class SoapFault(Exception):
    """A message that cannot be answered; `text` says why and holds nothing of what was sent."""

    def __init__(
        self, text: str, *, ours: bool = False, status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR
    ) -> None:
        self.text = text
        self.ours = ours  # it is no fault of the message: the same one may be sent again
        self.status = status
        super().__init__(text)


class SoapRoute(APIRoute):
    """A route whose every refusal is a fault; a status of HTTP that is more than "a fault" stays."""

    def get_route_handler(self) -> Handler:
        answered = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await answered(request)
            except SoapFault as fault:
                return fault_response(fault)
            except problems.NotSignedIn as refusal:
                refused = await problems.on_not_signed_in(request, refusal)
                headers = {"WWW-Authenticate": refused.headers["www-authenticate"]}
                return fault_response(_of_status(HTTPStatus.UNAUTHORIZED), headers)
            except HTTPException as refusal:
                headers = dict(refusal.headers or {})
                return fault_response(_of_status(HTTPStatus(refusal.status_code)), headers)
            except Exception as fault:  # noqa: BLE001 - each is answered in the contract's form
                return fault_response(_known(fault) or _noted(fault, request))

        return answer


def envelope(content: Element) -> Response:
    """An answer."""
    return _response(content, HTTPStatus.OK)


def fault_response(fault: SoapFault, headers: dict[str, str] | None = None) -> Response:
    """A fault; SOAP 1.1 over HTTP has it that its status is 500 unless HTTP itself refused."""
    element = Element(f"{{{SOAP}}}Fault")
    SubElement(element, "faultcode").text = "soap:Server" if fault.ours else "soap:Client"
    SubElement(element, "faultstring").text = fault.text
    return _response(element, fault.status, headers)


def _response(content: Element, status: HTTPStatus, headers: dict[str, str] | None = None) -> Response:
    whole = Element(f"{{{SOAP}}}Envelope")
    SubElement(whole, f"{{{SOAP}}}Body").append(content)
    text = PROLOGUE + tostring(whole, encoding="utf-8", xml_declaration=False)
    return Response(text, int(status), headers=headers, media_type=f"{XML}; charset=utf-8")


def _known(fault: Exception) -> SoapFault | None:
    """In the words of the refusal, when it has any for the outside."""
    if isinstance(fault, Busy):
        return SoapFault(fault.detail, ours=True, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if isinstance(fault, problems.Unavailable | StoreIsDown):
        return _of_status(HTTPStatus.SERVICE_UNAVAILABLE)
    if isinstance(fault, DomainError):
        refused = isinstance(fault, NotPermitted)
        status = HTTPStatus.FORBIDDEN if refused else HTTPStatus.INTERNAL_SERVER_ERROR
        return SoapFault(problems.detail_of(fault), status=status)
    if isinstance(fault, problems.InvalidField):
        return SoapFault(f"{fault.field}: {fault.what}")
    return None


def _noted(fault: Exception, request: Request) -> SoapFault:
    """A fault of ours, told by the number under which it stands in the log."""
    request_id = request.scope["state"].get("request_id", "")
    log.error("request.failed", request_id=request_id, fault=type(fault).__name__, exc_info=fault)
    return SoapFault(f"A fault of ours; it has been noted. Quote {request_id} when you report it.", ours=True)


def _of_status(status: HTTPStatus) -> SoapFault:
    known = problems.OF_STATUS.get(status)
    is_ours = status == HTTPStatus.SERVICE_UNAVAILABLE
    return SoapFault(known[1] if known else "The request is refused.", ours=is_ours, status=status)
