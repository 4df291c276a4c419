"""Somebody takes care of an alert."""

import pytest

from contact_api.domain.core.access import Caller, Role
from contact_api.domain.core.errors import AlertNotFound
from contact_api.domain.core.values import UnitId
from contact_api.ports import Alert
from contact_api.usecases.work_queue.acknowledge_alert import acknowledge
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, CALL_112, TEG, Day


def takes_care(
    day: Day, who: str, *, unit: UnitId = BACKEN, now: str = "08:05", alert: str = "c1-1"
) -> Alert:
    caller = Caller(who, frozenset({Role.STAFF}), unit_id=unit)
    return day.run(lambda tx: acknowledge(alert, caller, tx, now=at(now), actor=who))


@over_both_stores
def test_the_first_who_takes_care_of_an_alert_stands(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    first = takes_care(day, "eva")
    second = takes_care(day, "ove", now="08:06")

    assert (first.acknowledged_by, first.acknowledged_at) == ("eva", at("08:05"))
    assert second == first
    assert day.kinds().count("alert.acknowledged") == 1
    assert day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100)) == []


def test_of_an_alert_at_another_unit_one_may_not_know(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    with pytest.raises(AlertNotFound):
        takes_care(day, "eva", unit=TEG)
    with pytest.raises(AlertNotFound):
        takes_care(day, "eva", alert="nothing")
