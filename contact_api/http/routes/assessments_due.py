"""The three-day clock at a unit: what is due, and who sees to it."""

from collections.abc import Callable
from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import AssessmentsDueContext, ContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.paging import Paging
from contact_api.http.routes import router
from contact_api.http.schemas.assessments import AssessmentClock, AssessmentsDue, TakeIn
from contact_api.http.views.assessment_views import clock_view, due_view
from contact_api.ports import Transaction
from contact_api.usecases.assessment.assessments_due import (
    assessments_due,
    release_assessment,
    take_assessment,
)

routes = router("staff")

REFUSALS = (errors.ContactNotFound, errors.KeyReused, errors.Busy)
THE_CLOCK = "How the three-day clock stands now."
ABOUT = "/desk/contact-requests/{contact_id:uuid}"


@routes.get(
    "/assessments-due",
    response_model=AssessmentsDue,
    **describe(
        "list-assessments-due",
        sv="Det som ska bedömas inom tre dagar vid den egna enheten; ledningscentralen ser hela regionen.",
        en="What is to be assessed within three days at the caller's unit. The control room sees the whole region.",
        answer="A page of it: what is overdue first, the oldest first.",
    ),
)
def list_assessments_due(context: AssessmentsDueContext, page: Paging) -> Response:
    def act(tx: Transaction) -> AssessmentsDue:
        region = tx.region()
        found = assessments_due(
            tx, units=context.units, limit=page.limit + 1, offset=page.offset, now=context.now
        )
        context.note_access(tx, "listed", "see what is to be assessed")
        return AssessmentsDue(
            items=[due_view(one, region) for one in found[: page.limit]],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))


@routes.post(
    f"{ABOUT}/assessment-takings",
    response_model=AssessmentClock,
    **describe(
        "take-assessment",
        sv="Jag ser till att kontakten bedöms. Den står kvar i listan tills bedömningen är registrerad.",
        en="The caller sees to it that the contact is assessed. It stays in the list until that is recorded.",
        answer=THE_CLOCK,
        refusals=(*REFUSALS, errors.AssessmentFault, errors.AssessmentTaken),
    ),
)
def post_taking(
    contact_id: UUID, body: TakeIn, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    def change(contact: ContactId, tx: Transaction) -> Contact:
        return take_assessment(contact, context.staff_id, tx, take_over=body.take_over, now=context.now)

    return changed(contact_id, context, key, change)


@routes.post(
    f"{ABOUT}/assessment-releases",
    response_model=AssessmentClock,
    **describe(
        "release-assessment",
        sv="Lämna tillbaka till enheten.",
        en="Give it back to the unit.",
        answer=THE_CLOCK,
        refusals=(*REFUSALS, errors.AssessmentFault),
    ),
)
def post_release(contact_id: UUID, context: ContactContext, key: IdempotencyKey = None) -> Response:
    def change(contact: ContactId, tx: Transaction) -> Contact:
        return release_assessment(contact, context.staff_id, tx, now=context.now)

    return changed(contact_id, context, key, change)


def changed(
    contact_id: UUID,
    context: RequestContext,
    key: str | None,
    change: Callable[[ContactId, Transaction], Contact],
    status: int = 200,
) -> Response:
    """Do it to a contact that the caller may know of, noted in the access log; the clock as it stands then."""

    def act(tx: Transaction) -> AssessmentClock:
        known = context.known_contact(ContactId(str(contact_id)), tx)
        changed = change(known.id, tx)
        context.note_access(tx, "changed", "see to the assessment", contact=changed)
        return clock_view(changed, tx, now=context.now)

    return once(context, key, act, status)
