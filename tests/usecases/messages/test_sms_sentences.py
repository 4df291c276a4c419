"""Every sentence of a text message is true of the state in which it leaves, however late that is."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.telephony.wording import CatalogueWording
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import DomainError
from contact_api.domain.core.values import ContactId, ContactState, Mode, Outcome
from contact_api.domain.messages.notifications import Sending
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.domain.messages.written_messages import Writer
from contact_api.domain.promise.promise import Offer
from contact_api.domain.region.region import Region
from contact_api.ports import Alert, BookedFor, Job, Message, Transaction
from contact_api.texts import say_since, texts
from contact_api.usecases.intake.reopen import reopen
from contact_api.usecases.messages.send_message import send_message
from contact_api.usecases.messages.send_reminders import (
    notify_delay,
    remind,
    to_be_reminded,
    whose_promise_is_at_risk,
)
from contact_api.usecases.promising.choose_window import cancel, choose_window, offered_windows
from contact_api.usecases.written_messages.write_message import write_to_citizen
from tests.examples import examples
from tests.makers import at
from tests.usecases.day import BACKEN, CALL_112, COLD, NURSE, SAME_HOUR, Day, a_day
from tests.usecases.inbound_sms.texting import CITIZENS, INDEX, Texting

FEW_ALERTS = TextLimits(alerts_per_span=2)
KEYS = sorted(key for key in texts.keys("sv") if key.startswith("sms.") and "booking" not in key)
PATTERNS = {
    key: re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(texts.template(key, "sv"))) + "$")
    for key in KEYS
}


@dataclass(frozen=True)
class Left:
    """A text as it left, the values in it, and what it is about at that moment."""

    values: dict[str, str]
    message: Message
    contact: Contact | None
    alerts: list[Alert]
    written: bool  # by staff
    region: Region
    now: datetime

    @property
    def about(self) -> Contact:
        assert self.contact is not None
        return self.contact

    def clock(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self.region.zone):%H:%M}" if moment else ""

    def waits(self) -> bool:
        return self.about.state is ContactState.WAITING

    def is_called(self) -> bool:
        return self.about.circumstances.mode is Mode.CALL

    def promises(self) -> bool:
        """Whether that time is promised, lies ahead, and was not used up by a try."""
        window = self.about.window
        return (
            self.about.state.is_open
            and self.about.backed
            and window is not None
            and (self.values["start"], self.values["end"])
            == (self.clock(window.start), self.clock(window.end))
            and self.now < window.end
            and (self.about.attempts == 0 or self.about.not_before == window.start)
        )

    def names_the_unit(self) -> bool:
        unit = self.region.unit(self.about.promised_unit or self.about.need.unit_id)
        return self.values["unit"] == unit.name

    def says_since_when(self) -> bool:
        sought = self.about.need.sought_at.astimezone(self.region.zone)
        return self.values["sought_at"] == say_since(sought, "sv", today=self.region.today(self.now))

    def tried(self) -> bool:
        tries = bool(self.about.attempts) and self.waits()
        return tries and self.values["next_at"] == self.clock(self.about.callable_from)

    def is_late(self, *, over: bool) -> bool:
        """Whether nobody has tried, and that end has passed, or has not."""
        is_over = self.now >= (self.message.window.end if self.message.window else self.now)
        return self.waits() and self.about.attempts == 0 and is_over is over

    def ended_unreached(self) -> bool:
        return self.about.state is ContactState.NOT_REACHED and self.says_since_when()

    def in_line(self) -> bool:
        return self.about.state.is_open and not self.about.backed

    def is_alerted(self) -> bool:
        of_sign = (one for one in self.alerts if one.kind in ("call_112", "same_hour"))
        return any(one.contact_id == self.message.contact_id for one in of_sign)


IS_TRUE: dict[str, Callable[[Left], bool]] = {
    "sms.receipt": lambda left: left.promises() and left.is_called() and left.names_the_unit(),
    "sms.receipt.without_place": lambda left: left.promises() and left.is_called(),
    "sms.receipt.no_call": lambda left: left.promises() and not left.is_called(),
    "sms.receipt_unpromised": lambda left: left.in_line() and left.says_since_when(),
    "sms.moved": lambda left: left.promises() and left.is_called() and left.names_the_unit(),
    "sms.moved.without_place": lambda left: left.promises() and left.is_called(),
    "sms.moved.no_call": lambda left: left.promises() and not left.is_called(),
    "sms.cancelled": lambda left: left.about.state is ContactState.CANCELLED,
    "sms.reminder": lambda left: left.promises() and left.is_called(),
    "sms.reminder.no_call": lambda left: left.promises() and not left.is_called(),
    "sms.delay": lambda left: left.is_late(over=False) and left.is_called(),
    "sms.delay.late": lambda left: left.is_late(over=True) and left.is_called(),
    "sms.delay.no_call": lambda left: left.is_late(over=False) and not left.is_called(),
    "sms.delay.no_call.late": lambda left: left.is_late(over=True) and not left.is_called(),
    "sms.missed_call": lambda left: left.tried() and left.is_called() and left.names_the_unit(),
    "sms.missed_call.without_place": lambda left: left.tried() and left.is_called(),
    "sms.missed_call.no_call": lambda left: left.tried() and not left.is_called(),
    "sms.not_reached": lambda left: left.ended_unreached() and left.is_called() and left.names_the_unit(),
    "sms.not_reached.without_place": lambda left: left.ended_unreached() and left.is_called(),
    "sms.not_reached.no_call": lambda left: left.ended_unreached() and not left.is_called(),
    "sms.still_waiting": lambda left: left.about.state.is_open and left.is_called(),
    "sms.still_waiting.no_call": lambda left: left.about.state.is_open and not left.is_called(),
    "sms.written_message": lambda left: left.written,
    "sms.alert": lambda left: left.is_alerted(),
    "sms.alert_digest": lambda left: bool(left.alerts),
}


def key_of(body: str) -> tuple[str, dict[str, str]]:
    found = [(key, match.groupdict()) for key in KEYS if (match := PATTERNS[key].match(body))]
    assert found, body
    return max(found, key=lambda one: len(re.sub(r"\{\w+\}", "", texts.template(one[0], "sv"))))


class Checked(CatalogueWording):
    """The wording of the service; every text it makes is held against the state it is made in."""

    def __init__(self, day: Day) -> None:
        super().__init__(INDEX, public_url="https://contact.example", duty_phones={BACKEN: "+46701740600"})
        self._day = day
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
        key, values = key_of(body)
        with self._day.kept.store.transaction() as tx:
            left = self._left(values, message, tx, now)
        assert IS_TRUE[key](left), (key, body, left)
        self.seen.add(key)
        return body

    def _left(self, values: dict[str, str], message: Message, tx: Transaction, now: datetime) -> Left:
        contact = tx.contact(message.contact_id) if message.contact_id else None
        alerts = tx.alerts(units=[BACKEN], open_only=True, leaving_out=("shortage",), limit=100)
        letters = tx.written_messages(contact.id) if contact else ()
        return Left(
            values,
            message,
            contact,
            alerts,
            any(one.by is Writer.STAFF for one in letters),
            tx.region(),
            now,
        )


who = st.integers(0, 2)
deeds = st.lists(
    st.tuples(
        st.just("seeks"),
        who,
        st.sampled_from(["", "text", "safe", "later", "text later", CALL_112, SAME_HOUR]),
    )
    | st.tuples(
        st.sampled_from(["cancels", "moves", "opens", "texts", "staff write", "alert is taken"]),
        who,
        st.sampled_from(["AVBOKA", "RING", "SKRIV", "?"]),
    )
    | st.tuples(st.sampled_from(["no_answer", "reached", "wrong_number"]), who, st.just(""))
    | st.tuples(st.sampled_from(["falls ill", "comes", "is planned", "is swept"]), who, st.just(""))
    | st.tuples(st.sampled_from(["texts leave", "time goes by"]), st.integers(1, 75), st.just("")),
    min_size=4,
    max_size=25,
)


class Doings:
    """What up to three people and one nurse do, with texts that leave when the provider lets them."""

    def __init__(self) -> None:
        self.day, self.now = a_day(), at("08:00")
        self.wording, self.texting = Checked(self.day), Texting(self.day)
        self.count = 0
        self.day.roster(NURSE, "08:30", "10:30")

    def do(self, deed: str, which: int, how: str) -> None:
        self.now += timedelta(minutes=which if deed == "time goes by" else 2)
        act: dict[str, Callable[[], Any]] = {
            "seeks": lambda: self._seeks(which, how),
            "texts": lambda: self.texting.text(how, now=self.now, number=number_of(which)),
            "texts leave": self.leave,
            "falls ill": lambda: self.day.call_in_sick(NURSE, at=self.now),
            "comes": lambda: self.day.roster(
                NURSE, self.now + timedelta(hours=1), self.now + timedelta(hours=2), now=self.now
            ),
            "is planned": lambda: self.day.plan(now=self.now),
            "is swept": self._is_swept,
            "time goes by": lambda: None,
            "alert is taken": self._alert_is_taken,
        }
        with suppress(DomainError):
            if deed in act:
                act[deed]()
            elif deed in ("cancels", "moves", "opens"):
                self._citizen(deed, which)
            else:
                self._nurse(deed)

    def leave(self) -> None:
        for job, ids in self.day.kept.jobs():
            if job is Job.SEND_MESSAGE:
                send_message(
                    ids["message_id"],  # type: ignore[arg-type]
                    self.day.run,
                    self.texting,
                    self.wording,
                    INDEX,
                    limits=FEW_ALERTS,
                    now=lambda: self.now,
                )

    def _seeks(self, which: int, how: str) -> None:
        self.count += 1
        wishes: dict[str, Any] = {
            "text": {"mode": Mode.TEXT, "said": frozenset({"mode"})},
            "safe": {"safe_contact": True, "sms_welcome": True},
            "later": {"available_from": self.now + timedelta(minutes=90)},
        }
        wishes["text later"] = wishes["text"] | wishes["later"]
        flags = frozenset({how} if how in (CALL_112, SAME_HOUR) else ())
        details = {"details": details_of(which)}
        key = f"p{which}"
        more = wishes.get(how, {})
        self.day.seek(
            f"c{self.count}", COLD, now=self.now, duplicate_key=key, red_flags=flags, **details, **more
        )

    def _citizen(self, deed: str, which: int) -> None:
        for number in range(self.count, 0, -1):
            name = ContactId(f"c{number}")
            contact = self.day.run(lambda tx, of=name: tx.contact(of))  # type: ignore[misc]
            if contact is not None and contact.duplicate_key == f"p{which}":
                self._does(deed, name)
                return

    def _does(self, deed: str, name: ContactId) -> None:
        now = self.now
        if deed == "cancels":
            self.day.run(lambda tx: cancel(name, tx, now=now, actor="citizen"))
        elif deed == "opens":
            self.day.run(lambda tx: reopen(name, tx, now=now, actor="citizen"))
        else:
            self._moves(name, self.day.run(lambda tx: offered_windows(name, tx, after=now, now=now)))

    def _moves(self, name: ContactId, offered: Sequence[Offer]) -> None:
        if offered:
            start, unit = offered[-1].window.start, offered[-1].unit_id
            self.day.run(lambda tx: choose_window(name, start, unit, tx, now=self.now, actor="citizen"))

    def _nurse(self, deed: str) -> None:
        found = self.day.pull(NURSE, now=self.now)
        if found is None:
            return
        held = found.contact
        if deed == "staff write":
            self.day.run(
                lambda tx: write_to_citizen(
                    f"w{self.now:%H%M}", held.id, NURSE, held.lease_number, "hej", tx, now=self.now
                )
            )
            return
        self.day.ends(held, Outcome(deed), now=self.now)

    def _is_swept(self) -> None:
        for due, tell in ((to_be_reminded, remind), (whose_promise_is_at_risk, notify_delay)):
            for one in self.day.run(lambda tx, due=due: due(tx, now=self.now)):  # type: ignore[misc]
                self.day.run(lambda tx, tell=tell, of=one: tell(of, tx, now=self.now))  # type: ignore[misc]

    def _alert_is_taken(self) -> None:
        with self.day.kept.store.transaction() as tx:
            for one in tx.alerts(units=[BACKEN], open_only=True, limit=1):
                tx.save_alert(
                    Alert(one.id, one.contact_id, one.unit_id, one.kind, one.raised_at, self.now, "somebody")
                )


def number_of(which: int) -> str:
    return f"{CITIZENS[:-1]}{which + 5}"


def details_of(which: int) -> Details:
    return Details(phone=number_of(which), phone_takes_sms=True, identity_value=f"20121212-121{which}")


def test_every_text_has_a_state_in_which_it_is_true() -> None:
    assert sorted(IS_TRUE) == KEYS


@given(deeds)
@examples(2)
def test_every_text_that_leaves_is_true_of_its_moment(done: list[tuple[str, int, str]]) -> None:
    doings = Doings()
    for deed in [*done, ("texts leave", 1, "")]:
        doings.do(*deed)


LEAVE = ("texts leave", 1, "")
MISSED = [("no_answer", 0, ""), LEAVE, ("time goes by", 40, "")]


def seeks(how: str = "", which: int = 0) -> list[tuple[str, int, str]]:
    return [("seeks", which, how), LEAVE]


def after(*minutes: int) -> list[tuple[str, int, str]]:
    return [("time goes by", one, "") for one in minutes]


SWEPT = [("is swept", 0, ""), LEAVE]
NOBODY = [("falls ill", 0, "")]
STORIES: dict[str, list[tuple[str, int, str]]] = {
    "sms.receipt": seeks(),
    "sms.receipt.without_place": seeks("safe"),
    "sms.receipt.no_call": seeks("text"),
    "sms.receipt_unpromised": [*NOBODY, *seeks()],
    "sms.moved": [*seeks(), ("moves", 0, ""), LEAVE],
    "sms.moved.without_place": [*seeks("safe"), ("moves", 0, ""), LEAVE],
    "sms.moved.no_call": [*seeks("text"), ("moves", 0, ""), LEAVE],
    "sms.cancelled": [*seeks(), ("cancels", 0, ""), LEAVE],
    "sms.reminder": [*seeks("later"), *after(70, 3), *SWEPT],
    "sms.reminder.no_call": [*seeks("text later"), *after(70, 3), *SWEPT],
    "sms.delay": [*seeks(), *after(75), *SWEPT],
    "sms.delay.late": [*seeks(), *after(75, 30), *SWEPT],
    "sms.delay.no_call": [*seeks("text"), *after(75), *SWEPT],
    "sms.delay.no_call.late": [*seeks("text"), *after(75, 30), *SWEPT],
    "sms.missed_call": [*seeks(), *after(30), *MISSED],
    "sms.missed_call.without_place": [*seeks("safe"), *after(30), *MISSED],
    "sms.missed_call.no_call": [*seeks("text"), *after(30), *MISSED],
    "sms.not_reached": [*seeks(), *after(30), *MISSED, *MISSED, *MISSED],
    "sms.not_reached.without_place": [*seeks("safe"), *after(30), *MISSED, *MISSED, *MISSED],
    "sms.not_reached.no_call": [*seeks("text"), *after(30), *MISSED, *MISSED, *MISSED],
    "sms.still_waiting": [*NOBODY, *seeks(), ("texts", 0, "RING"), LEAVE],
    "sms.still_waiting.no_call": [*NOBODY, *seeks("text"), ("texts", 0, "SKRIV"), LEAVE],
    "sms.written_message": [*seeks("text"), *after(30), ("staff write", 0, ""), LEAVE],
    "sms.alert": seeks(CALL_112),
    "sms.alert_digest": [*seeks(CALL_112), *seeks(CALL_112, 1), *seeks(SAME_HOUR, 2), *after(11), LEAVE],
}


@pytest.mark.parametrize("key", KEYS)
def test_every_text_leaves_in_some_state(key: str) -> None:
    doings = Doings()
    for deed in STORIES[key]:
        doings.do(*deed)

    assert key in doings.wording.seen
