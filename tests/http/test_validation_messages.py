"""What is wrong with a field is said so that one knows what to send instead."""

from collections.abc import Iterator
from typing import Any

import pytest

from contact_api.domain.core.access import Role
from contact_api.http.errors.validation_messages import LONGEST_NAME, OF_PATTERN
from tests.http.document import DOCUMENT, OPERATIONS
from tests.http.signed import BACK_FILLS, post
from tests.http.world import V1, World, a_request, seek

SEEK = f"{V1}/contact-requests"
INBOUND_FIGURES = f"{V1}/telephony/inbound-figures"
CALL_BACK = {"unit_id": "alidhem", "caller_number": "0701740605", "menu_choice": "1"}


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(fault["field"], fault["what"]) for fault in answer.json()["errors"]]


def refused(world: World, **but: Any) -> list[tuple[str, str]]:
    """What is wrong with a contact request like this."""
    return faults(world.client.post(SEEK, json=a_request(**but), headers=world.front_end()))


def patterns_in(part: Any, seen: set[str]) -> Iterator[str]:
    """Every pattern of a schema, in what it refers to as well."""
    if isinstance(part, dict):
        if (
            isinstance(part.get("pattern"), str) and part.get("format") != "date"
        ):  # a day has words of its own
            yield part["pattern"]
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            yield from patterns_in(DOCUMENT["components"]["schemas"][name], seen)
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in inside:
        yield from patterns_in(one, seen)


def test_every_pattern_that_may_be_missed_is_said_in_words() -> None:
    asked = [
        part
        for _, operation in OPERATIONS
        for part in (operation.get("parameters", []), operation.get("requestBody", {}))
    ]

    assert set(patterns_in(asked, set())) <= set(OF_PATTERN)


@pytest.mark.parametrize(
    ("but", "field", "what"),
    [
        ({"phone": "call me"}, "body.phone", "write a number as +46701740605, or as it is dialled in Sweden"),
        ({"language": "Svenska!"}, "body.language", "write a language as sv or en-GB (BCP 47)"),
        ({"free_text": "a\0b"}, "body.free_text", "write text without the NUL character"),
        ({"needs": "call"}, "body.needs", "send an object with named fields: { … }"),
        ({"facts": "new_problem"}, "body.facts", "send a list: [ … ]"),
    ],
)
def test_what_is_written_wrong_is_met_with_how_to_write_it(
    world: World, but: dict[str, Any], field: str, what: str
) -> None:
    assert refused(world, **but) == [(field, what)]


def test_a_blank_reason_is_asked_for_in_words(world: World) -> None:
    stop = world.client.put(
        f"{V1}/dialling/stop", json={"stopped": True, "why": " "}, headers=world.having(Role.CONTROL_ROOM)
    )

    assert [what for _, what in faults(stop)] == [
        "write at least one sign that is not a blank, and no NUL character"
    ]


def test_a_month_is_asked_for_in_words(world: World) -> None:
    answer = world.client.get(f"{V1}/figures/open?month=2026-13")

    assert faults(answer) == [("query.month", "write a month as 2026-11, of the years 2000 to 2099")]


def test_a_field_of_another_shape_is_named_and_no_field_is_suggested_that_is_not_known_here(
    world: World,
) -> None:
    assert faults(world.ring(CALL_BACK | {"phone": "0701740605"})) == [
        ("body.phone", "there is no field phone here; leave it out")
    ]


def test_a_misspelt_field_is_named_with_the_one_that_was_meant(world: World) -> None:
    assert refused(world, langauge="sv", needs={"mod": "call"}) == [
        ("body.needs.mod", "there is no field mod here; did you mean mode?"),
        ("body.langauge", "there is no field langauge here; did you mean language?"),
    ]


@pytest.mark.parametrize("name", ["19800426-2385", "p198004262385", "<b>Eva</b>", "Eva Ek", ""])
def test_what_is_not_written_like_a_name_is_not_repeated(world: World, name: str) -> None:
    ((field, what),) = refused(world, **{name: 1})

    assert (field, what) == ("body", "there is a field that is not known here; leave it out")


def test_a_long_name_is_cut(world: World) -> None:
    ((field, _),) = refused(world, **{"x" * 500: 1})

    assert field == f"body.{'x' * LONGEST_NAME}…"


@pytest.mark.parametrize(
    ("asked", "field", "what"),
    [
        ("unit_id=alidhem", "query.unit_id", "there is no parameter unit_id here; there are unit-id, day"),
        ("day=2026-11-23&unit=x", "query.unit", "there is no parameter unit here; there are unit-id, day"),
        ("0701740605=1", "query", "there is no parameter of that name here; there are unit-id, day"),
    ],
)
def test_a_filter_that_is_not_known_does_not_widen_the_answer(
    world: World, asked: str, field: str, what: str
) -> None:
    answer = world.client.get(f"{INBOUND_FIGURES}?{asked}", headers=world.having(Role.CONTROL_ROOM))

    assert faults(answer) == [(field, what)]


def test_where_there_is_no_parameter_none_is_taken(world: World) -> None:
    answer = world.client.post(f"{V1}/work-queue/pulls?unit=mala", headers=world.staff())

    assert faults(answer) == [("query.unit", "there is no parameter unit here; there are none")]


def test_the_parameters_of_a_page_are_known(world: World) -> None:
    answer = world.client.get(f"{V1}/work-queue?limit=2&offset=0", headers=world.staff())

    assert answer.status_code == 200


def test_whoever_may_not_ask_is_told_that_first(world: World) -> None:
    assert world.client.get(f"{INBOUND_FIGURES}?unit_id=alidhem").status_code == 401
    assert world.client.get(f"{INBOUND_FIGURES}?unit_id=alidhem", headers=world.citizen()).status_code == 403


def test_a_provider_may_add_to_the_address_of_its_webhook(world: World) -> None:
    answer = world.provider_says(
        "/telephony/twilio/texts?bodySHA256=0", {"From": "+46701740605", "To": "+46846500401", "Body": "?"}
    )

    assert answer.status_code == 200


EDGES = ["9999-12-31", "0001-01-01", "1999-12-31", "2100-01-01"]


@pytest.mark.parametrize("day", EDGES)
@pytest.mark.parametrize(
    "asked", ["capacity?day=", "telephony/inbound-figures?day=", "figures?to=", "figures?from="]
)
def test_a_day_outside_the_years_2000_to_2099_is_refused(world: World, asked: str, day: str) -> None:
    answer = world.client.get(f"{V1}/{asked}{day}", headers=world.having(Role.CONTROL_ROOM))

    ((_, what),) = faults(answer)
    assert what == "the day lies outside the years 2000 to 2099"


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
@pytest.mark.parametrize(
    "asked", ["capacity?day={}", "telephony/inbound-figures?day={}", "figures?from={}&to={}"]
)
def test_the_first_and_the_last_day_are_answered(world: World, asked: str, day: str) -> None:
    answer = world.client.get(f"{V1}/{asked.format(day, day)}", headers=world.having(Role.CONTROL_ROOM))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("day", "what"),
    [
        ("2026-02-30", "there is no such day in the calendar"),
        ("20261123", "write a day as 2026-11-23"),
        ("tomorrow", "write a day as 2026-11-23"),
    ],
)
def test_what_is_no_day_is_refused_in_words(world: World, day: str, what: str) -> None:
    answer = world.client.get(f"{V1}/capacity?day={day}", headers=world.having(Role.CONTROL_ROOM))

    assert faults(answer) == [("query.day", what)]


def test_a_link_that_is_not_valid_says_to_open_the_newest(world: World) -> None:
    told = seek(world, world.citizen())

    answer = world.client.get(f"{SEEK}/{told['contact_id']}", headers={"Contact-Link": "x.y"})

    assert answer.status_code == 401
    assert answer.json()["detail"] == (
        "The link is not valid, or not any more: open the link in the newest message you were sent."
    )


def test_a_webhook_id_that_is_used_again_is_called_by_its_name(world: World) -> None:
    world.ring(CALL_BACK, "msg-7")

    answer = world.ring(CALL_BACK | {"menu_choice": "2"}, "msg-7").json()

    assert answer["detail"].startswith("The webhook-id was used before")


def test_a_list_after_an_outage_may_be_json_or_a_table_and_says_so(world: World) -> None:
    answer = post(world, BACK_FILLS, "<rows/>", content_type="application/xml")

    assert (answer.status_code, answer.json()["detail"]) == (
        415,
        "Send the body as application/json or text/csv.",
    )
