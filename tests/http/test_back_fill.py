"""What an exchange wrote down during an outage is taken in afterwards, row by row, with its own times."""

from typing import Any

import pytest

from contact_api.domain.core.errors import Busy
from contact_api.domain.core.values import MessageId
from contact_api.http.schemas.inbound_calls import MOST_ROWS
from tests.http.signed import BACK_FILLS, an_event, post, tell, the_day
from tests.http.world import World

HEAD = "event_id,kind,at,call_reference,unit_id,called_number,caller_number,menu_choice,why,language"
AWAY = "evt-1,turned_away,2026-11-23T08:05:00+01:00,call-1,alidhem,,0701740605,,full,"
WANTED = "evt-2,call_back_request,2026-11-23T08:06:00+01:00,call-2,,+46846500401,0701740606,1,,en"
CALL_BACK: dict[str, Any] = {
    "event_id": "evt-2",
    "kind": "call_back_request",
    "at": "2026-11-23T08:06:00+01:00",
    "unit_id": "alidhem",
    "caller_number": "0701740606",
    "menu_choice": "1",
}


def fill(world: World, *lines: str, head: str = HEAD, message_id: str = "msg-fill") -> dict[str, Any]:
    answer = post(
        world, BACK_FILLS, "\r\n".join((head, *lines)), message_id=message_id, content_type="text/csv"
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def fill_json(world: World, *rows: object) -> dict[str, Any]:
    answer = post(world, BACK_FILLS, {"rows": rows})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def became(told: dict[str, Any]) -> list[tuple[int, str, str | None]]:
    return [(line["line"], line["became"], line["field"]) for line in told["lines"]]


def waiting(world: World) -> list[Any]:
    with world.store.transaction() as tx:
        return tx.open_contacts()


def test_a_table_is_taken_in_with_the_times_at_which_it_happened(world: World) -> None:
    told = fill(world, AWAY, WANTED)

    assert became(told) == [(2, "taken_in", None), (3, "taken_in", None)]
    (contact,) = waiting(world)
    assert contact.need.sought_at.isoformat() == "2026-11-23T07:06:00+00:00"
    assert contact.circumstances.citizen_language == "en"
    day = the_day(world, unit_id="alidhem")
    assert (day["attempts"], day["turned_away"], day["requests"]) == (2, 1, 1)


def test_the_same_table_again_changes_nothing(world: World) -> None:
    fill(world, AWAY, WANTED)

    again = fill(world, AWAY, WANTED, message_id="msg-again")

    assert (again["known_already"], again["taken_in"]) == (2, 0)
    assert [contact.times_sought for contact in waiting(world)] == [1]
    assert the_day(world)["attempts"] == 2


def test_good_rows_stand_even_if_others_are_faulty(world: World) -> None:
    told = fill(
        world,
        "evt-3,offered,yesterday,call-3,alidhem,,,,,",
        "evt-4,shouted,2026-11-23T08:05:00+01:00,call-4,alidhem,,,,,",
        "evt-5,offered,2026-11-23T08:05:00+01:00,,alidhem,,,,,",
        "evt-6,offered,2026-11-01T08:05:00+01:00,call-6,alidhem,,,,,",
        WANTED.replace("evt-2", "evt-7").replace("0701740606", ""),
        WANTED.replace("evt-2", "evt-8").replace(",1,", ",#,"),
        WANTED.replace("evt-2", "evt-9").replace("+46846500401", "+46846500999"),
        WANTED.replace("evt-2", "evt-10").replace("2026-11-23", "2026-11-01"),
        WANTED.replace("evt-2", "evt-11").replace("0701740606", "0900-12"),
        AWAY + ",one cell too many",
        "",
        AWAY,
        WANTED,
    )

    faults = [field for _, kind, field in became(told) if kind == "fault"]
    assert faults == [
        *("at", "kind", "call_reference", "at"),
        *("caller_number", "menu_choice", "unit_id", "at", "caller_number", "row"),
    ]
    assert became(told)[-2:] == [(13, "taken_in", None), (14, "taken_in", None)]
    assert (len(waiting(world)), the_day(world)["attempts"]) == (1, 2)


def test_nothing_that_was_sent_is_repeated_of_a_faulty_row(world: World) -> None:
    told = fill(world, WANTED.replace(",1,", ",#,"), AWAY.replace("full", "0701740699"))

    assert told["faults"] == 2
    assert "07017406" not in str(told)


def test_a_spreadsheets_semicolons_quotes_and_order_are_understood(world: World) -> None:
    told = fill(
        world,
        '2026-11-23T08:05:00+01:00;"turned_away";"evt-1";"line one\r\nline two";full',
        "2026-11-23T08:06:00+01:00;turned_away;evt-2;call-2;full",
        head="\ufeffat;kind;event_id;call_reference;why",
    )

    assert became(told) == [(2, "fault", "call_reference"), (4, "taken_in", None)]


def test_rows_may_be_json(world: World) -> None:
    told = fill_json(world, an_event(), CALL_BACK, {"event_id": "evt-3"}, "row", None)

    assert became(told) == [
        (1, "taken_in", None),
        (2, "taken_in", None),
        (3, "fault", "kind"),
        (4, "fault", "row"),
        (5, "fault", "row"),
    ]


def test_a_request_that_was_posted_before_the_outage_is_known(world: World) -> None:
    world.ring({"unit_id": "alidhem", "caller_number": "0701740606", "menu_choice": "1"}, "evt-2")

    told = fill_json(world, CALL_BACK)

    assert became(told) == [(1, "known_already", None)]
    assert [contact.times_sought for contact in waiting(world)] == [1]


def test_a_request_that_was_filled_in_is_not_taken_in_again_by_a_late_post(world: World) -> None:
    fill_json(world, CALL_BACK)

    late = world.ring({"unit_id": "alidhem", "caller_number": "0701740606", "menu_choice": "1"}, "evt-2")

    assert late.status_code == 422
    assert [contact.times_sought for contact in waiting(world)] == [1]


def test_an_event_posted_before_is_known_and_another_under_its_id_is_a_fault(world: World) -> None:
    tell(world, an_event(), an_event("evt-2", call_reference="call-2"))

    told = fill_json(world, an_event(), an_event("evt-2", call_reference="call-2", kind="abandoned"))

    assert became(told) == [(1, "known_already", None), (2, "fault", "event_id")]


def test_a_request_under_the_id_of_another_message_is_a_fault_and_not_taken_for_known(world: World) -> None:
    tell(world, an_event(), message_id="evt-2")

    assert became(fill_json(world, CALL_BACK)) == [(1, "fault", "event_id")]


def test_a_service_that_is_busy_is_no_fault_of_a_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_many_at_once(*_: object, **__: object) -> None:
        raise Busy

    with monkeypatch.context() as crowded:
        crowded.setattr("contact_api.http.parsers.back_fill.take_in_call_back", too_many_at_once)
        refused = post(world, BACK_FILLS, {"rows": [an_event(), CALL_BACK]})
    again = fill_json(world, an_event(), CALL_BACK)

    assert refused.status_code == 503
    assert became(again) == [(1, "known_already", None), (2, "taken_in", None)]


def test_the_same_row_twice_is_taken_in_once(world: World) -> None:
    told = fill_json(world, CALL_BACK, CALL_BACK)

    assert (told["taken_in"], told["known_already"], len(waiting(world))) == (1, 1, 1)


@pytest.mark.parametrize("but", [{"menu_choice": "2"}, {"caller_number": "0701740609"}, {"language": "en"}])
def test_a_request_under_a_known_id_that_says_something_else_is_a_fault(
    world: World, but: dict[str, Any]
) -> None:
    fill_json(world, CALL_BACK)

    told = fill_json(world, CALL_BACK | but, CALL_BACK, CALL_BACK | but)

    assert became(told) == [(1, "fault", "event_id"), (2, "known_already", None), (3, "fault", "event_id")]
    assert [contact.times_sought for contact in waiting(world)] == [1]


def test_who_rang_first_is_promised_first_wherever_the_row_stands(world: World) -> None:
    later, first = (
        CALL_BACK
        | {"event_id": f"evt-{clock}", "at": f"2026-11-23T{clock}:00+01:00", "caller_number": number}
        for clock, number in (("08:30", "0701740607"), ("08:10", "0701740608"))
    )

    told = fill_json(world, later, first)

    assert [line["event_id"] for line in told["lines"]] == ["evt-08:30", "evt-08:10"]
    with world.store.transaction() as tx:
        receipts = [
            tx.hold_message(MessageId(str(ids["message_id"])))
            for _, ids in world.store.outbox
            if "message_id" in ids
        ]
        taken_in = [receipt.contact_id for receipt in receipts if receipt]
        assert taken_in == [contact.id for contact in tx.open_contacts()]  # the first who sought first


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("event_id,kind\r\nevt-1,offered", "Line 1: the column at is missing"),
        (f"{HEAD},salary\r\n{AWAY},1", "Line 1: column 11 is not known or stands twice"),
        (f"{HEAD},at\r\n{AWAY},1", "Line 1: column 11 is not known or stands twice"),
        (f'{HEAD}\r\n{AWAY}\r\nevt-2,"off"ered"', "Line 3: the quotation marks do not match"),
        (HEAD, "There are no rows"),
        ("\r\n".join([HEAD, *[AWAY[:-6]] * (MOST_ROWS + 1)]), f"There are more than {MOST_ROWS} rows"),
    ],
)
def test_a_table_that_is_none_gets_one_clear_line(world: World, content: str, what: str) -> None:
    answer = post(world, BACK_FILLS, content, content_type="text/csv")

    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "body"
    assert fault["what"].startswith(what)


@pytest.mark.parametrize("rows", [[], None, {}, [1] * (MOST_ROWS + 1)])
def test_json_without_rows_or_with_too_many_is_refused(world: World, rows: object) -> None:
    assert post(world, BACK_FILLS, {"rows": rows}).status_code == 422


def test_what_is_neither_json_nor_a_table_is_refused(world: World) -> None:
    assert post(world, BACK_FILLS, "<rows/>", content_type="application/xml").status_code == 415


def test_more_than_64_kib_are_refused(world: World) -> None:
    content = f"{HEAD}\r\n" + "\r\n".join([AWAY] * 1000)

    assert post(world, BACK_FILLS, content, content_type="text/csv").status_code == 413
