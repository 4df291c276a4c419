"""One alert for each unit with lost times, with how many, for as long as there are any."""

from dataclasses import replace

import pytest

from contact_api.domain.core.values import Window
from contact_api.ports import Alert, AlertState
from contact_api.usecases.booking.watch_lost_time import watch_lost_times
from contact_api.usecases.messages.shortage_alerts import LOST_TIME
from tests.stores import over_both_stores
from tests.usecases.booking.booked_day import book, on, time_goes, time_of
from tests.usecases.day import BACKEN, Day


def watch(day: Day, clock: str) -> Alert | None:
    """Look twice; the second look changes nothing."""
    day.run(lambda tx: watch_lost_times(tx, now=on(0, clock)))
    assert day.run(lambda tx: watch_lost_times(tx, now=on(0, clock))) == 0
    return day.run(lambda tx: tx.alert(f"{LOST_TIME}-{BACKEN}"))


@over_both_stores
def test_the_alert_says_how_many_and_closes_when_there_are_none(bare_day: Day) -> None:
    bare_day.seek()
    first, second = book(bare_day, "b1", start=on(3, "10:00")), book(bare_day, "b2", start=on(40, "10:00"))
    assert watch(bare_day, "08:00") is None

    time_goes(bare_day, first)
    raised = watch(bare_day, "08:01")
    time_goes(bare_day, second)
    more = watch(bare_day, "08:02")
    time_of(bare_day, first)
    fewer = watch(bare_day, "08:03")
    time_of(bare_day, second)
    over = watch(bare_day, "08:04")

    seen = [one for one in (raised, more, fewer, over) if one is not None]
    assert [(one.number, one.state) for one in seen] == [
        (1, AlertState.OPEN),
        (2, AlertState.OPEN),
        (1, AlertState.OPEN),
        (0, AlertState.CLOSED),
    ]
    assert [(one.contact_id, one.unit_id, one.times_raised) for one in seen[:2]] == [
        (None, BACKEN, 1),
        (None, BACKEN, 2),
    ]


@over_both_stores
def test_more_than_somebody_takes_care_of_opens_it_anew_and_fewer_does_not(bare_day: Day) -> None:
    bare_day.seek()
    first, second = book(bare_day, "b1", start=on(3, "10:00")), book(bare_day, "b2", start=on(3, "11:00"))
    third = book(bare_day, "b3", start=on(3, "13:00"))
    time_goes(bare_day, first)
    time_goes(bare_day, second)
    raised = watch(bare_day, "08:01")
    assert raised is not None
    taken = replace(raised, acknowledged_at=on(0, "08:02"), acknowledged_by="manager")
    bare_day.run(lambda tx: tx.save_alert(taken))

    time_of(bare_day, first)
    fewer = watch(bare_day, "08:03")
    time_goes(bare_day, third)
    time_goes(bare_day, first)
    more = watch(bare_day, "08:04")

    assert (fewer and fewer.state, more and more.state) == (AlertState.TAKEN, AlertState.OPEN)


@pytest.mark.parametrize("ahead", [True, False])
def test_what_is_over_is_nobodys_worry(bare_day: Day, ahead: bool) -> None:
    bare_day.seek()
    booking = book(bare_day, start=on(0, "10:00"))
    time_goes(bare_day, booking)

    found = watch(bare_day, "09:59" if ahead else "10:01")

    assert (found is not None) is ahead
    assert booking.slot.window == Window(on(0, "10:00"), on(0, "10:20"))
