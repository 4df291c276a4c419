"""The control room in a real browser: what does not add up, what would heal it, and what if."""

import re
from datetime import datetime, time

import pytest
from playwright.sync_api import Page, expect

from contact_api.domain.core.values import UnitId
from contact_api.ports import Alert
from tests.patience import caller
from tests.web.conftest import ZONE, Site, Visitor, Visitors

pytestmark = pytest.mark.browser
UNIT, MANAGER = "asele", "Manager of Åsele"
SENTENCE = re.compile(r"^Distriktssköterskor eller sjuksköterskor på Åsele .*, 13–14: två samtal för lite\.$")
REMEDY = re.compile(r"^Om 2 av dem som väntar tackar ja till .* ger .* där 16 minuter, 13–14\.$")


def today_at(site: Site, clock: time) -> str:
    """A time of the day that the service's clock shows."""
    with caller(base_url=site.api, headers=site.as_person("control-room")) as http:
        day = datetime.fromisoformat(http.get("/capacity").raise_for_status().json()["day"])
    return datetime.combine(day, clock, ZONE).isoformat()


@pytest.fixture(scope="session")
def broken_unit(site: Site) -> str:
    """Two are promised a call after lunch by their own unit only, and then all of its staff fall ill."""
    wish = {
        "unit_id": UNIT,
        "reason": "R01",
        "consent": "own_unit",
        "available_from": today_at(site, time(13)),
        "identity": {"kind": "none"},
    }
    for number in ("+46701740690", "+46701740691"):
        site.post("/contact-requests", wish | {"phone": number}, site.front_end())
    for staff in ("asele-01", "asele-02"):
        site.post(f"/staff/{staff}/sick-calls", {}, site.as_person("control-room"))
    return UNIT


def is_in_the_control_room(visitor: Visitor, person: str = "Karin Testström", language: str = "sv") -> Page:
    visitor.goes_to(f"/control-room?language={language}")
    visitor.page.click("#sign-in")
    visitor.signs_in_as(person)
    return visitor.page


def figures(page: Page) -> dict[str, list[str]]:
    """The result's table: what stands before and after, by the name of the row."""
    rows = page.locator("#result tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


@pytest.mark.usefixtures("broken_unit")
def test_a_sick_call_is_seen_with_what_would_heal_it_and_tried_nothing_is_at_risk(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)

    line = page.locator("#shortfalls > li", has_text="Åsele").first
    expect(line.locator(".queue-when")).to_have_text(SENTENCE)
    expect(line.locator(".flags")).to_have_text("Löften i fara")
    expect(page.locator("#short-now")).to_have_text("2 av dagens löften är i fara.")
    expect(page.locator("#summary")).to_contain_text("2 samtal (16 min saknas)")
    way = line.locator(".ways li").first
    expect(way.locator("span")).to_have_text(REMEDY)
    way.get_by_role("button").click()

    expect(page.locator("#result-heading")).to_be_focused()
    told = figures(page)
    assert (told["Samtal i fara"], told["Löften som bryts"]) == (["2", "0"], ["2", "0"])
    (question,) = visitor.sent("POST", "/what-ifs")
    assert question.post_data_json == {
        "changes": [{"kind": "ask_consent", "unit_id": UNIT, "consent": "same_provider"}]
    }


@pytest.mark.usefixtures("broken_unit")
def test_the_hours_and_the_units_say_in_words_and_numbers_what_is_missing(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)

    expect(page.locator("#by-unit tbody tr").first).to_have_text(re.compile(r"Åsele .*0 av 0\s*2\s*16"))
    page.select_option("#show_unit", UNIT)
    rows = [" ".join(row.split()) for row in page.locator("#by-hour tbody tr").all_inner_texts()]
    assert "13:00 0 16 16" in rows


@pytest.mark.usefixtures("broken_unit")
def test_a_what_if_is_asked_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor, MANAGER)
    expect(page.locator("#what-if")).to_be_visible()
    page.locator("#kind").focus()
    keys = page.keyboard
    keys.type("En enhet får")
    for text in ("", "2", "sjuksk", "13:00", "14:00", ""):  # unit, how many, profession, from, to, the button
        keys.press("Tab")
        keys.type(text)
    keys.press("Enter")

    expect(page.locator("#result-heading")).to_be_focused()
    expect(page.locator("#result")).to_contain_text("Då går allt ihop.")
    assert figures(page)["Samtal i fara"] == ["2", "0"]
    (question,) = visitor.sent("POST", "/what-ifs")
    [change] = (question.post_data_json or {})["changes"]
    assert {name: change[name] for name in ("kind", "unit_id", "staff", "professions")} == {
        "kind": "add_staff",
        "unit_id": UNIT,
        "staff": 2,
        "professions": ["nurse"],
    }


def test_what_is_not_filled_in_is_said_beside_its_field_and_not_sent(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)
    page.fill("#staff", "inga")
    page.select_option("#from_at", "14:00")
    page.select_option("#to_at", "13:00")
    page.click("#ask")

    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors li")).to_have_count(4)
    expect(page.locator("#staff-error")).to_have_text("Skriv ett antal mellan 1 och 100.")
    assert visitor.sent("POST", "/what-ifs") == []


def test_a_change_that_is_about_nobody_is_said_to_be(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)
    page.select_option("#unit_id", "sorsele")
    page.select_option("#to_unit", "mala")
    page.select_option("#professions", "dietitian")
    page.click("#ask")

    expect(page.locator("#result .notice")).to_contain_text("det finns inget att flytta")


def test_the_page_refreshes_itself_while_it_is_seen_and_rests_when_it_is_hidden(visitor: Visitor) -> None:
    visitor.page.clock.install()
    page = is_in_the_control_room(visitor)
    expect(page.locator("#summary dt").first).to_be_visible()
    with page.expect_response("**/shortfalls"):
        page.clock.run_for(16_000)
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    seen = len(visitor.sent("GET", "/shortfalls"))

    page.clock.run_for(60_000)
    assert len(visitor.sent("GET", "/shortfalls")) == seen
    page.evaluate("delete document.visibilityState")
    with page.expect_response("**/shortfalls"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_failed_refresh_is_said_and_what_was_seen_stays(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)
    expect(page.locator("#summary dt").first).to_be_visible()
    page.route("**/shortfalls", lambda route: route.fulfill(status=500, json={}))
    page.click("#refresh")

    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#summary dt").first).to_be_visible()
    visitor.expects_a_refusal()


@pytest.mark.usefixtures("broken_unit")
def test_a_manager_sees_their_own_unit_and_staff_are_told_that_it_is_not_for_them(visitors: Visitors) -> None:
    manager = is_in_the_control_room(visitors.one(), MANAGER)
    expect(manager.locator("#shortfalls > li")).to_have_count(1)
    expect(manager.locator("#by-unit tbody tr")).to_have_count(1)
    nurse = visitors.one()
    page = is_in_the_control_room(nurse, "Hugo Sundqvist")

    expect(page.locator("#not-for-you")).to_be_visible()
    expect(page.locator("#inside")).to_be_hidden()
    nurse.expects_a_refusal()


@pytest.mark.usefixtures("broken_unit")
def test_the_control_room_speaks_english_and_fits_a_narrow_screen(visitors: Visitors) -> None:
    visitor = visitors.one(width=360, height=740)
    page = is_in_the_control_room(visitor, language="en")
    line = page.locator("#shortfalls > li", has_text="Åsele").first
    expect(line.locator(".queue-when")).to_contain_text("two conversations short.")
    line.get_by_role("button").first.click()
    expect(page.locator("#result-heading")).to_have_text("How the day would go")

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.ways button')].map((b) => b.offsetHeight))"
    )
    assert smallest >= 24  # WCAG 2.2, 2.5.8


def test_a_signed_out_control_room_shows_nothing(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)
    expect(page.locator("#summary dt").first).to_be_visible()

    page.click("#sign-out")

    expect(page.locator("#outside")).to_be_visible()
    for part in ("#summary", "#shortfalls", "#by-unit"):
        expect(page.locator(part)).to_be_empty()


def test_the_control_room_stops_all_calls_and_allows_them_again(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)

    page.click("#stop-calls")
    expect(page.locator("#stop_why-error")).to_have_text("Skriv varför.")
    page.fill("#stop_why", "Fel nummer visas.")
    page.click("#stop-calls")
    expect(page.locator("#sure")).to_contain_text("Pågående samtal får avslutas.")
    page.click("#sure-yes")

    expect(page.locator("#calls-stopped")).to_have_text(
        re.compile(r"^Samtalen är stoppade sedan \d\d:\d\d: Fel nummer visas\.$")
    )
    page.click("#allow-calls")
    expect(page.locator("#calls-stopped")).to_have_text("")
    expect(page.locator("#stop-calls")).to_be_visible()


def test_a_manager_sees_what_is_telephoned_but_does_not_stop_the_regions_calls(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor, MANAGER)

    expect(page.locator("#dialling")).to_contain_text("0 av högst 60")
    expect(page.locator("#stop-part")).to_be_hidden()
    expect(page.locator("#allow-calls")).to_be_hidden()


def test_the_end_of_a_roster_and_many_requests_of_one_are_seen_and_taken(
    site: Site, visitor: Visitor
) -> None:
    wish = {"unit_id": "mala", "reason": "R01", "phone": "+46701740692", "identity": {"kind": "none"}}
    told = site.post("/contact-requests", wish, site.front_end())
    now = datetime.now(ZONE)
    about = [("roster_ends", None), ("over_limit", told["contact_id"]), ("call_112", told["contact_id"])]
    with site.store.transaction() as tx:
        for kind, contact_id in about:
            tx.add_alert(Alert(f"page-{kind}", contact_id, UnitId("mala"), kind, now))

    page = is_in_the_control_room(visitor)

    lines = page.locator("#alerts > li", has_text="Malå")
    expect(lines).to_have_count(2)
    expect(lines.filter(has_text="fler begäranden än en får tid för")).to_have_count(1)
    lines.filter(has_text="schemat tar snart slut").get_by_role("button").click()
    expect(lines).to_have_count(1)
