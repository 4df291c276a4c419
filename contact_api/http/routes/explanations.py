"""Why this time, and why now: the citizen, staff and those who answer for the rules may ask."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.contexts import ExplanationsContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.explanations import Explanations
from contact_api.http.views.decision_views import explain_contact
from contact_api.ports import Transaction

routes = router("citizen")


@routes.get(
    "/contact-requests/{contact_id:uuid}/explanations",
    response_model=Explanations,
    **describe(
        "explain-contact-request",
        sv="Varför just den tiden, och varför just då: för varje löfte och varje hämtning vad som fanns att"
        " välja på, vad som uteslöt det, ordningen och vad som stod näst på tur.",
        en="Why this time, and why now. For every promise and every pull what there was to choose from, what"
        " ruled it out, the order, and what was next in line. Nothing in it says who anybody is.",
        answer="Every decision, the first first.",
        refusals=(errors.ContactNotFound,),
    ),
)
def explain_contact_request(contact_id: UUID, context: ExplanationsContext) -> Response:
    def act(tx: Transaction) -> Explanations:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "see why", contact=contact)
        return explain_contact(contact, tx)

    return json_response(context.app.transact(act))
