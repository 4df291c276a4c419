"""A roster that ends without a word leaves nobody to promise: who answers for it hears of it weeks before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.values import UnitId
from contact_api.ports import Alert, Alerts, RegionInForce, Shifts
from contact_api.usecases.messages.shortage_alerts import ROSTER_ENDS


class RosterTelling(RegionInForce, Shifts, Alerts, Protocol):
    """What telling of the end of rosters needs."""


class RosterReading(RegionInForce, Shifts, Protocol):
    """What a look at the end of rosters needs."""


@dataclass(frozen=True, slots=True)
class RosterEnd:
    """A unit with staff for whom nothing is planned soon; `days_left` counts whole days after today, 0: none."""

    unit_id: UnitId
    days_left: int


def roster_ends_within(lead: timedelta, tx: RosterReading, *, now: datetime) -> list[RosterEnd]:
    """The units with staff whose last time for contacts ends within `lead`, the soonest first."""
    region = tx.region()
    ends = tx.roster_ends()
    found = []
    for unit_id in {member.unit_id for member in region.staff.values()}:
        last = ends.get(unit_id)
        if last is None or last <= now + lead:
            days = (local_day(last, region.zone) - region.today(now)).days if last else 0
            found.append(RosterEnd(unit_id, max(0, days)))
    return sorted(found, key=lambda one: (one.days_left, one.unit_id))


def tell_of_roster_ends(lead: timedelta, tx: RosterTelling, *, now: datetime) -> list[RosterEnd]:
    """Alert the manager of each such unit and the control room, once until the roster goes on; then that is closed."""
    found = roster_ends_within(lead, tx, now=now)
    ending = {one.unit_id for one in found}
    told = tx.unclosed_alerts(ROSTER_ENDS)
    for alert in told:
        held = tx.hold_alert(alert.id) if alert.unit_id not in ending else None
        if held is not None and held.closed_at is None:
            tx.save_alert(replace(held, closed_at=now))
    for unit_id in sorted(ending - {alert.unit_id for alert in told}):
        tx.add_alert(Alert(f"{ROSTER_ENDS}-{unit_id}-{now:%Y%m%dT%H%M%SZ}", None, unit_id, ROSTER_ENDS, now))
    return found
