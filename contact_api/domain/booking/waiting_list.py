"""Who waits for a time: what would suit them, in which order a freed time is offered, and what came of it.

A freed time is offered to one person at a time, and held for them while the offer lasts: nobody else sees it. The order
is the region's own rule, as data. Who could not have a time is passed by, and why is kept with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, NewType

from contact_api.domain.booking.booking import Booking, BookingId, BookingState, Slot
from contact_api.domain.booking.time_types import TimeTypeId, WaitingOrder, WaitingRule
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.errors import DatesContradict
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import ContactId, ContactState, Language, UnitId

WaitingId = NewType("WaitingId", str)

SHORTEST_ANSWER = timedelta(minutes=15)  # what begins sooner is offered to nobody: it could not be answered


class WaitingState(StrEnum):
    """Where somebody stands on the list."""

    WAITING = "waiting"
    OFFERED = "offered"  # a time is held for them, until the offer ends
    BOOKED = "booked"  # they said yes
    ENDED = "ended"  # they left, or it cannot be any more

    @property
    def is_open(self) -> bool:
        """Whether they are still on the list."""
        return self in (WaitingState.WAITING, WaitingState.OFFERED)


class WhyNot(StrEnum):
    """Why somebody was passed by, or is on the list no more."""

    LEFT = "left"  # by their own wish, or staff's for them
    DATE_PASSED = "date_passed"
    DID_NOT_ANSWER = "did_not_answer"  # as many offers as the rule allows
    BOOKED_ELSEWHERE = "booked_elsewhere"  # they have a time of that kind
    REQUEST_ENDED = "request_ended"  # the contact request was cancelled or declined
    KIND_WITHDRAWN = "kind_withdrawn"  # it is offered no more
    MAY_NOT_BOOK = "may_not_book"  # the rules of the kind say no, such as an age
    BUSY_THEN = "busy_then"  # they have another booking at that time


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person's place on the list for a kind of time."""

    id: WaitingId
    contact_id: ContactId
    time_type_id: TimeTypeId
    units: tuple[UnitId, ...]  # any of them will do
    owner_unit_id: UnitId  # the unit that answers for the citizen's not being forgotten
    joined_at: datetime
    joined_by: str
    due_day: date  # by when the time should be; what is past it is overdue
    until_day: date  # the last day that suits
    from_day: date | None = None
    hour_from: int = 0  # local
    hour_to: int = 24
    language: Language = "sv"  # that the staff member is to speak
    interpreter: bool = False
    by_staff: bool = False  # staff put them on the list, and decided that the kind of time is for them
    not_again: tuple[datetime, ...] = ()  # starts that they let pass, or could not have
    state: WaitingState = WaitingState.WAITING
    offer_id: BookingId | None = None  # the booking that is held for them
    offered_until: datetime | None = None
    offers: int = 0
    unanswered: int = 0
    why_not: WhyNot | None = None  # the last time they were passed by, or why it ended
    ended_at: datetime | None = None

    def suits(self, slot: Slot, zone: tzinfo) -> bool:
        """Whether they would take such a time."""
        start = slot.window.start.astimezone(zone)
        return (
            slot.time_type_id == self.time_type_id
            and slot.unit_id in self.units
            and (self.from_day or date.min) <= start.date() <= self.until_day
            and self.hour_from <= start.hour < self.hour_to
            and slot.window.start not in self.not_again
        )

    def is_overdue(self, today: date) -> bool:
        """Whether the day by which they should have had a time has passed."""
        return self.state.is_open and self.due_day < today


def joined(waiting: Waiting, zone: tzinfo) -> Waiting:
    """A wish as it is put on the list. Errors: DatesContradict; nothing is guessed from dates that cannot all be."""
    first = max(waiting.from_day or date.min, local_day(waiting.joined_at, zone))
    if waiting.until_day < first:
        raise DatesContradict("the last day that suits lies before the first one, or has passed")
    if waiting.due_day < (waiting.from_day or date.min):
        raise DatesContradict("the time should be had by a day that lies before the first day that suits")
    if waiting.hour_to <= waiting.hour_from:
        raise DatesContradict("the hours that suit end before they begin")
    return waiting


def in_order(waiting: Iterable[Waiting], rule: WaitingRule) -> list[Waiting]:
    """Who is offered a time before whom. Who let an offer pass comes after those who did not; ids break ties."""

    def place(one: Waiting) -> tuple[Any, ...]:
        keys = {WaitingOrder.DUE: one.due_day, WaitingOrder.ASKED: one.joined_at}
        return (one.unanswered, *(keys[key] for key in rule.order), one.joined_at, one.id)

    return sorted(waiting, key=place)


def why_over(
    waiting: Waiting, state: ContactState, theirs: Iterable[Booking], *, today: date
) -> WhyNot | None:
    """Why somebody has nothing to wait for any more; None while they have."""
    if state in (ContactState.CANCELLED, ContactState.DECLINED):
        return WhyNot.REQUEST_ENDED
    if any(
        one.state is BookingState.BOOKED
        and one.slot.time_type_id == waiting.time_type_id
        and one.id != waiting.offer_id
        for one in theirs
    ):
        return WhyNot.BOOKED_ELSEWHERE
    return WhyNot.DATE_PASSED if waiting.until_day < today else None


def answer_until(start: datetime, rule: WaitingRule, *, now: datetime) -> datetime | None:
    """Until when an offer of a time is to be answered; None when too little is left for that."""
    until = min(now + rule.answer_within, start - MINUTE)
    return until if until >= now + SHORTEST_ANSWER else None


def offered(waiting: Waiting, booking: Booking) -> Waiting:
    """A time is held for them; the same start is never offered to them again."""
    return replace(
        waiting,
        state=WaitingState.OFFERED,
        offer_id=booking.id,
        offered_until=booking.held_until,
        offers=waiting.offers + 1,
        not_again=(*waiting.not_again, booking.starts_at),
        why_not=None,
    )


def passed_by(waiting: Waiting, start: datetime, why: WhyNot) -> Waiting:
    """They could not have this time, and the next one is asked; they wait on for others."""
    return replace(waiting, not_again=(*waiting.not_again, start), why_not=why)


def accepted(waiting: Waiting, *, now: datetime) -> Waiting:
    """They have their time."""
    return replace(waiting, state=WaitingState.BOOKED, offered_until=None, ended_at=now)


def passed(waiting: Waiting, rule: WaitingRule, *, answered: bool, now: datetime) -> Waiting:
    """An offer came to nothing: they wait on, after the others, or no more when too many were not answered."""
    unanswered = waiting.unanswered + (not answered)
    back = replace(
        waiting, state=WaitingState.WAITING, offer_id=None, offered_until=None, unanswered=unanswered
    )
    return ended(back, WhyNot.DID_NOT_ANSWER, now=now) if unanswered >= rule.most_unanswered else back


def ended(waiting: Waiting, why: WhyNot, *, now: datetime) -> Waiting:
    """They are on the list no more."""
    return replace(
        waiting, state=WaitingState.ENDED, offer_id=None, offered_until=None, why_not=why, ended_at=now
    )
