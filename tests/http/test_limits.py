"""What the doors let in, in whatever order, every read can answer within its own shape."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contact_api.domain.core.access import Role
from contact_api.domain.core.contact import Details
from contact_api.domain.core.limits import (
    LONGEST_FREE_TEXT,
    LONGEST_MERGED_TEXT,
    LONGEST_NAME,
    LONGEST_SMS,
    LONGEST_WRITTEN_MESSAGE,
    MOST_LINES,
)
from contact_api.domain.core.values import ContactId, ContactState, MessageId
from contact_api.domain.messages.notifications import Sent
from contact_api.http.app import create_app
from contact_api.ports import Event, Job
from contact_api.usecases.messages.send_message import send_message
from tests.examples import examples
from tests.http.test_inbound_sms import CITIZEN, TEXTS, a_text
from tests.http.test_voice_menu import Caller
from tests.http.world import ASTRID, BERTIL, V1, World, a_request, a_world, seek, the_catalogue

unhurried = partial(create_app, requests_per_minute=1_000_000)
FACTS = sorted(the_catalogue().fact_codes)
RED_FLAGS = sorted(the_catalogue().red_flags_by_code)
REASONS = sorted(reason.code for reason in the_catalogue().reasons)
WHAT_WAITS = ("/work-queue/claims/current", "/work-queue?limit=100", "/alerts?limit=100&open-only=false")
SIGNS = ("a", "å", " ", "\n", "\t", "\x01", "\x1c", "\x7f", "\x85", "\u2028", "\u202e", "😀", "𝔄", '"', "\\")


def words(longest: int) -> st.SearchStrategy[str]:
    """Texts up to the longest that is allowed, of every kind of sign that is."""
    pieces = st.text(st.sampled_from(SIGNS), min_size=1, max_size=8)
    lengths = st.sampled_from([1, longest // 2, longest // 2 + 40, longest - 1, longest])
    return st.builds(lambda piece, length: (piece * length)[:length], pieces, lengths)


def some(codes: list[str]) -> st.SearchStrategy[list[str]]:
    return st.just(codes) | st.lists(st.sampled_from(codes), unique=True, max_size=3)


class Provider:
    """Takes every text over."""

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        return Sent(f"SM{message_id}")


class AnyDoor(RuleBasedStateMachine):
    """Requests by citizens, staff, the exchange and the menu, texts and messages; all of one or two people."""

    def __init__(self) -> None:
        super().__init__()
        self.worlds: Iterator[World] = a_world(unhurried)
        self.count = 0
        self.links: dict[str, dict[str, str]] = {}
        self.claim: dict[str, Any] | None = None

    @initialize()
    def a_morning(self) -> None:
        self.world = next(self.worlds)

    def teardown(self) -> None:
        for _ in self.worlds:
            pass

    @rule(
        who=st.sampled_from([ASTRID, BERTIL]),
        reason=st.sampled_from(REASONS),
        mode=st.sampled_from(["call", "text"]),
        facts=some(FACTS),
        red_flags=some(RED_FLAGS),
        texts=st.lists(words(LONGEST_FREE_TEXT), min_size=1, max_size=6),
        name=st.none() | words(LONGEST_NAME),
    )
    def a_citizen_seeks_again_and_again(self, who: str, mode: str, texts: list[str], **said: Any) -> None:
        for text in texts:
            self._seeks(who, mode, free_text=text, **said)

    def _seeks(self, who: str, mode: str, **said: Any) -> None:
        answer = self._post(
            "/contact-requests", a_request(needs={"mode": mode}, **said), self.world.citizen(who)
        )
        if answer.status_code == 201:
            told = answer.json()
            self.links[told["contact_id"]] = {"Contact-Link": told["link"]["token"]}

    @rule(
        number=st.sampled_from(["ß" * 25, "ß" * 50, "x" * 50]),
        system=st.sampled_from(["https://region.example", "1.2." + "3" * 196, "1.2." + "3" * 188]),
        free_text=st.none() | words(LONGEST_FREE_TEXT),
        caller_name=words(LONGEST_NAME),
    )
    def staff_enter(self, number: str, system: str, free_text: str | None, caller_name: str) -> None:
        identity = {"kind": "other_reserve_number", "number": number, "system": system}
        speaker = {"relation": "adult", "caller_name": caller_name}
        body = a_request(identity=identity, free_text=free_text, on_behalf_of=speaker)
        self._post("/desk/contact-requests", body, self.world.staff())

    @rule(key=st.sampled_from("129"))
    def the_exchange_posts(self, key: str) -> None:
        self.count += 1
        body = {"unit_id": "alidhem", "caller_number": CITIZEN, "menu_choice": key}
        self._allowed(self.world.ring(body, f"msg-{self.count}"))

    @rule()
    def a_citizen_rings(self) -> None:
        self.count += 1
        caller = Caller(self.world, sid=f"CA{self.count}").dial()
        for key in ("1", "1", "", "1"):
            if "<Gather" in caller.answer.text:
                caller.press(key)

    @rule(text=words(LONGEST_SMS), waits=st.booleans())
    def a_citizen_texts(self, text: str, *, waits: bool) -> None:
        self.count += 1
        if waits:
            self._texts_leave()
        self._allowed(self.world.provider_says(TEXTS, a_text(text, f"SM-in-{self.count}")))

    @precondition(lambda self: self.links)
    @rule(which=st.integers(0, 9), text=words(LONGEST_WRITTEN_MESSAGE))
    def a_citizen_writes(self, which: int, text: str) -> None:
        contact_id = sorted(self.links)[which % len(self.links)]
        path = f"/contact-requests/{contact_id}/written-messages"
        self._post(path, {"text": text}, self.links[contact_id])

    @rule(minutes=st.sampled_from([0, 30, 90]))
    def a_nurse_pulls(self, minutes: int) -> None:
        self.world.clock.pass_time(minutes=minutes)
        answer = self._allowed(self.world.client.post(f"{V1}/work-queue/pulls", headers=self.world.staff()))
        self.claim = answer.json() if answer.status_code == 200 else None

    @precondition(lambda self: self.claim)
    @rule(text=words(LONGEST_WRITTEN_MESSAGE), why=words(500))
    def the_nurse_writes_and_passes_on(self, text: str, why: str) -> None:
        held = self.claim or {}
        path = f"/work-queue/claims/{held['contact']['contact_id']}"
        lease = {"lease_number": held["lease_number"]}
        self._post(f"{path}/written-messages", lease | {"text": text}, self.world.staff())
        self._post(f"{path}/transfers", lease | {"why": why, "to_unit": "mala"}, self.world.staff())

    @precondition(lambda self: self.claim)
    @rule(outcome=st.sampled_from(["no_answer", "reached", "wrong_number"]))
    def the_call_ends(self, outcome: str) -> None:
        held = self.claim or {}
        body = {"lease_number": held["lease_number"], "outcome": outcome}
        path = f"/work-queue/claims/{held['contact']['contact_id']}/outcomes"
        self._post(path, body, self.world.staff())

    @rule()
    def the_control_room_looks(self) -> None:
        region, day = self.world.having(Role.CONTROL_ROOM), "from=2026-11-23&to=2026-11-23"
        for path in (f"/figures?{day}", "/figures/open?month=2026-11", "/capacity", "/shortfalls"):
            self._read(path, region)
        self._read(f"/figures?{day}&format=csv", region)

    @invariant()
    def every_read_answers(self) -> None:
        staff = self.world.staff()
        for path in (*WHAT_WAITS, *self._of_each_contact()):
            self._read(path, staff)
        for contact_id, link in self.links.items():
            for part in ("", "/written-messages?limit=100", "/explanations"):
                self._read(f"/contact-requests/{contact_id}{part}", link, (200, 404))
        search = {"identity": {"kind": "personal_number", "number": ASTRID}}
        assert self._post("/desk/contact-requests/searches", search, staff).status_code == 200

    def _of_each_contact(self) -> list[str]:
        with self.world.store.transaction() as tx:
            ids = [one.id for one in tx.open_contacts() if one.need.unit_id == "alidhem"]
        parts = ("", "/history", "/written-messages?limit=100")
        return [f"/desk/contact-requests/{one}{part}" for one in ids for part in parts] + [
            f"/contact-requests/{one}/explanations" for one in ids
        ]

    def _texts_leave(self) -> None:
        app = self.world.app
        for job, ids in list(self.world.store.outbox):
            if job is Job.SEND_MESSAGE:
                message_id = MessageId(str(ids["message_id"]))
                limits = app.text_limits
                send_message(
                    message_id, app.transact, Provider(), app.wording, app.sealer, limits=limits, now=app.now
                )

    def _read(self, path: str, headers: dict[str, str], codes: tuple[int, ...] = (200, 204)) -> None:
        answer = self.world.client.get(f"{V1}{path}", headers=headers)
        assert answer.status_code in codes, (path, answer.status_code, answer.text)

    def _post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        return self._allowed(self.world.client.post(f"{V1}{path}", json=body, headers=headers))

    def _allowed(self, answer: Any) -> Any:
        assert answer.status_code < 500, answer.text
        return answer


TestAnyDoor = AnyDoor.TestCase
TestAnyDoor.settings = examples(0.3, stateful_step_count=10)


def test_words_that_do_not_fit_are_written_down_beside_for_staff_alone(world: World) -> None:
    texts = [sign * LONGEST_FREE_TEXT for sign in "abcdef"]
    told = seek(world, world.citizen(), free_text=texts[0])
    for text in (*texts, texts[5]):
        seek(world, world.citizen(), free_text=text)
    world.clock.pass_time(hours=1)
    contact = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()["contact"]
    path = f"/contact-requests/{told['contact_id']}/written-messages"
    beside = world.client.get(f"{V1}/desk{path}", headers=world.staff()).json()["items"]
    link = {"Contact-Link": told["link"]["token"]}

    assert contact["wrote_more"] is True
    assert len(contact["free_text"]) <= LONGEST_MERGED_TEXT
    shown = contact["free_text"].split("\n") + [one["text"] for one in beside]
    assert sorted(shown) == texts
    assert {one["by"] for one in beside} == {"request"}
    assert world.client.get(f"{V1}{path}", headers=link).json()["items"] == []


def test_what_was_written_is_paged_from_the_latest(world: World) -> None:
    told = seek(world, world.citizen())
    path = f"{V1}/contact-requests/{told['contact_id']}/written-messages"
    link = {"Contact-Link": told["link"]["token"]}
    for number in range(5):
        world.clock.pass_time(seconds=1)
        world.client.post(path, json={"text": str(number)}, headers=link)

    pages = [world.client.get(f"{path}?limit=2&offset={offset}", headers=link).json() for offset in (0, 2, 4)]

    assert [[one["text"] for one in page["items"]] for page in pages] == [["3", "4"], ["1", "2"], ["0"]]
    assert [page["more"] for page in pages] == [True, True, False]


def test_a_very_long_history_shows_its_latest_lines_and_says_how_many_are_left_out(world: World) -> None:
    told = seek(world, world.citizen())
    contact_id = ContactId(told["contact_id"])
    with world.store.transaction() as tx:
        before = len(tx.history(contact_id))
        for number in range(MOST_LINES):
            tx.add_event(Event(contact_id, "contact.sought_again", world.clock.now, facts={"number": number}))

    path = f"{V1}/desk/contact-requests/{contact_id}/history"
    history = world.client.get(path, headers=world.staff()).json()

    assert len(history["events"]) == MOST_LINES
    assert history["events"][-1]["facts"] == {"number": MOST_LINES - 1}
    assert history["left_out"] == before


@pytest.mark.parametrize("blank", ["\x1c", " \x1f ", "\u2028", "\x85"])
def test_words_of_which_nothing_is_left_are_refused(world: World, blank: str) -> None:
    told = seek(world, world.citizen())
    link = {"Contact-Link": told["link"]["token"]}
    path = f"{V1}/contact-requests/{told['contact_id']}/written-messages"

    assert world.client.post(path, json={"text": blank}, headers=link).status_code == 422


def test_a_claim_whose_answer_cannot_be_given_does_not_stand_and_holds_nobody_up(world: World) -> None:
    first = seek(world, world.citizen(ASTRID))
    world.clock.pass_time(seconds=1)
    second = seek(world, world.citizen(BERTIL))
    with world.store.transaction() as tx:  # as no door lets in
        tx.save_details(ContactId(first["contact_id"]), Details(name="x" * (LONGEST_NAME + 1)))
    world.clock.pass_time(hours=2)

    pulled = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff())

    assert (pulled.status_code, pulled.json()["contact"]["contact_id"]) == (200, second["contact_id"])
    with world.store.transaction() as tx:
        left = tx.contact(ContactId(first["contact_id"]))
    assert left is not None
    assert (left.state, left.claimed_by) == (ContactState.WAITING, None)
