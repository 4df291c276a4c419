"""Citizens book a time in a real browser, beside the call they are promised; they move it and cancel it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from contact_api.domain.core.values import ContactId
from tests.patience import caller
from tests.web.conftest import Seek, Site, Visitor, Visitors
from tests.web.test_citizen_pages import fill_in, is_at_the_form, reach

pytestmark = pytest.mark.browser
BACK = "R11"  # back and neck: a physiotherapist's visit, or their call
DAY = re.compile(r"^(måndag|tisdag|onsdag|torsdag|fredag) \d+ \w+, (1 tid|\d+ tider)$")
TIME = re.compile(r"^Boka \d\d\.\d\d (måndag|tisdag|onsdag|torsdag|fredag) \d+ \w+$")
TIME_IN_ENGLISH = re.compile(r"^Book \d\d:\d\d (Monday|Tuesday|Wednesday|Thursday|Friday) \d+ \w+$")
WHEN = re.compile(r"(måndag|tisdag|onsdag|torsdag|fredag) \d+ \w+ kl\. \d\d\.\d\d")


def opens_a_day(page: Page, *, name: re.Pattern[str] = DAY, nth: int = -1) -> Page:
    """The last day listed, so that it can still be moved and cancelled; its times are in sight then."""
    days = page.get_by_role("button", name=name)
    expect(days.first).to_be_visible()
    days.nth(nth).click()
    return page


def choose(page: Page, *, nth: int = 0) -> str:
    """Choose a time of the open day; what it is called."""
    offered = page.get_by_role("button", name=TIME).nth(nth)
    name = offered.get_attribute("aria-label") or ""
    offered.click()
    return name


def seeks_with_a_bad_back(
    visitor: Visitor, person: str = "Astrid Testberg", *, unit: str = "alidhem", phone: str = "070-174 06 20"
) -> Page:
    page = is_at_the_form(visitor, person)
    fill_in(page, unit=unit, reason=BACK, phone=phone)
    page.click("#send")
    expect(page.locator("#answer .promise")).to_be_visible()
    return page


def own_page(visitor: Visitor, told: dict[str, Any], *, language: str = "sv") -> Page:
    visitor.goes_to(f"/my-contact?language={language}#{told['link']['token']}")
    expect(visitor.page.locator("#promise")).to_be_visible()
    return visitor.page


def bookings(site: Site, told: dict[str, Any]) -> list[str]:
    with site.store.transaction() as tx:
        return [one.state.value for one in tx.bookings_of_contact(ContactId(told["contact_id"]))]


def test_a_time_is_offered_beside_the_call_held_confirmed_moved_and_cancelled(visitor: Visitor) -> None:
    page = seeks_with_a_bad_back(visitor)
    expect(page.locator("#answer .promise")).to_contain_text("Vi ringer dig")
    opens_a_day(page)
    choose(page)
    expect(page.get_by_role("heading", name=re.compile("^Vi håller"))).to_be_focused()
    expect(page.locator(".hold-left")).to_have_text("Du har 5 minuter på dig att bekräfta.")
    page.dblclick("#confirm-time")
    receipt = page.locator("#answer .promise")
    expect(receipt).to_have_text(re.compile(rf"^Du har bokat {WHEN.pattern}\.$"))
    expect(receipt).to_be_focused()
    assert len({one.headers["idempotency-key"] for one in visitor.sent("POST", "/bookings")}) == 1

    page.click("#own-link")
    expect(page.locator("#promise")).to_contain_text("Du har en bokad tid")
    booking = page.locator(".booking")
    expect(booking).to_contain_text("fysioterapeut")
    expect(booking).to_contain_text("Kan flyttas eller avbokas till")
    before = WHEN.search(booking.inner_text())
    page.click("#move-time")
    opens_a_day(page, nth=0)
    page.get_by_role("button", name=re.compile(r"^Flytta till ")).first.click()
    expect(page.locator("#said")).to_have_text(re.compile(rf"^Din tid är flyttad till {WHEN.pattern}\.$"))
    after = WHEN.search(booking.inner_text())
    assert before is not None
    assert after is not None
    assert before.group() != after.group()


def test_cancelling_gives_the_time_back_and_a_call_can_be_had_instead(
    visitor: Visitor, seek: Seek, site: Site
) -> None:
    told = seek("ersboda", reason=BACK)
    page = own_page(visitor, told)
    opens_a_day(page)
    name = choose(page)
    page.click("#confirm-time")
    expect(page.locator("#said")).to_contain_text("Du har bokat")
    expect(page.locator(".book-time")).to_have_count(1)
    expect(page.locator(".book-time")).to_be_hidden()

    page.click("#cancel-time")
    expect(page.locator("#sure-heading")).to_have_text("Vill du avboka tiden?")
    page.click("#sure-yes")

    expect(page.locator("#said")).to_have_text("Tiden är avbokad.")
    expect(page.locator("#promise")).to_contain_text("är avbokad")
    assert bookings(site, told) == ["cancelled"]
    opens_a_day(page)
    expect(page.get_by_role("button", name=name)).to_be_visible()
    page.click("#call-instead")
    expect(page.locator("#promise")).to_contain_text("Vi ringer dig")


def others_were_quicker(site: Site, seek: Seek, page: Page) -> None:
    """Between the press and the answer, others book the same time for as long as there is any."""

    def take_it_first(route: Route) -> None:
        wanted: dict[str, Any] = route.request.post_data_json or {}
        while True:
            other = seek(wanted["unit_id"], reason=BACK)
            path = f"{site.api}/contact-requests/{other['contact_id']}/bookings"
            with caller(headers={"Contact-Link": other["link"]["token"]}) as http:
                if http.post(path, json={"time": wanted}).status_code == 409:
                    break
        route.continue_()

    page.route("**/booking-holds", take_it_first, times=1)


def test_who_chooses_a_time_that_was_just_taken_is_told_with_fresh_times_and_keeps_what_they_wrote(
    visitor: Visitor, seek: Seek, site: Site
) -> None:
    told = seek("teg", reason=BACK, needs={"mode": "text"})
    page = own_page(visitor, told)
    page.get_by_label("Skriv till vården").fill("Det gör ont här.")
    opens_a_day(page)
    others_were_quicker(site, seek, page)

    name = choose(page)

    expect(page.locator(".book-time [role=alert]")).to_contain_text("Tiden går inte att få längre")
    expect(page.get_by_role("heading", name="Vill du hellre boka en tid?")).to_be_focused()
    expect(page.get_by_label("Skriv till vården")).to_have_value("Det gör ont här.")
    opens_a_day(page)
    expect(page.get_by_role("button", name=name)).to_have_count(0)
    assert bookings(site, told) == []
    visitor.expects_a_refusal()


def test_a_held_time_is_asked_about_again_after_a_reload_and_can_be_let_go(
    visitor: Visitor, seek: Seek, site: Site
) -> None:
    told = seek("ersboda", reason=BACK)
    page = own_page(visitor, told)
    opens_a_day(page)
    name = choose(page)
    expect(page.locator("#confirm-time")).to_be_visible()

    page.reload()

    expect(page.get_by_role("heading", name=re.compile("^Vi håller"))).to_be_visible()
    page.click("#let-go")
    expect(page.locator(".book-time [role=alert]")).to_have_text("Tiden är släppt. Ingenting är bokat.")
    opens_a_day(page)
    expect(page.get_by_role("button", name=name)).to_be_visible()
    assert bookings(site, told) == []


def test_a_hold_that_ends_says_so_and_offers_the_times_again(
    visitor: Visitor, seek: Seek, site: Site
) -> None:
    told = seek("ersboda", reason=BACK)
    page = own_page(visitor, told)
    opens_a_day(page)

    def soon_over(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"held_until": "2026-01-01T00:00:00Z"})

    page.route("**/booking-holds", soon_over, times=1)
    choose(page)

    expect(page.locator(".book-time [role=alert]")).to_contain_text("Tiden hålls inte längre")
    expect(page.get_by_role("heading", name="Vill du hellre boka en tid?")).to_be_focused()
    expect(page.get_by_role("button", name=DAY).first).to_be_visible()


def test_of_two_tabs_the_second_is_told_what_the_first_has_booked(
    visitor: Visitor, seek: Seek, site: Site
) -> None:
    told = seek("backen", reason=BACK)
    page = own_page(visitor, told)
    opens_a_day(page)
    other = visitor.context.new_page()
    other.goto(f"{site.url}/my-contact?language=sv#{told['link']['token']}")
    opens_a_day(other, nth=0)
    choose(page)
    page.click("#confirm-time")
    expect(page.locator("#promise")).to_contain_text("Du har en bokad tid")

    choose(other)

    expect(other.locator("#said")).to_contain_text("Det finns redan en bokad tid")
    expect(other.locator("#promise")).to_contain_text("Du har en bokad tid")
    expect(other.locator(".booking")).to_be_visible()
    assert bookings(site, told) == ["booked"]
    visitor.expects_a_refusal()


def test_the_way_back_to_the_answer_books_nothing_more(visitor: Visitor) -> None:
    page = seeks_with_a_bad_back(visitor, "Bertil Testlund", unit="mariehem", phone="070-174 06 21")
    opens_a_day(page)
    choose(page)
    page.click("#confirm-time")
    page.click("#own-link")
    expect(page.locator(".booking")).to_be_visible()

    page.go_back()
    page.go_forward()

    expect(page.locator("#promise")).to_contain_text("Du har en bokad tid")
    expect(page.locator(".booking")).to_have_count(1)


def test_nothing_is_offered_to_be_booked_while_it_is_urgent(visitor: Visitor, seek: Seek) -> None:
    told = seek("alidhem", reason=BACK, red_flags=["RF01"])

    page = own_page(visitor, told)

    expect(page.locator("#change")).to_be_attached()
    expect(page.locator(".book-time")).to_be_hidden()
    assert "booking-holds" not in page.content()


def test_a_time_for_which_nobody_is_there_is_told_and_moved(visitor: Visitor, seek: Seek, site: Site) -> None:
    told = seek("backen", reason=BACK)
    headers = {"Contact-Link": told["link"]["token"]}
    with caller(base_url=site.api, headers=headers) as http:
        offered = http.get(f"/contact-requests/{told['contact_id']}/bookable-times?limit=100").json()["times"]
        last = offered[-1]
        body = {**{key: last[key] for key in ("time_type_id", "starts_at")}, "unit_id": last["unit"]["id"]}
        made = http.post(f"/contact-requests/{told['contact_id']}/bookings", json={"time": body}).json()
    with site.store.transaction() as tx:
        slot = tx.bookings_of_contact(ContactId(told["contact_id"]))[0].slot
        at_work = tx.staff_time(slot.busy, units=[slot.unit_id])
        tx.drop_staff_time([one for one in at_work if one.staff_id == slot.staff_id])

    page = own_page(visitor, told)

    expect(page.locator("#promise")).to_contain_text("kan inte bli av: ingen är där då")
    expect(page.locator(".booking .notice")).to_contain_text("Ingen är där för den här tiden längre")
    assert made["state"] == "booked"
    page.click("#move-time")
    opens_a_day(page, nth=0)
    page.get_by_role("button", name=re.compile("^Flytta till")).first.click()
    expect(page.locator("#said")).to_contain_text("Din tid är flyttad till")
    expect(page.locator(".booking .notice")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(320, 512), (640, 400)])  # 200 % and more of zoom
def test_a_time_is_booked_with_the_keyboard_alone_on_a_narrow_screen(
    visitors: Visitors, seek: Seek, width: int, height: int
) -> None:
    told = seek("norrlandskliniken", reason="R10")
    page = own_page(visitors.one(width=width, height=height), told)
    day = page.get_by_role("button", name=DAY).last  # can be moved when it is booked
    expect(day).to_be_visible()
    tab_to(page, re.compile(re.escape(day.text_content() or "")))
    assert day.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert day.get_attribute("aria-expanded") == "true"
    tab_to(page, TIME)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^Vi håller"))).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    reach(page, "confirm-time")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_be_focused()
    expect(page.locator("#promise")).to_contain_text("Du har en bokad tid")
    reach(page, "move-time")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def tab_to(page: Page, name: re.Pattern[str]) -> None:
    """Press Tab until something of this name has the focus, and there is something to see of it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        if name.match(page.evaluate(focused)):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"{name.pattern} cannot be reached with Tab")


def test_times_are_told_in_the_page_s_language(visitor: Visitor, seek: Seek) -> None:
    told = seek("anderstorp", reason="R10", language="en")
    page = own_page(visitor, told, language="en")

    opens_a_day(
        page, name=re.compile(r"^(Monday|Tuesday|Wednesday|Thursday|Friday) \d+ \w+, (1 time|\d+ times)$")
    )

    expect(page.get_by_role("button", name=TIME_IN_ENGLISH).first).to_be_visible()
    expect(page.locator(".book-time h4")).to_have_text("Visit to a nurse, 20 minutes, at the unit")


def test_later_times_are_shown_when_asked_for_until_there_are_none(visitor: Visitor, seek: Seek) -> None:
    page = own_page(visitor, seek("lycksele", reason="R10"))
    days = page.get_by_role("button", name=DAY)
    expect(days.first).to_be_visible()
    before = days.count()
    later = page.get_by_role("button", name="Visa senare tider")
    for _ in range(12):
        if not later.count():
            break
        later.click()
        expect(page.locator(":focus")).not_to_have_attribute("aria-disabled", "true")

    expect(page.locator(".book-time")).to_contain_text("Det finns inga senare tider att boka nu.")
    names = days.all_text_contents()
    assert before <= len(names) == len(set(names))
