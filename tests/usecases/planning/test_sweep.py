"""What Redis forgot is found, and finding it twice is finding it once."""

from dataclasses import replace
from datetime import timedelta

from contact_api.domain.core.values import ContactState, Outcome
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.ports import Job
from contact_api.usecases.planning.sweep import let_hours_lapse, return_expired, send_again
from contact_api.usecases.work_queue.pull_next import heartbeat
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import COLLEAGUE, MINUTES, NURSE, Day, When, moment

A_DAY = timedelta(days=1)


def returned(day: Day, *, now: When) -> int:
    return day.run(lambda tx: return_expired(tx, now=moment(now)))


def lapsed(day: Day, *, now: When) -> int:
    return day.run(lambda tx: let_hours_lapse(tx, now=moment(now)))


@over_both_stores
def test_a_lease_that_ran_out_comes_back_once(day: Day) -> None:
    before = day.seek().contact
    day.pulled(now="09:00")
    assert returned(day, now="09:14") == 0

    assert [returned(day, now="09:15"), returned(day, now="09:15")] == [1, 0]

    back = day.contact()
    assert (back.state, back.window, back.need) == (ContactState.WAITING, before.window, before.need)
    assert day.kinds().count("lease.expired") == 1
    assert day.pulled(COLLEAGUE, now="09:15").lease_number == 2


def test_who_holds_on_keeps_what_they_hold(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")
    day.run(lambda tx: heartbeat(held.id, NURSE, 1, tx, now=at("09:10")))

    assert returned(day, now="09:20") == 0
    assert day.ends(held, Outcome.REACHED, now="09:21").state is ContactState.REACHED


def test_a_lease_that_is_renewed_while_the_sweep_looks_is_left_alone(day: Day) -> None:
    day.seek()
    renewed = replace(day.pulled(now="09:00"), lease_until=at("09:30"))

    back = day.run(lambda tx: return_expired(tx, now=at("09:15")), hold_contact=renewed)

    assert back == 0
    assert day.contact().state is ContactState.CLAIMED


@over_both_stores
def test_who_still_waits_the_day_after_their_hours_may_be_rung_at_any_hour(day: Day) -> None:
    day.seek(available_from=at("09:00"), available_to=at("11:00"))
    tomorrow = at("08:00") + A_DAY
    assert lapsed(day, now="23:59") == 0
    assert day.pull(now=tomorrow) is None

    assert [lapsed(day, now=tomorrow), lapsed(day, now=tomorrow)] == [1, 0]

    assert day.pulled(now=tomorrow).need.available_to is None
    assert day.kinds().count("hours.lapsed") == 1


def test_hours_that_change_while_the_sweep_looks_are_left_alone(day: Day) -> None:
    before = day.seek(available_to=at("11:00")).contact
    moved = replace(before, times_sought=2)

    assert day.run(lambda tx: let_hours_lapse(tx, now=at("08:00") + A_DAY), hold_contact=moved) == 0
    assert day.contact() == before


def test_the_hours_of_a_contact_in_somebodys_hands_wait_until_it_is_back(day: Day) -> None:
    day.seek(available_to=at("11:00"))
    midnight = at("00:00") + A_DAY
    day.pulled(now="10:59")

    assert lapsed(day, now=midnight) == 0
    returned(day, now=midnight)
    assert lapsed(day, now=midnight) == 1


def test_a_text_that_was_not_sent_is_rung_for_again_until_it_is(day: Day) -> None:
    day.seek()
    (receipt,) = day.messages()
    due = at("08:00") + timedelta(minutes=1)

    assert day.run(lambda tx: send_again(tx, now=at("08:00"))) == 0  # its own job has just left
    assert day.run(lambda tx: send_again(tx, now=due)) == 1
    assert day.kept.jobs().count((Job.SEND_MESSAGE, {"message_id": receipt.id})) == 2

    day.run(lambda tx: tx.save_message(replace(receipt, state=DeliveryState.SENT)))
    assert day.run(lambda tx: send_again(tx, now=due)) == 0


@over_both_stores
def test_minutes_of_what_came_back_are_found_again(day: Day) -> None:
    day.seek()
    day.pulled(now="09:00")
    returned(day, now="09:15")

    day.replan(now="09:15")

    assert day.reserved() == {"09:00": MINUTES}
