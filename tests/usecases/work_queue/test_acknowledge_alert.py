"""Somebody takes care of an alert, and holds its contact from then on."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.access import Caller, Commission, Purpose, Role
from contact_api.domain.core.errors import AlertNotFound, HoldsAnother
from contact_api.domain.core.values import ContactState, Outcome, StaffId, UnitId
from contact_api.ports import Alert, AlertState
from contact_api.usecases.work_queue.acknowledge_alert import TakenAlert, acknowledge
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, BREATH, CALL_112, COLLEAGUE, NURSE, TEG, Day, When, a_day

STAFF, MANAGER = frozenset({Role.STAFF}), frozenset({Role.UNIT_MANAGER})


def takes_care(
    day: Day,
    who: str,
    *,
    unit: UnitId = BACKEN,
    now: When = "08:05",
    alert: str = "c1-1",
    roles: frozenset[Role] = STAFF,
) -> TakenAlert:
    commission = Commission(f"{unit}-V", unit, "region", Purpose.CARE)
    caller = Caller(who, roles, staff_id=StaffId(who), commission=commission)
    return day.run(
        lambda tx: acknowledge(alert, caller, tx, now=at(now) if isinstance(now, str) else now, actor=who)
    )


def alerts(day: Day, *, open_only: bool = False) -> list[Alert]:
    return day.run(lambda tx: tx.alerts(units=None, open_only=open_only, limit=100))


@over_both_stores
def test_who_takes_an_alert_holds_its_contact_and_the_first_one_stands(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    first = takes_care(day, NURSE)
    second = takes_care(day, COLLEAGUE, now="08:06")

    assert (first.alert.acknowledged_by, first.alert.acknowledged_at) == (NURSE, at("08:05"))
    assert first.held == day.contact()
    assert (day.contact().state, day.contact().claimed_by) == (ContactState.CLAIMED, NURSE)
    assert (second.alert, second.held) == (first.alert, None)
    assert day.kinds().count("alert.acknowledged") == 1
    assert day.kinds().count("contact.claimed") == 1
    assert alerts(day, open_only=True) == []
    assert day.pull(NURSE, now="08:06") is not None
    assert day.pull(COLLEAGUE, now="08:06") is None


@over_both_stores
def test_taken_twice_by_the_same_it_is_held_once(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    first, again = takes_care(day, NURSE), takes_care(day, NURSE, now="08:06")

    assert again == first
    assert day.kinds().count("contact.claimed") == 1


@over_both_stores
def test_whoever_holds_another_leaves_the_alert_open_for_who_is_free(day: Day) -> None:
    day.seek("c2", BREATH)
    day.pulled(NURSE, now="08:01")
    day.seek(red_flags=frozenset({CALL_112}), now="08:02")

    with pytest.raises(HoldsAnother):
        takes_care(day, NURSE)

    assert [one.state for one in alerts(day)] == [AlertState.OPEN]
    assert takes_care(day, COLLEAGUE).held is not None


@over_both_stores
def test_a_manager_who_makes_no_contacts_takes_care_without_holding_it(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    taken = takes_care(day, NURSE, roles=MANAGER)

    assert (taken.alert.state, taken.held) == (AlertState.TAKEN, None)
    assert day.contact().state is ContactState.WAITING


@over_both_stores
@pytest.mark.parametrize("outcome", [Outcome.REACHED, Outcome.DECLINED])
def test_an_alert_is_over_when_the_person_was_spoken_to(day: Day, outcome: Outcome) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    day.ends(day.pulled(now="08:06"), outcome, now="08:10")

    (alert,) = alerts(day)
    assert (alert.state, alert.closed_at, alert.acknowledged_at) == (AlertState.CLOSED, at("08:10"), None)
    assert alerts(day, open_only=True) == []
    assert day.kinds().count("alert.closed") == 1
    late = takes_care(day, NURSE, now="08:11")
    assert (late.alert, late.held) == (alert, None)


def test_of_an_alert_at_another_unit_one_may_not_know(day: Day) -> None:
    day.seek(red_flags=frozenset({CALL_112}))

    with pytest.raises(AlertNotFound):
        takes_care(day, "eva", unit=TEG)
    with pytest.raises(AlertNotFound):
        takes_care(day, "eva", alert="nothing")


ACTS = st.lists(st.sampled_from(["seek", "pull", "take", "reach", "miss"]), max_size=14)


def acts_on(day: Day, act: str, name: str, now: str) -> None:
    """One thing that a nurse, or somebody who may be in danger, does; what cannot be done is not."""
    held = day.run(lambda tx: tx.held_contact(NURSE, now=at(now)))
    waiting = alerts(day, open_only=True)
    if act == "seek":
        day.seek(name, red_flags=frozenset({CALL_112}), now=now)
    elif act == "pull":
        day.pull(NURSE, now=now)
    elif act == "take" and waiting:
        with suppress(HoldsAnother):
            takes_care(day, NURSE, alert=waiting[0].id, now=now)
    elif act in ("reach", "miss") and held:
        day.ends(held, Outcome.REACHED if act == "reach" else Outcome.NO_ANSWER, now=now)


@given(ACTS)
def test_whatever_happens_nobody_who_was_reached_has_an_alert_and_nobody_holds_two(acts: list[str]) -> None:
    day = a_day()
    day.roster(NURSE, "08:00", "17:00")

    for number, act in enumerate(acts):
        now = f"08:{4 * number:02}"
        acts_on(day, act, f"c{number}", now)

        on_hand = day.run(lambda tx: tx.open_contacts())
        held = [
            one
            for one in on_hand
            if one.claimed_by == NURSE and one.lease_until and one.lease_until > at(now)
        ]
        assert len(held) <= 1  # a lease that has run out holds nothing, also before it is swept away
        for alert in alerts(day):
            was_reached = day.contact(alert.contact_id or "").state is ContactState.REACHED
            assert (alert.state is AlertState.CLOSED) == was_reached
