"""The HTTP application: routes, problems, the outermost layer and the document."""

import json
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from contact_api.adapters.sql.store import StoreIsDown
from contact_api.bootstrap import Application, wall_clock
from contact_api.domain.core.access import Permission
from contact_api.domain.core.errors import DomainError
from contact_api.http.api_root import API_ROOT
from contact_api.http.auth.allowed import allowed
from contact_api.http.errors import problems
from contact_api.http.middleware.outermost import OutermostMiddleware
from contact_api.http.middleware.rate_limit import RateLimit
from contact_api.http.openapi.document import document_of
from contact_api.http.routes import (
    access_log,
    alerts,
    alternatives,
    assessments,
    assessments_due,
    attendance,
    bookable_times,
    booking_calendar,
    bookings,
    call_lines,
    calls,
    central_acts,
    claims,
    contact_requests,
    desk_bookings,
    desk_waiting_list,
    dialling,
    explanations,
    figures,
    group_bookings,
    inbound_calls,
    inbound_figures,
    inbound_sms,
    learned_statistics,
    lost_times,
    national_scheduling,
    planned_contacts,
    public,
    rules,
    shortfalls,
    sick_calls,
    staff,
    staff_contact_requests,
    staff_time,
    staff_time_changes,
    supply,
    telephone_times,
    voice_menu,
    waiting_list,
    work_queue,
    written_messages,
)

ROUTERS = (  # looked through in this order: the busiest first
    contact_requests.routes,
    alternatives.routes,
    work_queue.routes,
    claims.routes,
    calls.routes,
    voice_menu.routes,
    call_lines.routes,
    inbound_sms.routes,
    public.routes,
    inbound_calls.routes,
    staff_contact_requests.routes,
    bookable_times.routes,
    bookings.routes,
    booking_calendar.routes,
    bookable_times.desk_routes,
    lost_times.routes,
    desk_bookings.routes,
    attendance.routes,
    telephone_times.routes,
    planned_contacts.routes,
    group_bookings.routes,
    waiting_list.routes,
    desk_waiting_list.routes,
    supply.routes,
    bookable_times.public_routes,
    national_scheduling.routes,
    written_messages.routes,
    written_messages.staff_routes,
    explanations.routes,
    assessments.routes,
    assessments_due.routes,
    alerts.routes,
    staff_time.routes,
    staff.routes,
    staff_time_changes.routes,
    sick_calls.routes,
    dialling.routes,
    shortfalls.routes,
    figures.routes,
    inbound_figures.routes,
    learned_statistics.routes,
    rules.routes,
    access_log.routes,
    central_acts.routes,
)

# Its traces would carry the addresses of requests, and so ids; and each request would ask whether somebody wants them.
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}


class Api(FastAPI):
    """Describes itself as DIGG's profile wants it."""

    def openapi(self) -> dict[str, Any]:
        return document_of(self)


def create_app(
    app: Application,
    *,
    requests_per_minute: int | None = None,
) -> FastAPI:
    """The API of this application; `requests_per_minute` instead of the settings' for all but addresses."""
    api = Api(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, telemetry=NO_TELEMETRY)
    api.state.application = app
    for router in ROUTERS:
        api.include_router(router)
    _refuse_well(api)
    most = app.settings.requests_per_minute
    if requests_per_minute is not None:
        of_all = dict.fromkeys(("citizen", "link", "key"), requests_per_minute)
        most = most.model_copy(update=of_all)
    rate_limit = RateLimit(app.request_counts, wall_clock)
    api.state.rate_limit, api.state.requests_per_minute = rate_limit, most
    origin = _origin(app.settings.public_url)
    api.add_middleware(OutermostMiddleware, rate_limit=rate_limit, per_minute=most.address, origin=origin)
    _publish_document(api)
    return api


def openapi_document() -> dict[str, Any]:
    """The document of the API, the same wherever it is made; committed as openapi/openapi.json."""
    api = Api()
    for router in ROUTERS:
        api.include_router(router)
    return api.openapi()


def _publish_document(api: FastAPI) -> None:
    @cache
    def text() -> str:
        return json.dumps(api.openapi(), ensure_ascii=False)

    def see_document() -> Response:
        return Response(text(), media_type="application/json")

    api.add_api_route(
        f"{API_ROOT}/openapi.json",
        see_document,
        dependencies=[Depends(allowed(Permission.PUBLIC))],
        include_in_schema=False,
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _refuse_well(api: FastAPI) -> None:
    api.add_exception_handler(DomainError, problems.on_refusal)
    api.add_exception_handler(problems.NotSignedIn, problems.on_not_signed_in)
    api.add_exception_handler(problems.InvalidField, problems.on_invalid_field)
    api.add_exception_handler(RequestValidationError, problems.on_invalid)
    api.add_exception_handler(HTTPException, problems.on_http)
    api.add_exception_handler(problems.Unavailable, problems.on_unavailable)
    api.add_exception_handler(StoreIsDown, problems.on_unavailable)
