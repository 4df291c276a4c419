"""A region's SIP exchange hands calls over to Kamailio, which tells the service; docs/kamailio/ is what runs here."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import build
from contact_api.demo.places import free_port
from contact_api.http.parsers.back_fill_command import run
from tests.journeys.outside import Outside
from tests.journeys.sip.kamailio import Kamailio, running_kamailio


@pytest.fixture
def kamailio(running_service: Outside, tmp_path: Path) -> Iterator[Kamailio]:
    with running_kamailio(running_service, tmp_path, api=api_of(running_service)) as one:
        yield one


@pytest.fixture
def cut_off(running_service: Outside, tmp_path: Path) -> Iterator[Kamailio]:
    """Another one, whose API does not answer."""
    nobody = f"http://127.0.0.1:{free_port()}/contact-routing/v1"
    with running_kamailio(running_service, tmp_path, api=nobody) as one:
        yield one


def api_of(service: Outside) -> str:
    return f"{service.stack.places.api}/contact-routing/v1"


def demand_at(service: Outside, unit_id: str) -> dict[str, Any]:
    day = service.signed_in("control-room").get("/telephony/inbound-figures", params={"unit-id": unit_id})
    return dict(day.raise_for_status().json())


def waiting_at(service: Outside, unit_id: str) -> list[dict[str, Any]]:
    return service.rows("select id, reason, sought_at from contact_request where unit_id = %s", unit_id)


def claimed_by(service: Outside, staff: str) -> dict[str, Any]:
    claim = service.signed_in(staff).post("/work-queue/pulls")
    return dict(claim.raise_for_status().json()["contact"])


def test_a_call_becomes_a_request_with_its_number_and_reason(
    running_service: Outside, kamailio: Kamailio
) -> None:
    kamailio.hand_over("+46701740681", "+46846500429", "X-Menu-Choice: 1", leads_to="you-are-called-back")

    assert waiting_at(running_service, "kage")  # the caller was told only after it was taken in
    contact = claimed_by(running_service, "kage-01")
    assert (contact["call_number"], contact["reason"]) == ("+46701740681", "R01")
    assert (contact["unit"]["id"], contact["intake"]) == ("kage", "telephony")
    day = demand_at(running_service, "kage")
    assert (day["attempts"], day["requests"], day["callers"]) == (1, 1, 1)
    assert "46701740681" not in kamailio.log()


def test_who_the_exchange_turns_away_stands_in_the_figures(
    running_service: Outside, kamailio: Kamailio
) -> None:
    for header, where in (("X-Turned-Away: full", ""), ("X-Other: 1", "menu")):
        kamailio.hand_over("+46701740682", "+46846500431", header, leads_to=where)

    assert running_service.wait_until(lambda: demand_at(running_service, "jorn")["attempts"] == 2)
    day = demand_at(running_service, "jorn")
    assert (day["turned_away"], day["unfinished"], day["callers"], day["redials"]) == (1, 1, 1, 1)
    assert day["reached_citizen_share"] == 0.0


def test_a_number_that_is_withheld_leads_to_the_menu_unless_the_exchange_vouches_for_one(
    running_service: Outside, kamailio: Kamailio
) -> None:
    vouched = "P-Asserted-Identity: <sip:+46701740685@exchange.example>\nX-Menu-Choice: 1"
    for header, where in (
        ("X-Menu-Choice: 1", "menu"),
        (f"Privacy: id\n{vouched}", "menu"),
        (f"Privacy: none\n{vouched}", "you-are-called-back"),
    ):
        kamailio.hand_over("anonymous", "+46846500430", header, leads_to=where)

    assert running_service.wait_until(lambda: demand_at(running_service, "boliden")["attempts"] == 3)
    day = demand_at(running_service, "boliden")
    assert (day["unfinished"], day["requests"], day["callers"]) == (2, 1, 3)
    assert claimed_by(running_service, "boliden-01")["call_number"] == "+46701740685"


def test_who_is_refused_is_led_to_the_menu_and_never_told_of_a_call(
    running_service: Outside, kamailio: Kamailio
) -> None:
    kamailio.hand_over("+46701740687", "+46846500499", "X-Menu-Choice: 1", leads_to="menu")

    assert running_service.wait_until((kamailio.spool / "refused.csv").exists), kamailio.log()


def test_what_an_outage_kept_back_is_posted_later_with_its_own_time(
    running_service: Outside, cut_off: Kamailio
) -> None:
    cut_off.hand_over("+46701740683", "+46846500427", "X-Menu-Choice: 1", leads_to="your-call-is-noted")
    waiting = cut_off.spool / "back-fill.csv"
    assert running_service.wait_until(waiting.exists), cut_off.log()
    rang_at = datetime.fromisoformat(next(csv.DictReader(waiting.read_text().splitlines()))["at"])

    for _ in range(2):
        cut_off.post_what_waits(api_of(running_service))

    (request,) = waiting_at(running_service, "burtrask")
    assert request["sought_at"] == rang_at < running_service.stack.now()
    assert claimed_by(running_service, "burtrask-01")["call_number"] == "+46701740683"
    assert not waiting.exists()
    assert not (cut_off.spool / "refused.csv").exists()


def test_the_spool_is_a_file_the_command_line_takes_in_once(
    running_service: Outside, cut_off: Kamailio
) -> None:
    cut_off.hand_over("+46701740684", "+46846500426", "X-Menu-Choice: 1", leads_to="your-call-is-noted")
    waiting = cut_off.spool / "back-fill.csv"
    assert running_service.wait_until(waiting.exists), cut_off.log()
    kept = cut_off.folder / "kept.csv"
    kept.write_text(waiting.read_text() + "evt-x,offered,yesterday,call-x,,,,\n")

    checked = back_filled(running_service, kept, only_check=True)
    first, again = (back_filled(running_service, kept) for _ in range(2))

    assert checked[-1] == "1 can be taken in, 0 known already, 1 faulty."
    assert (first[0], first[1][:8]) == ("line 2: taken in", "line 3: ")
    assert (first[-1], again[-1]) == (
        "1 taken in, 0 known already, 1 faulty.",
        "0 taken in, 1 known already, 1 faulty.",
    )
    assert len(waiting_at(running_service, "lovanger")) == 1


def back_filled(service: Outside, file: Path, *, only_check: bool = False) -> list[str]:
    """What `contact-api back-fill` says, line by line."""
    said: list[str] = []
    app = build(service.stack.settings)
    faults = run(file, app, sender=None, only_check=only_check, say=said.append)
    assert isinstance(app.store, SqlStore)
    app.store.close()
    assert faults == 1
    return said
