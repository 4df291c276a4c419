"""The calls the service places, and whether it may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from contact_api.domain.calls.calls import Call, LineKind
from contact_api.domain.calls.dialling_limits import Dialled, Stop
from contact_api.domain.core.values import CallId


class Calls(Protocol):
    """Every call that was asked for; those that are not settled are watched over."""

    def add_call(self, call: Call, *, numbers: Mapping[LineKind, str]) -> None:
        """Write a new call down, with the numbers (E.164) that are not the contact request's own, sealed.

        Contested when the contact request, or the citizen's number, has a call that is not settled.
        """

    def save_call(self, call: Call) -> None: ...
    def call(self, call_id: CallId) -> Call | None: ...
    def hold_call(self, call_id: CallId) -> Call | None:
        """The call, protected from others' changes until the transaction ends."""

    def numbers(self, call_id: CallId) -> Mapping[LineKind, str]: ...
    def unsettled_calls(self) -> list[Call]:
        """Calls that go on, or whose end nobody has drawn a conclusion from."""

    def overdue_calls(self, *, now: datetime) -> list[CallId]:
        """Calls that are not over and are to be looked at by now."""

    def rung_at(self, callee_key: str, *, since: datetime) -> list[datetime]:
        """When calls to this number were asked for since then."""

    def dialled(self, *, since: datetime, now: datetime) -> Dialled:
        """What has been dialled; the cost of calls asked for since then."""

    def stop(self) -> Stop | None:
        """The control room's stop of all calls, if there is one."""

    def hold_stop(self) -> Stop | None:
        """The same; no line is placed, and no stop set or lifted, by anybody else until the transaction ends."""

    def save_stop(self, stop: Stop | None) -> None: ...
