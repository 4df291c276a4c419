"""A request comes in: sorted, promised, receipted, told to whom it concerns."""

from typing import Any

import pytest

from contact_api.domain.core.errors import UnitNotFound, UnknownReason
from contact_api.domain.core.values import (
    Consent,
    ContactState,
    Guarantee,
    PersonId,
    StaffId,
    UnitId,
    Urgency,
)
from contact_api.domain.promise.promise import Why
from contact_api.ports import Job
from tests.makers import at
from tests.stores import SEEDED, over_both_stores
from tests.usecases.day import (
    BACKEN,
    BREATH,
    CALL_112,
    CITYS_NURSE,
    MINUTES,
    NURSE,
    SAME_HOUR,
    TEGS_NURSE,
    VIOLENCE,
    Day,
    clocks,
)


@over_both_stores
def test_a_citizen_is_promised_a_window_at_their_own_unit_with_minutes_behind_it(day: Day) -> None:
    taken = day.seek()

    assert (taken.promise.backed, taken.promise.unit_id, taken.promise.why) == (True, BACKEN, Why.OWN_UNIT)
    assert clocks(taken.promise.window) == "09:00-10:00"
    assert day.reserved() == {"09:00": MINUTES}
    assert day.contact() == taken.contact
    assert (taken.contact.state, taken.contact.due_at) == (ContactState.WAITING, at("10:00"))
    assert [clocks(told.window) for told in day.promises()] == ["09:00-10:00"]


@over_both_stores
def test_the_receipt_leaves_with_the_window_and_nothing_personal(day: Day) -> None:
    day.seek()

    (receipt,) = day.messages()
    assert (receipt.kind, clocks(receipt.window)) == ("receipt", "09:00-10:00")
    assert (Job.SEND_MESSAGE, {"message_id": receipt.id}) in day.kept.jobs()


def test_the_history_says_who_sought_contact_how_it_was_sorted_and_what_was_promised(day: Day) -> None:
    day.seek(facts=frozenset({"worsened"}))

    taken_in, promised = day.history()
    assert (taken_in.kind, taken_in.at, taken_in.actor) == ("contact.taken_in", at("08:00"), "citizen")
    assert taken_in.facts == {
        "unit": "backen",
        "channel": "web",
        "urgency": "U2",
        "rules": ["T13"],
        "catalogue": SEEDED.version,
    }
    assert (promised.kind, promised.facts["backed"], promised.facts["unit"]) == (
        "promise.made",
        True,
        "backen",
    )
    assert day.contact().circumstances.guarantee is Guarantee.WORSENED


@pytest.mark.parametrize(
    ("consent", "unit", "why"),
    [
        (Consent.OWN_UNIT, None, Why.CLOSED),
        (Consent.SAME_PROVIDER, "teg", Why.OTHER_UNIT),
        (Consent.ANY_PROVIDER, "city", Why.OTHER_UNIT),
    ],
)
def test_without_minutes_at_their_own_unit_a_citizen_is_promised_where_they_said_yes_and_nowhere_else(
    bare_day: Day, consent: Consent, unit: str | None, why: Why
) -> None:
    bare_day.roster(TEGS_NURSE, "10:00", "12:00")
    bare_day.roster(CITYS_NURSE, "09:00", "12:00")

    told = bare_day.seek(consent=consent).promise

    assert (told.unit_id, told.why) == (unit, why)


def test_a_window_at_the_own_unit_that_leaves_no_time_for_retries_gives_way_to_one_elsewhere(
    bare_day: Day,
) -> None:
    bare_day.roster(NURSE, "15:30", "17:00")
    bare_day.roster(TEGS_NURSE, "09:00", "12:00")

    assert clocks(bare_day.seek("stays").promise.window) == "15:30-16:30"
    assert clocks(bare_day.seek("may go", consent=Consent.SAME_PROVIDER).promise.window) == "09:00-10:00"


@over_both_stores
def test_without_minutes_a_citizen_is_told_so_and_keeps_their_place_in_line(bare_day: Day) -> None:
    bare_day.roster(NURSE, "09:00", "09:15")
    bare_day.seek("before")

    taken = bare_day.seek()

    assert (taken.promise.backed, taken.promise.window, taken.promise.why) == (False, None, Why.NO_CAPACITY)
    assert bare_day.texts() == ["receipt_unpromised"]
    assert [told.backed for told in bare_day.promises()] == [False]
    assert bare_day.pulled(now="08:30").id == "c1"


@pytest.mark.parametrize(
    ("but", "why"),
    [
        ({"now": "12:00"}, Why.CLOSED),
        ({"language": "so"}, Why.NO_SKILL),
        ({"available_from": at("13:00")}, Why.OUTSIDE_AVAILABLE_HOURS),
    ],
)
def test_an_honest_no_says_why(day: Day, but: dict[str, Any], why: Why) -> None:
    told = day.seek(**but).promise

    assert (told.backed, told.why) == (False, why)


def test_a_citizen_is_called_inside_the_hours_they_named(day: Day) -> None:
    told = day.seek(available_from=at("09:40"), available_to=at("10:05")).promise

    assert clocks(told.window) == "09:40-10:05"


def test_an_interpreter_takes_longer_and_leads_to_staff_who_speak_swedish(day: Day) -> None:
    taken = day.seek(language="so", interpreter=True)

    assert taken.promise.backed
    assert day.reserved() == {"09:00": 15 + 2}
    assert (taken.contact.need.language, taken.contact.circumstances.citizen_language) == ("sv", "so")
    assert taken.contact.circumstances.rule_ids == ("T12",)


@over_both_stores
def test_what_is_known_of_a_person_goes_with_all_their_requests(day: Day) -> None:
    anna, named = PersonId("anna"), StaffId("backen-02")
    day.seek("first", person_id=anna, named_contact=named, protected_identity=True, protects_person=True)
    day.cancel("first", now="08:05")

    again = day.seek("second", person_id=anna).contact

    assert again.need.named_contact == named
    assert again.circumstances.protected_identity


def test_a_named_contact_asked_for_now_goes_before_the_one_that_is_known(day: Day) -> None:
    day.seek("first", person_id=PersonId("anna"), named_contact=StaffId("backen-02"))

    asked = day.seek("second", person_id=PersonId("anna"), named_contact=NURSE).contact

    assert asked.need.named_contact == NURSE


@over_both_stores
@pytest.mark.parametrize(
    ("flag", "urgency", "kind"),
    [(CALL_112, Urgency.U0, "call_112"), (SAME_HOUR, Urgency.U1, "same_hour")],
)
def test_an_affirmed_red_flag_alerts_a_human_at_the_citizens_unit_at_once(
    day: Day, flag: str, urgency: Urgency, kind: str
) -> None:
    taken = day.seek(red_flags=frozenset({flag}))

    (alert,) = day.run(lambda tx: tx.alerts(units=[BACKEN], open_only=True, limit=100))
    assert (alert.contact_id, alert.kind, alert.raised_at) == ("c1", kind, at("08:00"))
    assert (taken.contact.need.urgency, taken.triage.call_112) == (urgency, flag == CALL_112)
    assert day.texts() == ["alert", "receipt"]
    assert day.messages()[0].unit_id == BACKEN
    assert "alert.raised" in day.kinds()


def test_an_urgent_contact_is_promised_from_now_on(day: Day) -> None:
    assert clocks(day.seek(reason=BREATH, now="09:10").promise.window) == "09:10-10:10"


def test_a_reason_that_asks_for_safe_contact_is_heeded_without_being_asked(day: Day) -> None:
    assert day.seek(reason=VIOLENCE).contact.circumstances.safe_contact


@pytest.mark.parametrize(
    ("but", "error"),
    [({"unit_id": UnitId("nowhere")}, UnitNotFound), ({"reason": "R99"}, UnknownReason)],
)
def test_what_cannot_be_sorted_leaves_nothing_behind(
    day: Day, but: dict[str, Any], error: type[Exception]
) -> None:
    jobs = day.kept.jobs()

    with pytest.raises(error):
        day.seek(**but)

    assert day.run(lambda tx: tx.open_contacts()) == []
    assert day.kept.jobs() == jobs
