"""Staff work through what is to be assessed within three days; the control room sees how it goes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Seek, Visitor
from tests.web.test_control_room_page import is_in_the_control_room
from tests.web.test_desk_pages import is_at_the_desk, takes_the_next

pytestmark = pytest.mark.browser


def line_of(page: Page, case: dict[str, Any]) -> Any:
    return page.locator(f"#assessments li[data-contact='{case['contact_id']}']")


def reaches(page: Page, *, needless: bool = False) -> None:
    takes_the_next(page)
    if needless:
        page.check("#needless")
    page.click("[data-outcome=reached]")
    expect(page.locator("#said")).to_have_text("Sparat: Svarade.")


def test_who_was_reached_stays_in_the_list_until_the_visit_is_recorded(visitor: Visitor, seek: Seek) -> None:
    case = seek("savar")
    page = is_at_the_desk(visitor, "Hugo Sundqvist")
    reaches(page)
    line = line_of(page, case)
    expect(line).to_contain_text("sista arbetsdag")

    line.get_by_role("button", name="Jag tar den").click()
    expect(line).to_contain_text("Tagen av savar-")
    line.get_by_role("button", name="Registrera bedömning").click()
    page.click("#assessment-save")
    expect(page.locator("#assessment_clock-error")).to_have_text(re.compile("Skriv ett klockslag"))
    page.fill("#assessment_clock", "23:59")
    page.click("#assessment-save")
    expect(page.locator("#assessment_clock-error")).to_have_text("Den tiden har inte varit än.")
    page.select_option("#assessment_form", "telephone")
    page.fill("#assessment_clock", _now(page))
    page.click("#assessment-save")
    expect(page.locator("#said")).to_have_text(re.compile("räknas inte som bedömning"))
    expect(line).to_be_visible()

    line.get_by_role("button", name="Registrera bedömning").click()
    page.fill("#assessment_clock", _now(page))
    page.click("#assessment-save")

    expect(page.locator("#said")).to_have_text("Bedömningen är sparad. Klockan har stannat.")
    expect(line).to_have_count(0)


def _now(page: Page) -> str:
    """The service's clock on the wall, as the page has it."""
    asked = "import(document.querySelector('script[type=module][src]').src.replace(/desk\\.js$/, 'times.js'))"
    return str(page.evaluate(f"{asked}.then((times) => times.clock(times.serviceNow()))"))


def test_licensed_staff_say_with_the_outcome_that_no_assessment_is_needed(
    visitor: Visitor, seek: Seek
) -> None:
    case = seek("vannas")
    page = is_at_the_desk(visitor, "Ulla Åström")
    reaches(page, needless=True)

    expect(line_of(page, case)).to_have_count(0)
    (outcome,) = visitor.sent("POST", "/outcomes")
    assert outcome.post_data_json is not None
    assert outcome.post_data_json["no_assessment_needed"] is True


def test_from_the_list_it_is_decided_with_a_reason_that_none_is_needed(visitor: Visitor, seek: Seek) -> None:
    case = seek("hornefors")
    page = is_at_the_desk(visitor, "Omar Stenvall")
    reaches(page)
    line = line_of(page, case)
    line.get_by_role("button", name="Registrera bedömning").click()

    page.click("#assessment-not-needed")
    expect(page.locator("#assessment_why-error")).to_have_text("Skriv ett skäl.")
    page.fill("#assessment_why", "Egenvård räcker.")
    page.click("#assessment-not-needed")

    expect(page.locator("#said")).to_have_text("Sparat: ingen bedömning behövs.")
    expect(line).to_have_count(0)


def test_the_control_room_sees_the_share_beside_what_was_published(visitor: Visitor) -> None:
    page = is_in_the_control_room(visitor)

    told = page.locator("#assessed")
    expect(told).to_contain_text("Inom tre dagar")
    expect(told).to_contain_text("valde själva att vänta")
    expect(told).to_contain_text("80 % (2024), 77 % (2023)")
    expect(told).to_contain_text("2026-11-30")
