"""How often the region was rung on a day, who was turned away, and who got through."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import UnitId
from contact_api.domain.figures.counts import share
from contact_api.domain.figures.inbound_calls import InboundFigures, by_hour, inbound_figures, opened
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import FiguresContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.base import Code, Day
from contact_api.http.schemas.inbound_figures import InboundDay, InboundHour
from contact_api.ports import Transaction
from contact_api.usecases.figures.record_inbound_calls import calls_in

routes = router("figures")

COUNTS = tuple(InboundFigures.__slots__)
HOURLY = tuple(name for name in InboundHour.model_fields if name != "hour")


@routes.get(
    "/telephony/inbound-figures",
    response_model=InboundDay,
    **describe(
        "see-inbound-figures",
        sv="Alla försök att komma fram per telefon en dag, även de som växeln avvisade: hur många som nåddes"
        " som det mäts nationellt, och så som den som ringer upplever det.",
        en="Every attempt to get through by telephone on a day. Those the exchange turned away, too; the share"
        " reached as it is measured nationally, and as whoever rang met it. Of units that are not the caller's"
        " own, small counts are left out.",
        answer="The day, and its hours.",
        refusals=(errors.UnitNotFound,),
    ),
)
def see_inbound_figures(
    context: FiguresContext,
    unit_id: Annotated[
        Code | None, Query(alias="unit-id", description="Left out: your unit, or the region.")
    ] = None,
    day: Annotated[Day | None, Query(description="A local day; left out: today.")] = None,
) -> Response:
    def act(tx: Transaction) -> InboundDay:
        region = tx.region()
        units = frozenset({region.unit(UnitId(unit_id)).id}) if unit_id else context.units
        sees_all = context.units is None or (units is not None and units <= context.units)
        on = day or region.today(context.now)
        calls = calls_in(day_span(on, region.zone), tx, units=units)
        call_backs = tx.call_backs({call.contact_id for call in calls if call.contact_id})
        count = partial(
            inbound_figures, call_backs=call_backs, in_hours=_in_hours(region, on), zone=region.zone
        )
        hours = by_hour(calls, zone=region.zone) if sees_all else {}
        smallest = region.catalogue.limits.smallest_cell
        return _day_view(
            _all(count(calls)) if sees_all else opened(count(calls), smallest=smallest),
            day=on,
            unit_id=unit_id,
            hours=[_hour_view(hour, count(of_hour)) for hour, of_hour in hours.items()],
        )

    return json_response(context.app.transact(act))


def _in_hours(region: Region, day: date) -> Callable[[UnitId, datetime], bool]:
    """Whether a unit is open at a moment of this day."""
    open_windows = cache(lambda unit_id: region.open_windows(unit_id, day))

    def in_hours(unit_id: UnitId, moment: datetime) -> bool:
        return any(moment in window for window in open_windows(unit_id))

    return in_hours


def _all(counted: InboundFigures) -> dict[str, int | None]:
    return {name: getattr(counted, name) for name in COUNTS}


def _hour_view(hour: int, counted: InboundFigures) -> InboundHour:
    return InboundHour(hour=hour, **{name: getattr(counted, name) for name in HOURLY})


def _day_view(
    counts: Mapping[str, int | None], *, day: date, unit_id: str | None, hours: list[InboundHour]
) -> InboundDay:
    return InboundDay(
        day=day,
        unit_id=unit_id,
        **counts,
        reached_citizen_share=share(counts["callers_reached"], counts["callers"]),
        same_day_skr_share=share(counts["skr_same_day"], counts["skr_calls"]),
        suppressed=None in counts.values(),
        hours=hours,
    )
