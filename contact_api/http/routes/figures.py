"""The figures: whole for those who answer for the service, with small counts left out for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response

from contact_api.domain.figures.counts import COUNTED, share
from contact_api.domain.figures.figures import Figures, GroupBy
from contact_api.domain.figures.open_figures import OpenFigures, suppress
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import FiguresContext, PublicContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import CSV, csv_response, json_response
from contact_api.http.routes import router
from contact_api.http.schemas.base import Day, Shape
from contact_api.http.schemas.figures import (
    FiguresLine,
    FiguresTable,
    OpenLine,
    OpenTable,
    ReferenceFigureOut,
)
from contact_api.ports import Transaction
from contact_api.usecases.figures.figures_of_days import figures_of_days

routes = router("figures")

LONGEST_SPAN = timedelta(days=31)
SHARES = {
    "same_day_citizen_share": ("same_day", "times_sought"),
    "same_day_skr_share": ("skr_same_day", "skr_calls"),
    "promised_share": ("promised", "contacts"),
    "promises_kept_share": ("promises_kept", "promises_due"),
    "assessed_in_time_share": ("assessed_in_time", "assessments_due"),
    "assessed_in_time_skr_share": ("assessed_in_time", "assessed"),
}
Format = Annotated[
    Literal["json", "csv"] | None, Query(alias="format", description="Or name text/csv in Accept.")
]


@routes.get(
    "/figures",
    response_model=FiguresTable,
    **describe(
        "see-figures",
        sv="Nyckeltal för den egna enheten eller hela regionen, dag för dag eller per grupp.",
        en="Figures of the caller's unit, or of the region. Nothing is left out.",
        answer="A line per group.",
        or_csv=True,
    ),
)
def see_figures(
    request: Request,
    context: FiguresContext,
    from_day: Annotated[
        Day | None, Query(alias="from", description="First local day; left out: today.")
    ] = None,
    to_day: Annotated[Day | None, Query(alias="to", description="Last local day; at most 31 days.")] = None,
    group_by: Annotated[GroupBy | None, Query(alias="group-by", description="Left out: one line.")] = None,
    as_format: Format = None,
) -> Response:
    def act(tx: Transaction) -> FiguresTable:
        region = tx.region()
        first = from_day or to_day or region.today(context.now)
        last = to_day or max(first, region.today(context.now))
        if not timedelta() <= last - first < LONGEST_SPAN:
            raise InvalidField("query.to", "not before `from`, and at most 31 days with it")
        lines = figures_of_days(tx, first, last, group_by=group_by, units=context.units, now=context.now)
        return FiguresTable(
            from_day=first,
            to_day=last,
            group_by=group_by,
            lines=[_whole(line) for line in lines],
            references=_references(region),
        )

    found = context.app.transact(act)
    if wants_csv(request, as_format):
        return _table(found.lines, FiguresLine, f"figures-{found.from_day}-{found.to_day}")
    return json_response(found)


@routes.get(
    "/figures/open",
    response_model=OpenTable,
    **describe(
        "see-open-figures",
        sv="Öppna nyckeltal för en månad. Antal under gränsen visas inte och går inte att räkna ut.",
        en="Open figures of a calendar month. Counts below the limit are not shown and cannot be worked out.",
        answer="A line per group and the total.",
        or_csv=True,
    ),
)
def see_open_figures(
    request: Request,
    context: PublicContext,
    month: Annotated[
        str | None,
        Query(
            min_length=7,
            max_length=7,
            pattern=r"^20\d{2}-(0[1-9]|1[0-2])$",
            description="A calendar month, such as 2026-11; left out: this one. Whole months only, so that"
            " no two"
            " tables differ by a few people.",
        ),
    ] = None,
    group_by: Annotated[GroupBy, Query(alias="group-by", description="What a line is.")] = GroupBy.UNIT,
    as_format: Format = None,
) -> Response:
    def act(tx: Transaction) -> OpenTable:
        region = tx.region()
        today = region.today(context.now)
        first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
        last = (first + LONGEST_SPAN).replace(day=1) - timedelta(days=1)
        lines = figures_of_days(tx, first, last, group_by=group_by, units=None, now=context.now)
        smallest = region.catalogue.limits.smallest_cell
        opened, total = suppress(lines, smallest=smallest)
        return OpenTable(
            month=f"{first:%Y-%m}",
            preliminary=today <= last,
            group_by=group_by,
            smallest_count=smallest,
            lines=[_opened(line) for line in opened],
            total=_opened(total),
            references=_references(region),
        )

    found = context.app.transact(act)
    if wants_csv(request, as_format):
        return _table([*found.lines, found.total], OpenLine, f"open-figures-{found.month}")
    return json_response(found)


def _references(region: Region) -> list[ReferenceFigureOut]:
    return [ReferenceFigureOut(**asdict(one)) for one in region.catalogue.reference_figures]


def _whole(line: Figures) -> FiguresLine:
    counts = {name: getattr(line.counts, name) for name in COUNTED}
    return FiguresLine(
        group=line.group,
        **counts,
        **_shares(counts),
        wait_p50_minutes=line.wait_p50,
        wait_p90_minutes=line.wait_p90,
        wait_worst_minutes=line.wait_worst,
    )


def _opened(line: OpenFigures) -> OpenLine:
    return OpenLine(
        group=line.group,
        **line.counts,
        **_shares(line.counts),
        wait_p50_minutes=line.wait_p50,
        wait_p90_minutes=line.wait_p90,
        suppressed=line.suppressed,
    )


def _shares(counts: Mapping[str, int | None]) -> dict[str, Any]:
    return {name: share(counts[part], counts[whole]) for name, (part, whole) in SHARES.items()}


def wants_csv(request: Request, as_format: str | None) -> bool:
    """Whether a table is asked for, by `format` or in `Accept`."""
    accepted = request.headers.get("accept", "")
    return as_format == "csv" or (as_format is None and accepted.split(";")[0].strip().startswith(CSV))


def _table(lines: Sequence[Shape], shape: type[Shape], name: str) -> Response:
    columns = list(shape.model_fields)
    return csv_response(columns, ([getattr(line, column) for column in columns] for line in lines), name=name)
