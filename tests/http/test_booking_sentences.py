"""Every sentence of a text about a booked time is true of the booking in the moment it leaves, whatever happened."""

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.telephony.wording import CatalogueWording
from contact_api.domain.booking.booking import Booking, BookingId, BookingState, EndedBy
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, ContactState, MessageId, StaffId, UnitId, Window
from contact_api.domain.messages.notifications import Sending
from contact_api.domain.region.region import Region
from contact_api.ports import BookedFor, Job, Message, Transaction
from contact_api.texts import say, say_moment, texts
from contact_api.usecases.booking.remind_of_bookings import bookings_to_be_reminded, remind_of_booking
from contact_api.usecases.messages.send_message import send_message
from tests.examples import examples
from tests.http.booking_texts import Phones
from tests.http.booking_world import HOUR, TOMORROW, a_time_type, booking_region, of, post, wanted
from tests.http.world import V1, World, a_world, seek

OFFERED = "sms.booking_offered"  # of no booking yet: tests/http/test_waiting_list.py
KEYS = sorted(key for key in texts.keys("sv") if key.startswith("sms.booking_") and key != OFFERED)
PLACES = {
    "when": r"\w+ \d+ \w+ kl\. \d\d:\d\d",
    "where": "(?:, [^.]+?)?",
    "for_whom": r"(?: för \w+)?",
    "change": "[^:.]+",
    "choose": "[^:.]+",
    "link": r"\S+",
}


def pattern_of(key: str) -> re.Pattern[str]:
    """What the text looks like with its places filled."""
    text = re.escape(texts.template(key, "sv"))
    return re.compile(
        re.sub(r"\\\{(\w+)\\\}", lambda place: f"(?P<{place[1]}>{PLACES[place[1]]})", text) + "$"
    )


PATTERNS = {key: pattern_of(key) for key in KEYS}
A_DAY = timedelta(days=1)
STARTS = [TOMORROW, TOMORROW + HOUR, TOMORROW + 2 * A_DAY, TOMORROW + 2 * A_DAY + HOUR]


@dataclass(frozen=True)
class Left:
    """A text as it left, the values in it, and what it is about at that moment."""

    values: dict[str, str]
    booking: Booking
    contact: Contact
    gone: bool  # nobody is there for it
    region: Region
    now: datetime

    def is_ahead(self) -> bool:
        shown = say_moment(self.booking.starts_at.astimezone(self.region.zone), "sv")
        return self.now < self.booking.starts_at and self.values["when"] == shown

    def will_be(self) -> bool:
        """Whether somebody is there and awaits them then, where it says."""
        is_booked = self.booking.state is BookingState.BOOKED and not self.gone
        unit = self.region.unit(self.booking.slot.unit_id).name
        return self.is_ahead() and is_booked and self.values["where"] == f", {unit}" and self.may_change()

    def may_change(self) -> bool:
        """Whether what it says can be done can be: a day before at the latest."""
        says = self.values["change"] == say("booking.change", "sv")
        return not says or self.booking.starts_at - self.now >= A_DAY

    def will_not_be(self) -> bool:
        taken_back = self.booking.state is BookingState.CANCELLED and self.booking.ended_by is EndedBy.UNIT
        lost = self.booking.state is BookingState.BOOKED and self.gone
        return self.is_ahead() and (lost or taken_back)

    def can_choose(self) -> bool:
        is_open = self.contact.state in (ContactState.WAITING, ContactState.BOOKED)
        return self.values["choose"] != say("booking.choose", "sv") or is_open

    def is_at_an_hour_for_it(self) -> bool:
        return 8 <= self.now.astimezone(self.region.zone).hour < 20


IS_TRUE: dict[str, Callable[[Left], bool]] = {
    "sms.booking_confirmed": lambda left: left.will_be() and left.booking.times_moved == 0,
    "sms.booking_moved": lambda left: left.will_be() and left.booking.times_moved > 0,
    "sms.booking_cancelled": lambda left: left.is_ahead() and left.booking.state is BookingState.CANCELLED,
    "sms.booking_reminder": lambda left: (
        left.will_be() and left.booking.told_of_loss_at is None and left.is_at_an_hour_for_it()
    ),
    "sms.booking_time_lost": lambda left: left.will_not_be() and left.can_choose(),
    "sms.booking_reassigned": lambda left: (
        left.will_be() and left.contact.need.named_contact not in (None, left.booking.slot.staff_id)
    ),
    "sms.booking_stands": lambda left: left.will_be() and left.booking.told_of_loss_at is None,
}


class Checked(CatalogueWording):
    """The wording of the service; every text of a booking is held against the state it is made in."""

    def __init__(self, world: World) -> None:
        super().__init__(world.app.sealer, public_url="https://contact.example", duty_phones={})
        self._world = world
        self.seen: set[str] = set()

    def body(
        self,
        message: Message,
        contact: Contact | None,
        sending: Sending,
        *,
        booked: BookedFor | None = None,
        region: Region,
        now: datetime,
    ) -> str:
        body = super().body(message, contact, sending, booked=booked, region=region, now=now)
        if message.booking is None:
            return body
        key = f"sms.{message.kind}"
        match = PATTERNS[key].match(body)
        assert match is not None, body
        with self._world.store.transaction() as tx:
            left = self._left(match.groupdict(), message, tx, now)
        assert IS_TRUE[key](left), (key, body, left)
        self.seen.add(key)
        return body

    def _left(self, values: dict[str, str], message: Message, tx: Transaction, now: datetime) -> Left:
        assert message.booking is not None
        booking = tx.booking(message.booking.booking_id)
        contact = tx.contact(cast(ContactId, message.contact_id))
        assert booking is not None
        assert contact is not None
        span = Window(booking.starts_at, booking.slot.window.end)
        gone = tx.bookings_without_time([booking.slot.unit_id], span)
        values = {"where": "", "change": "", "choose": "", **values}
        return Left(values, booking, contact, booking.id in {one.id for one in gone}, tx.region(), now)


class Doings:
    """What one citizen and the staff do about one time, with texts that leave when the provider lets them."""

    def __init__(self, world: World) -> None:
        self.world, self.phones, self.wording = world, Phones(world), Checked(world)
        self.contact = seek(world, world.citizen(), reason="R11")
        self.booking = ""
        self._staff = dict.fromkeys(("a-3", "a-4"), False)
        self._is_there("a-3", there=True)

    def do(self, deed: str, which: int) -> None:
        self.world.clock.pass_time(minutes=1)
        staff = f"{V1}/desk/contact-requests/{self.contact['contact_id']}/bookings"
        mine = of(self.contact, "bookings")
        start = STARTS[which % len(STARTS)]
        there = {"unit_id": "alidhem", "starts_at": start.isoformat()}
        told = {"booking_ids": [self.booking]}
        acts: dict[str, Callable[[], Any]] = {
            "books": lambda: self._books(mine, {"time": wanted(start)}, self.world.citizen()),
            "is booked": lambda: self._books(staff, wanted(start), self.world.staff()),
            "moves": lambda: post(self.world, f"{mine}/{self.booking}/moves", there),
            "cancels": lambda: post(self.world, f"{mine}/{self.booking}/cancellations"),
            "is moved": lambda: self._staff_do("moves", there),
            "is cancelled": lambda: self._staff_do("cancellations"),
            "is asked": lambda: self._staff_do("rebooking-requests"),
            "is reassigned": lambda: self._staff_do("reassignments", {}),
            "is affirmed": lambda: self._staff_do("reaffirmations"),
            "is told": lambda: post(self.world, f"{V1}/desk/bookings/loss-notices", told, self.world.staff()),
            "goes": lambda: self._is_there("a-3", there=False),
            "comes": lambda: self._is_there("a-3", there=True),
            "another comes": lambda: self._is_there("a-4", there=True),
            "is named": self._is_named,
            "hours go by": lambda: self.world.clock.pass_time(hours=5 * (which + 1)),
            "is reminded": self._is_reminded,
            "texts leave": self.leave,
        }
        acts[deed]()

    def leave(self) -> None:
        for job, ids in list(self.world.store.outbox):
            if job is Job.SEND_MESSAGE:
                send_message(
                    MessageId(str(ids["message_id"])),
                    self.world.app.transact,
                    self.phones,
                    self.wording,
                    self.world.app.sealer,
                    limits=self.world.app.text_limits,
                    now=self.world.clock,
                )

    def _books(self, path: str, body: Any, headers: Any) -> None:
        answer = post(self.world, path, body, headers)
        if answer.status_code == 201:
            self.booking = answer.json()["booking_id"]

    def _staff_do(self, act: str, body: Any = None) -> None:
        path = f"{V1}/desk/contact-requests/{self.contact['contact_id']}/bookings/{self.booking}/{act}"
        post(self.world, path, body, self.world.staff())

    def _is_there(self, staff_id: str, *, there: bool) -> None:
        if self._staff[staff_id] is there:
            return
        self._staff[staff_id] = there
        times = [
            StaffTime(StaffId(staff_id), UnitId("alidhem"), StaffTimeKind.BOOKABLE, day, day + 3 * HOUR)
            for day in (TOMORROW, TOMORROW + 2 * A_DAY)
        ]
        with self.world.store.transaction() as tx:
            (tx.add_staff_time if there else tx.drop_staff_time)(times)

    def _is_named(self) -> None:
        with self.world.store.transaction() as tx:
            contact = tx.contact(ContactId(self.contact["contact_id"]))
            booking = tx.booking(BookingId(self.booking))
            if contact is not None and booking is not None:
                need = replace(contact.need, named_contact=booking.slot.staff_id)
                tx.save_contact(replace(contact, need=need))

    def _is_reminded(self) -> None:
        with self.world.store.transaction() as tx:
            for one in bookings_to_be_reminded(tx, now=self.world.clock()):
                remind_of_booking(one, tx, now=self.world.clock())


DEEDS = [
    *("books", "moves", "cancels", "is booked", "is moved", "is cancelled", "is asked", "is reassigned"),
    *("is affirmed", "is told", "goes", "comes", "another comes", "is named", "hours go by", "is reminded"),
    "texts leave",
]


def play(done: list[tuple[str, int]]) -> set[str]:
    """The texts that left, each of which was true."""
    kind = a_time_type(change_until={"minutes": 24 * 60})
    with closing(a_world(region=booking_region(kind))) as worlds:  # type: ignore[type-var]
        doings = Doings(next(worlds))
        for deed, which in [*done, ("texts leave", 0)]:
            doings.do(deed, which)
        return doings.wording.seen


def test_every_text_about_a_booked_time_has_a_state_in_which_it_is_true() -> None:
    assert sorted(IS_TRUE) == KEYS


@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3)), min_size=3, max_size=14))
@examples(0.6)
def test_every_text_about_a_booked_time_is_true_of_its_moment(done: list[tuple[str, int]]) -> None:
    play([("books", 3), *done])


BOOKED, LOST = [("books", 3), ("texts leave", 0)], [("goes", 0), ("is told", 0), ("texts leave", 0)]
STORIES: dict[str, list[tuple[str, int]]] = {
    "sms.booking_confirmed": BOOKED,
    "sms.booking_moved": [*BOOKED, ("moves", 2)],
    "sms.booking_cancelled": [*BOOKED, ("is cancelled", 0)],
    "sms.booking_reminder": [
        *BOOKED,
        ("hours go by", 3),
        ("hours go by", 3),
        ("hours go by", 1),
        ("is reminded", 0),
    ],
    "sms.booking_time_lost": [*BOOKED, *LOST],
    "sms.booking_reassigned": [*BOOKED, ("is named", 0), ("another comes", 0), ("is reassigned", 0)],
    "sms.booking_stands": [*BOOKED, *LOST, ("comes", 0), ("is affirmed", 0)],
}


@pytest.mark.parametrize("key", KEYS)
def test_every_text_about_a_booked_time_leaves_in_some_state(key: str) -> None:
    assert key in play(STORIES[key])
