"""Who runs a unit is told of what is not as agreed there: one open alert a unit and matter, closed when it is over."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from contact_api.domain.core.values import UnitId
from contact_api.ports import Alert, Alerts


def keep_unit_alerts(kind: str, units: Collection[UnitId], tx: Alerts, *, now: datetime) -> tuple[int, int]:
    """Raise an alert for each of the units that has none open, close those of the others; how many of each."""
    known = tx.unclosed_alerts(kind)
    over = [one for one in known if one.unit_id not in units]
    for alert in over:
        held = tx.hold_alert(alert.id)
        if held is not None and held.closed_at is None:
            tx.save_alert(replace(held, closed_at=now))
    missing = set(units) - {one.unit_id for one in known}
    for unit_id in sorted(missing):
        tx.add_alert(Alert(f"{kind}-{unit_id}-{now:%Y%m%dT%H%M%S}", None, unit_id, kind, now))
    return len(missing), len(over)
