"""What somebody wants to try, read: only what she may know of, and only what is left of today."""

from typing import TypeAlias

from contact_api.domain.capacity.capacity import grid_start
from contact_api.domain.core.access import may_know_of
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.errors import StaffNotFound, UnitNotFound
from contact_api.domain.core.values import Consent, StaffId, UnitId, Window
from contact_api.domain.replanning.what_if import (
    Change,
    Closing,
    Consenting,
    Interpreting,
    Joining,
    Lending,
    Releasing,
    Sharing,
)
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.schemas.what_if import (
    AddStaff,
    AnyChange,
    AskConsent,
    CloseUnit,
    Interpreter,
    LendStaff,
    ReleaseProtected,
    ShareWork,
    StaffSick,
    WhatIfIn,
)
from contact_api.ports import Transaction
from contact_api.usecases.planning.shortfalls import sick_call

InHours: TypeAlias = LendStaff | AddStaff | CloseUnit | Interpreter | ReleaseProtected


def read_changes(body: WhatIfIn, context: RequestContext, tx: Transaction) -> list[Change]:
    """The changes to try. Errors: InvalidField; UnitNotFound and StaffNotFound, also for what is not hers."""
    return [_change(one, context, tx, at=f"body.changes.{place}") for place, one in enumerate(body.changes)]


def _change(one: AnyChange, context: RequestContext, tx: Transaction, *, at: str) -> Change:
    if isinstance(one, StaffSick):
        member = tx.region().member(StaffId(one.staff_id))
        if not may_know_of(context.caller, member.unit_id):
            raise StaffNotFound
        return sick_call(member.id, tx, at=one.from_at or context.now, now=context.now)
    if isinstance(one, AskConsent):
        unit_id = None if one.unit_id is None else _own(one.unit_id, context, tx)
        return Consenting(unit_id, Consent(one.consent))
    if isinstance(one, ShareWork):
        return Sharing(_own(one.unit_id, context, tx))
    _must_be_staff_who_can_come(one, tx, at=at)
    return _in_hours(one, _window(one, context, tx, at=at), context, tx)


def _must_be_staff_who_can_come(one: InHours, tx: Transaction, *, at: str) -> None:
    """Pass in silence where nobody is lent or added.

    Errors: InvalidField for a profession that the catalogue does not know, and for a unit that lends to itself.
    """
    if isinstance(one, LendStaff | AddStaff):
        known = sorted(entry.code for entry in tx.region().catalogue.professions)
        if not set(one.professions) <= set(known):
            raise InvalidField(f"{at}.professions", f"of these: {', '.join(known)}")
    if isinstance(one, LendStaff) and one.to_unit == one.unit_id:
        raise InvalidField(f"{at}.to_unit", "another unit than `unit_id`")


def _in_hours(one: InHours, window: Window, context: RequestContext, tx: Transaction) -> Change:
    if isinstance(one, ReleaseProtected):
        return Releasing(window)
    unit_id = _own(one.unit_id, context, tx)
    if isinstance(one, CloseUnit):
        return Closing(unit_id, window)
    languages = _in_order(one.languages)
    if isinstance(one, Interpreter):
        return Interpreting(unit_id, languages, window)
    if isinstance(one, AddStaff):
        return Joining(unit_id, one.staff, _in_order(one.professions), languages, window)
    to_unit = tx.region().unit(UnitId(one.to_unit)).id
    return Lending(unit_id, to_unit, one.staff, _in_order(one.professions), languages, window)


def _own(unit_id: str, context: RequestContext, tx: Transaction) -> UnitId:
    """A unit whose staff the caller may try something with."""
    unit = tx.region().unit(UnitId(unit_id))
    if not may_know_of(context.caller, unit.id):
        raise UnitNotFound
    return unit.id


def _window(one: InHours, context: RequestContext, tx: Transaction, *, at: str) -> Window:
    """Its hours, as far as they are left of today. Errors: InvalidField when nothing is.

    What begins at once begins with the step of the grid we are in, of which only what is left counts.
    """
    region = tx.region()
    ends_at = day_span(region.today(context.now), region.zone).end
    start, end = max(one.from_at or context.now, context.now), min(one.to_at or ends_at, ends_at)
    if start >= end:
        raise InvalidField(f"{at}.to_at", "after `from_at`, and some of it still to come today")
    return Window(grid_start(start) if start == context.now else start, end)


def _in_order(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))
