"""What everybody may know: what the API is, whether it is up, the catalogue, the units."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue import Entry as CatalogueEntry
from contact_api.http.api_root import API_ROOT
from contact_api.http.auth.contexts import PublicContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import problem
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.paging import Paging
from contact_api.http.routes import router
from contact_api.http.schemas.public import (
    ApiInfo,
    Entry,
    Health,
    MenuEntry,
    PublicCatalogue,
    ReasonEntry,
    RedFlagEntry,
    UnitOut,
    Units,
)
from contact_api.http.views.citizen_views import call_112_view
from contact_api.ports import Transaction
from contact_api.rehearsal import only_for_rehearsals

routes = router("public")

VERSION = "1.0.0"
RELEASED = date(2026, 11, 23)
NEEDED = "database"  # without it nothing can be taken in


@routes.get(
    "/api-info",
    response_model=ApiInfo,
    **describe(
        "see-api-info",
        sv="Vad detta API är, i vilken version och med vilken status.",
        en="What this API is. Its version and its status.",
        answer="Facts about the API.",
    ),
)
def see_api_info(context: PublicContext) -> Response:  # noqa: ARG001 - every route names its permission
    return json_response(
        ApiInfo(
            api_name="contact-routing",
            api_version=VERSION,
            api_released=RELEASED,
            api_documentation=f"{API_ROOT}/openapi.json",
            api_status="beta",
        )
    )


@routes.get(
    "/health",
    response_model=Health,
    **describe(
        "see-health",
        sv="Om tjänsten och dess delar svarar. Utan kön tas kontakter ändå emot.",
        en="Whether the service and its parts answer. Without the queue it still takes in and promises.",
        answer="It answers; `parts` says which of its parts do.",
    ),
)
def see_health(context: PublicContext) -> Response:
    parts = context.app.is_ready()
    if not parts.get(NEEDED, True):
        return problem(503, parts=parts, headers={"Retry-After": "1"})
    rehearsal = only_for_rehearsals(context.app.settings)
    works: Literal["up", "impaired"] = "up" if all(parts.values()) else "impaired"
    return json_response(Health(status=works, parts=parts, rehearsal=rehearsal))


@routes.get(
    "/catalogue",
    response_model=PublicCatalogue,
    **describe(
        "see-catalogue",
        sv="Information om 112, kontaktorsaker, varningstecken, fakta att ange, telefonmenyn och yrken.",
        en="The 112 information and the catalogue. Reasons, warning signs, facts to declare, the telephone"
        " menu and"
        " professions.",
        answer="The catalogue in force.",
    ),
)
def see_catalogue(
    context: PublicContext,
    language: Annotated[Literal["sv", "en"], Query(description="Of the texts.")] = "sv",
) -> Response:
    return json_response(context.app.transact(lambda tx: _catalogue(tx.region(), language)))


@routes.get(
    "/units",
    response_model=Units,
    **describe(
        "list-units",
        sv="Enheterna som man kan vända sig till, med dagens öppettider.",
        en="The units one can turn to. With today's opening hours.",
        answer="A page of units, by name.",
    ),
)
def list_units(context: PublicContext, page: Paging) -> Response:
    def act(tx: Transaction) -> Units:
        region = tx.region()
        found = sorted(region.units.values(), key=lambda unit: (unit.name, unit.id))[page.offset :]
        return Units(
            items=[_unit(unit, region, context) for unit in found[: page.limit]],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))


def _unit(unit: Unit, region: Region, context: RequestContext) -> UnitOut:
    opened = region.opens_and_closes(unit.id, region.today(context.now))
    return UnitOut(
        id=unit.id,
        name=unit.name,
        kind=unit.kind,
        hsa_id=unit.hsa_id,
        municipality=unit.municipality,
        part_of_county=unit.part_of_county,
        provider_id=unit.provider_id,
        private=unit.private,
        shares_work=unit.shares_work,
        lat=unit.lat,
        lon=unit.lon,
        opens_at=opened.start if opened else None,
        closes_at=opened.end if opened else None,
    )


def _catalogue(region: Region, language: Literal["sv", "en"]) -> PublicCatalogue:
    def entries(found: tuple[CatalogueEntry, ...]) -> list[Entry]:
        return [Entry(code=one.code, text=one.in_language(language)) for one in found]

    catalogue = region.catalogue
    return PublicCatalogue(
        called_until=f"{region.day_end:%H:%M}",
        call_112=call_112_view(language, urgent=False),
        version=catalogue.version,
        valid_from=catalogue.valid_from,
        language=language,
        groups=entries(catalogue.groups),
        reasons=[
            ReasonEntry(
                code=one.code,
                text=one.in_language(language),
                group=one.group,
                red_flags=list(one.red_flags),
            )
            for one in catalogue.reasons
        ],
        red_flags=[
            RedFlagEntry(code=one.code, text=one.in_language(language), level=one.level.value)
            for one in catalogue.red_flags
        ],
        facts=entries(catalogue.facts),
        menu=[
            MenuEntry(digit=one.digit, text=one.in_language(language), reason=one.reason)
            for one in catalogue.menu
        ],
        professions=entries(catalogue.professions),
    )
