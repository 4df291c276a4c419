"""The control room sees in a real browser who was turned away or gave up today, also where nobody became a request."""

from datetime import datetime, time
from itertools import count

import pytest
from playwright.sync_api import expect

from contact_api.domain.core.values import UnitId
from contact_api.domain.figures.inbound_calls import InboundEvent, InboundKind
from contact_api.usecases.figures.record_inbound_calls import note
from tests.web.conftest import Site, Visitor, Visitors
from tests.web.test_control_room_page import is_in_the_control_room, today_at

pytestmark = pytest.mark.browser
NUMBERS = count(1)


def rings(site: Site, unit_id: str, caller: str, *kinds: InboundKind) -> None:
    """Somebody rings a unit today, and this is what the exchange told of it."""
    call = f"call-{next(NUMBERS)}"
    at = datetime.fromisoformat(today_at(site, time(8)))
    with site.store.transaction() as tx:
        for kind in kinds:
            event = InboundEvent("pbx", f"{call} {kind}", call, kind, at, UnitId(unit_id), caller)
            note(tx, event)


@pytest.fixture(scope="session")
def rung(site: Site) -> None:
    """Two are turned away at Malå, one of them twice; one gives up and one is answered."""
    for caller, kind in (
        ("anna", InboundKind.TURNED_AWAY),
        ("anna", InboundKind.TURNED_AWAY),
        ("bo", InboundKind.TURNED_AWAY),
        ("cilla", InboundKind.ABANDONED),
        ("dag", InboundKind.ANSWERED),
    ):
        rings(site, "mala", caller, InboundKind.OFFERED, kind)


@pytest.mark.usefixtures("rung")
def test_who_was_turned_away_or_gave_up_is_seen_beside_who_got_through(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)

    told = page.locator("#inbound-calls")
    expect(told).to_have_text(
        "Samtal5, från 4 som ringdeAvvisade av växeln3La på före menyvalet1Besvarade eller ska ringas upp1"
        "Har pratat med någon i dag1 av 4Så som det mäts nationellt1 av 1"
    )
    expect(told.locator("strong")).to_have_text("3")
    expect(page.get_by_role("heading", name="Ringt i dag")).to_be_visible()


@pytest.mark.usefixtures("rung")
def test_a_manager_of_another_unit_is_told_that_nobody_rang_in_english_too(visitors: Visitors) -> None:
    manager = is_in_the_control_room(visitors.one(), "Manager of Åsele", language="en")

    expect(manager.locator("#no-calls")).to_have_text("The exchange has told of no calls today.")
    expect(manager.locator("#inbound-calls")).to_be_empty()
