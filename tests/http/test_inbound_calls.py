"""A telephone exchange tells what happened to calls."""

import json
from datetime import timedelta
from typing import Any

import pytest

from contact_api.adapters.identity.webhooks import WebhookCheck, new_secret
from contact_api.domain.core.access import Role
from tests.http.document import DOCUMENT
from tests.http.signed import EVENTS, an_event, post, tell, the_day
from tests.http.world import V1, WEBHOOK_SECRET, StillApplication, World, a_world

OLD, NEW = new_secret(), new_secret()
ALIDHEMS_NUMBER = "+46846500401"
CALL_BACK = {"unit_id": "alidhem", "caller_number": "070-174 06 05", "menu_choice": "1"}


def counts(day: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(day[name] for name in names)


def became(told: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(line["became"], line["field"]) for line in told["lines"]]


def test_who_was_turned_away_stands_in_the_days_figures(world: World) -> None:
    told = tell(world, an_event())

    assert told["lines"] == [
        {"line": 1, "event_id": "evt-1", "became": "taken_in", "field": None, "what": None}
    ]
    day = the_day(world)
    assert counts(day, "attempts", "turned_away", "callers", "callers_reached") == (1, 1, 1, 0)
    assert counts(day, "reached_citizen_share", "skr_calls", "same_day_skr_share") == (0.0, 0, None)
    assert [(hour["hour"], hour["turned_away"]) for hour in day["hours"]] == [(8, 1)]


@pytest.mark.parametrize(
    ("since_now", "field"),
    [
        (timedelta(minutes=5), None),  # the sender's clock may be so much before ours
        (timedelta(minutes=5, seconds=1), "at"),
        (timedelta(days=-7), None),
        (timedelta(days=-7, seconds=-1), "at"),
    ],
)
def test_an_event_is_of_the_last_seven_days_by_either_clock(
    world: World, since_now: timedelta, field: str | None
) -> None:
    told = tell(world, an_event(at=(world.clock.now + since_now).isoformat()))

    assert [line["field"] for line in told["lines"]] == [field]


def test_an_event_told_again_in_another_message_counts_once(world: World) -> None:
    tell(world, an_event())

    again = tell(world, an_event(), message_id="msg-2")

    assert (again["known_already"], the_day(world)["attempts"]) == (1, 1)


def test_an_event_told_twice_in_one_message_counts_once(world: World) -> None:
    told = tell(world, an_event(), an_event())

    assert counts(told, "taken_in", "known_already") == (1, 1)


def test_an_id_used_for_another_event_is_a_fault_and_what_was_told_first_stands(world: World) -> None:
    told = tell(world, an_event(), an_event(kind="answered", why=None))

    assert became(told) == [("taken_in", None), ("fault", "event_id")]
    assert counts(the_day(world), "turned_away", "answered") == (1, 0)


def test_a_message_posted_again_is_answered_the_same(world: World) -> None:
    first = post(world, EVENTS, {"events": [an_event()]})
    world.clock.pass_time(minutes=2)

    again = post(world, EVENTS, {"events": [an_event()]})

    assert (again.status_code, again.text) == (200, first.text)


def test_the_end_of_a_call_may_come_before_its_beginning(world: World) -> None:
    tell(world, an_event("evt-2", kind="abandoned", at="2026-11-23T08:06:00+01:00", why=None))

    tell(world, an_event("evt-1", kind="offered", why=None), message_id="msg-2")

    assert counts(the_day(world), "attempts", "abandoned", "unfinished") == (1, 1, 0)


def test_an_event_that_is_six_days_late_counts_on_its_own_day(world: World) -> None:
    tell(world, an_event(at="2026-11-17T10:30:00+01:00"))

    assert the_day(world)["attempts"] == 0
    assert [hour["hour"] for hour in the_day(world, day="2026-11-17")["hours"]] == [10]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"at": "2026-11-16T09:00:00+01:00"}, "at"),
        ({"at": "2026-11-23T09:30:00+01:00"}, "at"),
        ({"unit_id": "nowhere"}, "unit_id"),
        ({"unit_id": None, "called_number": "+46846500999"}, "called_number"),
        ({"unit_id": None, "called_number": "012"}, "called_number"),
    ],
)
def test_what_cannot_be_is_said_of_its_event_and_the_rest_stands(
    world: World, wrong: dict[str, Any], field: str
) -> None:
    told = tell(world, an_event("evt-0", **wrong), an_event())

    assert became(told) == [("fault", field), ("taken_in", None)]
    assert the_day(world)["attempts"] == 1


@pytest.mark.parametrize(
    ("wrong", "field", "event_id"),
    [
        (an_event("evt-0", kind="ringing"), "kind", "evt-0"),
        ({"event_id": "evt-0", "call_reference": "call-0", "kind": "offered"}, "at", "evt-0"),
        (an_event("evt-0", caller_number=5), "caller_number", "evt-0"),
        (an_event("evt-0", at="yesterday"), "at", "evt-0"),
        (an_event("evt-0", phone="0701740605"), "phone", "evt-0"),
        (an_event("two words"), "event_id", None),
        ("offered", "row", None),
        (None, "row", None),
    ],
)
def test_an_event_that_cannot_be_read_holds_up_no_other(
    world: World, wrong: Any, field: str, event_id: str | None
) -> None:
    told = tell(world, wrong, an_event())

    assert became(told) == [("fault", field), ("taken_in", None)]
    assert told["lines"][0]["event_id"] == event_id
    assert "0701740605" not in str(told)
    assert the_day(world)["attempts"] == 1


@pytest.mark.parametrize("body", [[], "events", {}, {"events": None}, {"events": {}}, {"events": []}])
def test_a_post_without_a_list_of_events_is_refused_whole(world: World, body: object) -> None:
    assert post(world, EVENTS, json.dumps(body)).status_code == 422


def test_the_document_says_what_an_event_looks_like() -> None:
    events = DOCUMENT["components"]["schemas"]["CallEventsIn"]["properties"]["events"]

    assert events["items"] == {"$ref": "#/components/schemas/CallEventIn"}


def test_the_unit_is_found_by_the_number_that_was_called(world: World) -> None:
    tell(world, an_event(unit_id=None, called_number=ALIDHEMS_NUMBER))

    assert the_day(world, unit_id="alidhem")["attempts"] == 1


def test_a_call_to_no_unit_that_was_named_counts_for_the_region(world: World) -> None:
    tell(world, an_event(unit_id=None))

    assert (the_day(world)["attempts"], the_day(world, unit_id="alidhem")["attempts"]) == (1, 0)


@pytest.mark.parametrize("number", [None, "", "anonymous", "Skyddat nummer"])
def test_withheld_numbers_are_callers_of_their_own(world: World, number: str | None) -> None:
    tell(world, *(an_event(f"evt-{one}", call_reference=one, caller_number=number) for one in "ab"))

    assert counts(the_day(world), "attempts", "callers", "redials") == (2, 2, 0)


@pytest.mark.parametrize(
    "number", ["+46701740605", "0701740605", "tel:+46 70 174 06 05", "sip:+46701740605@192.0.2.4"]
)
def test_a_number_is_one_caller_however_it_is_written(world: World, number: str) -> None:
    tell(world, an_event(), an_event("evt-2", call_reference="call-2", caller_number=number))

    assert counts(the_day(world), "callers", "redials") == (1, 1)


@pytest.mark.parametrize(
    "number", ["sip:anonymous@192.0.2.4", "0000000000", "00", "+266696687", "4,67E+10", "8656696"]
)
def test_what_is_no_number_is_never_one_and_the_same_caller(world: World, number: str) -> None:
    tell(world, *(an_event(f"evt-{one}", call_reference=one, caller_number=number) for one in "abc"))

    assert counts(the_day(world), "attempts", "callers", "redials") == (3, 3, 0)


def test_a_number_nobody_can_call_back_is_somebody_all_the_same(world: World) -> None:
    tell(world, *(an_event(f"evt-{one}", call_reference=one, caller_number="8123") for one in "ab"))

    assert counts(the_day(world), "callers", "redials") == (1, 1)


def test_no_number_is_kept_and_nobody_is_the_same_on_another_day(world: World) -> None:
    tell(world, an_event(), an_event("evt-2", call_reference="call-2", at="2026-11-22T10:00:00+01:00"))

    with world.store.transaction() as tx:
        kept = tx.known_inbound("exchange", ["evt-1", "evt-2"])
    assert "701740605" not in repr(kept)
    assert kept["evt-1"].caller != kept["evt-2"].caller


def test_a_request_with_the_calls_reference_is_the_same_attempt(world: World) -> None:
    tell(world, an_event(kind="offered", why=None))

    case = world.ring(CALL_BACK | {"call_reference": "call-1"}, "req-1").json()

    assert counts(the_day(world), "attempts", "offered", "requests") == (1, 1, 1)
    with world.store.transaction() as tx:
        assert (
            tx.known_inbound("exchange", ["request req-1"])["request req-1"].contact_id == case["contact_id"]
        )


def test_a_request_without_a_reference_is_an_attempt_by_itself(world: World) -> None:
    world.ring(CALL_BACK, "req-1")
    world.ring(CALL_BACK, "req-1")

    assert counts(the_day(world), "attempts", "requests") == (1, 1)


def test_who_is_called_back_the_same_day_got_through(world: World) -> None:
    tell(
        world,
        *(an_event(f"evt-{n}", call_reference=f"away-{n}", caller_number=f"070174061{n}") for n in range(3)),
    )
    world.ring(CALL_BACK, "req-1")
    nurse = world.staff()
    claim = world.client.post(f"{V1}/work-queue/pulls", headers=nurse).json()
    world.clock.pass_time(minutes=3)
    world.client.post(
        f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/outcomes",
        headers=nurse,
        json={"lease_number": claim["lease_number"], "outcome": "reached", "result": "advice"},
    )

    day = the_day(world)

    assert counts(day, "skr_same_day", "skr_calls", "same_day_skr_share") == (1, 1, 1.0)
    assert counts(day, "callers_reached", "callers", "reached_citizen_share") == (1, 4, 0.25)


def test_a_manager_sees_their_own_unit_whole_and_of_others_no_small_number(world: World) -> None:
    tell(world, *(an_event(f"evt-{n}", call_reference=f"call-{n}") for n in range(3)))
    elsewhere = world.manager("mala")

    assert the_day(world, world.manager())["attempts"] == 3
    assert the_day(world, elsewhere)["attempts"] == 0
    other = the_day(world, elsewhere, unit_id="alidhem")
    assert counts(other, "attempts", "turned_away", "callers") == (None, None, None)
    assert counts(other, "hours", "suppressed") == ([], True)


def test_a_manager_sees_the_large_numbers_of_another_unit(world: World) -> None:
    tell(world, *(an_event(f"evt-{n}", call_reference=f"call-{n}", caller_number=None) for n in range(40)))

    other = the_day(world, world.manager("mala"), unit_id="alidhem")

    assert counts(other, "attempts", "requests", "hours") == (40, None, [])


def test_a_unit_nobody_knows_has_no_figures(world: World) -> None:
    answer = world.client.get(
        f"{V1}/telephony/inbound-figures",
        params={"unit-id": "nowhere"},
        headers=world.having(Role.CONTROL_ROOM),
    )

    assert answer.status_code == 404


@pytest.fixture
def rotating() -> Any:
    """An exchange whose secret is being changed: we know the new one and the old one."""
    for world in a_world():
        app = world.app
        keys = WebhookCheck({"exchange": [NEW, OLD], "other": [WEBHOOK_SECRET]})
        fields = {name: getattr(app, name) for name in app.__dataclass_fields__} | {"webhooks": keys}
        world.client.app.state.application = StillApplication(**fields)  # type: ignore[attr-defined]
        yield world


@pytest.mark.parametrize("secrets", [[OLD], [NEW], [OLD, NEW], [new_secret(), NEW]])
def test_while_a_secret_is_changed_the_old_and_the_new_one_are_taken(
    rotating: World, secrets: list[str]
) -> None:
    answer = post(rotating, EVENTS, {"events": [an_event()]}, secrets=secrets)

    assert answer.json()["taken_in"] == 1


def test_two_exchanges_may_use_the_same_ids(rotating: World) -> None:
    for sender, secret in enumerate((OLD, WEBHOOK_SECRET)):
        answer = post(
            rotating, EVENTS, {"events": [an_event()]}, secrets=[secret], message_id=f"msg-{sender}"
        )
        assert answer.json()["taken_in"] == 1

    assert the_day(rotating)["attempts"] == 2


@pytest.mark.parametrize("path", ["events", "back-fills"])
@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"secrets": [new_secret()]}, "wrong_signature"),
        ({"late": timedelta(minutes=6)}, "too_old"),
        ({"late": timedelta(minutes=-6)}, "too_new"),
    ],
)
def test_a_signature_that_proves_nothing_is_refused(
    world: World, path: str, how: dict[str, Any], why: str
) -> None:
    answer = post(world, f"{V1}/telephony/{path}", {"events": [an_event()]}, **how)

    assert (answer.status_code, answer.json()["detail"]) == (401, f"The signature proves nothing: {why}.")


@pytest.mark.parametrize("late", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_clocks_may_differ_by_five_minutes(world: World, late: timedelta) -> None:
    assert post(world, EVENTS, {"events": [an_event()]}, late=late).status_code == 200


@pytest.mark.parametrize("count", [0, 101])
def test_a_post_has_from_one_to_a_hundred_events(world: World, count: int) -> None:
    events = [an_event(f"evt-{number}") for number in range(count)]

    assert post(world, EVENTS, {"events": events}).status_code == 422
