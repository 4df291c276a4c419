"""Minutes that one submitter holds, over both stores: counted by who sent them, given back when they end."""

from datetime import timedelta

from contact_api.domain.core.minute_limits import LimitedBy, limit_key
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports import Alert
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import MINUTES, NURSE, TEG, TEGS_NURSE, Day

ONE, OTHER = (limit_key(LimitedBy.NAMED_NUMBER, who) for who in ("one", "other"))
MOST = 120 // MINUTES
NOBODYS = ContactId("")


def seeks(day: Day, many: int, key: str = ONE, unit: UnitId | None = None, *, named: str = "c") -> int:
    """How many of so many requests were promised a time."""
    before = 0 if named != "c" else len(day.run(lambda tx: tx.open_contacts()))
    more = {"unit_id": unit} if unit else {}
    told = [day.seek(f"{named}{before + number}", limited_as=key, **more) for number in range(many)]
    return sum(one.promise.backed for one in told)


def held(day: Day, key: str = ONE) -> int:
    return day.run(lambda tx: tx.minutes_held(key, without=NOBODYS))


def open_alerts(day: Day) -> list[Alert]:
    return day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=100))


@over_both_stores
def test_what_is_above_the_limit_holds_nothing_and_is_one_alert_with_a_count(day: Day) -> None:

    assert seeks(day, MOST + 5) == MOST

    assert held(day) == MOST * MINUTES
    (alert,) = open_alerts(day)
    assert (alert.kind, alert.times_raised) == ("over_limit", 5)
    assert seeks(day, 1, OTHER) == 1


@over_both_stores
def test_the_minutes_of_all_units_count_together(day: Day) -> None:
    day.roster(TEGS_NURSE, "08:00", "16:00")
    seeks(day, MOST - 1)

    assert seeks(day, 3, unit=TEG) == 1


@over_both_stores
def test_minutes_that_are_given_back_may_be_held_again(day: Day) -> None:
    seeks(day, MOST)
    day.cancel("c0", now="08:01")

    assert held(day) == (MOST - 1) * MINUTES
    assert seeks(day, 2, named="later") == 1


@over_both_stores
def test_a_plan_promises_nobody_above_the_limit_either(bare_day: Day) -> None:
    assert seeks(bare_day, MOST + 4) == 0
    bare_day.roster(NURSE, "12:00", "16:00")

    bare_day.plan(now="08:30")

    assert 0 < held(bare_day) <= MOST * MINUTES


@over_both_stores
def test_turns_of_long_ago_are_forgotten_and_whoever_comes_then_is_promised_a_time(day: Day) -> None:
    seeks(day, 2)

    day.run(lambda tx: tx.forget_turns(before=at("08:00") + timedelta(days=1)))

    assert seeks(day, 2) == 2
