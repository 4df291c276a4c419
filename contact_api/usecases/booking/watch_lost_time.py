"""Who answers for the staffing knows how many booked times of a unit nobody is there for: one alert with the count."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.values import UnitId, Window
from contact_api.ports import Alert, Alerts, BookingNotices
from contact_api.usecases.booking.lost_time import FURTHEST
from contact_api.usecases.messages.shortage_alerts import LOST_TIME


class Watching(Alerts, BookingNotices, Protocol):
    """What the watch over lost times needs."""


def watch_lost_times(tx: Watching, *, now: datetime) -> int:
    """Raise, renew and close the alerts; how many changed. More than somebody has taken care of asks for a new look."""
    counts = dict(tx.count_without_time(Window(now, now + FURTHEST)))
    over = [one.id for one in tx.unclosed_alerts(LOST_TIME) if one.unit_id not in counts]
    closed = sum(_close(one, tx, now=now) for one in over)
    return closed + sum(_raise(unit, count, tx, now=now) for unit, count in sorted(counts.items()))


def _raise(unit_id: UnitId, count: int, tx: Watching, *, now: datetime) -> bool:
    alert_id = f"{LOST_TIME}-{unit_id}"
    known = tx.hold_alert(alert_id)
    if known is None:
        tx.add_alert(Alert(alert_id, None, unit_id, LOST_TIME, now, number=count))
        return True
    if known.closed_at is None and known.number == count:
        return False
    counted = replace(known, number=count)
    if known.closed_at is not None or count > (known.number or 0):
        anew = replace(counted, closed_at=None, acknowledged_at=None, acknowledged_by=None)
        counted = replace(anew, times_raised=known.times_raised + 1, last_raised_at=now)
    tx.save_alert(counted)
    return True


def _close(alert_id: str, tx: Watching, *, now: datetime) -> bool:
    held = tx.hold_alert(alert_id)
    if held is None or held.closed_at is not None:
        return False
    tx.save_alert(replace(held, closed_at=now, number=0))
    return True
