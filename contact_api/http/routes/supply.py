"""How many times are open, beside what is agreed: of the own unit, or of the region."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from contact_api.domain.booking.supply import OpenTimes, agreed, below
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import CapacityContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import csv_response, json_response
from contact_api.http.routes import router
from contact_api.http.routes.figures import Format, wants_csv
from contact_api.http.schemas.base import Day
from contact_api.http.schemas.supply import SupplyLine, SupplyTable
from contact_api.ports import Transaction

routes = router("oversight")
LONGEST_SPAN = timedelta(days=31)
A_WEEK = timedelta(days=7)


@routes.get(
    "/supply",
    response_model=SupplyTable,
    **describe(
        "see-supply",
        sv="Lediga tider inom 3, 7 och 30 dagar per enhet och slag, mot det som är avtalat.",
        en="Open times within 3, 7 and 30 days by unit and kind, beside what is agreed. Of the caller's unit, or of the"
        " region.",
        answer="A line per day, unit and kind.",
        or_csv=True,
    ),
)
def see_supply(
    request: Request,
    context: CapacityContext,
    from_day: Annotated[
        Day | None, Query(alias="from", description="First local day; left out: today.")
    ] = None,
    to_day: Annotated[Day | None, Query(alias="to", description="Last local day; at most 31 days.")] = None,
    *,
    below_only: Annotated[
        bool, Query(alias="below-only", description="Only where there are fewer than agreed.")
    ] = False,
    as_format: Format = None,
) -> Response:
    def act(tx: Transaction) -> SupplyTable:
        region = tx.region()
        first = from_day or to_day or region.today(context.now)
        last = to_day or max(first, region.today(context.now))
        if not timedelta() <= last - first < LONGEST_SPAN:
            raise InvalidField("query.to", "not before `from`, and at most 31 days with it")
        units = sorted(context.units) if context.units is not None else None
        found = tx.open_times(first - A_WEEK, last, units=units)
        before = {(one.day, one.unit_id, one.time_type_id): one.within_7_days for one in found}
        lines = [
            _line(one, before.get((one.day - A_WEEK, one.unit_id, one.time_type_id)), region)
            for one in found
            if first <= one.day
        ]
        lines = [one for one in lines if one.below or not below_only]
        return SupplyTable(from_day=first, to_day=last, lines=lines)

    table = context.app.transact(act)
    if not wants_csv(request, as_format):
        return json_response(table)
    columns = list(SupplyLine.model_fields)
    rows = ([getattr(line, column) for column in columns] for line in table.lines)
    return csv_response(columns, rows, name=f"supply-{table.from_day}-{table.to_day}")


def _line(one: OpenTimes, week_before: int | None, region: Region) -> SupplyLine:
    level = agreed(region.time_types.by_id, one)
    return SupplyLine(
        day=one.day,
        unit_id=one.unit_id,
        unit_name=_unit_name(one.unit_id, region),
        time_type_id=one.time_type_id,
        time_type_name=_kind_name(one.time_type_id, region),
        within_3_days=one.within_3_days,
        within_7_days=one.within_7_days,
        within_30_days=one.within_30_days,
        agreed_within_3_days=level.within_3_days if level else None,
        agreed_within_7_days=level.within_7_days if level else None,
        agreed_within_30_days=level.within_30_days if level else None,
        below=" ".join(str(days) for days in below(one, level)),
        within_7_days_a_week_before=week_before,
        counted_at=one.counted_at,
    )


def _unit_name(unit_id: UnitId, region: Region) -> str:
    unit = region.units.get(unit_id)
    return unit.name if unit else unit_id


def _kind_name(time_type_id: TimeTypeId, region: Region) -> str:
    kind = region.time_types.by_id.get(time_type_id)
    return kind.name.in_language("sv") if kind else time_type_id
