"""Whether somebody may have a time of a type: the rules of the type, held against what is known of the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from contact_api.domain.booking.booking import Booking, BookingState, Slot
from contact_api.domain.booking.time_types import Ages, BookableBy, Period, TimeType
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.errors import HasAnotherBooking, MayNotBook, TimeNotOffered
from contact_api.domain.core.values import UnitId


@dataclass(frozen=True, slots=True)
class Booker:
    """Who a time is for, as far as the rules ask; staff who book for somebody are bound by fewer of them."""

    by_staff: bool = False
    born: date | None = None  # None: not known
    listed_at: UnitId | None = None
    referred: bool = False
    says_no_reason: bool = False  # who only books, without saying what for: the type itself says it


def must_be_allowed(time_type: TimeType, slot: Slot, booker: Booker, *, zone: tzinfo) -> None:
    """Pass in silence when the type is for them at that unit. Staff decide by themselves.

    Errors: MayNotBook, which says why and where to turn; TimeNotOffered for what only staff book: nobody else is told
    that it exists.
    """
    if booker.by_staff:
        return
    if time_type.bookable_by is BookableBy.CARE_STAFF:
        raise TimeNotOffered
    if time_type.bookable_by is BookableBy.REFERRED and not booker.referred:
        raise MayNotBook("this kind of time needs a referral; seek contact, and staff book it with you")
    if time_type.bookable_by is BookableBy.LISTED and booker.listed_at != slot.unit_id:
        raise MayNotBook("this kind of time is for those who are listed at the unit; turn to your own unit")
    if time_type.ages and not _in_ages(time_type.ages, booker.born, local_day(slot.window.start, zone)):
        raise MayNotBook("this kind of time is for another age; seek contact, and staff find the right one")


def may_be_offered(time_type: TimeType, unit_id: UnitId, booker: Booker, *, first: date, last: date) -> bool:
    """Whether a citizen is told of times of a type at a unit on those days: only of what they can book."""
    if time_type.bookable_by is BookableBy.CARE_STAFF:
        return False
    if time_type.bookable_by is BookableBy.REFERRED and not booker.referred:
        return False
    if time_type.bookable_by is BookableBy.LISTED and booker.listed_at != unit_id:
        return False
    ages = time_type.ages
    return ages is None or any(_in_ages(ages, booker.born, day) for day in (first, last))


def may_have(time_type: TimeType, slot: Slot, booker: Booker, *, zone: tzinfo) -> bool:
    """Whether `must_be_allowed` would pass: what is listed can be booked."""
    try:
        must_be_allowed(time_type, slot, booker, zone=zone)
    except (MayNotBook, TimeNotOffered):
        return False
    return True


def must_have_room(
    time_type: TimeType,
    slot: Slot,
    others: Iterable[Booking],
    *,
    without: Booking | None = None,
    despite_overlap: bool = False,
    zone: tzinfo,
) -> None:
    """Pass in silence when the person's other bookings leave room for it. A booking never meets itself.

    What is held counts no more than a look: it is asked again when it is booked. Who did not come had no time.
    `despite_overlap`: staff were warned of another time just then, and mean it; limits of the kind hold all the same.

    Errors: HasAnotherBooking.
    """
    standing = [
        one
        for one in others
        if one.state in (BookingState.BOOKED, BookingState.ATTENDED)
        and (without is None or one.id != without.id)
    ]
    booked = (one.slot.window for one in standing if one.state is BookingState.BOOKED)
    if not despite_overlap and any(one.overlaps(slot.window) for one in booked):
        raise HasAnotherBooking(
            "there is a booking at that time already; move that one, or take another time"
        )
    if time_type.one_per is None:
        return
    wanted = period_of(time_type.one_per, local_day(slot.window.start, zone))
    for one in standing:
        same_type = one.slot.time_type_id == time_type.id
        if same_type and period_of(time_type.one_per, local_day(one.starts_at, zone)) == wanted:
            raise HasAnotherBooking(
                f"one may have one time of this kind a {time_type.one_per.value}; move the other one instead"
            )


def period_of(period: Period, day: date) -> tuple[int, ...]:
    """What the days of one period have in common; weeks are ISO weeks, whatever month is looked at."""
    if period is Period.WEEK:
        return day.isocalendar()[:2]
    parts = {Period.DAY: (day.year, day.month, day.day), Period.MONTH: (day.year, day.month)}
    return parts.get(period, (day.year,))


def age_on(born: date, day: date) -> int:
    """Whole years; who is born on 29 February has their birthday on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _in_ages(ages: Ages, born: date | None, day: date) -> bool:
    if born is None:
        return False
    age = age_on(born, day)
    return (ages.least is None or age >= ages.least) and (ages.most is None or age <= ages.most)
