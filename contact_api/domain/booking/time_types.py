"""Time types: what kinds of times a region lets be booked, by whom, and at which of its units, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, NewType

from contact_api.domain.core.parameters import MINUTE, Minutes, Parameter
from contact_api.domain.core.values import Profession, UnitId
from contact_api.domain.triage.catalogue import ANY_REASON, Text

TimeTypeId = NewType("TimeTypeId", str)
STEPS = (
    5,
    10,
    15,
    20,
    30,
    60,
)  # minutes; each starts on the clock, so that no start depends on the one before


class BookingForm(StrEnum):
    """How the two meet."""

    PLACE = "place"
    TELEPHONE = "telephone"
    VIDEO = "video"
    HOME = "home"


class BookableBy(StrEnum):
    """Who may book a time of a type. Staff may book all of them, for anybody."""

    ALL = "all"
    LISTED = "listed"  # who is listed at the unit
    REFERRED = "referred"  # who has a referral or a summons; staff book for the others
    CARE_STAFF = "care_staff"  # staff only: nobody else is told that it exists


class Period(StrEnum):
    """A stretch of the calendar of which a person has one time at most."""

    DAY = "day"
    WEEK = "week"  # ISO, from Monday
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before its start something may still be done. Hours and days are two rules; both bind.

    `days` counts calendar days: 1 is "not the same day", however few hours are between.
    """

    minutes: Annotated[int | None, Parameter("time before the start", "minutes", least=1, most=100_000)] = (
        None
    )
    days: Annotated[int | None, Parameter("calendar days before the start", "days", least=1, most=366)] = None


@dataclass(frozen=True, slots=True)
class Ages:
    """Whom a type is for, in whole years on the day of the time, both included."""

    least: Annotated[int | None, Parameter("the least age", "years", least=1, most=120)] = None
    most: Annotated[int | None, Parameter("the greatest age", "years", least=1, most=120)] = None


class WaitingOrder(StrEnum):
    """By what those who wait are put in order."""

    DUE = "due"  # by when they should have a time
    ASKED = "asked"  # since when they wait


@dataclass(frozen=True, slots=True)
class WaitingRule:
    """In which order a freed time is offered to those who wait for one, and how long they may take to answer."""

    order: tuple[WaitingOrder, ...] = (WaitingOrder.DUE, WaitingOrder.ASKED)
    answer_within: Annotated[timedelta, Minutes("how long a freed time is held for one person", least=15)] = (
        120 * MINUTE
    )
    most_unanswered: Annotated[
        int, Parameter("offers one may leave unanswered", "offers", least=1, most=20)
    ] = 2
    due_within_days: Annotated[
        int, Parameter("by when a time is due where nobody said it", "days", least=1, most=366)
    ] = 30


@dataclass(frozen=True, slots=True)
class Supply:
    """How many open times a unit has agreed to have within 3, 7 and 30 days."""

    within_3_days: Annotated[int | None, Parameter("open times", "times", least=1, most=10_000)] = None
    within_7_days: Annotated[int | None, Parameter("open times", "times", least=1, most=10_000)] = None
    within_30_days: Annotated[int | None, Parameter("open times", "times", least=1, most=10_000)] = None


@dataclass(frozen=True, slots=True)
class OfferedAt:
    """That a unit offers a type, and what it settles otherwise than the region."""

    unit_id: UnitId
    least_notice: Notice | None = None
    most_notice_days: Annotated[
        int | None, Parameter("how far ahead times are offered", "days", least=1, most=366)
    ] = None
    supply: Supply | None = None  # the agreed level


@dataclass(frozen=True, slots=True)
class TimeType:
    """One kind of time. Units: `duration` with the person; `before` and `after` are the staff member's own minutes."""

    id: TimeTypeId
    name: Text
    professions: tuple[Profession, ...]  # any of them will do
    duration: Annotated[timedelta, Minutes("how long it is", least=5, most=480)]
    form: BookingForm
    bookable_by: BookableBy
    reasons: tuple[str, ...]  # of the catalogue; "*" for any
    most_notice_days: Annotated[int, Parameter("how far ahead times are offered", "days", least=1, most=366)]
    offered_at: tuple[OfferedAt, ...]
    step: Annotated[timedelta | None, Minutes("from one possible start to the next", least=5, most=60)] = None
    before: Annotated[timedelta | None, Minutes("staff time before it", least=5, most=240)] = None
    after: Annotated[timedelta | None, Minutes("staff time after it", least=5, most=240)] = None
    interpreter_extra: Annotated[
        timedelta | None, Minutes("how much longer it is with an interpreter", least=5, most=240)
    ] = None
    least_notice: Notice | None = None
    change_until: Notice | None = None  # until when its citizen may cancel or move it
    one_per: Period | None = None
    ages: Ages | None = None
    preparation: Text | None = None
    withdrawn: bool = False  # offered no longer; what is booked stands

    @property
    def grid(self) -> timedelta:
        """From one possible start to the next: the step, or the longest that its length is a multiple of."""
        if self.step is not None:
            return self.step
        length = self.duration // MINUTE
        return max(step for step in STEPS if length % step == 0 or step == STEPS[0]) * MINUTE

    def length(self, *, interpreter: bool) -> timedelta:
        """How long it is for somebody."""
        return self.duration + (self.interpreter_extra or timedelta() if interpreter else timedelta())

    def fits_reason(self, reason: str) -> bool:
        """Whether it is for what somebody seeks contact about."""
        return reason in self.reasons or ANY_REASON in self.reasons

    def at(self, unit_id: UnitId) -> "TimeType | None":
        """The type as the unit settles it; None when it is not offered there."""
        if self.withdrawn:
            return None
        found = next((one for one in self.offered_at if one.unit_id == unit_id), None)
        if found is None:
            return None
        return replace(
            self,
            least_notice=found.least_notice or self.least_notice,
            most_notice_days=found.most_notice_days or self.most_notice_days,
        )


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """When a booked time is reminded of: so long before it, and only at hours at which a text disturbs nobody."""

    hours_before: Annotated[
        int, Parameter("how long before its start a booked time is reminded of", "hours", least=1, most=336)
    ] = 24
    earliest: time = time(8)
    latest: time = time(20)


@dataclass(frozen=True)
class TimeTypes:
    """One version of all time types of a region, and what holds for all of them.

    `release_at`: from that hour on what is unbooked of today's bookable time is for call-backs too.
    """

    version: str
    valid_from: date
    source: str
    release_at: time
    hold_for: Annotated[
        timedelta, Minutes("how long a time is held while somebody decides", least=1, most=60)
    ]
    most_holds: Annotated[int, Parameter("times one person may hold at once", "times", least=1, most=20)]
    types: tuple[TimeType, ...]
    reminder: ReminderRule = ReminderRule()
    waiting_list: WaitingRule = WaitingRule()
    booking_reason: str | None = None  # what who only books seeks contact for; None: nobody can only book

    @cached_property
    def by_id(self) -> Mapping[TimeTypeId, TimeType]:
        """Every type, in the document's order, the withdrawn included."""
        return {one.id: one for one in self.types}


NO_TIME_TYPES = TimeTypes(
    version="none",
    valid_from=date.min,
    source="none",
    release_at=time(8),
    hold_for=5 * MINUTE,
    most_holds=1,
    types=(),
)
