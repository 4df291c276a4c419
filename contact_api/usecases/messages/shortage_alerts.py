"""Who answers for the staffing is told when a unit has no time left for who seeks contact: once for a unit and day."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.values import ContactState, UnitId
from contact_api.domain.region.region import Region
from contact_api.ports import Alert, Alerts, RegionInForce, WorkQueue

SHORTAGE, ROSTER_ENDS, LOST_TIME = "shortage", "roster_ends", "bookings_without_time"
WAITING_OVERDUE = "waiting_overdue"  # somebody on the waiting list should have had a time by now
SUPPLY_BELOW = "supply_below"  # fewer open times than agreed
ABOUT_STAFFING = (
    SHORTAGE,
    ROSTER_ENDS,
    LOST_TIME,
    WAITING_OVERDUE,
    SUPPLY_BELOW,
)  # for who answers for the staffing, and not for a duty phone


class AlertingOfShortage(Protocol):
    """What an alert of a shortage is written to: of ports/alerts.py and ports/region.py what it takes."""

    def region(self) -> Region:
        """The region in force; its day is the alert's."""

    def alert(self, alert_id: str) -> Alert | None:
        """The alert, as it stands."""

    def add_alert(self, alert: Alert) -> None:
        """Raise it."""

    def hold_alert(self, alert_id: str) -> Alert | None:
        """The alert, protected from others' changes."""

    def save_alert(self, alert: Alert) -> None:
        """Write it anew."""


class ClosingShortages(RegionInForce, Alerts, WorkQueue, Protocol):
    """What says whether a shortage is over."""


def raise_shortage(unit_id: UnitId, tx: AlertingOfShortage, *, now: datetime) -> None:
    """Alert the unit's manager and the control room, unless they know of this day; when it comes back, anew.

    Many are told "no time" in one minute: whoever is not the first reads one row and writes none.
    """
    alert_id = f"{SHORTAGE}-{unit_id}-{tx.region().today(now)}"
    known = tx.alert(alert_id)
    if known is None:
        tx.add_alert(Alert(alert_id, None, unit_id, SHORTAGE, now))
        return
    if known.closed_at is None:
        return
    held = tx.hold_alert(alert_id)
    if held is not None and held.closed_at is not None:
        again = replace(held, closed_at=None, acknowledged_at=None, acknowledged_by=None)
        tx.save_alert(replace(again, times_raised=held.times_raised + 1, last_raised_at=now))


def close_shortages(tx: ClosingShortages, *, now: datetime) -> int:
    """Close those that are over: the day has passed, or nobody of the unit waits without a time; how many."""
    found = tx.unclosed_alerts(SHORTAGE)
    if not found:
        return 0
    region = tx.region()
    short = {
        one.need.unit_id
        for one in tx.open_contacts()
        if one.state is ContactState.WAITING and not one.backed and not one.attempts
    }
    over = [
        one for one in found if one.unit_id not in short or region.today(one.raised_at) != region.today(now)
    ]
    for alert in over:
        held = tx.hold_alert(alert.id)
        if held is not None and held.closed_at is None:
            tx.save_alert(replace(held, closed_at=now))
    return len(over)
