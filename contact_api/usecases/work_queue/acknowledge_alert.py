"""Somebody has seen an alert and takes care of it."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.core.access import Caller, may_know_of
from contact_api.domain.core.errors import AlertNotFound
from contact_api.ports import Alert, Event
from contact_api.usecases.messages.raise_alert import Alerting


def acknowledge(alert_id: str, caller: Caller, tx: Alerting, *, now: datetime, actor: str) -> Alert:
    """Note who took care of an alert, and when; the first one stands. Errors: AlertNotFound."""
    alert = tx.hold_alert(alert_id)
    if alert is None or not may_know_of(caller, alert.unit_id):
        raise AlertNotFound
    if alert.acknowledged_at is not None:
        return alert
    taken = replace(alert, acknowledged_at=now, acknowledged_by=actor)
    tx.save_alert(taken)
    tx.add_event(Event(alert.contact_id, "alert.acknowledged", now, actor))
    return taken
