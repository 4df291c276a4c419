"""Whatever people do: each minute is offered to one person, each offer is told once, and no time lies idle."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.booking.booking import BookingId, BookingState
from contact_api.domain.booking.waiting_list import Waiting, WaitingState
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import DomainError
from contact_api.domain.core.links import link_opens
from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.messages.notifications import MessageKind
from contact_api.ports import Job, Transaction
from contact_api.usecases.booking.offer_freed import offer_freed_times, offers_to_make
from contact_api.usecases.booking.waiting_list import accept_offer, decline_offer, join_list, leave_list
from tests.examples import examples
from tests.makers import DAY, a_contact, a_waiting, at
from tests.stores import DOCTOR, Kept, in_memory, the_region
from tests.usecases.day import BACKEN

T = TypeVar("T")
PEOPLE = 4
START = at("09:00")
TOMORROW = at("08:00", day=DAY + timedelta(days=1))
WEEK = Window(START, START + timedelta(days=7))
people = st.integers(0, PEOPLE - 1)
steps = st.one_of(
    st.tuples(st.just("join"), people, st.integers(0, 2)),
    st.tuples(st.sampled_from(["yes", "no", "leave"]), people, st.just(0)),
    st.tuples(st.just("plan"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("pass"), st.integers(1, 150), st.just(0)),
)


class List:
    """A few people, a doctor, and the clock."""

    def __init__(self, kept: Kept) -> None:
        self.kept, self.now = kept, START
        with kept.store.transaction() as tx:
            for one in range(PEOPLE):
                tx.add_contact(a_contact(f"c{one}"), Details())

    def transact(self, act: Callable[[Transaction], T]) -> T:
        with self.kept.store.transaction() as tx:
            return act(tx)

    def do(self, what: str, number: int, more: int) -> None:
        with suppress(DomainError):  # refused: nothing was written
            self._do(what, number, more)
        offer_freed_times(self.transact, lambda: BookingId(str(uuid4())), now=self.now)

    def _do(self, what: str, number: int, more: int) -> None:
        if what == "pass":
            self.now += timedelta(minutes=number)
        elif what == "plan":
            start = TOMORROW + number * timedelta(minutes=30)
            time = StaffTime(DOCTOR.id, BACKEN, StaffTimeKind.BOOKABLE, start, start + timedelta(minutes=20))
            self.transact(
                lambda tx: tx.add_staff_time([] if time in tx.staff_time(WEEK, units=[BACKEN]) else [time])
            )
        else:
            self.transact(lambda tx: self._of_person(what, ContactId(f"c{number}"), more, tx))

    def _of_person(self, what: str, contact_id: ContactId, more: int, tx: Transaction) -> None:
        if what == "join":
            join_list(lambda contact: self._wish(contact, more), contact_id, tx, now=self.now)
            return
        for place in tx.waiting_of_contact(contact_id):
            act = {"yes": accept_offer, "no": decline_offer, "leave": leave_list}[what]
            act(place.id, contact_id, tx, by="citizen", now=self.now)

    def _wish(self, contact: Contact, more: int) -> Waiting:
        return a_waiting(
            str(uuid4()),
            contact_id=contact.id,
            joined_at=self.now,
            due_day=DAY + timedelta(days=more),
            until_day=DAY + timedelta(days=7),
        )

    def messages(self) -> int:
        with self.kept.store.transaction() as tx:
            ids = [ids["message_id"] for job, ids in self.kept.jobs() if job is Job.SEND_MESSAGE]
            found = [tx.hold_message(one) for one in ids]  # type: ignore[arg-type]
        return sum(one is not None and one.kind is MessageKind.BOOKING_OFFERED for one in found)


def link_answers(place: Waiting, tx: Transaction, *, now: datetime) -> bool:
    """Whether the citizen can answer by their link to the end of the last day that suits, though the case ends now."""
    contact, region = tx.hold_contact(place.contact_id), tx.region()
    assert contact is not None
    end = midnight(place.until_day + timedelta(days=1), region.zone)
    closed = replace(contact, closed_at=now)
    return link_opens(closed, contact.link_serial, planning=region.planning, now=end)


@examples(0.6)
@given(st.lists(steps, max_size=14))
def test_each_minute_is_offered_to_one_each_offer_told_once_and_no_time_lies_idle(
    acts: list[tuple[str, int, int]],
) -> None:
    waiting = List(in_memory(the_region()))
    for what, number, more in acts:
        waiting.do(what, number, more)

        messages = waiting.messages()
        with waiting.kept.store.transaction() as tx:
            places = [one for c in range(PEOPLE) for one in tx.waiting_of_contact(ContactId(f"c{c}"))]
            offered = [one for one in places if one.state is WaitingState.OFFERED]
            held = [tx.booking(one.offer_id) for one in offered if one.offer_id]
            assert len({one.id for one in held if one and one.is_held(waiting.now)}) == len(offered)
            assert all(len(set(one.not_again)) == len(one.not_again) for one in places)
            assert sum(one.offers for one in places) == messages
            assert offers_to_make(tx, now=waiting.now) == [], (
                "a free time that suits somebody is held for them"
            )
            assert all(link_answers(one, tx, now=waiting.now) for one in places if one.state.is_open)
            booked = [one for one in places if one.state is WaitingState.BOOKED]
            for one in booked:
                booking = tx.booking(one.offer_id) if one.offer_id else None
                assert booking is not None
                assert booking.state is BookingState.BOOKED
