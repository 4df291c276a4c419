"""Unit managers and the control room: who works at a unit, and what is planned of them."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.calendar import day_span, midnight
from contact_api.domain.core.errors import UnitNotFound
from contact_api.domain.core.limits import CODE, LONGEST_CODE
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import ShiftsContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.paging import Paging
from contact_api.http.routes import router
from contact_api.http.schemas.base import Day
from contact_api.http.schemas.staff_time_changes import StaffOut, StaffTimesOut
from contact_api.http.views.staff_time_views import staff_member_view, staff_time_view
from contact_api.ports import Transaction

routes = router("oversight")

A_WEEK, LONGEST_LOOK = timedelta(days=6), timedelta(days=62)
UnitFilter = Annotated[
    str | None,
    Query(
        alias="unit-id",
        min_length=1,
        max_length=LONGEST_CODE,
        pattern=CODE,
        description="Left out: every unit of the caller's.",
    ),
]
StaffFilter = Annotated[
    str | None,
    Query(
        alias="staff-id",
        min_length=1,
        max_length=LONGEST_CODE,
        pattern=CODE,
        description="Left out: everybody.",
    ),
]


@routes.get(
    "/staff",
    response_model=StaffOut,
    **describe(
        "list-staff",
        sv="Vilka som arbetar på enheten, också de som har sin hemvist på en annan.",
        en="Who works at the unit, also those whose home unit is another one.",
        answer="A page of the staff, by id.",
        refusals=(errors.UnitNotFound,),
    ),
)
def list_staff(context: ShiftsContext, page: Paging, unit_id: UnitFilter = None) -> Response:
    def act(tx: Transaction) -> StaffOut:
        region = tx.region()
        units = _units(unit_id, context, region)
        there = [one for one in region.staff.values() if not units.isdisjoint(one.units)]
        found = sorted(there, key=lambda one: one.id)[page.offset : page.offset + page.limit + 1]
        context.note_access(tx, "listed", "plan staff time")
        return StaffOut(
            items=[staff_member_view(one, region) for one in found[: page.limit]],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))


@routes.get(
    "/staff-time",
    response_model=StaffTimesOut,
    **describe(
        "list-staff-time",
        sv="Vad som är planerat på enheten under en tid, och frånvaro, med vem som lade in det och hur.",
        en="What is planned at the unit in a period, and absences. With who entered it and how.",
        answer="A page of staff time, by when it begins.",
        refusals=(errors.UnitNotFound,),
    ),
)
def list_staff_time(
    context: ShiftsContext,
    page: Paging,
    *,
    unit_id: UnitFilter = None,
    staff_id: StaffFilter = None,
    from_day: Annotated[Day | None, Query(alias="from-day", description="Left out: today.")] = None,
    to_day: Annotated[
        Day | None, Query(alias="to-day", description="The last day; left out: the sixth after the first.")
    ] = None,
) -> Response:
    def act(tx: Transaction) -> StaffTimesOut:
        region = tx.region()
        first = from_day or region.today(context.now)
        last = to_day or first + A_WEEK
        if not first <= last <= first + LONGEST_LOOK:
            raise InvalidField("query.to-day", "not before `from-day`, and at most 62 days after it")
        span = Window(midnight(first, region.zone), day_span(last, region.zone).end)
        found = tx.listed_staff_time(
            span,
            units=sorted(_units(unit_id, context, region)),
            staff_id=StaffId(staff_id) if staff_id else None,
            limit=page.limit + 1,
            offset=page.offset,
        )
        context.note_access(tx, "listed", "plan staff time")
        return StaffTimesOut(
            items=[staff_time_view(one, region) for one in found[: page.limit]],
            limit=page.limit,
            offset=page.offset,
            more=len(found) > page.limit,
        )

    return json_response(context.app.transact(act))


def _units(unit_id: str | None, context: RequestContext, region: Region) -> frozenset[UnitId]:
    """The units that are asked about. Errors: UnitNotFound where the caller may not know of it."""
    if unit_id is None:
        return context.units if context.units is not None else frozenset(region.units)
    unit = region.unit(UnitId(unit_id))
    if not context.may_know_unit(unit.id, region):
        raise UnitNotFound
    return frozenset({unit.id})
