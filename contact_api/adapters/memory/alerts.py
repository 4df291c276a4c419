"""What humans are asked to look at once."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports import Alert, AlertState, Contested
from contact_api.ports.alerts import MOST_OF_ONE


class Alerts(UnitOfWork):
    """See contact_api/ports/alerts.py."""

    def add_alert(self, alert: Alert) -> None:
        if alert.id in self._rows.alerts:
            raise Contested
        self._undo.put(self._rows.alerts, alert.id, alert)

    def alerts(
        self,
        *,
        units: Collection[UnitId] | None,
        open_only: bool,
        leaving_out: Collection[str] = (),
        limit: int,
        offset: int = 0,
    ) -> list[Alert]:
        found = (
            alert
            for alert in self._rows.alerts.values()
            if (units is None or alert.unit_id in units)
            and alert.kind not in leaving_out
            and not (open_only and alert.state is not AlertState.OPEN)
        )
        oldest_first = sorted(found, key=_by_age)
        return (self._by_turns(oldest_first) if open_only else oldest_first)[offset : offset + limit]

    def _by_turns(self, oldest_first: list[Alert]) -> list[Alert]:
        turns: Counter[str] = Counter()
        first: list[Alert] = []
        after: list[Alert] = []
        for alert in oldest_first:
            contact = self._rows.contacts.get(alert.contact_id) if alert.contact_id else None
            submitter = (contact.limited_as if contact else None) or alert.id
            turns[submitter] += 1
            (first if turns[submitter] <= MOST_OF_ONE else after).append(alert)
        return first + after

    def hold_open_alert(self, contact_id: ContactId, kinds: Collection[str]) -> Alert | None:
        found = (
            alert
            for alert in self._rows.alerts.values()
            if alert.contact_id == contact_id and alert.kind in kinds and alert.state is AlertState.OPEN
        )
        return min(found, key=_by_age, default=None)

    def unclosed_alerts(self, kind: str) -> list[Alert]:
        found = (one for one in self._rows.alerts.values() if one.kind == kind and one.contact_id is None)
        return sorted((one for one in found if one.closed_at is None), key=_by_age)

    def hold_alerts_of(self, contact_id: ContactId) -> list[Alert]:
        return sorted((one for one in self._about(contact_id) if one.closed_at is None), key=_by_age)

    def alert_of(self, contact_id: ContactId) -> Alert | None:
        return max(self._about(contact_id), key=_by_weight, default=None)

    def alert(self, alert_id: str) -> Alert | None:
        return self._rows.alerts.get(alert_id)

    def hold_open_alert_of(self, key: str, kind: str) -> Alert | None:
        found = (
            alert
            for alert in self._rows.alerts.values()
            if alert.kind == kind
            and alert.acknowledged_at is None
            and alert.closed_at is None
            and self._is_of(key, alert.contact_id)
        )
        return min(found, key=_by_age, default=None)

    def _is_of(self, key: str, contact_id: ContactId | None) -> bool:
        if contact_id is None:
            return False
        contact = self._rows.contacts[contact_id]
        return key in (contact.limited_as, contact.sent_by) and contact.state.is_open

    def hold_alert(self, alert_id: str) -> Alert | None:
        return self._rows.alerts.get(alert_id)

    def save_alert(self, alert: Alert) -> None:
        self._undo.put(self._rows.alerts, alert.id, alert)

    def _about(self, contact_id: ContactId) -> list[Alert]:
        return [one for one in self._rows.alerts.values() if one.contact_id == contact_id]


def _by_weight(alert: Alert) -> tuple[bool, bool, datetime, str]:
    return (alert.closed_at is None, alert.acknowledged_at is None, alert.raised_at, alert.id)


def _by_age(alert: Alert) -> tuple[datetime, str]:
    return (alert.raised_at, alert.id)
