"""What else the citizen can do: only what works when it is done now, each with the time it leads to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.values import Consent, ContactState, UnitId, Urgency, Window
from contact_api.domain.promise.promise import Offer
from contact_api.domain.region.region import Region
from contact_api.ports import Capacity
from contact_api.usecases.promising.minute_limits import exceeded_share, leaving_enough, may_hold
from contact_api.usecases.promising.promise_window import as_it_stands, windows_for


class AlternativeKind(StrEnum):
    """What the citizen can do."""

    OTHER_WINDOW = "other_window"  # move to another time of today
    OTHER_DAY = "other_day"  # or of another day
    OTHER_UNIT = "other_unit"  # let other units of the own care provider call
    OTHER_PROVIDER = "other_provider"  # let another care provider call, which then sees the request
    MORE_HOURS = "more_hours"  # take the contact at any hour


@dataclass(frozen=True, slots=True)
class Alternative:
    """One thing the citizen can do, and the time that leads to; `consent` is what they would say yes to."""

    kind: AlternativeKind
    window: Window
    unit_id: UnitId
    consent: Consent | None = None


def alternatives(
    contact: Contact,
    tx: Capacity,
    *,
    offered: Sequence[Offer] | None = None,
    region: Region,
    now: datetime,
) -> list[Alternative]:
    """With a promise other times; without one what would bring one: more hours, other units, another day.

    `offered` are the other times, where they are known already. Who affirmed a red flag for 112 is offered no other
    time, only what brings one at all. None while somebody is calling, or when the request has ended.
    """
    if contact.state is not ContactState.WAITING:
        return []
    if contact.backed or contact.attempts:
        if contact.need.urgency is Urgency.U0:
            return []
        found = (
            windows_for(contact.need, tx, region=region, after=now, now=now) if offered is None else offered
        )
        left = leaving_enough(contact, found, tx, region=region, now=now)
        return _others(left, contact, region, now=now)
    if not may_hold(contact, tx, region=region):
        return []  # whoever sent it holds as many minutes as one may: no yes would bring a time
    today = day_span(region.today(now), region.zone)
    found = windows_for(contact.need, tx, region=region, after=today.end, now=now)
    later = leaving_enough(contact, found, tx, region=region, now=now)
    by_a_yes = [
        one
        for one in _by_a_yes(contact.need, tx, region, now=now)
        if exceeded_share(contact, one.unit_id, one.window.start, tx, region=region, now=now) is None
    ]
    return [*by_a_yes, *_others(later, contact, region, now=now)]


def _others(found: Iterable[Offer], contact: Contact, region: Region, *, now: datetime) -> list[Alternative]:
    today = region.today(now)
    return [
        Alternative(
            AlternativeKind.OTHER_WINDOW
            if region.today(one.window.start) == today
            else AlternativeKind.OTHER_DAY,
            one.window,
            one.unit_id,
        )
        for one in found
        if (one.window, one.unit_id) != (contact.window, contact.promised_unit)
    ]


def _by_a_yes(need: Need, tx: Capacity, region: Region, *, now: datetime) -> list[Alternative]:
    """What one yes would bring today, as the promise that follows it is decided."""
    everywhere = replace(need, consent=Consent.ANY_PROVIDER)
    units, left = region.welcome_units(everywhere), region.left_of_today(now)
    cells, _ = tx.cells_to_fill(units, left, minutes=need.minutes)  # the full have nothing to bring
    any_hour = replace(need, available_from=None, available_to=None)
    wider = [
        (AlternativeKind.MORE_HOURS, any_hour),
        (AlternativeKind.OTHER_UNIT, replace(need, consent=need.consent.or_more(Consent.SAME_PROVIDER))),
        (AlternativeKind.OTHER_PROVIDER, everywhere),
    ]
    found: list[Alternative] = []
    for kind, wished in wider:
        brings = None if wished == need else _brings(kind, wished, cells, region, now=now)
        found += [brings] if brings else []
    return found


def _brings(
    kind: AlternativeKind, wished: Need, cells: Sequence[Cell], region: Region, *, now: datetime
) -> Alternative | None:
    """The time it brings; of another care provider only one that a unit of the own provider does not bring."""

    def cells_of(units: Collection[UnitId]) -> list[Cell]:
        return [cell for cell in cells if cell.pool.unit_id in units]

    own = cells_of({wished.unit_id})
    answer = as_it_stands(wished, own, lambda units: (cells_of(units), []), region=region, now=now)
    if answer.window is None or answer.unit_id is None:
        return None
    disclosed = region.unit(answer.unit_id).provider_id != region.unit(wished.unit_id).provider_id
    if kind is AlternativeKind.OTHER_PROVIDER and not disclosed:
        return None
    consent = None if kind is AlternativeKind.MORE_HOURS else wished.consent
    return Alternative(kind, answer.window, answer.unit_id, consent)
