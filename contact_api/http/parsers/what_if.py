"""What somebody wants to try, read: only what they may know of, and only what is left of today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any, Final

from contact_api.domain.capacity.capacity import grid_start
from contact_api.domain.core.errors import StaffNotFound, UnitNotFound
from contact_api.domain.core.values import Consent, StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.what_if import CHANGES, Change
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.schemas.what_if import AnyChange, WhatIfIn
from contact_api.ports import Transaction


def read_changes(body: WhatIfIn, context: RequestContext, tx: Transaction) -> list[Change]:
    """The changes to try. Errors: InvalidField; UnitNotFound and StaffNotFound, also for what is not the caller's."""
    region = tx.region()
    return [
        _change(_Sent(one, context, region, at=f"body.changes.{place}"))
        for place, one in enumerate(body.changes)
    ]


@dataclass(frozen=True, slots=True)
class _Sent:
    """One change as it was sent, who sent it, and where it stands in the body."""

    change: AnyChange
    context: RequestContext
    region: Region
    at: str

    def value(self, name: str) -> Any:
        return getattr(self.change, name)

    def refuse(self, name: str, what: str) -> InvalidField:
        return InvalidField(f"{self.at}.{name}", what)


def _change(sent: _Sent) -> Change:
    change = CHANGES[sent.change.kind]
    read: dict[str, Any] = {field.name: READERS[field.name](sent) for field in fields_of(change)}
    return change(**read)


def _own_unit(sent: _Sent) -> UnitId | None:
    """A unit whose staff the caller may try something with."""
    unit_id = sent.value("unit_id")
    if unit_id is None:
        return None
    unit = sent.region.unit(UnitId(unit_id))
    if not sent.context.may_know_unit(unit.id, sent.region):
        raise UnitNotFound
    return unit.id


def _to_unit(sent: _Sent) -> UnitId:
    """Any unit of the region but the one that lends."""
    if sent.value("to_unit") == sent.value("unit_id"):
        raise sent.refuse("to_unit", "another unit than `unit_id`")
    return sent.region.unit(UnitId(sent.value("to_unit"))).id


def _own_staff(sent: _Sent) -> StaffId:
    member = sent.region.member(StaffId(sent.value("staff_id")))
    if not any(sent.context.may_know_unit(unit_id, sent.region) for unit_id in member.units):
        raise StaffNotFound
    return member.id


def _professions(sent: _Sent) -> tuple[str, ...]:
    known = sorted(entry.code for entry in sent.region.catalogue.professions)
    if not set(sent.value("professions")) <= set(known):
        raise sent.refuse("professions", f"of these: {', '.join(known)}")
    return _in_order(sent.value("professions"))


def _from_at(sent: _Sent) -> datetime:
    """What begins at once begins with the step of the grid we are in, of which only what is left counts."""
    now = sent.context.now
    start: datetime = sent.value("from_at") or now
    return start if start > now else grid_start(now)


def _window(sent: _Sent) -> Window:
    """Its hours, as far as they are left of today. Errors: InvalidField when nothing is."""
    now, region = sent.context.now, sent.region
    ends_at = region.left_of_today(now).end
    end: datetime = min(sent.value("to_at") or ends_at, ends_at)
    if max(sent.value("from_at") or now, now) >= end:
        raise sent.refuse("to_at", "after `from_at`, and some of it still to come today")
    return Window(_from_at(sent), end)


def _in_order(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


# How a field of a change is read, by its name: in every change it means the same.
READERS: Final[Mapping[str, Callable[[_Sent], Any]]] = {
    "unit_id": _own_unit,
    "to_unit": _to_unit,
    "staff_id": _own_staff,
    "staff": lambda sent: sent.value("staff"),
    "professions": _professions,
    "languages": lambda sent: _in_order(sent.value("languages")),
    "consent": lambda sent: Consent(sent.value("consent")),
    "from_at": _from_at,
    "window": _window,
}
