"""The region's own telephone exchange posts call-back requests and what happened to calls, signed webhooks all."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.http.auth.contexts import SignedWebhookContext
from contact_api.http.errors.problems import InvalidField, WrongContentType
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.back_fill import back_fill, note_events, report_of, row_report
from contact_api.http.parsers.back_fill_rows import NotABackFill, id_of, numbered, read_csv, read_each
from contact_api.http.parsers.inbound_calls import take_in_call_back
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import CSV, JSON, json_response
from contact_api.http.responses.on_event_loop import on_event_loop
from contact_api.http.routes import router
from contact_api.http.schemas.case import TakenCase
from contact_api.http.schemas.inbound_calls import MOST_ROWS, BackFillIn, CallEventIn, CallEventsIn, Report
from contact_api.http.schemas.intake import CallbackRequestIn
from contact_api.http.views.citizen_views import taken_case_view
from contact_api.ports import Transaction

routes = router("telephony")

CSV_BODY: dict[str, Any] = {
    "schema": {"type": "string", "maxLength": 65_536, "pattern": r"^[\t\r\n -~]*$"},
    "examples": {
        "example": {
            "summary": "Example",
            "value": "event_id,kind,at,call_reference,called_number,caller_number,menu_choice,why\r\n"
            "evt-418,call_back_request,2026-11-23T08:22:05+01:00,pbx1-91,+46846500401,+46701740605,1,\r\n"
            "evt-419,turned_away,2026-11-23T08:24:10+01:00,pbx1-92,+46846500401,,,full\r\n",
        }
    },
}


@routes.post(
    "/telephony/callback-requests",
    status_code=201,
    response_model=TakenCase,
    **describe(
        "post-callback-request",
        sv="Telefonväxeln lämnar ett återuppringningsärende: numret och menyvalet räcker. Samma webhook-id"
        " är samma"
        " ärende.",
        en="An exchange posts a call-back request. The number and the menu choice are enough; the same"
        " webhook-id is"
        " the same request. After an outage post what was written down, with its own `sought_at`.",
        answer="Taken in; `promise.text` is what to say to the caller.",
        refusals=(
            errors.UnitNotFound,
            errors.UnknownReason,
            errors.NotAnIdentity,
            errors.NotAPhoneNumber,
            errors.KeyReused,
            errors.Busy,
        ),
    ),
)
@on_event_loop
def post_callback_request(
    body: CallbackRequestIn,
    context: SignedWebhookContext,
    key: IdempotencyKey = None,
) -> Response:
    contact_id = context.app.new_contact_id()

    def act(tx: Transaction) -> TakenCase:
        taken = take_in_call_back(
            body, context, tx, contact_id=contact_id, request_id=context.message_id or contact_id
        )
        return taken_case_view(taken, context, tx, tx.region(), with_link=not taken.merged)

    return once(context, key, act, 201)


@routes.post(
    "/telephony/events",
    response_model=Report,
    **describe(
        "post-call-events",
        sv="Telefonväxeln berättar vad som hände samtal: insläppt, avbrutet före valet, avvisat av växeln eller"
        " besvarat. I vilken ordning som helst, också i efterhand; samma event_id räknas en gång.",
        en="An exchange tells what happened to calls. Let in, given up before a choice, turned away, answered; in"
        " any order, up to seven days late, with the original times. The same event_id counts once.",
        answer="What became of each event; what is good stands, whatever is wrong with the rest.",
        refusals=(errors.KeyReused, errors.Busy),
    ),
)
def post_call_events(
    body: CallEventsIn,
    context: SignedWebhookContext,
    key: IdempotencyKey = None,
) -> Response:
    lines = numbered(body.events)
    events, faults = read_each(lines, CallEventIn)

    def act(tx: Transaction) -> Report:
        became = note_events(events, context, tx) | faults
        return report_of([row_report(one.number, id_of(one.sent), became[one.number]) for one in lines])

    return once(context, key, act)


@routes.post(
    "/telephony/back-fills",
    response_model=Report,
    **describe(
        "post-back-fill",
        sv="Telefonväxeln lämnar i efterhand det som skrevs upp under ett avbrott, som JSON eller CSV, med"
        " ursprungliga tider. Goda rader står kvar även om andra är felaktiga; samma lista igen ändrar inget.",
        en="An exchange posts what it wrote down during an outage. JSON, or CSV whose first line names the same"
        " fields; original times. Good rows stand even if others are faulty; the same list again changes nothing.",
        answer="What became of each row.",
        refusals=(errors.Busy,),
    ),
    openapi_extra={"requestBody": {"content": {CSV: CSV_BODY}}},
)
def post_back_fill(
    body: BackFillIn,
    request: Request,
    context: SignedWebhookContext,
) -> Response:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == CSV:
            lines = read_csv(context.body)
        elif kind == JSON:
            lines = numbered(body.rows)
        else:
            raise WrongContentType(JSON, CSV)
    except NotABackFill as fault:
        raise InvalidField("body", str(fault)) from fault
    if len(lines) > MOST_ROWS:
        raise InvalidField("body", f"There are more than {MOST_ROWS} rows; post the rest by themselves.")
    return json_response(report_of(back_fill(lines, context)))
