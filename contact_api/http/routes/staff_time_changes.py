"""Unit managers and the control room change what is planned of the staff.

Every change can be tried first (`dry-run`): the answer says what it would break, and nothing is stored.
"""

from typing import Annotated

from fastapi import Path
from fastapi.responses import Response

from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeId
from contact_api.domain.core import errors
from contact_api.domain.core.errors import StaffNotFound, StaffTimeNotFound
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import ShiftsContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.dry_run import DryRun, tried_or_once
from contact_api.http.responses.idempotency import IdempotencyKey
from contact_api.http.routes import router
from contact_api.http.schemas.staff_time_changes import (
    StaffTimeChangedOut,
    StaffTimeIn,
    StaffTimeWanted,
)
from contact_api.http.views.staff_time_views import change_view
from contact_api.ports import ActKind, Transaction
from contact_api.usecases.staff_time.change_staff_time import (
    add_staff_time,
    change_staff_time,
    end_staff_time,
    find_staff_time,
)

routes = router("oversight")

StaffTimePath = Annotated[str, Path(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_.:-]+$")]


@routes.post(
    "/staff-time",
    status_code=201,
    response_model=StaffTimeChangedOut,
    **describe(
        "add-staff-time",
        sv="Lägg in tid av ett slag, eller frånvaro. Svaret säger vad det bryter.",
        en="Enter time of any kind, or an absence. The answer says what it breaks.",
        answer="What stands now, and what that breaks.",
        or_tried=StaffTimeChangedOut,
        refusals=(errors.StaffNotFound, errors.ShiftFault, errors.KeyReused, errors.Busy),
    ),
)
def post_staff_time(
    body: StaffTimeIn, context: ShiftsContext, key: IdempotencyKey = None, *, dry_run: DryRun = False
) -> Response:
    def act(tx: Transaction) -> StaffTimeChangedOut:
        region = tx.region()
        home = region.member(StaffId(body.staff_id)).unit_id
        unit_id = UnitId(body.unit_id) if body.unit_id else _home_or_own(home, context, region)
        if not context.may_know_unit(unit_id, region):
            raise StaffNotFound
        time = StaffTime(
            StaffId(body.staff_id), unit_id, body.kind, body.starts_at, body.ends_at, author=context.actor
        )
        changed = add_staff_time(time, tx, now=context.now)
        _note(ActKind.STAFF_TIME_ADDED, time, tx, context)
        return change_view(changed, region, dry_run=dry_run)

    return tried_or_once(context, key, act, 201, dry_run=dry_run)


@routes.put(
    "/staff-time/{staff_time_id}",
    response_model=StaffTimeChangedOut,
    **describe(
        "change-staff-time",
        sv="Ge tid andra klockslag eller ett annat slag. Det som är över står kvar. Svaret säger vad det bryter.",
        en="Give time other hours or another kind. What is over stays as it was; the answer says what it breaks.",
        answer="What stands no longer, what stands now, and what that breaks.",
        refusals=(errors.StaffTimeNotFound, errors.StaffNotFound, errors.ShiftFault, errors.Busy),
    ),
)
def put_staff_time(
    staff_time_id: StaffTimePath,
    body: StaffTimeWanted,
    context: ShiftsContext,
    key: IdempotencyKey = None,
    *,
    dry_run: DryRun = False,
) -> Response:
    def act(tx: Transaction) -> StaffTimeChangedOut:
        region = tx.region()
        there = _found(staff_time_id, tx, context)
        unit_id = UnitId(body.unit_id) if body.unit_id else there.unit_id
        if unit_id != there.unit_id and not context.may_know_unit(unit_id, region):
            raise StaffNotFound
        wanted = StaffTime(
            there.staff_id, unit_id, body.kind, body.starts_at, body.ends_at, author=context.actor
        )
        changed = change_staff_time(there, wanted, tx, now=context.now)
        _note(ActKind.STAFF_TIME_CHANGED, wanted, tx, context)
        return change_view(changed, region, dry_run=dry_run)

    return tried_or_once(context, key, act, dry_run=dry_run)


@routes.delete(
    "/staff-time/{staff_time_id}",
    response_model=StaffTimeChangedOut,
    **describe(
        "end-staff-time",
        sv="Ta bort tid som inte har börjat, eller avsluta den nu. Svaret säger vad det bryter.",
        en="Take out time that has not begun, or end it now. The answer says what it breaks.",
        answer="What stands no longer, and what that breaks.",
        refusals=(errors.StaffTimeNotFound, errors.ShiftFault, errors.Busy),
    ),
)
def delete_staff_time(
    staff_time_id: StaffTimePath, context: ShiftsContext, *, dry_run: DryRun = False
) -> Response:
    def act(tx: Transaction) -> StaffTimeChangedOut:
        there = _found(staff_time_id, tx, context)
        changed = end_staff_time(there, tx, now=context.now)
        _note(ActKind.STAFF_TIME_ENDED, there, tx, context)
        return change_view(changed, tx.region(), dry_run=dry_run)

    return tried_or_once(context, None, act, dry_run=dry_run)


def _home_or_own(home: UnitId, context: RequestContext, region: Region) -> UnitId:
    """The home unit, or the caller's own where they may not know of that."""
    if context.may_know_unit(home, region) or not context.units:
        return home
    return next(iter(context.units))


def _found(staff_time_id: str, tx: Transaction, context: RequestContext) -> StaffTime:
    """The interval, when it is at a unit of the caller's, or an absence of somebody who works there."""
    region = tx.region()
    there = find_staff_time(StaffTimeId(staff_time_id), tx)
    units = region.member(there.staff_id).units if there.is_absence else ()
    if not any(context.may_know_unit(unit_id, region) for unit_id in (there.unit_id, *units)):
        raise StaffTimeNotFound
    return there


def _note(kind: ActKind, time: StaffTime, tx: Transaction, context: RequestContext) -> None:
    context.note_act(
        tx,
        kind,
        unit_id=time.unit_id,
        subject_id=time.staff_id,
        from_at=time.starts_at,
        to_at=time.ends_at,
    )
