"""Who stopped calls, changed staff time, called somebody in sick, took care of an alert."""

from dataclasses import asdict

from fastapi.responses import Response

from contact_api.http.auth.contexts import CentralActsContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.paging import Paging
from contact_api.http.routes import router
from contact_api.http.schemas.central_acts import CentralActOut, CentralActsOut
from contact_api.ports import Transaction

routes = router("oversight")


@routes.get(
    "/central-acts",
    response_model=CentralActsOut,
    **describe(
        "list-central-acts",
        sv="Vem som stoppade samtal, ändrade personaltid, tog emot en sjukanmälan eller tog den tillbaka,"
        " eller kvitterade ett larm. Den som ansvarar för en enhet ser det som rör enheten.",
        en="Who stopped calls or allowed them again, changed staff time, called somebody in sick or took that"
        " back, took care of an alert. Who answers for one unit sees what concerns it.",
        answer="A page of acts, the newest first.",
    ),
)
def list_central_acts(context: CentralActsContext, page: Paging) -> Response:
    def act(tx: Transaction) -> CentralActsOut:
        found = tx.acts(units=context.units, limit=page.limit + 1, offset=page.offset)
        return CentralActsOut(
            items=[CentralActOut(**asdict(one)) for one in found[: page.limit]],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))
