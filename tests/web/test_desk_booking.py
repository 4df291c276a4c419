"""Staff book in the call, ring booked telephone times, note who came and plan contacts, in a real browser."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contact_api.domain.booking.booking import Booking
from contact_api.domain.core.values import ContactId, Window
from tests.patience import caller
from tests.web.conftest import Seek, Site, Visitor
from tests.web.test_booking_pages import DAY, TIME
from tests.web.test_desk_pages import is_at_the_desk, takes_the_next

pytestmark = pytest.mark.browser
BACK = "R11"
MINUTE = timedelta(minutes=1)


def books_the_first(page: Page, kind: str, *, within: str) -> None:
    part = page.locator(within)
    part.locator("summary").first.click()
    part.get_by_label("Vad").select_option(label=kind)
    part.get_by_role("button", name="Visa tider", exact=True).click()
    part.get_by_role("button", name=DAY).first.click()
    part.get_by_role("button", name=TIME).first.click()


def booked(site: Site, seek: Seek, unit: str, kind: str, *, begins_in: timedelta) -> tuple[Booking, str]:
    """A time that a citizen booked, as if it were one of about now; and the name of whom it is with."""
    told: dict[str, Any] = seek(unit, reason=BACK, name="Astrid Testberg")
    path = f"/contact-requests/{told['contact_id']}"
    with caller(base_url=site.api, headers={"Contact-Link": told["link"]["token"]}) as http:
        times = http.get(f"{path}/bookable-times", params={"time-type-id": kind}).json()["times"]
        time = {"time_type_id": kind, "unit_id": unit, "starts_at": times[-1]["starts_at"]}
        http.post(f"{path}/bookings", json={"time": time}).raise_for_status()
        now = datetime.fromisoformat(http.get(path).json()["sought_at"])
    with site.store.transaction() as tx:
        (booking,) = tx.bookings_of_contact(ContactId(told["contact_id"]))
        start = now + begins_in
        length = booking.slot.window.length
        window = Window(start, start + length)
        moved = replace(booking, slot=replace(booking.slot, window=window, busy=window))
        tx.save_booking(moved)
        return moved, tx.region().member(booking.slot.staff_id).name


def test_a_call_ends_in_a_visit_that_is_booked_on_the_spot(visitor: Visitor, seek: Seek, site: Site) -> None:
    told = seek("savar", name="Astrid Testberg")
    page = is_at_the_desk(visitor, "Hugo Sundqvist")
    takes_the_next(page)

    books_the_first(page, "Besök hos sjuksköterska", within="#book")

    expect(page.locator("#said")).to_have_text(re.compile(r"^Bokat: .* kl\. \d\d\.\d\d, hos .+\.$"))
    expect(page.locator("#result")).to_have_value("booked_visit")
    page.click("[data-outcome=reached]")
    expect(page.locator("#said")).to_have_text("Sparat: Svarade.")
    with site.store.transaction() as tx:
        assert [one.state.value for one in tx.bookings_of_contact(ContactId(told["contact_id"]))] == [
            "booked"
        ]


def test_a_telephone_time_is_rung_from_the_desk_at_its_minute_and_attended(
    visitor: Visitor, seek: Seek, site: Site
) -> None:
    booking, whom = booked(site, seek, "teg", "physiotherapist-telephone", begins_in=-MINUTE)
    page = is_at_the_desk(visitor, whom)
    due = page.locator(f"#telephone-times [data-booking='{booking.id}']")
    expect(due).to_contain_text("dags att ringa")
    expect(due).not_to_contain_text("Testberg")

    due.get_by_role("button", name=re.compile("^Ring nu")).click()

    expect(page.locator("#lease")).to_be_visible()
    expect(page.locator("#contact")).to_contain_text("Astrid Testberg")
    page.click("[data-outcome=reached]")
    expect(page.locator("#said")).to_have_text("Sparat: Svarade.")
    expect(due).to_have_count(0)
    page.click("#show-bookings")
    expect(page.locator(f"#bookings [data-booking='{booking.id}']")).to_contain_text("kom")


def test_who_came_late_or_not_is_noted_and_undone(visitor: Visitor, seek: Seek, site: Site) -> None:
    booking, whom = booked(site, seek, "erikslid", "physiotherapist-visit", begins_in=-MINUTE)
    page = is_at_the_desk(visitor, whom)
    page.click("#show-bookings")
    line = page.locator(f"#bookings [data-booking='{booking.id}']")

    line.get_by_label("Minuter sen").fill("12")
    line.get_by_role("button", name=re.compile("^Kom sent")).click()
    expect(line).to_contain_text("12 minuter sen")
    line.get_by_role("button", name=re.compile("^Ångra")).click()
    line.get_by_role("button", name=re.compile("^Kom inte")).click()
    expect(line).to_contain_text("kom inte")
    line.get_by_role("button", name=re.compile("^Visa personen")).click()
    expect(page.locator(".seen")).to_contain_text("Astrid Testberg")


def test_a_planned_contact_is_booked_in_one_go(visitor: Visitor) -> None:
    page = is_at_the_desk(visitor, "Hugo Sundqvist")
    books_the_first(page, "Uppföljande samtal efter utskrivning", within="#plan")
    expect(page.locator("#errors")).to_contain_text("Skriv personnumret.")
    page.fill("#plan_identity", "198108222384")
    page.fill("#plan_phone", "070-174 06 44")
    page.select_option("#plan_reason", "R35")

    page.locator("#plan").get_by_role("button", name=TIME).first.click()

    expect(page.locator("#said")).to_have_text(re.compile(r"^Bokat: .* hos .+\.$"))
    (sent,) = visitor.sent("POST", "/desk/planned-contacts")
    assert "198108222384" not in sent.url
