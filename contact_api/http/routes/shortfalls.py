"""The control room and unit managers: what cannot be served today, what would help, and what if."""

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.http.auth.contexts import CapacityContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.what_if import read_changes
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.shortfalls import ShortfallsOut
from contact_api.http.schemas.what_if import WhatIfIn, WhatIfOut
from contact_api.http.views.shortfall_views import shortfalls_view, what_if_view
from contact_api.ports import Transaction
from contact_api.usecases.planning.shortfalls import find_shortfalls, what_if

routes = router("oversight")


@routes.get(
    "/shortfalls",
    response_model=ShortfallsOut,
    **describe(
        "see-shortfalls",
        sv="Vilka av dagens kontakter som inte alla kan nås: när, vilka yrken och språk som saknas, hur mycket,"
        " och vad som skulle hjälpa. Den som ansvarar för en enhet ser det som rör enhetens egna.",
        en="Which of today's contacts cannot all be served. When, whose time is missing, how much of it, and what"
        " would help; who answers for one unit sees what concerns its own people.",
        answer="The shortfalls, those of promises first.",
    ),
)
def see_shortfalls(context: CapacityContext) -> Response:
    def act(tx: Transaction) -> ShortfallsOut:
        known, remedied = find_shortfalls(tx, units=context.units, now=context.now)
        return shortfalls_view(known, remedied, tx.region(), now=context.now)

    return json_response(context.app.transact(act))


@routes.post(
    "/what-ifs",
    response_model=WhatIfOut,
    **describe(
        "ask-what-if",
        sv="Vad händer i dag om en enhet lånar ut personal, stänger eller delar sitt arbete, om någon blir sjuk eller"
        " om de som väntar tackar ja till fler enheter? Räknas ut; ingenting sparas.",
        en="What would become of today if a unit lends staff, closes or shares its work, somebody falls ill, or those"
        " who wait accept more units. Worked out; nothing is stored.",
        answer="The day without and with the changes.",
        refusals=(errors.UnitNotFound, errors.StaffNotFound),
    ),
)
def ask_what_if(body: WhatIfIn, context: CapacityContext) -> Response:
    def act(tx: Transaction) -> WhatIfOut:
        changes = read_changes(body, context, tx)
        before, after, moved = what_if(changes, tx, units=context.units, now=context.now)
        return what_if_view(before, after, moved, tx.region(), now=context.now)

    return json_response(context.app.transact(act))
