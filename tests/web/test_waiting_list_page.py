"""Citizens wait for a time in a real browser: they join, are offered one, say no and yes, and leave."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.core.values import ContactId
from contact_api.usecases.booking.offer_freed import make_offer, offers_to_make
from tests.web.conftest import Seek, Site, Visitor
from tests.web.test_booking_pages import BACK, WHEN, bookings, opens_a_day, own_page

pytestmark = pytest.mark.browser
HELD = re.compile(rf"^Vi håller {WHEN.pattern} åt dig$")
TAKE = re.compile(rf"^Ta tiden: {WHEN.pattern}$")


def waits(page: Page, *, until: str) -> None:
    """Join the list for the first kind, by its own form."""
    page.get_by_text("Ställ mig i kö för en tidigare tid, eller när ingen tid passar").click()
    page.get_by_label("Sista dag som passar").fill(until)
    page.get_by_role("button", name="Ställ mig i kö").click()
    expect(page.locator("#said")).to_have_text("Du står i kö.")
    expect(page.locator("#said")).to_be_focused()


def service_now(page: Page) -> datetime:
    config = "JSON.parse(document.querySelector('meta[name=page-config]').content)"
    return datetime.now(UTC) + timedelta(seconds=page.evaluate(f"{config}.clock_offset_seconds"))


def is_offered(site: Site, page: Page, contact_id: str) -> None:
    """What the scheduler does every moment, for this one; then the page is opened again."""
    now = service_now(page)
    with site.store.transaction() as tx:
        [place] = tx.waiting_of_contact(ContactId(contact_id))
        [offer] = [one for one in offers_to_make(tx, now=now) if one[0] == place.id]
        assert make_offer(offer, BookingId(str(uuid4())), tx, now=now)
    page.reload()
    expect(page.get_by_role("heading", name=HELD)).to_be_visible()


def test_who_waits_is_offered_a_time_says_no_and_then_yes(visitor: Visitor, seek: Seek, site: Site) -> None:
    told = seek("alidhem", reason=BACK)
    page = own_page(visitor, told)
    opens_a_day(page)
    waits(page, until=str((service_now(page) + timedelta(days=13)).date()))
    expect(page.locator(".place")).to_contain_text(re.compile("fysioterapeut.*Ålidhem.*, till och med"))

    is_offered(site, page, told["contact_id"])

    offer = page.locator(".offer")
    expect(offer).to_contain_text("Ålidhem")
    expect(offer).to_contain_text(re.compile(r"Den hålls åt dig till .* kl\. \d\d:\d\d\."))
    expect(page.locator("#confirm-time")).to_have_count(0)
    first = WHEN.search(offer.inner_text())
    page.get_by_role("button", name="Tacka nej").click()
    expect(page.locator("#said")).to_have_text("Du har tackat nej till tiden och står kvar i kön.")
    expect(offer).to_have_count(0)
    expect(page.locator(".place")).to_be_visible()
    assert bookings(site, told) == []

    is_offered(site, page, told["contact_id"])
    second = WHEN.search(offer.inner_text())
    assert first is not None
    assert second is not None
    assert first.group() != second.group()
    page.get_by_role("button", name=TAKE).dblclick()

    expect(page.locator("#said")).to_have_text(f"Du har bokat {second.group()}.")
    expect(page.locator("#said")).to_be_focused()
    expect(page.locator(".booking")).to_contain_text(second.group())
    expect(page.locator(".place")).to_have_count(0)
    expect(page.locator("#join")).to_be_hidden()
    assert bookings(site, told) == ["booked"]


def test_who_waits_can_leave_and_is_told_what_is_wrong_with_a_day(visitor: Visitor, seek: Seek) -> None:
    page = own_page(visitor, seek("alidhem", reason=BACK))
    page.get_by_text("Ställ mig i kö för en tidigare tid").click()
    page.get_by_label("Sista dag som passar").fill("")
    page.get_by_role("button", name="Ställ mig i kö").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.get_by_label("Sista dag som passar")).to_have_attribute("aria-invalid", "true")
    visitor.expects_a_refusal()
    page.reload()
    waits(page, until=str((service_now(page) + timedelta(days=30)).date()))

    page.get_by_role("button", name="Lämna kön").click()
    expect(page.locator("#sure-yes")).to_have_text("Ja, lämna kön")
    page.click("#sure-yes")

    expect(page.locator("#said")).to_have_text("Du står inte längre i kö.")
    expect(page.locator(".place")).to_have_count(0)
    page.click("#cancel")
    expect(page.locator("#sure-yes")).to_have_text("Ja, avboka")
    page.click("#sure-no")
