"""The citizen's link ends: when its number was wrong or becomes another one, and some days after the case did."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, MessageId
from contact_api.domain.messages.notifications import DeliveryState, Sent
from contact_api.ports import Job
from contact_api.usecases.messages.send_message import send_message
from tests.examples import examples
from tests.http.test_known_by_number import worlds
from tests.http.test_work_queue import do, pulled
from tests.http.world import V1, World, a_region, a_world, seek, the_catalogue

NUMBERS = ("+46701740605", "+46701740606")
LASTS = timedelta(days=Planning().link_days)
DOORS: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("GET", "", None),
    ("GET", "/windows", None),
    ("GET", "/written-messages", None),
    ("GET", "/explanations", None),
    ("PUT", "/promise", {"window_from": "2026-11-23T12:00:00Z", "unit_id": "alidhem"}),
    ("POST", "/written-messages", {"text": "Jag är en annan."}),
    ("POST", "/reopening", {}),
    ("POST", "/cancellation", {}),
)
steps = st.lists(
    st.sampled_from(
        [*NUMBERS, "wrong_number", "no_answer", "reached", "cancel", "an hour", "a day", "a week"]
    ),
    min_size=1,
    max_size=10,
)


def by(link: str) -> dict[str, str]:
    return {"Contact-Link": link}


def answers(world: World, contact_id: str, link: str) -> set[int]:
    """What each door of the citizen answers to a link."""
    path = f"{V1}/contact-requests/{contact_id}"
    return {
        world.client.request(method, path + door, json=body, headers=by(link)).status_code
        for method, door, body in DOORS
    }


def is_read(world: World, contact_id: str, link: str) -> bool:
    path = f"{V1}/contact-requests/{contact_id}"
    return world.client.get(path, headers=by(link)).status_code == 200


class Story:
    """One citizen's case, the links that went out, and which of them should open it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.links: dict[str, set[str]] = {}  # by contact: all that were given
        self.newest: dict[str, str] = {}
        self.number: dict[str, str] = {}
        self.contact_id = ""

    def does(self, step: str) -> None:
        clock = self.world.clock
        if step in NUMBERS:
            self._seeks(step)
        elif step in ("an hour", "a day", "a week"):
            clock.pass_time(hours={"an hour": 1, "a day": 24, "a week": 168}[step])
        elif self.contact_id and step == "cancel":
            path = f"{V1}/contact-requests/{self.contact_id}/cancellation"
            self.world.client.post(path, headers=self.world.citizen())
        elif self.contact_id:
            self._is_called(step)

    def _seeks(self, number: str) -> None:
        told = seek(self.world, self.world.citizen(), phone=number)
        contact_id, link = told["contact_id"], told["link"]["token"]
        if self.number.get(contact_id, number) != number:
            assert link not in self.links[contact_id]
        self.links.setdefault(contact_id, set()).add(link)
        self.newest[contact_id], self.number[contact_id] = link, number
        self.contact_id = contact_id

    def _is_called(self, outcome: str) -> None:
        answer = self.world.client.post(f"{V1}/work-queue/pulls", headers=self.world.staff())
        if answer.status_code != 200:
            return
        claim = answer.json()
        do(self.world, claim, "outcomes", outcome=outcome)
        if outcome == "wrong_number":
            self.newest.pop(claim["contact"]["contact_id"], None)

    def holds(self) -> None:
        now = self.world.clock.now
        for contact_id, links in self.links.items():
            with self.world.store.transaction() as tx:
                contact = tx.contact(ContactId(contact_id))
            assert contact is not None
            ended = contact.closed_at is not None and now >= contact.closed_at + LASTS
            opening = set() if ended else {self.newest.get(contact_id)} - {None}
            assert {link for link in links if is_read(self.world, contact_id, link)} == opening


@given(steps)
@examples(0.5)
def test_only_the_newest_link_to_the_right_number_opens_a_case_and_not_for_ever(told: list[str]) -> None:
    with worlds() as world:
        story = Story(world)
        for step in told:
            story.does(step)
            story.holds()


def test_a_stranger_who_holds_the_link_of_a_wrong_number_finds_every_door_closed(world: World) -> None:
    told = seek(world, world.citizen(), needs={"mode": "text"})
    claim = pulled(world)
    do(world, claim, "written-messages", text="Ditt provsvar är klart.")
    do(world, claim, "outcomes", outcome="wrong_number")

    assert answers(world, told["contact_id"], told["link"]["token"]) == {404}
    mine = world.client.get(f"{V1}/contact-requests/{told['contact_id']}", headers=world.citizen()).json()
    assert (mine["state"], mine["number_was_wrong"]) == ("not_reached", True)


def test_when_the_number_becomes_another_one_the_links_to_the_old_one_are_dead(world: World) -> None:
    first = seek(world, world.citizen())
    same = seek(world, world.citizen())

    other = seek(world, world.citizen(), phone="+46701740699")

    assert same["link"] == first["link"]
    assert answers(world, first["contact_id"], first["link"]["token"]) == {404}
    assert is_read(world, other["contact_id"], other["link"]["token"])


def test_a_text_that_waited_does_not_bring_the_new_link_to_the_stranger(world: World) -> None:
    told = seek(world, world.citizen(), needs={"mode": "text"})
    claim = pulled(world)
    do(world, claim, "written-messages", text="Ditt provsvar är klart.")
    do(world, claim, "outcomes", outcome="wrong_number")
    sent: list[str] = []

    class Provider:
        def send(self, to: str, body: str, *, message_id: str) -> Sent:
            sent.append(body)
            return Sent("SM1")

    with world.store.transaction() as tx:
        waiting = [ids["message_id"] for job, ids in world.store.outbox if job is Job.SEND_MESSAGE]
        contact_of = {one: tx.hold_message(MessageId(str(one))) for one in waiting}
    for one in contact_of:
        send_message(
            MessageId(str(one)),
            world.app.transact,
            Provider(),
            world.app.wording,
            world.app.sealer,
            limits=world.app.text_limits,
            now=world.clock,
        )

    with world.store.transaction() as tx:
        kept = [tx.hold_message(MessageId(str(one))) for one in waiting]
    assert sent == []
    assert {one.state for one in kept if one and one.contact_id == told["contact_id"]} == {
        DeliveryState.NOT_SENT
    }


@pytest.fixture
def a_region_whose_links_last_a_day() -> Iterator[World]:
    planning = replace(the_catalogue().planning, link_days=1)
    yield from a_world(region=replace(a_region(), catalogue=replace(the_catalogue(), planning=planning)))


def test_how_long_a_link_outlasts_its_case_is_the_regions_figure(
    a_region_whose_links_last_a_day: World,
) -> None:
    world = a_region_whose_links_last_a_day
    told = seek(world, world.citizen())
    contact_id, link = told["contact_id"], told["link"]["token"]
    world.client.post(f"{V1}/contact-requests/{contact_id}/cancellation", headers=by(link))
    world.clock.pass_time(hours=23)
    assert is_read(world, contact_id, link)

    world.clock.pass_time(hours=1)

    assert answers(world, contact_id, link) == {404}
