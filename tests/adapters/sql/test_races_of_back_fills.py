"""The same list, posted by several at the same moment. Real threads on real PostgreSQL."""

from datetime import timedelta
from functools import partial
from typing import Any

from contact_api.bootstrap import Application
from contact_api.domain.core.access import Permission
from contact_api.http.auth.allowed import signed_by
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.parsers.back_fill import back_fill
from contact_api.http.parsers.back_fill_rows import BackFillLine
from tests.adapters.sql.small_region import ALPHA, NINE, a_cell, asked, at_once, lay, right, unbalanced

EXCHANGE = signed_by("exchange")
THREADS = 4
CALLS = 6


def rows() -> list[BackFillLine]:
    """Calls of as many people, each let in and then to be called back."""
    calls: list[dict[str, Any]] = [
        {
            "call_reference": f"call-{number}",
            "unit_id": ALPHA,
            "caller_number": f"+467017406{number:02}",
            "at": (NINE - timedelta(minutes=number)).isoformat(),
        }
        for number in range(CALLS)
    ]
    offered = [call | {"event_id": f"evt-{n}", "kind": "offered"} for n, call in enumerate(calls)]
    wanted = [
        call | {"event_id": f"req-{n}", "kind": "call_back_request", "menu_choice": "1"}
        for n, call in enumerate(calls)
    ]
    return [BackFillLine(number, row) for number, row in enumerate([*offered, *wanted], start=1)]


def test_a_list_posted_by_four_at_once_is_taken_in_once(app: Application, small_url: str) -> None:
    lay(app, a_cell(12, 60))
    ask = RequestContext(app, EXCHANGE, NINE, Permission.SIGNED_WEBHOOK)
    orders = [rows()[turn:] + rows()[:turn] for turn in range(THREADS)]

    answers = right(at_once(*[partial(back_fill, order, ask) for order in orders]))

    assert {line.became for told in answers for line in told} <= {"taken_in", "known_already"}
    assert asked(small_url, "select count(*), sum(times_sought) from contact_request") == [(CALLS, CALLS)]
    assert asked(small_url, "select count(*), count(distinct call_reference) from inbound_event") == [
        (2 * CALLS, CALLS)
    ]
    assert asked(small_url, "select count(*) from inbound_event where contact_id is null") == [(CALLS,)]
    assert unbalanced(small_url) == []


def test_no_number_stands_in_the_ledger(app: Application, small_url: str) -> None:
    right(at_once(partial(back_fill, rows(), RequestContext(app, EXCHANGE, NINE, Permission.SIGNED_WEBHOOK))))

    found = asked(small_url, "select row_to_json(e)::text from inbound_event e")

    assert len(found) == 2 * CALLS
    assert not any("7017406" in row for (row,) in found)
