"""Who answers for the staffing is told of a shortage: once for a unit and day, and when it is over."""

from collections.abc import Iterable
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.errors import ShiftFault
from contact_api.domain.core.values import ContactState
from contact_api.domain.promise.promise import Why
from contact_api.ports import Alert
from contact_api.usecases.messages.shortage_alerts import SHORTAGE, close_shortages
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, COLLEAGUE, NURSE, TEG, TEGS_NURSE, Day, a_day, clock


def shortages(day: Day) -> list[Alert]:
    found = day.run(lambda tx: tx.alerts(units=None, open_only=False, limit=100))
    return [one for one in found if one.kind == SHORTAGE]


def sought(day: Day, names: Iterable[str], now: str = "08:00") -> list[Why]:
    return [day.seek(name, now=now).promise.why for name in names]


def closes(day: Day, now: str) -> int:
    return day.run(lambda tx: close_shortages(tx, now=at(now)))


@over_both_stores
def test_however_many_get_no_time_the_unit_has_one_alert_that_day(day: Day) -> None:
    told = sought(day, [f"n{number}" for number in range(40)])

    assert told.count(Why.NO_CAPACITY) > 1
    (alert,) = shortages(day)
    assert (alert.id, alert.unit_id, alert.contact_id) == ("shortage-backen-2025-11-05", BACKEN, None)
    assert alert.times_raised == 1


@over_both_stores
def test_a_shortage_is_over_when_nobody_waits_without_a_time_and_comes_back_as_itself(day: Day) -> None:
    names = [f"n{number}" for number in range(40)]
    sought(day, names)
    assert closes(day, "08:05") == 0

    for name in names:
        day.cancel(name, now="08:10")
    assert closes(day, "08:11") == 1

    assert clock(shortages(day)[0].closed_at) == "08:11"
    sought(day, [f"m{number}" for number in range(40)], now="08:20")
    (again,) = shortages(day)
    assert (again.closed_at, again.times_raised, clock(again.last_raised_at)) == (None, 2, "08:20")


@over_both_stores
def test_a_shortage_ends_with_its_day(day: Day) -> None:
    sought(day, [f"n{number}" for number in range(40)])

    assert day.run(lambda tx: close_shortages(tx, now=at("23:30"))) == 0
    assert day.run(lambda tx: close_shortages(tx, now=at("08:00").replace(day=6))) == 1


def test_where_there_is_time_or_nobody_works_nobody_is_alerted_of_a_shortage() -> None:
    day = a_day()
    day.roster(NURSE, "09:00", "12:00")

    assert sought(day, ["own"]) == [Why.OWN_UNIT]
    assert day.seek("elsewhere", unit_id=TEG).promise.why is Why.CLOSED
    assert shortages(day) == []


ACTS = st.lists(
    st.tuples(st.sampled_from(["seek", "seek", "seek", "staff", "plan", "cancel", "sweep"]), st.booleans()),
    max_size=25,
)


@given(ACTS)
def test_whoever_was_told_that_others_were_told_was_told_the_truth(acts: list[tuple[str, bool]]) -> None:
    day = a_day()
    day.roster(NURSE, "08:00", "08:30")
    day.roster(TEGS_NURSE, "08:00", "08:30")
    names: list[str] = []

    for number, (act, at_teg) in enumerate(acts):
        now = f"08:{number:02}"
        if act == "seek":
            names += [f"c{number}-{one}" for one in range(3)]
            for name in names[-3:]:
                day.seek(name, unit_id=TEG if at_teg else BACKEN, now=now)
        elif act == "staff":
            with suppress(ShiftFault):  # they work then already
                day.roster(COLLEAGUE, f"{9 + number % 7:02}:00", f"{9 + number % 7:02}:30", now=now)
        elif act == "plan":
            day.plan(now=now)
        elif act == "cancel" and names:
            day.cancel(names.pop(), now=now)
        else:
            closes(day, now)

        alerts = shortages(day)
        assert len({one.unit_id for one in alerts}) == len(alerts)
        told = [day.contact(name) for name in names]
        told = [one for one in told if day.promises(one.id)[-1].why is Why.NO_CAPACITY]
        assert {one.need.unit_id for one in told} <= {one.unit_id for one in alerts if not one.closed_at}
        if act == "sweep":
            waiting = [day.contact(name) for name in names]
            short = {
                one.need.unit_id for one in waiting if one.state is ContactState.WAITING and not one.backed
            }
            assert {one.unit_id for one in alerts if not one.closed_at} <= short
