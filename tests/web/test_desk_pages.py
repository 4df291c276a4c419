"""Staff in a real browser: sign in, take the next contact, say how it went, see alerts and the queue."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from contact_api.domain.calls.calls import CameTo
from contact_api.domain.calls.dialling_limits import DiallingLimits
from contact_api.domain.core.values import ContactId
from contact_api.usecases.calls.record_call_event import settle
from contact_api.usecases.messages.sms_reachability import alert_if_only_way
from tests.web.conftest import Seek, Site, Visitor, Visitors

ASTRID = {"kind": "personal_number", "number": "198004262385"}  # a test number that Skatteverket publishes
pytestmark = pytest.mark.browser


def is_at_the_desk(visitor: Visitor, person: str, *, language: str = "sv") -> Page:
    visitor.goes_to(f"/desk?language={language}")
    visitor.page.click("#sign-in")
    visitor.signs_in_as(person)
    expect(visitor.page.locator("#inside")).to_be_visible()
    return visitor.page


def takes_the_next(page: Page) -> None:
    page.click("#pull")
    expect(page.locator("#lease")).to_be_visible()


def test_staff_take_the_next_contact_and_say_how_it_went(visitor: Visitor, seek: Seek) -> None:
    seek("savar", name="Astrid Testberg", phone="+46701740605", free_text="Hosta sedan i måndags.")
    page = is_at_the_desk(visitor, "Hugo Sundqvist")
    takes_the_next(page)

    contact = page.locator("#contact")
    expect(page.locator("#contact-heading")).to_be_focused()
    expect(page.locator("#lease")).to_have_text(re.compile(r"^Kontakten är din i 1[45]:\d\d$"))
    expect(contact.locator("a[href='tel:+46701740605']")).to_be_visible()
    for told in ("Astrid Testberg", "Hosta sedan i måndags.", "Förkyld, hosta, ont i halsen", "U2 samma dag"):
        expect(contact).to_contain_text(told)
    page.select_option("#result", "booked_visit")
    page.click("[data-outcome=reached]")
    expect(page.locator("#sure-heading")).to_have_text("Ingen tid är bokad här. Spara ändå?")
    page.click("#sure-yes")

    expect(page.locator("#said")).to_have_text("Sparat: Svarade.")
    expect(page.locator("#said")).to_be_focused()
    expect(page.locator("#pull")).to_be_visible()
    expect(contact).not_to_contain_text("Astrid Testberg")
    (outcome,) = visitor.sent("POST", "/outcomes")
    assert outcome.post_data_json == {"outcome": "reached", "result": "booked_visit", "lease_number": 1}
    assert "idempotency-key" in outcome.headers


def test_no_answer_says_when_the_next_try_is_due(visitor: Visitor, seek: Seek) -> None:
    seek("hornefors")
    page = is_at_the_desk(visitor, "Omar Stenvall")
    takes_the_next(page)

    page.click("[data-outcome=no_answer]")

    expect(page.locator("#said")).to_have_text(
        re.compile(r"^Sparat\. Nytt försök tidigast i dag kl\. \d\d:\d\d\.$")
    )
    page.click("#pull")
    expect(page.locator("#said")).to_have_text("Ingen som du kan ta väntar på att bli kontaktad just nu.")


def test_what_ends_the_contact_is_asked_again_before_it_is_saved(visitor: Visitor, seek: Seek) -> None:
    seek("vannas")
    page = is_at_the_desk(visitor, "Ulla Åström")
    takes_the_next(page)

    page.click("[data-outcome=declined]")
    expect(page.locator("#sure-no")).to_be_focused()
    page.keyboard.press("Escape")
    assert visitor.sent("POST", "/outcomes") == []
    page.click("[data-outcome=declined]")
    page.click("#sure-yes")

    expect(page.locator("#said")).to_have_text("Sparat: Ville inte längre ha kontakt.")


def test_protected_data_and_safe_contact_are_marked_and_shown_only_when_asked_for(
    visitor: Visitor, seek: Seek
) -> None:
    seek(
        "vindeln",
        identity=ASTRID,
        name="Astrid Testberg",
        protected_identity=True,
        safe_contact=True,
        language="fi",
        interpreter=True,
        facts=["interpreter"],
    )
    page = is_at_the_desk(visitor, "Amina Renfelt")
    takes_the_next(page)

    contact = page.locator("#contact")
    expect(contact.locator(".flags")).to_contain_text("Skyddade personuppgifter")
    expect(contact.locator(".flags")).to_contain_text("Säker kontakt: inget sms, inget röstmeddelande")
    expect(contact.locator(".flags")).to_contain_text("Tolk: finska")
    expect(contact).not_to_contain_text("Astrid Testberg")
    expect(contact).not_to_contain_text(ASTRID["number"])
    page.get_by_role("button", name="Visa namn och nummer").click()
    expect(contact).to_contain_text("Astrid Testberg")
    expect(contact).to_contain_text(ASTRID["number"])


def test_a_contact_is_given_back_and_is_still_held_after_the_page_is_loaded_anew(
    visitor: Visitor, seek: Seek
) -> None:
    taken = seek("nordmaling")
    page = is_at_the_desk(visitor, "Malin Renfelt")
    takes_the_next(page)
    page.reload()
    expect(page.locator("#lease")).to_be_visible()

    page.click("#release")

    expect(page.locator("#said")).to_have_text("Kontakten är tillbaka i kön med samma plats.")
    (released,) = visitor.sent("POST", "/releases")
    assert taken["contact_id"] in released.url


def test_a_contact_is_passed_on_to_another_profession_with_a_reason(visitor: Visitor, seek: Seek) -> None:
    seek("holmsund")
    page = is_at_the_desk(visitor, "Aino Forsgren")
    takes_the_next(page)
    page.click("#transfer summary")
    page.click("#transfer button")
    expect(page.locator("#errors li")).to_have_count(2)

    page.select_option("#to_professions", "physiotherapist")
    page.fill("#transfer_why", "Behöver bedömas av fysioterapeut.")
    page.click("#transfer button")

    expect(page.locator("#said")).to_have_text("Kontakten är överlämnad.")
    expect(page.locator("#queue")).to_contain_text("fysioterapeut")


def test_another_care_provider_is_chosen_only_with_the_citizen_s_yes(visitor: Visitor, seek: Seek) -> None:
    seek("storuman", consent="same_provider")
    page = is_at_the_desk(visitor, "Olena Forsgren")
    takes_the_next(page)
    page.click("#transfer summary")
    page.select_option("#to_unit", "sorsele")
    expect(page.locator("#consent")).to_be_hidden()
    page.select_option("#to_unit", "norrlandskliniken")
    page.fill("#transfer_why", "Vill hellre dit.")
    page.click("#transfer button")
    expect(page.locator("#errors li")).to_have_text(
        "Fråga personen. Utan ett ja kan du inte lämna över till en annan vårdgivare."
    )

    page.check("#consent")
    page.click("#transfer button")

    expect(page.locator("#said")).to_have_text("Kontakten är överlämnad.")


def test_a_licensed_nurse_changes_the_urgency_and_keeps_the_contact(visitor: Visitor, seek: Seek) -> None:
    seek("bjurholm")
    page = is_at_the_desk(visitor, "Anders Lundmark")
    takes_the_next(page)
    page.click("#override summary")
    page.select_option("#urgency", "U1")
    page.fill("#override_why", "Andfådd, ska ringas först.")
    page.click("#override button")

    expect(page.locator("#said")).to_have_text("Angelägenheten är ändrad.")
    expect(page.locator("#contact")).to_contain_text("U1 akut i dag")
    expect(page.locator("#lease")).to_be_visible()


def test_the_contact_is_kept_by_itself_while_the_page_is_open(visitor: Visitor, seek: Seek) -> None:
    seek("heimdall")
    visitor.page.clock.install()
    page = is_at_the_desk(visitor, "Sara Strandberg")

    def for_four_minutes(route: Route) -> None:
        answer = route.fetch()
        claim = answer.json()
        soon = datetime.fromisoformat(claim["lease_until"]) - timedelta(minutes=11)
        route.fulfill(response=answer, json=claim | {"lease_until": soon.isoformat()})

    page.route("**/work-queue/pulls", for_four_minutes)
    takes_the_next(page)
    with page.expect_response("**/heartbeats") as kept:
        page.clock.fast_forward("02:01")

    assert kept.value.ok
    assert kept.value.request.post_data_json == {"lease_number": 1}
    expect(page.locator("#lease")).to_have_text(re.compile(r"1\d:\d\d$"))


def test_a_contact_that_is_no_longer_held_says_so(visitor: Visitor, seek: Seek, site: Site) -> None:
    taken = seek("lycksele")
    page = is_at_the_desk(visitor, "Elin Öberg")
    takes_the_next(page)
    releases = f"/work-queue/claims/{taken['contact_id']}/releases"
    site.post(releases, {"lease_number": 1}, site.as_person("lycksele-01"))

    page.click("[data-outcome=no_answer]")

    expect(page.locator("#errors")).to_contain_text("Du har inte längre kontakten")
    expect(page.locator("#pull")).to_be_visible()
    visitor.expects_a_refusal()


def test_an_outcome_whose_answer_was_lost_is_sent_again_by_itself_and_saved_once(
    visitor: Visitor, seek: Seek
) -> None:
    seek("lycksele")
    page = is_at_the_desk(visitor, "Elin Öberg")
    takes_the_next(page)
    answers = iter([Route.abort, Route.abort])

    def lose_two(route: Route) -> None:
        route.fetch()  # it arrives, and is saved; the answer never comes
        next(answers, Route.continue_)(route)

    page.route("**/outcomes", lose_two)
    page.click("[data-outcome=no_answer]")

    expect(page.locator("#said")).to_contain_text("Sparat. Nytt försök")
    assert len({one.headers["idempotency-key"] for one in visitor.sent("POST", "/outcomes")}) == 1
    visitor.expects_a_refusal()


def test_an_outcome_that_was_saved_is_said_to_be_after_a_reload_and_after_another_press(
    visitor: Visitor, seek: Seek
) -> None:
    seek("lycksele")
    page = is_at_the_desk(visitor, "Elin Öberg")
    takes_the_next(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/outcomes", lose)
    page.click("[data-outcome=no_answer]")
    expect(page.locator("#errors")).to_contain_text("Vi når inte tjänsten")
    page.click("[data-outcome=reached]")
    expect(page.locator("#errors")).to_contain_text("Vi når inte tjänsten")
    page.unroute("**/outcomes")
    page.reload()

    expect(page.locator("#said")).to_contain_text("Sparat. Nytt försök")
    expect(page.locator("#pull")).to_be_visible()
    visitor.expects_a_refusal()


def test_an_alert_stands_first_and_who_takes_care_of_it_sees_whom_to_call(
    visitor: Visitor, seek: Seek
) -> None:
    seek("erikslid", reason="R04", red_flags=["RF01"], phone="+46701740606", name="Bertil Testlund")
    page = is_at_the_desk(visitor, "Ingrid Fjällström")
    alert = page.locator("#alerts li").last
    expect(alert).to_contain_text("Fara för liv: ring upp nu")
    assert "Bertil" not in (alert.text_content() or "")

    alert.get_by_role("button", name="Jag tar hand om det").click()

    expect(page.locator("#contact-heading")).to_be_focused()
    contact = page.locator("#contact")
    expect(contact.locator("a[href='tel:+46701740606']")).to_be_visible()
    expect(contact).to_contain_text("Varningstecken: Ont, tryck eller kramp i bröstet")
    expect(contact).to_contain_text("tar hand om larmet sedan i dag")
    expect(page.locator("#lease")).to_be_visible()
    expect(page.locator("#alerts")).to_have_text("Inga larm.")


def test_the_card_shows_an_open_alert_that_is_over_when_the_person_was_reached(
    visitor: Visitor, seek: Seek
) -> None:
    seek("norsjo", reason="R04", red_flags=["RF01"], phone="+46701740606")
    page = is_at_the_desk(visitor, "Jonas Granlund")
    takes_the_next(page)
    expect(page.locator("#contact")).to_contain_text("Ingen har tagit hand om larmet.")

    page.click("[data-outcome=reached]")

    expect(page.locator("#said")).to_contain_text("Sparat")
    page.reload()
    expect(page.locator("#alerts")).to_have_text("Inga larm.")


def test_who_holds_another_contact_is_told_so_at_the_alert(visitor: Visitor, seek: Seek) -> None:
    seek("mala", reason="R03")
    page = is_at_the_desk(visitor, "Anna Kjellgren")
    takes_the_next(page)
    seek("mala", reason="R04", red_flags=["RF01"])
    page.reload()

    page.locator("#alerts li").last.get_by_role("button", name="Jag tar hand om det").click()

    expect(page.locator("#errors")).to_contain_text("Du har redan en annan kontakt.")
    expect(page.locator("#alerts li")).to_have_count(1)
    visitor.expects_a_refusal()


def test_an_alert_of_a_wrong_number_does_not_offer_to_call_it(visitor: Visitor, seek: Seek) -> None:
    seek("vilhelmina", phone="+46701740607", name="Bertil Testlund")
    page = is_at_the_desk(visitor, "Ingrid Lindahl")
    takes_the_next(page)
    page.click("[data-outcome=wrong_number]")
    page.click("#sure-yes")
    expect(page.locator("#said")).to_contain_text("Ett larm ber enheten hitta rätt nummer.")
    page.reload()
    alert = page.locator("#alerts li").last
    expect(alert).to_contain_text("Fel nummer: hitta personens rätta nummer")

    alert.get_by_role("button", name="Jag tar hand om det").click()

    expect(page.locator(".seen")).to_contain_text("är fel nummer, ring det inte")
    expect(page.locator(".seen")).to_contain_text("Bertil Testlund")
    expect(page.locator(".seen a[href^='tel:']")).to_have_count(0)


def test_the_queue_says_what_waits_and_of_nobody_who_it_is(visitor: Visitor, seek: Seek) -> None:
    seek(
        "norsjo",
        identity=ASTRID,
        name="Astrid Testberg",
        phone="+46701740607",
        free_text="Hemligt",
        language="en",
    )
    page = is_at_the_desk(visitor, "Jonas Granlund")

    queue = page.locator("#queue")
    expect(queue).to_contain_text("Förkyld, hosta, ont i halsen")
    expect(queue).to_contain_text("Språk: engelska")
    for secret in ("Astrid", ASTRID["number"], "70174", "Hemligt"):
        expect(queue).not_to_contain_text(secret)


def test_a_unit_manager_sees_the_alerts_and_is_told_that_contacts_are_for_staff_to_take(
    visitor: Visitor,
) -> None:
    page = is_at_the_desk(visitor, "Manager of Mariehems hälsocentral")

    expect(page.locator("#contact")).to_have_text("Din inloggning ger inte rätt att ta kontakter.")
    expect(page.locator("#alerts")).to_be_visible()
    expect(page.locator("#queue-part")).to_be_hidden()
    visitor.expects_a_refusal()


def test_the_desk_speaks_english(visitor: Visitor, seek: Seek) -> None:
    seek("mala", language="en", needs={"mode": "text"})
    page = is_at_the_desk(visitor, "Anna Kjellgren", language="en")
    takes_the_next(page)

    assert page.get_attribute("html", "lang") == "en"
    expect(page.locator("#contact .flags")).to_contain_text("Written contact")
    expect(page.locator("#contact")).to_contain_text("Cold, cough, sore throat")


def test_a_held_contact_fits_a_narrow_screen(visitors: Visitors, seek: Seek) -> None:
    visitor = visitors.one(width=320, height=640)
    seek("dorotea", red_flags=["RF03"], protected_identity=True, safe_contact=True, free_text="a" * 300)
    page = is_at_the_desk(visitor, "Aino Älvdal")
    takes_the_next(page)
    page.click("#transfer summary")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_signed_out_desk_shows_nothing_of_anybody(visitor: Visitor, seek: Seek) -> None:
    seek("sorsele", name="Astrid Testberg")
    page = is_at_the_desk(visitor, "Aino Wallmark")
    takes_the_next(page)

    page.click("#sign-out")

    expect(page.locator("#outside")).to_be_visible()
    expect(page.locator("#contact")).to_be_empty()
    expect(page.locator("#queue")).to_be_empty()
    assert page.evaluate("sessionStorage.length") == 0


def a_worker_hangs_up(site: Site, *, asked_for: str) -> None:
    """The call that waits for a worker; the provider has not been asked for anything yet."""
    with site.store.transaction() as tx:
        (call,) = [one for one in tx.unsettled_calls() if one.contact_id == asked_for]
        settle(call, CameTo.CANCELLED, tx, limits=DiallingLimits(), now=call.asked_at)


def test_staff_have_the_citizen_called_and_see_how_far_it_has_come(visitor: Visitor, seek: Seek) -> None:
    taken = seek("burea", phone="+46701740689")
    page = is_at_the_desk(visitor, "Hodan Sjödin")
    takes_the_next(page)

    page.click("#call")
    expect(page.locator("#staff_phone-error")).to_have_text("Skriv numret till din telefon.")
    page.fill("#staff_phone", "070-174 06 10")
    page.click("#call")

    expect(page.locator("#call-state")).to_have_text("Din telefon ringer. Svara och tryck 1.")
    expect(page.locator("#hang-up")).to_be_visible()
    (asked,) = visitor.sent("POST", "/calls")
    assert asked.post_data_json == {"lease_number": 1, "staff_phone": "070-174 06 10"}
    assert f"/{taken['contact_id']}/" in asked.url

    page.click("#hang-up")
    expect(page.locator("#call-state")).to_have_text("Samtalet avslutas.")
    a_worker_hangs_up(visitor.site, asked_for=taken["contact_id"])
    expect(page.locator("#call-state")).to_have_text(
        "Samtalet avbröts innan någon svarade. Du har kvar kontakten."
    )
    expect(page.locator("[data-outcome=reached]")).to_be_visible()


def test_staff_see_that_texts_do_not_arrive_and_why(visitor: Visitor, seek: Seek) -> None:
    seek("robertsfors", phone="+46846500410")
    page = is_at_the_desk(visitor, "Tomas Granlund")
    takes_the_next(page)

    expect(page.locator("#contact .flags")).to_contain_text(
        "Sms når inte fram: Numret är inte ett mobilnummer och kan inte ta emot SMS."
    )


def test_an_alert_asks_for_another_way_to_somebody_who_is_contacted_in_writing(
    visitor: Visitor, seek: Seek
) -> None:
    taken = seek("byske", phone="+46846500411", needs={"mode": "text"})
    contact_id = ContactId(taken["contact_id"])
    with visitor.site.store.transaction() as tx:
        contact = tx.contact(contact_id)
        assert contact is not None
        alert_if_only_way(contact, tx, now=contact.need.sought_at)
    page = is_at_the_desk(visitor, "Amina Bäckström")

    alert = page.locator("#alerts li").last
    expect(alert).to_contain_text("Sms når inte fram till någon som bara kan kontaktas skriftligt")
    alert.get_by_role("button", name="Jag tar hand om det").click()

    expect(page.locator("#contact .flags")).to_contain_text("Hitta ett annat sätt.")
