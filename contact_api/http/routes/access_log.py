"""The auditor reads who looked at whom."""

from datetime import timedelta

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.identity import read_identity
from contact_api.domain.core.values import PersonId, Window
from contact_api.http.auth.contexts import AccessLogContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.access_log import AccessSearch, Look, Looks
from contact_api.ports import Access, Transaction
from contact_api.usecases.identification.recognise import person_ids_of

routes = router("oversight")

LONGEST_SPAN = timedelta(days=366)


@routes.post(
    "/access-log/searches",
    response_model=Looks,
    **describe(
        "search-access-log",
        sv="Vem har läst om vem: sökning i åtkomstloggen. Sökningen loggas också.",
        en="Who looked at whom. The search is logged as well.",
        answer="A page of looks, the newest first.",
        refusals=(errors.NotAnIdentity,),
    ),
)
def search_access_log(body: AccessSearch, context: AccessLogContext) -> Response:
    context.must_reach_region()
    if not timedelta() < body.to_at - body.from_at <= LONGEST_SPAN:
        raise InvalidField("body.to_at", "later than from_at, by at most a year")

    def act(tx: Transaction) -> Looks:
        actors = _actors(body, tx)
        looks = [
            look
            for person in _persons(body, context, tx)
            for actor in actors
            for look in _found(body, person, actor, tx)
        ]
        for person in _persons(body, context, tx):
            context.note_access(tx, "listed", "audit", person_id=person)
        newest = sorted(looks, key=lambda one: one.at, reverse=True)
        wanted = newest[body.offset : body.offset + body.limit]
        return Looks(
            items=[_look_view(one) for one in wanted],
            limit=body.limit,
            offset=body.offset,
            more=len(newest) > body.offset + body.limit,
        )

    return json_response(context.app.transact(act))


def _persons(body: AccessSearch, context: RequestContext, tx: Transaction) -> list[PersonId | None]:
    """The ids the person's contacts are kept under; [None] when nobody is named."""
    if body.identity is None:
        return [None]
    sent = body.identity
    today = local_day(context.now, tx.region().zone)
    identity = read_identity(sent.kind, sent.number or "", sent.system, now=today)
    return [*person_ids_of(identity, context.app.sealer)] or [None]


def _actors(body: AccessSearch, tx: Transaction) -> list[str | None]:
    """What the log may call who looked: the HSA-id of their sign-in, or our id; [None] when nobody is named."""
    for one in tx.region().staff.values():
        names = [one.id, one.employee_hsa_id]
        if body.actor is not None and body.actor in names:
            return [name for name in names if name]
    return [body.actor]


def _found(body: AccessSearch, person: PersonId | None, actor: str | None, tx: Transaction) -> list[Access]:
    """Enough of the log for the page and to know whether there is more."""
    return tx.access_log(
        person_id=person,
        actor=actor,
        span=Window(body.from_at, body.to_at),
        limit=body.offset + body.limit + 1,
        offset=0,
    )


def _look_view(look: Access) -> Look:
    return Look(
        at=look.at,
        actor=look.actor,
        role=look.role,
        action=look.action,
        purpose=look.purpose,
        commission=look.commission,
        unit_id=look.unit_id,
        contact_id=look.contact_id,
    )
