"""Unit managers and the control room: staff time by hour, what is promised of it, shifts that are added."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from contact_api.domain.capacity.capacity import Cell, Shift
from contact_api.domain.core import errors
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import StaffNotFound
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import CapacityContext, ShiftsContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.routes.sick_calls import known_member
from contact_api.http.schemas.base import Day
from contact_api.http.schemas.staff_time import (
    Capacity,
    CapacityHour,
    ShiftIn,
    ShiftOut,
    Unpromised,
)
from contact_api.http.views.unit_views import unit_view
from contact_api.ports import ActKind, Transaction
from contact_api.usecases.staff_time.change_shifts import add_shift, must_be_meant

routes = router("oversight")


@routes.get(
    "/capacity",
    response_model=Capacity,
    **describe(
        "see-capacity",
        sv="Personaltid per enhet, timme och kompetens: lovad, kvar och saknad.",
        en="Staff time by unit, hour and skills. What is promised of it, and what is missing.",
        answer="The day, by unit and hour.",
    ),
)
def see_capacity(
    context: CapacityContext,
    day: Annotated[Day | None, Query(description="A local day; left out: today.")] = None,
) -> Response:
    def act(tx: Transaction) -> Capacity:
        region = tx.region()
        wanted = day or region.today(context.now)
        units = context.units if context.units is not None else frozenset(region.units)
        cells = tx.cells(sorted(units), day_span(wanted, region.zone))
        waiting = [one for one in tx.open_contacts() if one.need.unit_id in units and not one.backed]
        return _capacity(wanted, cells, waiting, region)

    return json_response(context.app.transact(act))


@routes.post(
    "/shifts",
    status_code=201,
    response_model=ShiftOut,
    **describe(
        "add-shift",
        sv="Lägg till ett pass. Det ger nya tider att lova.",
        en="Add a shift. Its minutes can be promised at once.",
        answer="The shift as it was added.",
        refusals=(errors.StaffNotFound, errors.ShiftFault, errors.KeyReused, errors.Busy),
    ),
)
def post_shift(body: ShiftIn, context: ShiftsContext, key: IdempotencyKey = None) -> Response:
    def act(tx: Transaction) -> ShiftOut:
        region = tx.region()
        member, known_unit = known_member(StaffId(body.staff_id), context, region)
        unit_id = UnitId(body.unit_id) if body.unit_id else known_unit
        if not context.may_know_unit(unit_id, region):
            raise StaffNotFound
        shift = Shift(member.id, body.starts_at, body.ends_at, unit_id=unit_id)
        must_be_meant(shift, now=context.now)
        add_shift(shift, tx, author=context.actor, now=context.now)
        context.note_act(
            tx,
            ActKind.SHIFT_ADDED,
            unit_id=unit_id,
            subject_id=member.id,
            from_at=shift.starts_at,
            to_at=shift.ends_at,
        )
        unit = unit_view(unit_id, region)
        return ShiftOut(staff_id=member.id, unit=unit, starts_at=body.starts_at, ends_at=body.ends_at)

    return once(context, key, act, 201)


def _capacity(day: date, cells: Iterable[Cell], waiting: Iterable[Contact], region: Region) -> Capacity:
    hours: dict[tuple[UnitId, datetime, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        hour = cell.start.replace(minute=0, second=0, microsecond=0)
        hours[cell.pool.unit_id, hour, cell.pool.id].append(cell)
    unpromised: dict[UnitId, list[Contact]] = defaultdict(list)
    for contact in waiting:
        unpromised[contact.need.unit_id].append(contact)
    return Capacity(
        day=day,
        hours=[_hour(unit, start, found, region) for (unit, start, _), found in sorted(hours.items())],
        unpromised=[
            Unpromised(
                unit=unit_view(unit, region),
                contacts=len(contacts),
                minutes=sum(one.need.minutes for one in contacts),
            )
            for unit, contacts in sorted(unpromised.items())
        ],
    )


def _hour(unit_id: UnitId, start: datetime, cells: list[Cell], region: Region) -> CapacityHour:
    return CapacityHour(
        unit=unit_view(unit_id, region),
        starts_at=start,
        professions=list(cells[0].pool.professions),
        languages=list(cells[0].pool.languages),
        staff_minutes=sum(cell.staff_minutes for cell in cells),
        reserved_minutes=sum(cell.reserved_minutes for cell in cells),
        shortfall_minutes=sum(max(0, cell.reserved_minutes - cell.holds) for cell in cells),
    )
