"""The unit manager's week in a real browser: staff time is entered, changed, ended; what breaks is shown first."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.patience import caller
from tests.web.conftest import ZONE, Seek, Site, Visitor, Visitors

pytestmark = pytest.mark.browser
UNIT, MANAGER, NURSE = "dorotea", "Manager of Dorotea", "dorotea-01"


def today(site: Site) -> date:
    """The day that the service's clock shows."""
    with caller(base_url=site.api, headers=site.as_person("control-room")) as http:
        return date.fromisoformat(http.get("/capacity").raise_for_status().json()["day"])


def ledger(site: Site, day: date) -> list[dict[str, Any]]:
    """What is planned of the nurse that day."""
    query = f"/staff-time?unit-id={UNIT}&staff-id={NURSE}&from-day={day}&to-day={day}&limit=100"
    with caller(base_url=site.api, headers=site.as_person("dorotea-manager")) as http:
        found: list[dict[str, Any]] = http.get(query).raise_for_status().json()["items"]
        return found


def is_at_the_week(visitor: Visitor, person: str = MANAGER, language: str = "sv") -> Page:
    visitor.goes_to(f"/unit-manager?language={language}")
    visitor.page.click("#sign-in")
    visitor.signs_in_as(person)
    return visitor.page


def row(page: Page, name: str) -> Locator:
    return page.locator(".week tbody tr", has_text=name)


def fills_in(page: Page, day: date, starts: str, ends: str, kind: str, last: date | None = None) -> None:
    page.select_option("#kind", kind)
    page.fill("#starts_day", day.isoformat())
    page.fill("#starts_at", starts)
    page.fill("#ends_day", (last or day).isoformat())
    page.fill("#ends_at", ends)


def next_monday(day: date) -> date:
    """Of the week after."""
    return day + timedelta(days=7 - day.weekday())


def test_time_is_entered_changed_and_ended_from_the_week(site: Site, visitor: Visitor) -> None:
    page = is_at_the_week(visitor)
    day = next_monday(today(site))
    before = ledger(site, day)
    page.click("#add")
    expect(page.locator("#edit-heading")).to_be_focused()
    page.select_option("#staff_id", NURSE)
    fills_in(page, day, "16:00", "17:00", "callback")
    page.click("#try")
    expect(page.locator("#breaks")).to_contain_text(re.compile(r"\d+ → \d+ minuter för samtal\."))
    expect(page.locator("#breaks")).to_contain_text("Inget löfte bryts av det.")
    assert ledger(site, day) == before
    page.click("#breaks-save")
    expect(page.locator("#said")).to_have_text("Tiden är sparad.")
    expect(page.locator("#said")).to_be_focused()

    page.click("#later")
    page.get_by_role("button", name=re.compile("16:00–17:00 Återuppringning")).click()
    expect(page.locator("#entered")).to_contain_text("Inlagd för hand")
    fills_in(page, day, "16:00", "16:30", "meeting")
    page.click("#try")
    page.click("#breaks-save")
    page.get_by_role("button", name=re.compile("16:00–16:30 Möte")).click()
    page.click("#end")
    page.click("#breaks-back")
    assert [one["kind"] for one in ledger(site, day) if one not in before] == ["meeting"]
    page.click("#end")
    page.click("#breaks-save")

    expect(page.locator("#said")).to_have_text("Tiden är borttagen.")
    expect(page.get_by_role("button", name=re.compile("16:00–16:30 Möte"))).to_have_count(0)
    assert ledger(site, day) == before


def test_a_sick_call_shows_whose_promises_break_before_it_is_made_and_is_taken_back(
    site: Site, visitor: Visitor, seek: Seek
) -> None:
    after_lunch = datetime.combine(today(site), time(13), ZONE).isoformat()
    seek(UNIT, consent="own_unit", available_from=after_lunch)
    page = is_at_the_week(visitor)
    expect(page.locator(".week")).to_be_visible()
    names = page.locator(".week tbody .whose").all_inner_texts()
    for name in names[:-1]:
        row(page, name).get_by_role("button", name=re.compile("^Sjuk:")).click()
        page.click("#breaks-save")
        expect(row(page, name).get_by_role("button", name=re.compile("^Tillbaka:"))).to_be_visible()

    row(page, names[-1]).get_by_role("button", name=re.compile("^Sjuk:")).click()
    expect(page.locator("#breaks-promises li")).to_have_text(
        re.compile(r"Dorotea.*: 0 löften flyttas samma dag, 1 bryts")
    )
    expect(page.locator("#breaks")).to_contain_text("Vad som saknas, och vad som skulle hjälpa")
    page.click("#breaks-back")
    expect(row(page, names[-1]).get_by_role("button", name=re.compile("^Sjuk:"))).to_be_visible()

    for name in names[:-1]:
        row(page, name).get_by_role("button", name=re.compile("^Tillbaka:")).click()
        page.click("#breaks-save")
        expect(row(page, name).get_by_role("button", name=re.compile("^Sjuk:"))).to_be_visible()


def test_what_is_not_filled_in_is_said_beside_its_field_and_what_overlaps_is_refused(
    site: Site, visitor: Visitor
) -> None:
    page = is_at_the_week(visitor)
    page.click("#add")
    page.select_option("#staff_id", NURSE)
    fills_in(page, today(site) + timedelta(days=1), "12:00", "11:00", "meeting")
    page.click("#try")
    expect(page.locator("#ends_at-error")).to_have_text("Tiden måste sluta efter att den börjar.")
    page.fill("#starts_at", "")
    page.click("#try")
    expect(page.locator("#starts_at-error")).to_have_text("Skriv ett klockslag.")
    assert visitor.sent("POST", "/staff-time") == []
    visitor.expects_a_refusal()


def test_a_week_is_worked_with_the_keyboard_in_english_and_fits_a_narrow_screen(visitors: Visitors) -> None:
    visitor = visitors.one(language="en-GB", width=360)
    page = is_at_the_week(visitor, language="en")
    expect(page.locator("#week-heading")).to_contain_text("The week")
    first = page.locator(".week .time").first
    first.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#edit-heading")).to_be_focused()
    expect(page.locator("#edit-heading")).to_contain_text("Change time of")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.click("#leave")
    expect(page.locator("#edit-part")).to_be_hidden()


def test_staff_are_told_that_the_page_is_not_for_them(visitor: Visitor) -> None:
    page = is_at_the_week(visitor, "Hugo Sundqvist")

    expect(page.locator("#not-for-you")).to_be_visible()
    expect(page.locator("#inside")).to_be_hidden()
    visitor.expects_a_refusal()
