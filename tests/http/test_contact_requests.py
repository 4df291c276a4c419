"""A citizen, or a front end, seeks contact and follows it."""

from typing import Any

import pytest

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import ContactId
from tests.http.world import ASTRID, BERTIL, CILLA, V1, World, a_request, seek

SEEK = f"{V1}/contact-requests"


def test_the_answer_says_when_to_call_112_before_anything_else(world: World) -> None:
    answer = world.client.post(SEEK, json=a_request(), headers=world.citizen())

    assert answer.text.startswith('{"call_112":{"now":false,"text":"Ring 112')


def test_a_citizen_is_promised_a_time_today_in_their_language(world: World) -> None:
    told = seek(world, world.citizen(), language="en-GB")

    assert told["promise"]["backed"] is True
    assert told["promise"]["text"] == "We will call you today between 09:15 and 10:00."
    assert told["promise"]["window_from"] == "2026-11-23T08:15:00Z"
    assert told["promise"]["unit"] == {"id": "alidhem", "name": "Ålidhems hälsocentral"}


@pytest.mark.parametrize("language", ["ar", "swl"])
def test_who_has_neither_language_of_ours_is_answered_in_swedish_throughout(
    world: World, language: str
) -> None:
    told = seek(world, world.citizen(), language=language)
    in_swedish = seek(world, world.citizen(BERTIL), language="sv")

    assert told["sorted_as"] == in_swedish["sorted_as"]
    assert (told["state_text"], told["call_112"]) == (in_swedish["state_text"], in_swedish["call_112"])


def test_somebody_urgent_is_told_that_they_may_be_called_before_a_later_time(world: World) -> None:
    world.clock.pass_time(hours=-3)  # nobody works yet

    told = seek(world, world.citizen(), reason="R03", language="en")

    assert told["promise"]["text"] == (
        "We will call you as soon as somebody is free, at the latest today between 08:00 and 09:00."
    )


def test_somebody_urgent_whose_window_has_begun_is_told_of_that_window_alone(world: World) -> None:
    told = seek(world, world.citizen(), reason="R03", language="en")

    assert told["promise"]["window_from"] == "2026-11-23T08:15:00Z"  # now
    assert told["promise"]["text"].startswith("We will call you today between 09:15 and ")


def test_other_windows_are_offered_beside_the_promised_one(world: World) -> None:
    told = seek(world, world.citizen())

    assert [one["kind"] for one in told["alternatives"]] == ["other_window", "other_window"]


@pytest.mark.parametrize(("seconds", "due"), [(-1, "2026-11-23T16:00:00Z"), (0, "2026-11-23T23:00:00Z")])
def test_who_seeks_contact_when_the_unit_closes_is_due_by_midnight(
    world: World, seconds: int, due: str
) -> None:
    world.clock.pass_time(hours=7, minutes=45, seconds=seconds)  # from 09:15 to 17:00

    told = seek(world, world.citizen())

    assert told["guarantee"]["same_day_due"] == due


def test_both_clocks_of_the_guarantee_are_told(world: World) -> None:
    told = seek(world, world.citizen())

    assert told["guarantee"] == {
        "same_day_due": "2026-11-23T16:00:00Z",  # the unit closes at 17 local
        "assessment_due": "2026-11-26T23:00:00Z",  # the third day ends at midnight local
        "assessment": "awaited",
        "assessed_at": None,
    }


def test_an_affirmed_warning_sign_says_112_now_and_alerts_the_unit(world: World) -> None:
    told = seek(world, world.citizen(), red_flags=["RF01"])
    alerts = world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"]

    assert told["call_112"]["now"] is True
    assert [one["contact_id"] for one in alerts] == [told["contact_id"]]


def test_a_warning_sign_of_the_same_hour_alerts_without_saying_112_now(world: World) -> None:
    told = seek(world, world.citizen(), red_flags=["RF19"])
    alerts = world.client.get(f"{V1}/alerts", headers=world.staff()).json()["items"]

    assert told["call_112"]["now"] is False
    assert alerts[0]["kind"] == "same_hour"


def test_without_room_the_answer_is_an_honest_no_with_what_else_can_be_done(world: World) -> None:
    told = seek(world, world.citizen(), language="so")

    assert told["promise"] | {"explanation": "", "text": "", "made_at": ""} == {
        "backed": False,
        "window_from": None,
        "window_to": None,
        "unit": None,
        "why": "no_skill",
        "text": "",
        "explanation": "",
        "made_at": "",
    }
    assert told["alternatives"] == []  # nobody in the region speaks it, today or later


def test_units_with_time_that_the_citizen_has_not_said_yes_to_are_named_as_alternatives(world: World) -> None:
    sick = world.client.post(f"{V1}/staff/m-1/sick-calls", json={}, headers=world.manager("mala"))
    assert sick.json()["shifts_cut"] == 1

    told = seek(world, world.citizen(), unit_id="mala")

    assert told["promise"]["backed"] is False
    assert [(one["kind"], one["unit"]) for one in told["alternatives"]] == [
        ("other_unit", {"id": "alidhem", "name": "Ålidhems hälsocentral"}),
    ]


def test_windows_of_the_next_days_are_offered_when_today_has_none(world: World) -> None:
    world.client.post(f"{V1}/staff/m-1/sick-calls", json={}, headers=world.manager("mala"))
    shift = {"staff_id": "m-1", "starts_at": "2026-11-24T08:00:00Z", "ends_at": "2026-11-24T10:00:00Z"}
    world.client.post(f"{V1}/shifts", json=shift, headers=world.manager("mala"))

    told = seek(world, world.citizen(), unit_id="mala")

    windows = [one for one in told["alternatives"] if one["kind"] == "other_day"]
    assert windows[0]["window_from"] == "2026-11-24T08:00:00Z"
    assert windows[0]["text"] == "Vi ringer dig i morgon mellan 09:00 och 10:00."


def test_seeking_again_keeps_the_case_and_its_first_time(world: World) -> None:
    first = seek(world, world.citizen())
    world.clock.pass_time(minutes=5)

    second = seek(world, world.citizen())

    assert second["merged"] is True
    assert second["contact_id"] == first["contact_id"]
    assert (second["times_sought"], second["sought_at"]) == (2, first["sought_at"])


def test_a_front_end_that_names_the_same_two_numbers_finds_the_same_case(world: World) -> None:
    first = seek(world, world.front_end(), identity={"kind": "personal_number", "number": ASTRID})
    world.clock.pass_time(minutes=5)

    again = seek(world, world.front_end(), identity={"kind": "personal_number", "number": "800426-2385"})

    assert (again["merged"], again["contact_id"]) == (True, first["contact_id"])


def test_a_front_end_that_names_both_numbers_of_who_signed_in_changes_nothing_of_their_case(
    world: World,
) -> None:
    mine = seek(world, world.citizen(), red_flags=["RF01"])
    before = kept(world, mine)

    other = seek(
        world,
        world.front_end(),
        identity={"kind": "personal_number", "number": ASTRID},
        name="Somebody Else",
        consent="any_provider",
        available_from="2026-11-26T08:00:00+01:00",
    )

    assert (other["merged"], other["contact_id"] == mine["contact_id"]) == (False, False)
    assert kept(world, mine) == before


def kept(world: World, case: dict[str, Any]) -> object:
    with world.store.transaction() as tx:
        contact_id = ContactId(case["contact_id"])
        return tx.contact(contact_id), tx.details(contact_id), tx.promises(contact_id)


def test_a_front_end_that_names_only_a_telephone_number_has_a_case_of_its_own_each_time(
    world: World,
) -> None:
    first = seek(world, world.front_end())
    world.clock.pass_time(minutes=5)

    again = seek(world, world.front_end())

    assert again["contact_id"] != first["contact_id"]
    assert (again["merged"], again["times_sought"], again["link"] is None) == (False, 1, False)


def test_a_front_end_that_found_the_case_by_both_numbers_is_not_given_its_link(world: World) -> None:
    named = {"identity": {"kind": "personal_number", "number": ASTRID}}
    seek(world, world.front_end(), **named)

    again = seek(world, world.front_end(), **named)

    assert (again["merged"], again["link"]) == (True, None)


def test_two_who_speak_for_the_same_child_do_not_see_each_other_s_case(world: World) -> None:
    child = {"on_behalf_of": {"relation": "child"}, "identity": {"kind": "personal_number", "number": CILLA}}
    one = seek(world, world.citizen(ASTRID), **child)
    world.clock.pass_time(minutes=5)

    other = seek(world, world.citizen(BERTIL), **child)

    assert (other["merged"], other["contact_id"] != one["contact_id"]) == (False, True)


def test_a_citizen_cannot_seek_contact_as_somebody_else(world: World) -> None:
    other = {"kind": "personal_number", "number": BERTIL}

    answer = world.client.post(SEEK, json=a_request(identity=other), headers=world.citizen(ASTRID))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.identity"


def test_what_was_declared_the_second_time_is_not_dropped_and_the_answer_tells_the_sorting_that_stands(
    world: World,
) -> None:
    seek(world, world.citizen())

    told = seek(world, world.citizen(), reason="R40", needs={"mode": "text"}, consent="any_provider")

    assert (told["merged"], told["mode"]) == (True, "text")
    assert told["sorted_as"].startswith("Du angav: Våld")
    assert "Förkyld" in seek(world, world.citizen(BERTIL))["sorted_as"]


def test_a_second_reason_that_does_not_decide_is_seen_by_staff_beside_the_first(world: World) -> None:
    first = seek(world, world.citizen())

    again = seek(world, world.citizen(), reason="R05")

    claim = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    path = f"{V1}/desk/contact-requests/{first['contact_id']}/history"
    history = world.client.get(path, headers=world.staff()).json()
    facts = [event["facts"] for event in history["events"] if event["kind"] == "contact.sought_again"]
    assert again["sorted_as"].startswith("Du angav: Förkyld")
    assert claim["contact"]["also_sought_for"] == [{"code": "R05", "name": "Yrsel, svimmat"}]
    assert [(one["reason"], one["urgency"]) for one in facts] == [("R05", "U2")]


def test_what_was_left_out_the_second_time_takes_nothing_back(world: World) -> None:
    wishes = {"needs": {"mode": "text"}, "language": "en", "consent": "same_provider"}
    first = seek(world, world.citizen(), **wishes, available_from="2026-11-23T13:00:00+01:00")

    seek(world, world.citizen(), needs={})

    path = f"{V1}/desk/contact-requests/{first['contact_id']}"
    seen = world.client.get(path, headers=world.staff()).json()
    assert [seen[name] for name in ("mode", "citizen_language", "consent", "available_from")] == [
        "text",
        "en",
        "same_provider",
        "2026-11-23T12:00:00Z",
    ]


def test_who_did_not_sign_in_is_not_told_what_was_affirmed_before(world: World) -> None:
    named = {"identity": {"kind": "personal_number", "number": ASTRID}}
    seek(world, world.front_end(), red_flags=["RF01"], **named)

    again = seek(world, world.front_end(), **named)

    assert again["merged"] is True
    assert "bröstet" not in again["sorted_as"]
    assert again["call_112"]["now"] is False


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ({"available_to": "2026-11-23T09:15:00+01:00"}, "body.available_to"),
        (
            {"available_from": "2020-01-01T08:00:00Z", "available_to": "2020-01-01T09:00:00Z"},
            "body.available_to",
        ),
        ({"available_from": "2026-11-27T08:00:00+01:00"}, "body.available_from"),
        ({"available_from": "2026-11-27T00:05:01+01:00"}, "body.available_from"),
    ],
)
def test_hours_in_which_nobody_could_ever_ring_are_refused_and_it_is_said_what_to_do(
    world: World, hours: dict[str, str], field: str
) -> None:
    answer = world.client.post(SEEK, json=a_request(**hours), headers=world.citizen())

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, field)
    assert "leave" in error["what"]


@pytest.mark.parametrize(
    "opens",
    [
        "2026-11-23T07:00:00+01:00",
        "2026-11-26T09:00:00+01:00",
        "2026-11-27T00:05:00+01:00",  # the sender's clock may be five minutes before ours
    ],
)
def test_hours_that_have_begun_or_lie_a_few_days_ahead_are_taken(world: World, opens: str) -> None:
    assert seek(world, world.citizen(), available_from=opens)["state"] == "waiting"


def test_hours_that_end_before_they_begin_are_refused_with_their_field(world: World) -> None:
    hours = {"available_from": "2026-11-23T15:00:00+01:00", "available_to": "2026-11-23T13:00:00Z"}

    answer = world.client.post(SEEK, json=a_request(**hours), headers=world.citizen())

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "body.available_to", "what": "must be later than available_from"}
    ]


@pytest.mark.parametrize(
    ("but", "status", "code"),
    [
        ({"unit_id": "nowhere"}, 404, "unit-not-found"),
        ({"reason": "R99"}, 422, "unknown-reason"),
        ({"red_flags": ["RF99"]}, 422, "unknown-reason"),
        ({"phone": "12"}, 422, "invalid-request"),
        ({"phone": "+46 70 1"}, 422, "not-a-phone-number"),
        ({"identity": {"kind": "personal_number", "number": "198004262386"}}, 422, "not-an-identity"),
    ],
)
def test_what_cannot_be_is_refused_by_its_code(
    world: World, but: dict[str, Any], status: int, code: str
) -> None:
    answer = world.client.post(SEEK, json=a_request(**but), headers=world.front_end())

    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:contact-routing:problem:{code}")


def test_who_signs_in_without_a_role_may_not_seek_contact(world: World) -> None:
    answer = world.client.post(SEEK, json=a_request(), headers=world.having(Role.AUDITOR))

    assert answer.status_code == 403
