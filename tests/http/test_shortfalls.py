"""What cannot be served today and what if, for the control room and for who answers for one unit."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import Consent
from contact_api.http.views.shortfall_views import shortfalls_view
from contact_api.usecases.planning.shortfalls import find_shortfalls
from tests.http.test_alternatives import STAFF, UNITS, State, a_region_in, states
from tests.http.world import V1, World, a_request
from tests.makers import a_unit, at
from tests.stores import the_region
from tests.usecases.day import TEG, TEGS_NURSE, a_day

ONE_TO_TWO = {"from_at": "2026-11-23T13:00:00+01:00", "to_at": "2026-11-23T14:00:00+01:00"}
CLOSE = {"kind": "close_unit", "unit_id": "alidhem"}


def taken_in(world: World, **but: Any) -> None:
    """After lunch, by their own unit only, unless told otherwise."""
    typical = {"consent": "own_unit", "available_from": "2026-11-23T13:00:00+01:00"}
    wish = a_request(**typical | but)
    answer = world.client.post(f"{V1}/contact-requests", json=wish, headers=world.front_end())
    assert answer.status_code == 201


def all_nurses_of_alidhem_fall_ill(world: World) -> None:
    for who in ("a-1", "a-2"):
        world.client.post(f"{V1}/staff/{who}/sick-calls", json={}, headers=world.manager())


def short(world: World, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = world.client.get(f"{V1}/shortfalls", headers=headers or world.having(Role.CONTROL_ROOM))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def asked(world: World, *changes: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    return world.client.post(
        f"{V1}/what-ifs",
        json={"changes": changes},
        headers=headers or world.having(Role.CONTROL_ROOM),
    )


def test_a_sick_call_brings_a_shortfall_and_with_its_remedy_nothing_is_short(world: World) -> None:
    taken_in(world)
    taken_in(world, phone="+46701740606")
    all_nurses_of_alidhem_fall_ill(world)

    told = short(world)
    remedy = next(one for one in told["shortfalls"][0]["remedies"] if one["unit"]["id"] == "mala")
    tried = asked(world, remedy["change"]).json()

    assert (told["promised_contacts"], told["minutes_short"], told["conversations_short"]) == (2, 16, 2)
    [shortfall] = told["shortfalls"]
    assert shortfall["text_sv"] == (
        "Distriktssköterskor eller sjuksköterskor på Ålidhems hälsocentral, 13–14: två samtal för lite."
    )
    assert shortfall["text_en"].endswith("two conversations short.")
    assert remedy["text_sv"] == (
        "Om 2 av dem som väntar tackar ja till Malå sjukstuga ger sjuksköterskor där 16 minuter, 13–14."
    )
    assert remedy["change"] == {"kind": "ask_consent", "unit_id": "alidhem", "consent": "same_provider"}
    assert (tried["before"]["minutes_short"], tried["before"]["would_break"]) == (16, 2)
    assert (tried["after"]["minutes_short"], tried["after"]["would_break"]) == (0, 0)
    assert tried["after"]["shortfalls"] == []
    assert short(world) == told


def test_a_quiet_day_has_no_shortfalls(world: World) -> None:
    taken_in(world)

    told = short(world)

    assert (told["promised_contacts"], told["shortfalls"], told["more"]) == (1, [], False)


@pytest.mark.parametrize(
    ("unit", "role", "seen"),
    [
        (None, Role.CONTROL_ROOM, (1, 8, 1)),
        (None, Role.MEDICAL_LEAD, (1, 8, 1)),
        ("alidhem", Role.UNIT_MANAGER, (1, 8, 1)),
        ("mala", Role.UNIT_MANAGER, (0, 0, 0)),
    ],
)
def test_a_manager_sees_what_concerns_their_own_unit_and_the_region_s_roles_see_all(
    world: World, unit: str | None, role: Role, seen: tuple[int, int, int]
) -> None:
    taken_in(world)
    all_nurses_of_alidhem_fall_ill(world)
    headers = world.manager(unit) if unit else world.having(role)

    told = short(world, headers)
    before = asked(world, {"kind": "release_protected"}, headers=headers).json()["before"]

    assert (told["promised_contacts"], told["minutes_short"], len(told["shortfalls"])) == seen
    assert (before["minutes_short"], before["would_break"]) == (seen[1], seen[0])


def test_what_is_told_names_nobody(world: World) -> None:
    taken_in(world, name="Astrid Testberg", free_text="Hosta")
    all_nurses_of_alidhem_fall_ill(world)

    told = json.dumps([short(world), asked(world, CLOSE).json()])

    assert not [secret for secret in ("Astrid", "Hosta", "70174", "contact_id", "a-1") if secret in told]
    assert world.looks() == []


def test_a_unit_that_closes_shows_which_promises_would_break_at_which_hours(world: World) -> None:
    taken_in(world)

    tried = asked(world, CLOSE).json()

    assert tried["before"]["hours"] == []
    assert tried["after"]["hours"] == [
        {
            "starts_at": "2026-11-23T12:00:00Z",
            "would_be_promised": 0,
            "would_be_moved": 0,
            "would_break": 1,
        }
    ]
    assert [tried[one]["minutes_left"] for one in ("before", "after")] == [1860, 930]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "lend_staff", "unit_id": "mala", "to_unit": "alidhem", "staff": 1, "professions": ["nurse"]},
        {"kind": "add_staff", "unit_id": "alidhem", "staff": 1, "professions": ["nurse"]},
        {"kind": "ask_consent", "consent": "same_provider"},
    ],
    ids=lambda change: change["kind"],
)
def test_each_way_to_have_more_staff_makes_good_what_a_sick_call_broke(
    world: World, change: dict[str, Any]
) -> None:
    taken_in(world)
    all_nurses_of_alidhem_fall_ill(world)

    tried = asked(world, change).json()

    assert (tried["before"]["minutes_short"], tried["after"]["minutes_short"]) == (8, 0)


@pytest.mark.parametrize(
    ("but", "field", "says"),
    [
        ({"professions": ["nurse", "wizard"]}, "professions", "of these: "),
        ({"to_unit": "mala"}, "to_unit", "another unit than `unit_id`"),
    ],
)
def test_staff_who_cannot_be_lent_are_refused_with_the_field(
    world: World, but: dict[str, Any], field: str, says: str
) -> None:
    lend = {
        "kind": "lend_staff",
        "unit_id": "mala",
        "to_unit": "alidhem",
        "staff": 1,
        "professions": ["nurse"],
    }

    refused = asked(world, CLOSE, lend | but)

    assert refused.status_code == 422
    (fault,) = refused.json()["errors"]
    assert fault["field"] == f"body.changes.1.{field}"
    assert says in fault["what"]


def test_a_contact_without_a_promise_would_get_a_window_with_an_interpreter(world: World) -> None:
    taken_in(world, language="so")
    interpreter = {"kind": "interpreter", "unit_id": "alidhem", "languages": ["so"], **ONE_TO_TWO}

    tried = asked(world, interpreter).json()

    assert [tried[one]["unpromised_contacts"] for one in ("before", "after")] == [1, 1]
    assert [tried[one]["would_be_promised"] for one in ("before", "after")] == [0, 1]
    assert [tried[one]["unpromised_minutes_short"] for one in ("before", "after")] == [8, 0]
    assert tried["after"]["hours"][0]["starts_at"] == "2026-11-23T12:00:00Z"


def test_a_remedy_says_how_to_ask_about_it(world: World) -> None:
    taken_in(world, language="so")
    taken_in(world, phone="+46701740606", unit_id="kliniken", available_to="2026-11-23T13:30:00+01:00")
    for number in range(10, 16):
        taken_in(
            world, phone=f"+467017406{number}", unit_id="kliniken", available_to="2026-11-23T13:30:00+01:00"
        )

    told = short(world)

    changes = {one["kind"]: one["change"] for line in told["shortfalls"] for one in line["remedies"]}
    assert {kind: change["kind"] for kind, change in changes.items()} == {kind: kind for kind in changes}
    assert changes["interpreter"]["unit_id"] == "alidhem"
    assert changes["interpreter"]["languages"] == ["so"]
    assert "release_protected" in changes
    for change in changes.values():
        assert asked(world, change).status_code == 200


def test_a_unit_that_keeps_to_itself_could_be_asked_to_share() -> None:
    day = a_day(units={**the_region().units, TEG: a_unit("teg", shares_work=False)})
    day.roster(TEGS_NURSE, "13:00", "16:00")
    day.seek(consent=Consent.SAME_PROVIDER)

    known, remedied = day.run(lambda tx: find_shortfalls(tx, units=None, now=at("08:30")))
    told = shortfalls_view(known, remedied, day.region(), now=at("08:30"))

    [remedy] = told.shortfalls[0].remedies
    assert remedy.change.model_dump() == {"kind": "share_work", "unit_id": "teg"}
    assert remedy.text_sv.startswith("Om Teg delar sitt arbete")


def test_who_would_be_missed_is_tried_before_they_go_home(world: World) -> None:
    taken_in(world)
    gone = [{"kind": "staff_sick", "staff_id": who} for who in ("a-1", "a-2")]

    one, both = asked(world, gone[0]).json(), asked(world, *gone).json()

    assert (one["after"]["minutes_short"], both["after"]["minutes_short"]) == (0, 8)


def test_a_clinic_that_begins_to_share_moves_minutes(world: World) -> None:
    tried = asked(world, {"kind": "share_work", "unit_id": "kliniken"}).json()

    assert tried["moved_minutes"] > 0


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (CLOSE | {"unit_id": "nowhere"}, (404, "unit-not-found")),
        ({"kind": "staff_sick", "staff_id": "nobody"}, (404, "staff-not-found")),
        (
            {"kind": "lend_staff", "unit_id": "mala", "to_unit": "no", "staff": 1, "professions": ["nurse"]},
            (404, "unit-not-found"),
        ),
        (
            CLOSE | {"from_at": ONE_TO_TWO["to_at"], "to_at": ONE_TO_TWO["from_at"]},
            (422, "invalid-request"),
        ),
        (CLOSE | {"to_at": "2026-11-23T09:00:00+01:00"}, (422, "invalid-request")),
        (CLOSE | {"kind": "burn_down"}, (422, "invalid-request")),
        (CLOSE | {"why": "because"}, (422, "invalid-request")),
        (
            {"kind": "add_staff", "unit_id": "mala", "staff": 101, "professions": ["nurse"]},
            (422, "invalid-request"),
        ),
        ({"kind": "ask_consent", "consent": "own_unit"}, (422, "invalid-request")),
    ],
)
def test_what_cannot_be_tried_is_refused(
    world: World, change: dict[str, Any], refused: tuple[int, str]
) -> None:
    answer = asked(world, change)

    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == refused


@pytest.mark.parametrize("many", [0, 21])
def test_a_question_has_between_one_and_twenty_changes(world: World, many: int) -> None:
    assert asked(world, *[CLOSE] * many).status_code == 422


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (CLOSE, 200),
        (CLOSE | {"unit_id": "mala"}, 404),
        ({"kind": "staff_sick", "staff_id": "m-1"}, 404),
        (
            {
                "kind": "lend_staff",
                "unit_id": "mala",
                "to_unit": "alidhem",
                "staff": 1,
                "professions": ["nurse"],
            },
            404,
        ),
        (
            {
                "kind": "lend_staff",
                "unit_id": "alidhem",
                "to_unit": "mala",
                "staff": 1,
                "professions": ["nurse"],
            },
            200,
        ),
        ({"kind": "ask_consent", "unit_id": "mala", "consent": "same_provider"}, 404),
    ],
)
def test_a_manager_tries_what_is_theirs_to_decide(world: World, change: dict[str, Any], status: int) -> None:
    assert asked(world, change, headers=world.manager("alidhem")).status_code == status


@pytest.mark.long
@given(states, st.none() | st.sampled_from(UNITS), st.sets(st.sampled_from(sorted(STAFF))))
def test_headline_hours_and_units_agree(state: State, unit: str | None, fall_ill: set[str]) -> None:
    with a_region_in(state) as world:
        for staff in sorted(fall_ill):
            headers = world.manager(STAFF[staff])
            world.client.post(f"{V1}/staff/{staff}/sick-calls", json={}, headers=headers)
        headers = world.manager(unit) if unit else world.having(Role.CONTROL_ROOM)

        short = world.client.get(f"{V1}/shortfalls", headers=headers).json()

        for name in ("promised_contacts", "overdue_contacts", "unpromised_contacts", "minutes_short"):
            assert sum(one[name] for one in short["units"]) == short[name], name
        assert sum(one["minutes_short"] for one in short["hours"]) == short["minutes_short"]
        for part in short["units"]:
            of_unit = [one["minutes_short"] for one in short["hours"] if one["unit"] == part["unit"]]
            assert sum(of_unit) == part["minutes_short"]
            assert unit in (None, part["unit"]["id"])
        found = [one for one in short["shortfalls"] if one["short"] == "promises"]
        assert short["more"] or sum(one["minutes_short"] for one in found) == short["minutes_short"]
