"""Staff and a citizen who is not called write to each other, each in a browser of their own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.conftest import Seek, Visitor, Visitors

pytestmark = pytest.mark.browser
BY_STAFF = re.compile(r"^Vården, i dag kl\. \d\d:\d\d$")
BY_CITIZEN = re.compile(r"^Personen, i dag kl\. \d\d:\d\d$")
LATER = 15_000  # milliseconds: longer than the desk waits before it looks again, by the browser's clock
Held = Callable[[str], Page]


@pytest.fixture
def held(visitors: Visitors) -> Held:
    """The desk of a staff member who has taken the next contact."""

    def held(person: str) -> Page:
        visitor = visitors.one()
        visitor.page.clock.install()
        visitor.goes_to("/desk?language=sv")
        visitor.page.click("#sign-in")
        visitor.signs_in_as(person)
        visitor.page.click("#pull")
        expect(visitor.page.locator("#lease")).to_be_visible()
        return visitor.page

    return held


def closes(page: Page) -> None:
    """The conversation is over, and the next test's contact is the only one that waits."""
    page.click("[data-outcome=reached]")
    expect(page.locator("#pull")).to_be_visible()


def writes(page: Page, text: str) -> Locator:
    """Write and send with the keyboard alone; what was sent stands last in the thread and has the focus."""
    expect(page.locator("#text")).to_be_visible()
    page.locator("#text").focus()
    page.keyboard.insert_text(text)
    page.keyboard.press("Tab")
    expect(page.locator("#send-written-message")).to_be_focused()
    page.keyboard.press("Enter")
    sent = page.locator("#written-messages > li").last
    expect(sent).to_be_focused()
    expect(page.locator("#text")).to_have_value("")
    return sent


def test_staff_write_to_a_citizen_who_reads_and_answers(visitor: Visitor, seek: Seek, held: Held) -> None:
    taken = seek("umedalen", phone="+46701740690", needs={"mode": "text"}, reason="R16")
    desk = held("Elle Lundmark")
    expect(desk.get_by_role("group", name="Skriv till personen")).to_be_visible()
    expect(desk.locator("#text-hint")).to_contain_text("Personen får ett sms")
    asked = "Vilken medicin gäller det?\nSkriv <b>namn</b> och styrka."
    writes(desk, asked)

    mine = visitor.page
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    thread = mine.get_by_role("region", name="Skriftlig kontakt")
    first = thread.locator("#written-messages > li").first
    expect(first.locator(".hint")).to_have_text(BY_STAFF)
    assert first.locator(".written-message").inner_text() == asked
    expect(thread.locator("b")).to_have_count(0)
    answer = "Waran & <i>2,5 mg</i>\n\nTack!"
    writes(mine, answer)

    desk.clock.fast_forward(LATER)
    received = desk.locator("#written-messages > li[data-by=citizen]")
    expect(received.locator(".hint")).to_have_text(BY_CITIZEN)
    assert received.locator(".written-message").inner_text() == answer
    expect(desk.locator("#written-messages i")).to_have_count(0)
    expect(desk.locator("#written-messages > li")).to_have_count(2)
    closes(desk)

    mine.reload()
    expect(mine.locator("#written-messages > li")).to_have_count(2)
    expect(thread).to_contain_text("Din begäran är avslutad.")
    expect(mine.locator("#text")).to_be_hidden()


def test_what_a_citizen_writes_goes_in_no_address_and_is_sent_under_their_link(
    visitor: Visitor, seek: Seek, held: Held
) -> None:
    taken = seek("anderstorp", phone="+46701740691", needs={"mode": "video"})
    desk = held("Eva Nordström")
    writes(desk, "Hemligt")
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    writes(visitor.page, "Också hemligt")

    (sent,) = visitor.sent("POST", "/written-messages")
    assert sent.post_data_json == {"text": "Också hemligt"}
    assert sent.headers["contact-link"] == taken["link"]["token"]
    assert [one.url for one in visitor.requests if "hemligt" in one.url.lower()] == []
    closes(desk)


def test_nothing_is_sent_empty_and_the_fault_stands_beside_the_field(
    visitor: Visitor, seek: Seek, held: Held
) -> None:
    taken = seek("anderstorp", phone="+46701740692", needs={"mode": "text"})
    desk = held("Gunnar Öberg")
    writes(desk, "Hej!")
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    for page in (desk, visitor.page):
        page.fill("#text", "  \n ")
        page.click("#send-written-message")
        expect(page.locator("#errors")).to_be_focused()
        page.click("#errors a[href='#text']")

        expect(page.locator("#text")).to_be_focused()
        expect(page.locator("#text")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#text-error")).to_have_text("Skriv något innan du skickar.")
    assert visitor.sent("POST", "/written-messages") == []
    closes(desk)


def test_a_letter_sent_again_after_a_lost_answer_is_one_letter(
    visitors: Visitors, seek: Seek, held: Held
) -> None:
    seek("anderstorp", phone="+46701740693", needs={"mode": "text"})
    page = held("Gunnar Öberg")
    kept: list[str] = []

    def lose_the_first(route: Route) -> None:
        kept.append(route.fetch().json()["written_at"])
        if len(kept) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/claims/*/written-messages", lose_the_first)
    page.fill("#text", "Är du kvar?")
    page.click("#send-written-message")

    expect(page.locator("#text")).to_have_value("")  # the page sends it again by itself
    expect(page.locator("#written-messages > li")).to_have_count(1)
    assert (len(kept), len(set(kept))) == (2, 1)
    closes(page)
    visitors.all[-1].expects_a_refusal()


def test_who_writes_after_the_end_is_told_so_and_still_reads_what_was_written(
    visitor: Visitor, seek: Seek, held: Held
) -> None:
    taken = seek("anderstorp", phone="+46701740694", needs={"mode": "text"})
    desk = held("Gunnar Öberg")
    writes(desk, "Vi har bokat en tid åt dig.")
    page = visitor.page
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    page.fill("#text", "Tack!")
    closes(desk)

    page.click("#send-written-message")

    expect(page.locator("#errors")).to_contain_text("Kontakten är redan avslutad.")
    expect(page.locator("#text")).to_be_hidden()
    expect(page.locator("#written-messages > li")).to_have_count(1)
    visitor.expects_a_refusal()


def test_who_is_called_is_written_to_only_where_something_was_written(
    visitor: Visitor, seek: Seek, held: Held
) -> None:
    taken = seek("anderstorp", phone="+46701740695")
    mine = visitor.page
    asked: list[str] = []
    mine.on("request", lambda request: asked.append(request.url))
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    expect(mine.locator("#promise")).to_be_visible()
    expect(mine.locator("#written-messages-part")).to_be_hidden()
    assert not [url for url in asked if "written-messages?" in url]
    desk = held("Gunnar Öberg")
    expect(desk.locator("#call")).to_be_visible()
    expect(desk.locator("#written-messages-part")).to_be_hidden()

    written_messages = f"/contact-requests/{taken['contact_id']}/written-messages"
    link = {"Contact-Link": taken["link"]["token"]}
    visitor.site.post(written_messages, {"text": "Jag hör dåligt."}, link)
    desk.clock.fast_forward(LATER)

    expect(desk.locator("#written-messages-part")).to_be_visible()
    expect(desk.locator("#written-messages")).to_contain_text("Jag hör dåligt.")
    closes(desk)


def test_staff_are_told_when_no_text_message_reaches_the_citizen(seek: Seek, held: Held) -> None:
    seek("anderstorp", phone="+46846500412", needs={"mode": "text"})
    desk = held("Gunnar Öberg")

    expect(desk.locator("#text-hint")).to_contain_text("Inget sms når personen.")
    closes(desk)


def test_what_staff_began_to_write_outlasts_a_change_of_urgency(seek: Seek, held: Held) -> None:
    seek("anderstorp", phone="+46701740696", needs={"mode": "text"})
    desk = held("Gunnar Öberg")
    desk.fill("#text", "Hur länge har du")
    desk.click("#override summary")
    desk.fill("#override_why", "Andfådd.")
    desk.click("#override button")
    expect(desk.locator("#said")).to_have_text("Angelägenheten är ändrad.")

    expect(desk.locator("#text")).to_have_value("Hur länge har du")
    closes(desk)


def test_a_long_letter_fits_a_narrow_screen(visitors: Visitors, seek: Seek, held: Held) -> None:
    taken = seek("anderstorp", phone="+46701740697", needs={"mode": "text"})
    desk = held("Gunnar Öberg")
    desk.set_viewport_size({"width": 320, "height": 640})
    writes(desk, "å" * 2000)
    visitor = visitors.one(width=320, height=640)
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")
    expect(visitor.page.locator("#written-messages .written-message")).to_be_visible()

    for page in (desk, visitor.page):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    closes(desk)


def test_who_takes_no_calls_may_write_before_anybody_holds_the_contact(
    visitor: Visitor, seek: Seek, held: Held
) -> None:
    taken = seek("anderstorp", phone="+46701740688", needs={"mode": "text"})
    visitor.goes_to(f"/my-contact#{taken['link']['token']}")

    writes(visitor.page, "Jag är döv. Jag behöver ny medicin.")

    desk = held("Eva Nordström")
    expect(desk.locator("#written-messages > li[data-by=citizen]")).to_contain_text("Jag är döv.")
    closes(desk)
