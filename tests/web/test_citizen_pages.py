"""Citizens in a real browser: seek contact, see the promise, move it, cancel, open again."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.links import link_called_off
from contact_api.domain.core.values import ContactId, ContactState, Outcome, StaffId
from tests.web.conftest import Seek, Site, Visitor, Visitors

pytestmark = pytest.mark.browser
PROMISE = re.compile(r"^Vi ringer dig i dag mellan \d\d:\d\d och \d\d:\d\d\.$")
PROMISE_IN_ENGLISH = re.compile(r"^We will call you today between \d\d:\d\d and \d\d:\d\d\.$")
CHEST = "RF01"  # leads to 112
CALF = "RF20"  # leads to a contact within the hour


def fill_in(page: Page, *, unit: str = "alidhem", reason: str = "R01", phone: str = "070-174 06 05") -> None:
    """What must be filled in, once signed in."""
    page.select_option("#unit_id", unit)
    page.select_option("#reason", reason)
    page.fill("#phone", phone)
    page.check("#sms_welcome-no")


def is_at_the_form(visitor: Visitor, person: str, *, language: str = "sv") -> Page:
    """Signed in on the page where contact is sought."""
    visitor.goes_to(f"/?language={language}")
    visitor.page.click("#sign-in")
    visitor.signs_in_as(person)
    expect(visitor.page.locator("#rest")).to_be_visible()
    return visitor.page


def sent_body(visitor: Visitor) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(visitor.sent("POST", "/contact-requests")[-1].post_data or "")
    return body


def test_a_citizen_seeks_contact_moves_the_time_and_cancels(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Astrid Testberg")
    fill_in(page)
    page.fill("#free_text", "Hosta sedan i måndags.")
    page.click("#send")
    promise = page.locator("#answer .promise")
    expect(promise).to_have_text(PROMISE)
    said = promise.text_content() or ""
    expect(promise).to_be_focused()
    expect(page.locator("#answer")).to_contain_text("Ålidhems hälsocentral")

    page.click("#own-link")
    expect(page.locator("#promise")).to_have_text(said)
    page.click("#change")
    offered = page.locator("#windows li").last
    moved_to = (offered.locator("span").text_content() or "").split(" Från ")[0]
    offered.get_by_role("button").click()
    expect(page.locator("#said")).to_have_text("Din tid är ändrad.")
    expect(page.locator("#said")).to_be_focused()
    expect(page.locator("#promise")).to_have_text(moved_to)

    page.click("#cancel")
    page.click("#sure-no")
    assert visitor.sent("POST", "/cancellation") == []
    page.click("#cancel")
    page.click("#sure-yes")
    expect(page.locator("#promise")).to_have_text("Avbokad")
    expect(page.locator("#cancel")).to_have_count(0)


@pytest.fixture(scope="session")
def unit_without_staff(site: Site) -> str:
    """Everybody at Obbola has gone home for the day."""
    site.post("/staff/obbola-01/sick-calls", {}, site.as_person("control-room"))
    return "obbola"


@pytest.mark.parametrize(("width", "height"), [(320, 256), (1280, 800)])
def test_who_got_no_time_gets_one_on_their_own_page_by_one_yes(
    visitors: Visitors, seek: Seek, unit_without_staff: str, width: int, height: int
) -> None:
    told = seek(unit_without_staff, consent="own_unit")
    assert told["promise"]["backed"] is False
    visitor = visitors.one(width=width, height=height)
    page = visitor.page
    visitor.goes_to(f"/my-contact?language=sv#{told['link']['token']}")
    ways = page.locator("#alternatives li")
    expect(ways.first).to_contain_text("Om du säger ja till andra hälsocentraler hos samma vårdgivare")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    ways.first.get_by_role("button", name="Säg ja").click()

    expect(page.locator("#said")).to_be_focused()
    expect(page.locator("#promise")).to_have_text(PROMISE)
    expect(page.locator("#alternatives")).to_have_count(0)


def test_who_got_no_time_takes_one_in_the_answer(visitor: Visitor, unit_without_staff: str) -> None:
    page = is_at_the_form(visitor, "Bertil Testlund")
    fill_in(page, unit=unit_without_staff)
    page.check("#consent-own_unit")
    page.click("#send")
    expect(page.locator("#answer .promise")).to_contain_text("Vi kan inte lova en tid i dag.")
    expect(page.locator("#answer")).not_to_contain_text("chatt")

    page.locator("#answer .ways li").first.get_by_role("button", name="Säg ja").click()

    expect(page.locator("#answer .promise")).to_have_text(PROMISE)


def test_the_link_s_token_goes_in_a_header_and_in_no_address(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Bertil Testlund")
    fill_in(page, unit="teg")
    page.click("#send")
    page.click("#own-link")
    expect(page.locator("#promise")).to_be_visible()

    asked = [one for one in visitor.requests if "/contact-requests/" in one.url]
    (token,) = {one.headers.get("contact-link") for one in asked}
    assert token
    assert [one.url for one in asked if "authorization" in one.headers] == []
    assert [one.url for one in visitor.requests if token in one.url.partition("#")[0]] == []


def test_the_link_is_gone_from_address_and_history_at_once_and_a_reload_still_shows_the_case(
    visitor: Visitor, site: Site
) -> None:
    taken = seek_as_a_front_end(site, phone="+46701740611")
    page = visitor.page
    visitor.goes_to("/")
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    expect(page.locator("#promise")).to_be_visible()

    assert (page.evaluate("location.hash"), "#" in page.url) == ("", False)
    page.reload()
    expect(page.locator("#promise")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.locator("#promise")).to_be_visible()
    page.go_back()
    expect(page.locator("#promise")).to_be_visible()
    assert "#" not in page.url


def test_a_link_that_was_called_off_says_what_to_do_and_is_forgotten(visitor: Visitor, site: Site) -> None:
    taken = seek_as_a_front_end(site, phone="+46701740612")
    with site.store.transaction() as tx:
        contact = tx.hold_contact(ContactId(taken["contact_id"]))
        assert contact is not None
        tx.save_contact(link_called_off(contact))

    visitor.goes_to(f"/my-contact#{taken['link']['token']}")

    expect(visitor.page.locator("#case [role=alert]")).to_contain_text("Länken gäller inte längre")
    assert visitor.page.evaluate("sessionStorage.length") == 0
    visitor.expects_a_refusal()


def test_a_ticked_warning_sign_shows_112_at_once_and_outlasts_the_sign_in(visitor: Visitor) -> None:
    page = visitor.page
    visitor.goes_to("/")
    page.select_option("#unit_id", "ersboda")
    page.select_option("#reason", "R04")
    expect(page.locator("#ring")).to_be_hidden()
    page.check(f"#flag-{CHEST}")
    expect(page.locator("#ring")).to_contain_text("Ring 112 nu")
    expect(page.locator("#ring a[href='tel:112']")).to_be_in_viewport()

    page.click("#sign-in")
    visitor.signs_in_as("Dawit Testay")

    expect(page.locator("#ring")).to_contain_text("Ring 112 nu")
    assert (page.input_value("#unit_id"), page.input_value("#reason")) == ("ersboda", "R04")
    page.fill("#phone", "0701740606")
    page.check("#sms_welcome-no")
    page.click("#send")
    expect(page.locator("#ring-answer")).to_contain_text("Vi har larmat personalen")
    expect(page.locator("#ring-answer")).to_be_focused()
    assert sent_body(visitor)["red_flags"] == [CHEST]


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 568), (640, 360), (1280, 800)])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_on_every_screen_112_is_in_sight_and_in_focus_at_the_tick(
    visitors: Visitors, width: int, height: int, language: str
) -> None:
    visitor = visitors.one(width=width, height=height)
    page = visitor.page
    visitor.goes_to(f"/?language={language}")
    page.select_option("#reason", "R04")

    page.check(f"#flag-{CHEST}")

    ring = page.locator("#ring")
    expect(ring).to_be_focused()
    expect(ring).to_have_attribute("role", "alert")
    expect(ring).to_be_in_viewport(ratio=1)
    expect(ring.locator("a[href='tel:112']")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(ring.locator("a[href='tel:112']")).to_be_focused()
    page.click("#ring-back")
    expect(page.locator(f"#flag-{CHEST}")).to_be_focused()
    expect(page.locator(f"#flag-{CHEST}")).to_be_in_viewport(ratio=1)


def test_112_comes_into_focus_when_a_graver_sign_follows_and_not_at_every_tick(visitor: Visitor) -> None:
    page = visitor.page
    visitor.goes_to("/")
    page.select_option("#reason", "R12")
    page.check(f"#flag-{CALF}")
    page.click("#ring-back")
    page.click("#flags-others-summary")

    page.check(f"#flag-{CHEST}")

    expect(page.locator("#ring")).to_be_focused()
    expect(page.locator("#ring")).to_contain_text("Ring 112 nu")
    page.click("#ring-back")
    page.check("#flag-RF02")
    expect(page.locator("#flag-RF02")).to_be_focused()


def test_a_sign_that_means_within_the_hour_says_so_and_goes_away_when_it_is_taken_back(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.goes_to("/")
    page.select_option("#reason", "R12")
    page.check(f"#flag-{CALF}")
    expect(page.locator("#ring")).to_contain_text("Personalen behöver få veta det snabbt")

    page.uncheck(f"#flag-{CALF}")

    expect(page.locator("#ring")).to_be_hidden()


def test_a_sign_ticked_for_one_reason_is_kept_when_another_is_chosen(visitor: Visitor) -> None:
    page = visitor.page
    visitor.goes_to("/")
    page.select_option("#reason", "R04")
    page.check(f"#flag-{CHEST}")

    page.select_option("#reason", "R31")

    expect(page.locator(f"#flag-{CHEST}")).to_be_checked()
    expect(page.locator(f"#flag-{CHEST}")).to_be_visible()
    expect(page.locator("#ring")).to_contain_text("Ring 112 nu")


def test_what_is_missing_is_listed_and_each_line_leads_to_its_field(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Astrid Testberg")
    page.click("#send")
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors li")).to_have_count(4)

    page.click("#errors a[href='#phone']")

    expect(page.locator("#phone")).to_be_focused()
    expect(page.locator("#phone")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#phone-error")).to_contain_text("Skriv ett telefonnummer")
    assert visitor.sent("POST", "/contact-requests") == []


def test_a_number_that_cannot_be_called_is_said_beside_its_field(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Astrid Testberg")
    fill_in(page, phone="0000000")
    page.click("#send")

    expect(page.locator("#phone-error")).to_contain_text("Det kan inte vara ett telefonnummer")
    expect(page.locator("#errors")).to_be_focused()
    visitor.expects_a_refusal()


def test_a_request_sent_again_after_a_lost_answer_is_one_request(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Bertil Testlund")
    fill_in(page, unit="mariehem")
    answers: list[str] = []

    def lose_the_first(route: Route) -> None:
        answers.append(route.fetch().json()["contact_id"])
        if len(answers) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/contact-requests", lose_the_first)
    page.click("#send")

    expect(page.locator("#answer .promise")).to_be_visible()
    keys = {one.headers["idempotency-key"] for one in visitor.sent("POST", "/contact-requests")}
    assert (len(keys), len(answers), len(set(answers))) == (1, 2, 1)
    visitor.expects_a_refusal()


def test_a_parent_seeks_contact_for_their_child_at_the_hours_they_can_answer(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Astrid Testberg")
    fill_in(page, unit="backen", reason="R02")
    page.check("#whom-child")
    page.fill("#name", "Cilla Testgren")
    page.fill("#identity", "20170101-2393")
    page.check("#hours-some")
    expect(page.locator("#available_to")).to_have_value("17:00")  # as the region's day ends
    page.select_option("#available_from", "10:00")
    page.select_option("#available_to", "12:00")
    page.check("#consent-same_provider")
    page.check("#safe_contact")
    page.check("#interpreter")
    page.select_option("#language", "ar")
    page.click("#send")

    expect(page.locator("#answer .promise")).to_be_visible()
    body = sent_body(visitor)
    assert body["identity"] == {"kind": "personal_number", "number": "20170101-2393"}
    assert body["on_behalf_of"]["relation"] == "child"
    assert (body["name"], body["on_behalf_of"]["caller_name"]) == ("Cilla Testgren", "Astrid Testberg")
    assert (body["consent"], body["safe_contact"], body["language"]) == ("same_provider", True, "ar")
    assert body["facts"] == ["interpreter"]
    hours = [body[name][11:16] for name in ("available_from", "available_to")]
    assert hours in (["09:00", "11:00"], ["08:00", "10:00"])  # UTC, in winter and in summer


def test_another_care_provider_is_asked_for_in_plain_words(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Astrid Testberg")

    expect(page.locator("#consent-own_unit")).to_be_checked()
    described_by = page.get_attribute("#consent-any_provider", "aria-describedby")
    expect(page.locator(f"#{described_by}")).to_contain_text("Den får se ditt namn, ditt nummer")


def test_the_pages_speak_english_when_asked_and_keep_to_it(visitors: Visitors) -> None:
    visitor = visitors.one()
    page = is_at_the_form(visitor, "Bertil Testlund", language="en")
    assert page.get_attribute("html", "lang") == "en"
    expect(page.locator("#who-name")).to_have_text("Signed in as Bertil Testlund")
    fill_in(page, unit="boleang")
    page.click("#send")
    expect(page.locator("#answer .promise")).to_have_text(PROMISE_IN_ENGLISH)

    page.click("#own-link")

    assert page.get_attribute("html", "lang") == "en"
    expect(page.locator("#promise")).to_have_text(PROMISE_IN_ENGLISH)
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("h1")).to_have_text("Din begäran om kontakt")
    expect(page.locator("#promise")).to_be_visible()


def test_all_of_it_can_be_done_with_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    visitor.goes_to("/")
    expect(page.locator("#seek")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    choose(page, "unit_id", "Umedalens")
    choose(page, "reason", "Allergi")
    reach(page, "sign-in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Dawit Testay")).to_be_visible()
    page.get_by_role("button", name="Dawit Testay").focus()  # that page is not ours
    page.keyboard.press("Enter")
    expect(page.locator("#step-reach")).to_be_focused()
    reach(page, "phone")
    page.keyboard.type("070-174 06 07")
    reach(page, "sms_welcome-yes")
    page.keyboard.press("ArrowDown")  # from yes to no
    expect(page.locator("#sms_welcome-no")).to_be_checked()
    reach(page, "send")
    page.keyboard.press("Enter")
    expect(page.locator("#answer .promise")).to_be_focused()
    reach(page, "own-link")
    page.keyboard.press("Enter")
    expect(page.locator("#promise")).to_be_visible()
    reach(page, "cancel")
    page.keyboard.press("Enter")
    expect(page.locator("#sure-no")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#cancel:not([aria-disabled])")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#sure-no")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Din begäran är avbokad.")


def reach(page: Page, element_id: str) -> None:
    """Press Tab until the element has the focus; there must be something to see of it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == element_id:
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none"
            return
    pytest.fail(f"#{element_id} cannot be reached with Tab")


def choose(page: Page, element_id: str, begins: str) -> None:
    """Choose in a list by typing how the line begins."""
    reach(page, element_id)
    page.keyboard.type(begins)
    chosen = page.evaluate("document.activeElement.selectedOptions[0].text")
    assert chosen.startswith(begins)


@pytest.mark.parametrize("link", ["", "#not-a-link", "#AAECAwQFBgcICQoLDA0ODwAAdQubXS5vCkxVmkQ6Hwo_jRA"])
def test_a_link_that_does_not_work_says_what_to_do(visitor: Visitor, link: str) -> None:
    visitor.goes_to(f"/my-contact{link}")

    expect(visitor.page.locator("#case [role=alert]")).to_be_visible()
    expect(visitor.page.get_by_role("link", name="Sök kontakt igen")).to_be_visible()
    visitor.expects_a_refusal()


def test_who_was_not_reached_opens_the_request_again(visitor: Visitor, site: Site) -> None:
    taken = seek_as_a_front_end(site, phone="+46701740608")
    with site.store.transaction() as tx:
        contact = tx.hold_contact(ContactId(taken["contact_id"]))
        assert contact is not None
        tx.release(contact.id)
        tx.save_contact(
            replace(contact, state=ContactState.NOT_REACHED, attempts=3, closed_at=contact.need.sought_at)
        )
    page = visitor.page
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    expect(page.locator("#promise")).to_have_text("Vi har inte nått dig")

    page.get_by_role("button", name="Öppna din begäran igen").click()

    expect(page.locator("#said")).to_have_text("Din begäran är öppen igen.")
    expect(page.locator("#promise")).to_contain_text("Vi ringer dig i dag")


def test_who_left_a_wrong_number_is_told_so_and_led_to_the_form(visitor: Visitor, site: Site) -> None:
    taken = seek_as_a_front_end(site, phone="+46701740609")
    with site.store.transaction() as tx:
        contact = tx.hold_contact(ContactId(taken["contact_id"]))
        assert contact is not None
        tx.release(contact.id)
        ended = contact.need.sought_at
        rung = Attempt(contact.id, 1, StaffId("backen-01"), ended, ended, Outcome.WRONG_NUMBER)
        tx.add_attempt(rung)
        tx.save_contact(replace(contact, state=ContactState.NOT_REACHED, attempts=1, closed_at=ended))
    page = visitor.page

    visitor.goes_to(f"/my-contact#{taken['link']['token']}")

    expect(page.locator("#promise")).to_contain_text("Numret vi fick gick till någon annan")
    expect(page.locator("#case")).not_to_contain_text("flera gånger")
    expect(page.get_by_role("button", name="Öppna din begäran igen")).to_have_count(0)
    expect(page.get_by_role("link", name="Sök kontakt igen")).to_be_visible()


def seek_as_a_front_end(site: Site, *, phone: str) -> dict[str, Any]:
    body = {"unit_id": "backen", "reason": "R16", "phone": phone, "identity": {"kind": "none"}}
    taken: dict[str, Any] = site.post("/contact-requests", body, site.front_end())
    return taken


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_is_wider_than_a_narrow_screen(visitors: Visitors, language: str) -> None:
    visitor = visitors.one(width=320, height=640)
    last_shown = {"/": "#seek", "/my-contact": "#case a", "/desk": "#sign-in", "/signed-in": "#errors a"}
    for path, shown in last_shown.items():
        visitor.goes_to(f"{path}?language={language}")
        expect(visitor.page.locator(shown)).to_be_visible()

        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_form_and_the_answer_fit_a_narrow_screen(visitors: Visitors) -> None:
    visitor = visitors.one(width=320, height=640)
    page = is_at_the_form(visitor, "Dawit Testay")
    page.check("#whom-adult")
    page.check("#hours-some")
    page.click("#send")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.check("#whom-self")
    page.check("#hours-any")
    fill_in(page, unit="dragonen")
    page.check("#flag-RF03")
    page.click("#send")
    expect(page.locator("#answer .promise")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_forged_answer_of_the_sign_in_lets_nobody_in(visitor: Visitor) -> None:
    visitor.goes_to("/")
    visitor.goes_to("/signed-in?code=stolen&state=guessed")

    expect(visitor.page.locator("#errors")).to_contain_text("Inloggningen gick inte igenom")
    assert "code" not in visitor.page.url
    assert visitor.page.evaluate("sessionStorage.length") == 0


def test_who_signs_out_is_out(visitor: Visitor) -> None:
    page = is_at_the_form(visitor, "Astrid Testberg")

    page.click("#sign-out")

    expect(page.locator("#step-sign-in")).to_be_visible()
    expect(page.locator("#rest")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
