"""Staff pull the next contact, and see what waits at their unit."""

from collections.abc import Collection
from contextlib import suppress

import structlog
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.access import allow
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import LeaseLost
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import WorkQueueContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response, no_content
from contact_api.http.responses.on_event_loop import on_event_loop
from contact_api.http.responses.paging import Paging
from contact_api.http.routes import router
from contact_api.http.schemas.work_queue import Claim, WorkQueue
from contact_api.http.views.staff_views import claim_view, queued_view
from contact_api.ports import Contested, Transaction
from contact_api.usecases.work_queue.pull_next import release, take_next

routes = router("staff")
log = structlog.get_logger()


@routes.post(
    "/work-queue/pulls",
    response_model=Claim,
    **describe(
        "pull-next-contact",
        sv="Hämta nästa kontakt. Den man redan har kommer först.",
        en="Pull the next contact. The best one the caller may take now, held under a lease; the one they"
        " still hold comes first.",
        answer="The contact, with the number to call.",
        or_nothing="Nobody whom the caller fits may be called now.",
        refusals=(errors.StaffNotFound, errors.Busy),
    ),
)
@on_event_loop
def pull(context: WorkQueueContext) -> Response:
    claim = next_claim(context)
    return json_response(claim) if claim else no_content()


def next_claim(context: RequestContext) -> Claim | None:
    """The best contact the caller may take and can be shown; one that cannot be shown is given back."""
    left_out: set[ContactId] = set()
    while True:
        try:
            return context.app.transact(lambda tx: _claimed(context, tx, left_out))
        except _CannotBeShown as fault:
            _give_back(fault, context)
            left_out.add(fault.contact.id)


@routes.get(
    "/work-queue",
    response_model=WorkQueue,
    **describe(
        "list-work-queue",
        sv="Enhetens öppna kontakter, utan personuppgifter.",
        en="The unit's open contacts, without personal data.",
        answer="A page of the queue.",
    ),
)
def list_work_queue(context: WorkQueueContext, page: Paging) -> Response:
    def act(tx: Transaction) -> WorkQueue:
        region = tx.region()
        found = tx.queue_of(context.units or frozenset(), limit=page.limit + 1, offset=page.offset)
        context.note_access(tx, "listed", "see what waits")
        return WorkQueue(
            items=[queued_view(one, region) for one in found[: page.limit]],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))


@routes.get(
    "/work-queue/claims/current",
    response_model=Claim,
    **describe(
        "see-current-claim",
        sv="Kontakten man har just nu.",
        en="The contact the caller holds just now.",
        answer="The contact, with the number to call.",
        or_nothing="The caller holds none.",
        refusals=(errors.StaffNotFound,),
    ),
)
def see_current_claim(context: WorkQueueContext) -> Response:
    def act(tx: Transaction) -> Claim | None:
        region = tx.region()
        held = tx.held_contact(context.member(region).id, now=context.now)
        if held is None or not context.may_know(held, region):
            return None
        context.note_access(tx, "read", "make the contact", contact=held)
        return claim_view(held, tx.details(held.id) or Details(), tx, context)

    claim = context.app.transact(act)
    return json_response(claim) if claim else no_content()


class _CannotBeShown(Exception):
    """A contact was taken, and no answer could be made of it."""

    def __init__(self, contact: Contact) -> None:
        super().__init__()
        self.contact = contact


def _claimed(context: RequestContext, tx: Transaction, left_out: Collection[ContactId]) -> Claim | None:
    """What the caller now holds. Errors: _CannotBeShown, whatever went wrong with the answer itself."""
    look = context.access("pulled", "make the contact")
    member = context.member(tx.region())
    taken = take_next(member.id, tx, unit_id=member.unit_id, look=look, leaving_out=left_out, now=context.now)
    if taken is None:
        return None
    try:
        allow(context.caller, context.permission, context.relations_to(taken, tx.region()))
        return claim_view(taken, tx.details(taken.id) or Details(), tx, context)
    except Contested:
        raise
    except Exception as fault:  # on PostgreSQL the claim stands by now, whatever is wrong with the answer
        raise _CannotBeShown(taken) from fault


def _give_back(fault: _CannotBeShown, context: RequestContext) -> None:
    """Nobody holds what they were not shown, and nobody else is kept waiting by it; operators read of it."""
    held = fault.contact
    log.error("claim.cannot_be_shown", contact_id=held.id)
    with suppress(LeaseLost, errors.ContactNotFound):  # the claim was undone with its transaction
        context.app.transact(
            lambda tx: release(held.id, context.staff_id, held.lease_number, tx, now=context.now)
        )
