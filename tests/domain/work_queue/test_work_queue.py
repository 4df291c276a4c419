"""Who is next for me."""

from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import StaffId, UnitId, Urgency
from contact_api.domain.work_queue.queue_order import order_for
from contact_api.domain.work_queue.work_queue import callable_from, deadline, may_call, queued
from tests.domain.strategies import crowds, moments
from tests.makers import LIMITS, a_contact, a_member, a_promised_contact, a_window, at

PLANNING = Planning()
ANNA = a_member("backen-01")
FROM_TEG = a_member("teg-01")


def order(member_id: str, *waiting: Contact, now: str = "09:00") -> list[str]:
    return [one.id for one in order_for(a_member(member_id), waiting, planning=PLANNING, now=at(now))]


def test_the_urgent_come_first_then_what_breaks_soonest() -> None:
    soon = a_promised_contact("soon", window=a_window("08:30", "09:30"))
    later = a_promised_contact("later", window=a_window("09:00", "10:00"))
    unpromised = a_contact("unpromised")
    urgent = a_contact("urgent", urgency=Urgency.U1)

    assert order("backen-01", unpromised, later, soon, urgent) == ["urgent", "soon", "later", "unpromised"]


def test_promises_come_before_who_was_told_not_today_also_when_their_hours_end_sooner() -> None:
    unpromised = a_contact("unpromised", available_to=at("09:30"))
    from_elsewhere = a_promised_contact("from elsewhere", unit_id=UnitId("teg"), window=a_window())

    assert order("backen-01", unpromised, from_elsewhere, now="09:19") == ["from elsewhere", "unpromised"]
    assert order("backen-01", unpromised, from_elsewhere, now="09:20") == ["unpromised", "from elsewhere"]


def test_the_unit_s_own_people_come_before_those_it_has_promised_and_those_before_others() -> None:
    own = a_promised_contact("own", window=a_window("09:00", "10:00"))
    promised_here = a_promised_contact("promised", unit_id=UnitId("teg"), window=a_window("08:45", "09:45"))
    of_others = a_promised_contact(
        "of others",
        unit_id=UnitId("teg"),
        promised_unit=UnitId("teg"),
        window=a_window("08:40", "09:40"),
        lend_at=at("09:00"),
    )

    assert order("backen-01", of_others, promised_here, own) == ["own", "promised", "of others"]


def test_a_warning_sign_for_112_comes_before_all_else_that_is_urgent_whoever_came_first() -> None:
    child = a_contact("child", urgency=Urgency.U1, sought_at=at("08:00"), due_at=at("09:00"))
    heart = a_contact("heart", urgency=Urgency.U0, sought_at=at("08:50"), unit_id=UnitId("teg"))
    heart = queued(heart, planning=PLANNING, limits=LIMITS, day_ends_at=at("17:00"))

    assert heart.due_at == at("09:00")
    assert order("backen-01", child, heart, now="08:55") == ["heart", "child"]


def test_who_is_due_at_the_own_unit_keeps_staff_from_going_to_others_help_but_not_from_the_urgent() -> None:
    elsewhere = {"unit_id": UnitId("teg"), "promised_unit": UnitId("teg"), "lend_at": at("09:00")}
    at_risk = a_promised_contact("at risk", window=a_window("08:30", "09:30"), **elsewhere)
    urgent = a_promised_contact("urgent", urgency=Urgency.U1, window=a_window("08:30", "09:30"), **elsewhere)
    own = a_promised_contact("own", window=a_window("09:10", "10:10"))
    promised_here = a_promised_contact(
        "promised here", unit_id=UnitId("teg"), window=a_window("09:10", "10:10")
    )

    for at_own_unit in (own, promised_here):
        name = at_own_unit.id
        assert order("backen-01", at_own_unit, at_risk, urgent, now="09:24") == ["urgent", "at risk", name]
        assert order("backen-01", at_own_unit, at_risk, urgent, now="09:25") == ["urgent", name, "at risk"]


def test_staff_of_other_units_drop_what_can_wait_for_an_urgent_one_only_when_the_own_has_had_its_time() -> (
    None
):
    teg = UnitId("teg")
    can_wait = a_promised_contact("can wait", window=a_window("09:00", "10:00"))
    urgent = {"urgency": Urgency.U1, "sought_at": at("09:00"), "unit_id": teg}
    for contact in (
        a_promised_contact("urgent", **urgent, window=a_window("09:30", "10:30")),
        a_promised_contact(
            "urgent", **urgent, promised_unit=teg, window=a_window("09:30", "10:30"), lend_at=at("09:05")
        ),
        a_contact("urgent", **urgent),
    ):
        assert order("backen-01", can_wait, contact, now="09:14") == ["can wait", "urgent"]
        assert order("backen-01", can_wait, contact, now="09:15") == ["urgent", "can wait"]


def test_an_urgent_contact_is_left_to_its_unit_neither_by_its_own_staff_nor_by_who_is_free() -> None:
    can_wait = a_promised_contact("can wait", unit_id=UnitId("teg"), window=a_window("09:00", "10:00"))
    urgent = a_contact("urgent", urgency=Urgency.U1, sought_at=at("09:00"), unit_id=UnitId("teg"))

    assert order("teg-01", can_wait, urgent, now="09:01") == ["urgent", "can wait"]
    assert order("backen-01", urgent, now="09:01") == ["urgent"]


def test_an_urgent_contact_is_anybodys_at_once_after_a_missed_call_or_when_time_is_nearly_out() -> None:
    can_wait = a_promised_contact("can wait", window=a_window("09:00", "10:00"))
    urgent = {"urgency": Urgency.U1, "sought_at": at("09:00"), "unit_id": UnitId("teg")}
    tried = a_contact("urgent", **urgent, attempts=1, not_before=at("09:05"))
    goes_soon = a_contact("urgent", **urgent, available_to=at("09:15"))

    assert order("backen-01", can_wait, tried, now="09:05") == ["urgent", "can wait"]
    assert order("backen-01", can_wait, goes_soon, now="09:04") == ["can wait", "urgent"]
    assert order("backen-01", can_wait, goes_soon, now="09:05") == ["urgent", "can wait"]


def test_what_is_about_to_break_comes_before_all_that_can_wait_also_when_it_is_of_another_unit() -> None:
    own = a_promised_contact("own", window=a_window("09:10", "10:10"))
    at_risk = a_promised_contact(
        "at risk",
        unit_id=UnitId("teg"),
        promised_unit=UnitId("teg"),
        window=a_window("08:30", "09:30"),
        lend_at=at("09:00"),
    )

    assert order("backen-01", own, at_risk, now="09:19") == ["own", "at risk"]
    assert order("backen-01", own, at_risk, now="09:20") == ["at risk", "own"]


def test_own_patients_come_before_others_as_long_as_no_promise_suffers() -> None:
    own = a_promised_contact("own", window=a_window("09:00", "10:00"), named_contact=ANNA.id)
    a_colleagues = a_promised_contact(
        "a colleague's", window=a_window("08:30", "09:30"), named_contact=StaffId("backen-02")
    )
    nobodys = a_promised_contact("nobody's", window=a_window("08:45", "09:45"))

    assert order("backen-01", nobodys, a_colleagues, own, now="09:00") == [
        "own",
        "nobody's",
        "a colleague's",
    ]
    assert order("backen-01", nobodys, a_colleagues, own, now="09:20")[0] == "a colleague's"


def test_another_unit_steps_in_only_when_a_promise_is_at_risk() -> None:
    promised = a_promised_contact(window=a_window("09:00", "10:00"))

    assert order("teg-01", promised, now="09:54") == []
    assert order("teg-01", promised, now="09:55") == ["c1"]
    assert order("backen-02", promised, now="09:00") == ["c1"]
    assert promised.lend_at == at("09:55")


def test_an_urgent_contact_promised_a_time_after_lunch_is_anybodys_before_it() -> None:
    """Shortly before the hour is over nobody works."""
    after_lunch = a_window("13:00", "14:00")
    urgent = a_promised_contact(urgency=Urgency.U1, sought_at=at("11:56"), window=after_lunch)
    not_urgent = a_promised_contact(sought_at=at("11:56"), window=after_lunch)

    assert order("teg-01", urgent, now="11:57") == ["c1"]
    assert order("teg-01", not_urgent, now="11:57") == []
    at_citizen_wish = a_promised_contact(
        urgency=Urgency.U1, sought_at=at("11:56"), available_from=at("13:00"), window=after_lunch
    )
    soon = a_promised_contact(urgency=Urgency.U1, sought_at=at("11:30"), window=a_window("12:00", "13:00"))
    assert order("teg-01", at_citizen_wish, soon, now="11:57") == []


def test_another_unit_steps_in_sooner_when_the_plan_has_lent_the_contact() -> None:
    lent = a_promised_contact(window=a_window("09:00", "10:00"), lend_at=at("09:10"))

    assert order("teg-01", lent, now="09:09") == []
    assert order("teg-01", lent, now="09:10") == ["c1"]


def test_who_has_no_promise_is_taken_by_whoever_is_free_first() -> None:
    assert order("teg-01", a_contact(), now="08:00") == ["c1"]


def test_a_retry_is_lent_shortly_before_it_is_due() -> None:
    tried = a_promised_contact(attempts=1, not_before=at("09:40"))

    assert (tried.due_at, tried.lend_at) == (at("11:10"), at("11:05"))


def test_nobody_is_rung_before_the_window_they_were_promised() -> None:
    promised = a_promised_contact(window=a_window("09:00", "10:00"))

    assert not may_call(promised, now=at("08:59"))
    assert may_call(promised, now=at("09:00"))


def test_an_urgent_contact_is_rung_as_soon_as_somebody_can() -> None:
    urgent = a_promised_contact(window=a_window("09:00", "10:00"), urgency=Urgency.U1)

    assert may_call(urgent, now=at("08:00"))


def test_nobody_is_rung_outside_their_hours() -> None:
    contact = a_contact(available_from=at("10:00"), available_to=at("11:00"))

    assert [may_call(contact, now=at(clock)) for clock in ("09:59", "10:00", "11:00", "11:01")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("urgency", "due"), [(Urgency.U0, "09:04"), (Urgency.U1, "09:30"), (Urgency.U2, "17:00")]
)
def test_who_affirmed_a_red_flag_is_due_as_soon_as_the_limits_say_the_urgent_as_planning_says(
    urgency: Urgency, due: str
) -> None:
    contact = a_contact(urgency=urgency, sought_at=at("09:00"))
    planning, limits = (
        replace(PLANNING, urgent_within=30 * MINUTE),
        replace(LIMITS, red_flag_within=4 * MINUTE),
    )

    assert deadline(contact, planning=planning, limits=limits, day_ends_at=at("17:00")) == at(due)


def test_a_retry_is_due_early_enough_for_the_tries_that_are_left() -> None:
    tried = a_contact(attempts=1, not_before=at("16:10"))

    due = deadline(tried, planning=PLANNING, limits=LIMITS, day_ends_at=at("17:00"))

    assert due == at("17:00") - (PLANNING.retry_after + PLANNING.ring)


def test_a_retry_is_due_early_enough_for_the_tries_that_are_left_in_the_citizen_s_hours() -> None:
    tried = a_contact(attempts=1, not_before=at("10:30"), available_to=at("12:00"))

    due = deadline(tried, planning=PLANNING, limits=LIMITS, day_ends_at=at("17:00"))

    assert due == at("12:00") - (PLANNING.retry_after + PLANNING.ring)


def test_a_retry_that_may_be_made_just_early_enough_for_another_is_due_at_once() -> None:
    just_in_time = at("12:00") - (PLANNING.retry_after + PLANNING.ring)
    tried = a_promised_contact(attempts=1, not_before=just_in_time, available_to=at("12:00"))

    assert deadline(tried, planning=PLANNING, limits=LIMITS, day_ends_at=at("17:00")) == just_in_time


def test_a_retry_after_which_no_other_fits_the_citizen_s_hours_may_be_made_until_they_end() -> None:
    tried = a_contact(attempts=1, not_before=at("11:45"), available_to=at("12:00"))

    assert deadline(tried, planning=PLANNING, limits=LIMITS, day_ends_at=at("17:00")) == at("12:00")


def test_a_retry_leaves_time_for_as_many_tries_as_the_citizen_s_hours_allow() -> None:
    five_tries = replace(PLANNING, max_attempts=5)
    tried = a_contact(attempts=1, not_before=at("11:00"), available_to=at("12:10"))

    due = deadline(tried, planning=five_tries, limits=LIMITS, day_ends_at=at("17:00"))

    assert due == at("12:10") - 2 * (PLANNING.retry_after + PLANNING.ring)


def test_a_retry_waits_no_longer_than_an_hour_and_a_half_from_when_it_may_be_made() -> None:
    tried = a_contact(attempts=1, not_before=at("10:00"))

    assert deadline(tried, planning=PLANNING, limits=LIMITS, day_ends_at=at("17:00")) == at("11:30")


def test_a_promise_that_would_break_goes_before_a_retry_that_can_wait() -> None:
    tried = a_promised_contact("tried", attempts=1, not_before=at("09:00"), window=a_window("08:00", "08:30"))
    breaks = a_promised_contact("breaks", window=a_window("09:00", "10:00"))

    assert order("backen-01", tried, breaks, now="09:52") == ["breaks", "tried"]


@given(crowds, moments)
def test_no_promise_waits_behind_one_that_was_told_not_today_unless_that_is_urgent_or_at_risk(
    crowd: list[Contact], now: datetime
) -> None:
    ranked = order_for(ANNA, crowd, planning=PLANNING, now=now)

    can_wait = [
        one.backed
        for one in ranked
        if not one.need.urgency.is_urgent and one.due_at and one.due_at - now > PLANNING.rescue
    ]
    assert can_wait == sorted(can_wait, reverse=True)


@given(crowds)
def test_who_has_no_promise_is_lent_at_once_and_who_has_one_shortly_before_their_time_is_out(
    crowd: list[Contact],
) -> None:
    for contact in crowd:
        placed = queued(contact, planning=PLANNING, limits=LIMITS, day_ends_at=at("17:00"))
        assert placed.due_at is not None
        usual = placed.due_at - PLANNING.lend
        if contact.need.urgency is Urgency.U0:
            assert placed.lend_at == contact.need.sought_at
        elif contact.backed and not contact.need.urgency.is_urgent:
            assert placed.lend_at == usual
        elif contact.backed:
            assert placed.lend_at in (usual, contact.need.sought_at)
        else:
            assert placed.lend_at == contact.need.sought_at


@given(crowds, moments)
def test_an_urgent_contact_waits_behind_one_that_is_not_only_elsewhere_and_in_the_first_minutes(
    crowd: list[Contact], now: datetime
) -> None:
    ranked = order_for(ANNA, crowd, planning=PLANNING, now=now)

    behind = False
    for contact in ranked:
        if not contact.need.urgency.is_urgent:
            behind = True
        elif behind:
            assert contact.need.unit_id != ANNA.unit_id
            assert now - contact.need.sought_at < PLANNING.urgent_own_unit


@given(crowds, moments)
def test_with_no_minutes_for_the_own_unit_an_urgent_contact_never_waits_behind_one_that_is_not(
    crowd: list[Contact], now: datetime
) -> None:
    none = replace(PLANNING, urgent_own_unit=0 * MINUTE)
    sought = [contact for contact in crowd if contact.need.sought_at <= now]

    ranked = order_for(ANNA, sought, planning=none, now=now)

    urgent = [contact.need.urgency.is_urgent for contact in ranked]
    assert urgent == sorted(urgent, reverse=True)


@given(crowds, moments, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_rows(
    crowd: list[Contact], now: datetime, random: Random
) -> None:
    shuffled = list(crowd)
    random.shuffle(shuffled)

    assert order_for(ANNA, shuffled, planning=PLANNING, now=now) == order_for(
        ANNA, crowd, planning=PLANNING, now=now
    )


@given(crowds, moments)
def test_staff_leave_no_contact_of_their_own_unit_out(crowd: list[Contact], now: datetime) -> None:
    ranked = {contact.id for contact in order_for(ANNA, crowd, planning=PLANNING, now=now)}

    assert {one.id for one in crowd if UnitId("backen") in (one.need.unit_id, one.promised_unit)} <= ranked


@given(crowds, moments)
def test_what_is_due_is_lent_to_everybody(crowd: list[Contact], now: datetime) -> None:
    ranked = {contact.id for contact in order_for(FROM_TEG, crowd, planning=PLANNING, now=now)}

    sought = [contact for contact in crowd if contact.need.sought_at <= now]
    assert {one.id for one in sought if one.due_at is not None and one.due_at <= now} <= ranked


@given(crowds)
def test_nobody_may_be_rung_before_the_rule_for_a_retry_says(crowd: list[Contact]) -> None:
    for contact in crowd:
        if contact.not_before is not None:
            assert callable_from(contact) >= contact.not_before
