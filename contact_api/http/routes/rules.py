"""The medical lead reads the rules in force."""

from fastapi.responses import Response

from contact_api.domain.triage.catalogue_document import document_of
from contact_api.http.auth.contexts import RulesContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.rules import Rules

routes = router("oversight")


@routes.get(
    "/rules",
    response_model=Rules,
    **describe(
        "see-rules",
        sv="Hela regelverket som gäller: orsaker, varningstecken, regler, planeringstal, ägare och källa.",
        en="The whole catalogue in force. Reasons, warning signs, rules, planning figures, owner and source.",
        answer="The catalogue document.",
    ),
)
def see_rules(context: RulesContext) -> Response:
    return json_response(context.app.transact(lambda tx: Rules(**document_of(tx.region().catalogue))))
