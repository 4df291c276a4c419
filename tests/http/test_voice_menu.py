"""A citizen rings: signed webhooks in, TwiML out, and a contact request at the end."""

from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree import ElementTree

import pytest

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Channel, ContactId, ContactState, Intake
from contact_api.domain.figures.inbound_calls import InboundKind
from contact_api.usecases.figures.record_inbound_calls import calls_in
from tests.http.world import ASTRID, V1, ZONE, World, seek

ALIDHEM = "+46846500401"
MOBILE, LANDLINE = "+46701740605", "+46980319200"
VOICE = "/telephony/twilio/voice"


@dataclass
class Caller:
    """Somebody with a telephone: dials, listens, presses keys."""

    world: World
    sid: str = "CA0001"
    rings_from: str = MOBILE
    to: str = ALIDHEM
    answer: Any = None
    heard: list[str] = field(default_factory=list)  # of the last answer

    def dial(self) -> "Caller":
        return self._hear(self._post(VOICE))

    def press(self, *keys: str) -> "Caller":
        """Key by key as the caller is asked; "" is silence."""
        for one in keys:
            self._hear(self._post(self.asked_at, Digits=one))
        return self

    def hang_up(self) -> "Caller":
        assert self._post(f"{VOICE}/ends", CallStatus="completed").status_code == 204
        return self

    def again(self, turn: int, keys: str = "") -> str:
        """The provider asks a turn again."""
        return str(self._post(f"{VOICE}/turns/{turn}", Digits=keys).text)

    @property
    def asked_at(self) -> str:
        """Where the answer goes to: a path under the API's root."""
        gather = self._document().find("Gather")
        assert gather is not None, f"nothing is asked: {self.heard}"
        return gather.attrib["action"].removeprefix(f"https://kontakt.example.se{V1}")

    @property
    def is_over(self) -> bool:
        return [one.tag for one in self._document()][-1] == "Hangup"

    @property
    def said(self) -> str:
        return " ".join(self.heard)

    @property
    def locales(self) -> set[str]:
        return {one.attrib["language"] for one in self._document().iter("Say")}

    def _document(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.answer.text)  # noqa: S314 - our own answer

    def _post(self, path: str, **more: str) -> Any:
        form = {"CallSid": self.sid, "From": self.rings_from, "To": self.to, **more}
        return self.world.provider_says(path, form)

    def _hear(self, answer: Any) -> "Caller":
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
        self.answer = answer
        self.heard = [str(one.text) for one in self._document().iter("Say")]
        return self


@pytest.fixture
def caller(world: World) -> Caller:
    return Caller(world)


def requests(world: World) -> list[Contact]:
    with world.store.transaction() as tx:
        return tx.open_contacts()


def the_request(world: World) -> Contact:
    (contact,) = requests(world)
    return contact


def phone_of(world: World, contact: Contact) -> str | None:
    with world.store.transaction() as tx:
        details = tx.details(contact.id)
    return details.phone if details else None


def attempts(world: World) -> list[InboundKind]:
    with world.store.transaction() as tx:
        span = day_span(world.clock.now.astimezone(ZONE).date(), ZONE)
        return [call.outcome for call in calls_in(span, tx)]


def events(world: World, contact_id: ContactId) -> list[str]:
    with world.store.transaction() as tx:
        return [one.kind for one in tx.history(contact_id)]


def test_112_is_said_before_anything_else_and_the_menu_is_the_catalogues(caller: Caller) -> None:
    caller.dial()

    assert "1 1 2" in caller.heard[0]
    assert "Välkommen till Ålidhems hälsocentral." in caller.heard
    menu = [one for one in caller.heard if ": tryck " in one]
    assert menu[0] == "Förkylning, hosta, feber: tryck 1."
    assert [one[-2] for one in menu] == list("123456789")


def test_keys_lead_to_a_promise_that_is_read_out_and_a_text_message(caller: Caller, world: World) -> None:
    caller.dial().press("1", "1", "")

    assert caller.heard[0] == "Vi ringer dig i dag, från klockan 9 och 15 till klockan 10."
    contact = the_request(world)
    assert (contact.circumstances.reason, contact.circumstances.channel) == ("R01", Channel.PHONE)
    assert contact.circumstances.intake is Intake.VOICE
    assert phone_of(world, contact) == MOBILE
    caller.press("1")
    assert caller.is_over
    assert "Du får ett sms med samma besked." in caller.heard
    assert attempts(world) == [InboundKind.REQUESTED]


def test_the_number_of_the_caller_is_read_back_digit_by_digit(caller: Caller) -> None:
    caller.dial().press("1")

    assert "0 7 0, 1 7 4, 0 6, 0 5." in caller.heard


def test_what_it_is_about_is_said_in_the_menu_only_and_the_name_never(caller: Caller) -> None:
    caller.dial()
    menu = [one.partition(":")[0] for one in caller.heard if ": tryck " in one]

    for keys in ("4", "1", ASTRID, "2"):
        caller.press(keys)
        assert not [one for one in menu if one in caller.said]


def test_english_is_a_key_away_and_staff_who_speak_it_are_asked_for(caller: Caller, world: World) -> None:
    caller.dial()
    assert "For English, press star." in caller.heard

    caller.press("*")
    assert caller.heard[0] == "If somebody's life is in danger, hang up and ring 1 1 2 now."
    caller.press("1", "1", "")

    assert the_request(world).need.language == "en"
    assert caller.heard[0].startswith("We will call you today, from 9 15 to 10 o'clock.")
    assert caller.locales == {"en-GB"}


def test_another_window_is_chosen_by_a_key(caller: Caller, world: World) -> None:
    caller.dial().press("1", "1", "")
    offered = [one for one in caller.heard if one.startswith("Vill du hellre")]

    caller.press("2")

    assert 1 <= len(offered) <= 2
    contact = the_request(world)
    assert contact.window is not None
    assert contact.window.start > world.clock.now
    assert caller.is_over
    assert "contact.taken_in" in events(world, contact.id)
    assert events(world, contact.id).count("promise.made") == 2


def test_who_keys_in_their_personal_number_is_the_same_person_as_on_the_web(
    caller: Caller, world: World
) -> None:
    web = seek(world, world.citizen())
    world.clock.pass_time(minutes=5)

    caller.dial().press("2", "1", ASTRID)

    contact = the_request(world)
    assert (contact.id, contact.times_sought) == (web["contact_id"], 2)
    assert "Vi ringer dig i dag" in caller.said


def test_a_personal_number_that_cannot_be_is_asked_for_again_and_then_left_out(
    caller: Caller, world: World
) -> None:
    caller.dial().press("1", "1")

    for _ in range(2):
        caller.press("198004262380")
        assert caller.heard[0] == "Det personnumret stämmer inte."
        assert requests(world) == []
    caller.press("1")

    assert len(requests(world)) == 1


def test_zero_or_waiting_is_plainly_called_back(world: World) -> None:
    presses = Caller(world, "CA1").dial().press("0", "")
    waits = Caller(world, "CA2", "+46701740606").dial().press("", "", "")

    found = requests(world)
    assert {phone_of(world, one) for one in found} == {MOBILE, "+46701740606"}
    assert {one.circumstances.reason for one in found} == {"R43"}
    for one in (presses, waits):
        assert "Vi ringer dig i dag" in one.said


@pytest.mark.parametrize("rings_from", ["anonymous", "", "Restricted", "+266696687"])
def test_a_withheld_number_is_asked_for(world: World, rings_from: str) -> None:
    caller = Caller(world, rings_from=rings_from).dial().press("1")
    assert caller.heard[0] == "Ditt nummer är dolt för oss."

    caller.press("0701740605")
    assert "0 7 0, 1 7 4, 0 6, 0 5." in caller.heard
    caller.press("1", "")

    assert phone_of(world, the_request(world)) == MOBILE


@pytest.mark.parametrize(
    ("keyed", "why"),
    [
        ("112", "Numret är för kort."),
        ("004740612345", "Vi kan bara ringa svenska nummer."),
        ("0939123456", "Vi kan inte ringa betalnummer."),
        ("07017406051234567", "Numret är för långt."),
        ("0999999999", "Det numret finns inte."),
    ],
)
def test_a_number_that_cannot_be_called_is_told_from_one_that_can(
    caller: Caller, world: World, keyed: str, why: str
) -> None:
    caller.dial().press("1", "2", keyed)

    assert caller.heard[0] == why
    caller.press(LANDLINE.replace("+46", "0"), "1", "")
    assert phone_of(world, the_request(world)) == LANDLINE


def test_a_foreign_caller_is_asked_for_a_swedish_number(world: World) -> None:
    caller = Caller(world, rings_from="+4740612345").dial().press("1")

    assert caller.heard[0] == "Vi kan bara ringa svenska nummer."


def test_without_any_number_the_call_ends_with_where_else_to_turn(world: World) -> None:
    caller = Caller(world, rings_from="anonymous").dial().press("1", "1", "1", "1")

    assert caller.is_over
    assert caller.heard[0] == "Vi har inget nummer att ringa dig på, så vi kan inte ringa upp."
    assert "1 1 7 7" in caller.said
    assert requests(world) == []
    assert len(attempts(world)) == 1


def test_a_star_leads_back_to_the_callers_own_number_which_is_then_called_only_by_their_yes(
    world: World,
) -> None:
    waits = Caller(world, "CA1").dial().press("1", "2", "*", "", "")
    assert waits.is_over
    assert requests(world) == []

    agrees = Caller(world, "CA2").dial().press("1", "2", "*", "1", "")

    assert phone_of(world, the_request(world)) == MOBILE
    assert "Vi ringer dig" in agrees.said


def test_a_landline_hears_that_no_text_message_comes(world: World) -> None:
    caller = Caller(world, rings_from=LANDLINE).dial().press("1", "1", "", "1")

    assert "så kom ihåg tiden." in caller.said
    assert "sms med samma besked" not in caller.said


def test_who_hangs_up_before_their_number_is_known_is_an_attempt(caller: Caller, world: World) -> None:
    caller.dial().hang_up()

    assert requests(world) == []
    assert attempts(world) == [InboundKind.ABANDONED]


@pytest.mark.parametrize("pressed", [("1",), ("0",), ("1", "1"), ("1", "2", "0980319200")])
def test_who_hangs_up_when_their_number_is_known_is_called_back(
    caller: Caller, world: World, pressed: tuple[str, ...]
) -> None:
    caller.dial().press(*pressed).hang_up()

    contact = the_request(world)
    assert events(world, contact.id)[-1] == "caller.hung_up"
    assert phone_of(world, contact) == (LANDLINE if len(pressed) == 3 else MOBILE)
    assert attempts(world) == [InboundKind.REQUESTED]


def test_who_said_not_this_number_and_hung_up_is_not_called_on_it(caller: Caller, world: World) -> None:
    caller.dial().press("1", "2").hang_up()

    assert requests(world) == []
    assert attempts(world) == [InboundKind.ABANDONED]


def test_hanging_up_keeps_the_promise_and_the_same_end_told_twice_changes_nothing(
    caller: Caller, world: World
) -> None:
    caller.dial().press("1", "1", "")
    before = the_request(world)

    caller.hang_up().hang_up()

    assert the_request(world) == before
    assert "caller.hung_up" not in events(world, before.id)


def test_every_step_twice_gets_the_same_answer_and_does_nothing_twice(caller: Caller, world: World) -> None:
    caller.dial()
    first = caller.answer.text
    assert caller.dial().answer.text == first

    for turn, keys in enumerate(("1", "1", "", "1"), start=1):
        caller.press(keys)
        assert caller.again(turn, keys) == caller.answer.text
    assert caller.is_over
    assert the_request(world).times_sought == 1
    assert attempts(world) == [InboundKind.REQUESTED]


def test_a_turn_out_of_order_is_answered_with_what_is_asked_now(caller: Caller) -> None:
    caller.dial().press("1", "1")
    now = caller.answer.text

    assert [caller.again(1, "9"), caller.again(7, "2"), caller.again(0)] == [now] * 3


def test_an_answer_that_comes_after_the_hang_up_changes_nothing(caller: Caller, world: World) -> None:
    caller.dial().press("1", "1", "")
    before = the_request(world)

    caller.hang_up()
    late = caller.again(4, "2")

    assert "<Gather" not in late
    assert the_request(world) == before


def test_whoever_rings_again_hears_the_promise_they_have(world: World) -> None:
    first = Caller(world, "CA1").dial().press("1", "1", "")
    world.clock.pass_time(minutes=3)

    again = Caller(world, "CA2").dial().press("1", "1", "")

    assert again.heard[0] == first.heard[0]
    assert the_request(world).times_sought == 2
    assert attempts(world) == [InboundKind.REQUESTED] * 2


def test_who_is_being_called_hears_that_they_are_in_the_queue(world: World) -> None:
    Caller(world, "CA1").dial().press("1", "1", "")
    assert world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).status_code == 200

    again = Caller(world, "CA2").dial().press("1", "1", "")

    assert again.is_over
    assert again.heard[0] == "Du står redan i kö hos oss."
    with world.store.transaction() as tx:
        assert [one.state for one in tx.open_contacts()] == [ContactState.CLAIMED]


def test_without_a_time_today_the_caller_hears_so_and_may_let_another_unit_call(world: World) -> None:
    world.clock.now = world.clock.now.replace(hour=15, minute=55)  # five to five: Ålidhem closes
    with world.store.transaction() as tx:
        cells = tx.cells(["alidhem"], day_span(world.clock.now.date(), ZONE))  # type: ignore[list-item]
        tx.lay_cells(
            [replace(one, staff_minutes=0) for one in cells],
            units=["alidhem"],  # type: ignore[list-item]
            span=day_span(world.clock.now.date(), ZONE),
        )
    world.clock.now = world.clock.now.replace(hour=9, minute=0)

    caller = Caller(world).dial().press("1", "1", "")
    assert caller.heard[0] == "Vi kan inte lova en tid i dag."
    assert "Får en annan hälsocentral i regionen ringa dig, tryck 9." in caller.heard
    caller.press("9")

    contact = the_request(world)
    assert contact.backed
    assert contact.promised_unit == "mala"
    assert "Samtalet kommer från Malå sjukstuga." in caller.heard


def test_a_number_that_is_nobodys_is_answered_in_every_language(world: World) -> None:
    caller = Caller(world, to="+46846500999").dial()

    assert caller.is_over
    assert caller.heard[0] == "Det här numret används inte."
    assert "This number is not in use." in caller.heard
    assert attempts(world) == []


def test_on_a_fault_of_ours_the_caller_hears_where_else_to_turn(
    caller: Caller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller.dial().press("1")

    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(type(world.app), "transact", break_down)
        caller.press("1")
    assert caller.is_over
    assert "1 1 2" in caller.said

    caller.hang_up()
    assert phone_of(world, the_request(world)) == MOBILE


def test_a_call_that_could_not_be_answered_is_an_attempt_that_was_turned_away(
    caller: Caller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("contact_api.http.routes.voice_menu.pick_up", break_down)
    caller.dial()

    assert caller.is_over
    assert attempts(world) == [InboundKind.TURNED_AWAY]


def test_who_keys_in_somebody_elses_personal_number_learns_nothing_and_takes_nothing_over(
    world: World,
) -> None:
    case = seek(world, world.citizen(), phone="+46701740699")
    before = requests(world)

    stranger = Caller(world).dial().press("1", "1", ASTRID)

    assert [one for one in requests(world) if one.id == case["contact_id"]] == before
    (own,) = (one for one in requests(world) if one.id != case["contact_id"])
    assert phone_of(world, own) == MOBILE
    assert "Du står redan i kö" not in stranger.said
    again = Caller(world, "CA2").dial().press("1", "1", ASTRID)
    assert again.heard[0] == stranger.heard[0]
    assert len(requests(world)) == 2


def test_a_forged_webhook_is_refused_and_leaves_nothing(world: World) -> None:
    for path in (VOICE, f"{VOICE}/turns/1", f"{VOICE}/ends"):
        answer = world.provider_says(path, {"CallSid": "CA9", "To": ALIDHEM, "From": MOBILE}, signed=False)

        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert attempts(world) == []


def test_nothing_of_the_caller_stands_in_an_address(caller: Caller) -> None:
    caller.dial()

    assert caller.asked_at == f"{VOICE}/turns/1"
