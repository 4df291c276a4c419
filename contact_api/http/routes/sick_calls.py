"""A staff member falls ill, or is back: their minutes go or come, and the plan is made anew."""

from typing import Annotated

from fastapi import Path
from fastapi.responses import Response

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core import errors
from contact_api.domain.core.errors import StaffNotFound
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import ShiftsContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.dry_run import DryRun, tried_or_once
from contact_api.http.responses.idempotency import IdempotencyKey
from contact_api.http.routes import router
from contact_api.http.schemas.staff_time_changes import (
    SickCallIn,
    SickCallOut,
    SickCallWithdrawalIn,
    StaffTimeChangedOut,
)
from contact_api.http.views.staff_time_views import breaks_view, change_view
from contact_api.ports import ActKind, Transaction
from contact_api.usecases.staff_time.change_staff_time import report_sick, take_back_sick_call

routes = router("oversight")

StaffPath = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$")]


@routes.post(
    "/staff/{staff_id}/sick-calls",
    status_code=201,
    response_model=SickCallOut,
    **describe(
        "call-in-sick",
        sv="Sjukanmälan: resten av dagens pass faller bort, och planen görs om. Svaret säger vad det bryter.",
        en="A sick call. What is left of the day's shifts falls away, at every unit, and the plan is made anew; the"
        " answer says what it breaks.",
        answer="How many shifts were cut, and what that breaks.",
        or_tried=SickCallOut,
        refusals=(errors.StaffNotFound, errors.ShiftFault, errors.KeyReused, errors.Busy),
    ),
)
def post_sick_call(
    staff_id: StaffPath,
    body: SickCallIn,
    context: ShiftsContext,
    key: IdempotencyKey = None,
    *,
    dry_run: DryRun = False,
) -> Response:
    def act(tx: Transaction) -> SickCallOut:
        region = tx.region()
        member, unit_id = known_member(StaffId(staff_id), context, region)
        at = body.at or context.now
        cut, changed = report_sick(member.id, tx, author=context.actor, at=at, now=context.now)
        context.note_act(tx, ActKind.SICK_CALL, unit_id=unit_id, subject_id=member.id, from_at=at)
        breaks = breaks_view(changed, region)
        return SickCallOut(staff_id=member.id, at=at, shifts_cut=cut, dry_run=dry_run, breaks=breaks)

    return tried_or_once(context, key, act, 201, dry_run=dry_run)


@routes.post(
    "/staff/{staff_id}/sick-call-withdrawals",
    status_code=201,
    response_model=StaffTimeChangedOut,
    **describe(
        "take-back-sick-call",
        sv="Tillbaka från sjukanmälan: tiden från och med nu är medarbetarens igen, och planen görs om.",
        en="Back from a sick call. The time from then on is theirs again, and the plan is made anew.",
        answer="The absences that went, and the minutes that are back.",
        or_tried=StaffTimeChangedOut,
        refusals=(errors.StaffNotFound, errors.ShiftFault, errors.KeyReused, errors.Busy),
    ),
)
def post_sick_call_withdrawal(
    staff_id: StaffPath,
    body: SickCallWithdrawalIn,
    context: ShiftsContext,
    key: IdempotencyKey = None,
    *,
    dry_run: DryRun = False,
) -> Response:
    def act(tx: Transaction) -> StaffTimeChangedOut:
        region = tx.region()
        member, unit_id = known_member(StaffId(staff_id), context, region)
        at = body.at or context.now
        changed = take_back_sick_call(member.id, tx, at=at, now=context.now)
        context.note_act(tx, ActKind.SICK_CALL_WITHDRAWN, unit_id=unit_id, subject_id=member.id, from_at=at)
        return change_view(changed, region, dry_run=dry_run)

    return tried_or_once(context, key, act, 201, dry_run=dry_run)


def known_member(staff_id: StaffId, context: RequestContext, region: Region) -> tuple[StaffMember, UnitId]:
    """A staff member whose time the caller may change, and at which of their units; others do not exist."""
    member = region.member(staff_id)
    found = (one for one in member.units if context.may_know_unit(one, region))
    unit_id = next(found, None)
    if unit_id is None:
        raise StaffNotFound
    return member, unit_id
