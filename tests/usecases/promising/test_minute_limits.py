"""Minutes that one submitter holds, over both stores: counted by who sent them, given back when they end."""

from datetime import timedelta

from contact_api.domain.core.minute_limits import LimitedBy, limit_key, sender_key
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.promise.promise import Why
from contact_api.ports import Alert
from contact_api.usecases.intake.requests import TakenIn
from contact_api.usecases.promising.choose_window import choose_window, offered_windows
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BREATH, COLD, COLLEAGUE, MINUTES, NURSE, TEG, TEGS_NURSE, Day

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
    day.roster(COLLEAGUE, "09:00", "12:00")

    assert seeks(day, MOST + 5) == MOST

    assert held(day) == MOST * MINUTES
    (alert,) = open_alerts(day)
    assert (alert.kind, alert.times_raised) == ("over_limit", 5)
    assert seeks(day, 1, OTHER) == 1


@over_both_stores
def test_the_minutes_of_all_units_count_together(day: Day) -> None:
    day.roster(COLLEAGUE, "09:00", "14:00")
    day.roster(TEGS_NURSE, "08:00", "16:00")
    seeks(day, MOST - 1)

    assert seeks(day, 3, unit=TEG) == 1


@over_both_stores
def test_minutes_that_are_given_back_may_be_held_again(day: Day) -> None:
    day.roster(COLLEAGUE, "09:00", "12:00")
    day.roster(COLLEAGUE, "12:00", "14:00")
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


@over_both_stores
def test_no_submitter_takes_a_unit_of_one_nurse_from_everybody_else(day: Day) -> None:
    line = limit_key(LimitedBy.LINE, "a home")  # may hold more than the nurse works
    promised = seeks(day, 40, line)

    assert held(day, line) == promised * MINUTES <= 180 * 0.8 / 2
    assert seeks(day, 1, OTHER) == 1
    (alert,) = open_alerts(day)
    assert (alert.kind, alert.times_raised) == ("over_limit", 40 - promised)


def sent(day: Day, many: int, reason: str = COLD) -> list[TakenIn]:
    """As many requests that one front end sends, each of another telephone."""
    waits = len(day.run(lambda tx: tx.open_contacts()))
    numbers = range(waits, waits + many)
    return [
        day.seek(f"c{one}", reason, limited_as=f"{ONE}{one}", sent_by=sender_key("a front end"))
        for one in numbers
    ]


@over_both_stores
def test_a_sender_leaves_something_of_a_unit_to_others_and_the_control_room_sees_it(day: Day) -> None:
    told = sent(day, 40)

    backed = [one for one in told if one.promise.backed]
    assert seeks(day, 1, OTHER) == 1
    assert {one.promise.why for one in told[len(backed) :]} == {Why.TOO_MANY_OF_SENDER}
    (shortage, alert) = sorted(open_alerts(day), key=lambda one: one.contact_id or "")
    assert (shortage.kind, shortage.contact_id) == ("shortage", None)
    assert (alert.kind, alert.times_raised) == ("sender_over_limit", 40 - len(backed))


@over_both_stores
def test_the_urgent_are_no_share_of_who_passes_them_on(day: Day) -> None:
    sent(day, 40)

    (urgent,) = sent(day, 1, BREATH)

    assert urgent.promise.why is not Why.TOO_MANY_OF_SENDER


@over_both_stores
def test_who_holds_a_time_may_move_it_also_where_their_share_is_full(day: Day) -> None:
    seeks(day, 40, limit_key(LimitedBy.LINE, "a home"))

    (offer, *_) = day.run(lambda tx: offered_windows(ContactId("c0"), tx, after=at("08:00"), now=at("08:00")))
    moved = day.run(
        lambda tx: choose_window(
            ContactId("c0"), offer.window.start, offer.unit_id, tx, now=at("08:00"), actor="citizen"
        )
    )

    assert moved[0].window == offer.window


@over_both_stores
def test_who_holds_none_is_offered_no_window_where_the_share_is_full(day: Day) -> None:
    day.roster(NURSE, "13:00", "16:00")
    seeks(day, 60, limit_key(LimitedBy.LINE, "a home"))

    windows = day.run(lambda tx: offered_windows(ContactId("c59"), tx, after=at("08:00"), now=at("08:00")))

    assert windows == []
