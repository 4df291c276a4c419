"""Others' minutes are moved for one more, and how often that is looked for."""

from dataclasses import replace

import pytest

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, ContactId, ContactState, Urgency
from contact_api.domain.promise.promise import Why
from contact_api.domain.promise.trace_audit import contradictions
from contact_api.http.views.decision_sentences import promise_words
from contact_api.usecases.promising.reassign import stands_before
from tests.makers import a_contact, a_need, a_promised_contact, a_window, at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, BREATH, MINUTES, NURSE, TEG, TEGS_NURSE, Day, clock, clocks

FULL = 3  # colds, in what is promised of half an hour


def half_an_hour_full_of_who_accept_others(day: Day) -> None:
    day.roster(NURSE, "09:00", "09:30")
    for number in range(FULL):
        day.seek(f"free{number}", consent=Consent.SAME_PROVIDER)


@over_both_stores
def test_who_accepts_another_unit_makes_way_for_who_does_not_and_keeps_their_window(bare_day: Day) -> None:
    half_an_hour_full_of_who_accept_others(bare_day)
    bare_day.roster(TEGS_NURSE, "09:00", "09:30")

    told = bare_day.seek("tied", now="08:05").contact

    assert told.backed
    assert [one.why for one in bare_day.promises("tied")] == [Why.OTHERS_REASSIGNED]
    assert [len(bare_day.promises(f"free{number}")) for number in range(FULL)] == [1] * FULL
    assert (
        sum(cell.reserved_minutes for unit in (BACKEN, TEG) for cell in bare_day.cells(unit))
        == (FULL + 1) * MINUTES
    )


@over_both_stores
def test_room_is_looked_for_once_for_each_kind_of_need_while_nobody_of_it_has_a_promise(
    bare_day: Day,
) -> None:
    half_an_hour_full_of_who_accept_others(bare_day)
    bare_day.seek("first", now="08:05")
    bare_day.roster(TEGS_NURSE, "09:00", "09:30")

    assert not bare_day.seek("behind", now="08:06").contact.backed


@over_both_stores
def test_others_make_way_for_an_urgent_one_who_would_be_told_a_time_after_the_hour_has_passed(
    bare_day: Day,
) -> None:
    half_an_hour_full_of_who_accept_others(bare_day)
    bare_day.roster(NURSE, "13:00", "15:00")
    bare_day.roster(TEGS_NURSE, "09:00", "09:30")

    told = bare_day.seek("urgent", BREATH, now="08:35").contact

    assert clocks(told.window) == "08:35-09:35"
    assert [one.why for one in bare_day.promises("urgent")] == [Why.OTHERS_REASSIGNED]
    assert [len(bare_day.promises(f"free{number}")) for number in range(FULL)] == [1] * FULL


@over_both_stores
def test_why_others_made_way_is_borne_out_and_told_in_words(bare_day: Day) -> None:
    half_an_hour_full_of_who_accept_others(bare_day)
    bare_day.roster(NURSE, "13:00", "15:00")
    bare_day.roster(TEGS_NURSE, "09:00", "09:30")
    bare_day.seek("urgent", BREATH, now="08:35")

    (told,) = bare_day.run(lambda tx: tx.explained(ContactId("urgent")))
    region = bare_day.run(lambda tx: tx.region())

    assert contradictions(told, planning=region.planning) == []
    assert contradictions(replace(told, window=a_window("13:00", "14:00")), planning=region.planning) != []
    assert told.reasons is not None
    words = promise_words(told, told.reasons, "en", region)
    assert "others' calls were shared out anew" in words
    assert words.endswith("Otherwise the first time would have been at 13:00 at Backen.")


@over_both_stores
def test_an_urgent_one_for_whom_nobody_can_make_way_has_the_first_time_there_is(bare_day: Day) -> None:
    half_an_hour_full_of_who_accept_others(bare_day)
    bare_day.roster(NURSE, "13:00", "15:00")

    told = bare_day.seek("urgent", BREATH, now="08:35").contact

    assert clock(told.window.start if told.window else None) == "13:00"
    assert [one.why for one in bare_day.promises("urgent")] == [Why.OWN_UNIT]


@pytest.mark.parametrize(
    "waits",
    [
        a_contact("c1", minutes=11),
        a_contact("c1", language="ar"),
        a_contact("c1", professions=("doctor",)),
        a_contact("c1", unit_id=TEG),
        a_contact("c1", consent=Consent.SAME_PROVIDER),
        a_contact("c1", available_from=at("09:30")),
        a_contact("c1", available_to=at("11:00")),
        a_promised_contact("c1"),
        a_contact("c1", state=ContactState.CLAIMED),
        a_contact("c1", attempts=1),
        a_contact("new"),
    ],
)
def test_who_waits_for_something_else_or_has_a_promise_holds_nobody_up(waits: Contact) -> None:
    assert not stands_before(waits, a_need(contact_id=ContactId("new")), now=at("08:00"))


def test_who_would_take_whatever_the_new_one_takes_and_asks_for_no_more_stands_before() -> None:
    need = a_need(
        contact_id=ContactId("new"), minutes=10, available_from=at("09:30"), available_to=at("11:00")
    )

    assert stands_before(a_contact("c1", minutes=9, professions=("doctor", "nurse")), need, now=at("08:00"))
    assert stands_before(a_contact("c1", urgency=Urgency.U1), need, now=at("08:00"))
    assert stands_before(
        a_contact("c1", available_from=at("09:30"), available_to=at("11:00")), need, now=at("08:00")
    )


def test_who_accepts_every_provider_stands_before_who_accepts_their_own_but_not_before_who_accepts_one_unit() -> (
    None
):
    anywhere = a_contact("c1", consent=Consent.ANY_PROVIDER)

    assert stands_before(
        anywhere, a_need(contact_id=ContactId("new"), consent=Consent.SAME_PROVIDER), now=at("08:00")
    )
    assert not stands_before(
        anywhere, a_need(contact_id=ContactId("new"), consent=Consent.OWN_UNIT), now=at("08:00")
    )
