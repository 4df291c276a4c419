"""Alerts: somebody affirmed a warning sign, and a human looks at it at once."""

from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.access import Permission, may
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import AlertsContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.paging import Paging
from contact_api.http.routes import router
from contact_api.http.schemas.alerts import AlertOut, Alerts, TakenAlertOut
from contact_api.http.schemas.work_queue import Claim
from contact_api.http.views.staff_views import claim_view
from contact_api.http.views.unit_views import unit_view
from contact_api.ports import ActKind, Alert, Transaction
from contact_api.usecases.messages.shortage_alerts import ABOUT_STAFFING
from contact_api.usecases.work_queue.acknowledge_alert import acknowledge

routes = router("oversight")


@routes.get(
    "/alerts",
    response_model=Alerts,
    **describe(
        "list-alerts",
        sv="Larm vid den egna enheten; ledningscentralen ser hela regionen.",
        en="Alerts of the caller's unit. The control room sees the whole region. Shortages of staff time, and the end"
        " of a roster, are for who answers for the staffing.",
        answer="A page of alerts, the oldest first. Of the open ones that the requests of one submitter"
        " raised, more than three come after everybody else's.",
    ),
)
def list_alerts(
    context: AlertsContext,
    page: Paging,
    *,
    open_only: Annotated[
        bool,
        Query(alias="open-only", description="Only those nobody has taken care of, and that are not over."),
    ] = True,
) -> Response:
    def act(tx: Transaction) -> Alerts:
        region = tx.region()
        answers_for_staffing = may(context.caller, Permission.SEE_CAPACITY)
        found = tx.alerts(
            units=context.units,
            open_only=open_only,
            leaving_out=() if answers_for_staffing else ABOUT_STAFFING,
            limit=page.limit + 1,
            offset=page.offset,
        )
        context.note_access(tx, "listed", "see alerts")
        return Alerts(
            items=[AlertOut(**_told(one, region)) for one in found[: page.limit]],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))


@routes.post(
    "/alerts/{alert_id}/acknowledgements",
    response_model=TakenAlertOut,
    **describe(
        "acknowledge-alert",
        sv="Jag tar hand om larmet. Den första kvitteringen står kvar. Den som kan ta kontakten har den"
        " från och med nu.",
        en="The caller takes care of the alert. The first acknowledgement stands. Who can make its contact holds it"
        " from then on.",
        answer="The alert, with who takes care of it, and its contact where the caller holds it now.",
        refusals=(errors.AlertNotFound, errors.HoldsAnother, errors.KeyReused, errors.Busy),
    ),
)
def acknowledge_alert(
    alert_id: Annotated[str, Path(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_-]+$")],
    context: AlertsContext,
    key: IdempotencyKey = None,
) -> Response:
    def act(tx: Transaction) -> TakenAlertOut:
        taken = acknowledge(alert_id, context.caller, tx, now=context.now, actor=context.actor)
        alert = taken.alert
        if (alert.acknowledged_by, alert.acknowledged_at) == (context.actor, context.now):
            context.note_act(tx, ActKind.ALERT_ACKNOWLEDGED, unit_id=alert.unit_id, subject_id=alert.id)
        return TakenAlertOut(**_told(alert, tx.region()), claim=_claim(taken.held, tx, context))

    return once(context, key, act)


def _claim(held: Contact | None, tx: Transaction, context: RequestContext) -> Claim | None:
    """The contact with its person, for whoever holds it; the look is noted as that of a pull is."""
    if held is None:
        return None
    context.note_access(tx, "pulled", "make the contact", contact=held)
    return claim_view(held, tx.details(held.id) or Details(), tx, context)


def _told(alert: Alert, region: Region) -> dict[str, Any]:
    return {
        "alert_id": alert.id,
        "contact_id": alert.contact_id,
        "unit": unit_view(alert.unit_id, region),
        "kind": alert.kind,
        "raised_at": alert.raised_at,
        "times_raised": alert.times_raised,
        "last_raised_at": alert.last_raised_at or alert.raised_at,
        "acknowledged_at": alert.acknowledged_at,
        "acknowledged_by": alert.acknowledged_by,
        "closed_at": alert.closed_at,
        "number": alert.number,
        "state": alert.state,
    }
