"""The calls the service places, and whether it may."""

from collections.abc import Mapping
from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.calls.calls import Call, LineKind
from contact_api.domain.calls.dialling_limits import A_SECOND, Dialled, Stop
from contact_api.domain.core.values import CallId
from contact_api.ports import Contested

STOP = "stop"


class Calls(UnitOfWork):
    """See contact_api/ports/calls.py."""

    def add_call(self, call: Call, *, numbers: Mapping[LineKind, str]) -> None:
        meet = (
            one.contact_id == call.contact_id or one.callee_key == call.callee_key
            for one in self.unsettled_calls()
        )
        if call.id in self._rows.calls or any(meet):
            raise Contested
        self._undo.put(self._rows.numbers, call.id, dict(numbers))
        self.save_call(call)

    def save_call(self, call: Call) -> None:
        self._undo.put(self._rows.calls, call.id, call)

    def call(self, call_id: CallId) -> Call | None:
        return self._rows.calls.get(call_id)

    def hold_call(self, call_id: CallId) -> Call | None:
        return self._rows.calls.get(call_id)

    def numbers(self, call_id: CallId) -> Mapping[LineKind, str]:
        return self._rows.numbers.get(call_id, {})

    def unsettled_calls(self) -> list[Call]:
        return [call for call in self._in_order() if call.settled_at is None]

    def overdue_calls(self, *, now: datetime) -> list[CallId]:
        overdue = [call for call in self._in_order() if not call.is_over and call.look_at <= now]
        return [call.id for call in sorted(overdue, key=lambda call: (call.look_at, call.id))]

    def rung_at(self, callee_key: str, *, since: datetime) -> list[datetime]:
        return [
            one.asked_at for one in self._in_order() if one.callee_key == callee_key and one.asked_at >= since
        ]

    def dialled(self, *, since: datetime, now: datetime) -> Dialled:
        calls = self._in_order()
        placed = [
            max((line.placing_at for line in one.lines if line.placing_at), default=None) for one in calls
        ]
        return Dialled(
            last_second=sum(at is not None and at > now - A_SECOND for at in placed),
            at_once=len(self.unsettled_calls()),
            cost_today=sum(call.cost for call in calls if call.asked_at >= since),
        )

    def stop(self) -> Stop | None:
        return self._rows.stops.get(STOP)

    def hold_stop(self) -> Stop | None:
        return self.stop()

    def save_stop(self, stop: Stop | None) -> None:
        if stop is None:
            self._undo.drop(self._rows.stops, STOP)
        else:
            self._undo.put(self._rows.stops, STOP, stop)

    def _in_order(self) -> list[Call]:
        return sorted(self._rows.calls.values(), key=lambda call: (call.asked_at, call.id))
