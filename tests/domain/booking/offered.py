"""What is offered of a nurse's free time: clock times in, clock times out, in the region's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from contact_api.domain.booking.booking import Slot
from contact_api.domain.booking.free_time import FreeTime, Wish, notice_span, slots
from contact_api.domain.booking.time_types import TimeType, TimeTypes
from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.core.calendar import OpeningHours, day_span, open_windows
from contact_api.domain.core.values import UnitId, Window
from tests.makers import MEMBER, UNIT

ZONE = ZoneInfo("Europe/Stockholm")
TUESDAY = date(2027, 1, 12)
ALWAYS = (("00:00", "24:00"),)
Spans = Sequence[tuple[str, str]]


def a_type(minutes: int = 20, **but: Any) -> TimeType:
    """A visit to a nurse, for everybody, whenever there is time."""
    document = {
        "version": "1",
        "valid_from": "2027-01-01",
        "source": "made up",
        "release_at": "08:00",
        "hold_for_minutes": 5,
        "most_holds": 2,
        "types": [
            {
                "id": "visit",
                "name": {"sv": "Besök", "en": "Visit"},
                "professions": ["nurse"],
                "duration_minutes": minutes,
                "form": "place",
                "bookable_by": "all",
                "reasons": ["*"],
                "most_notice_days": 366,
                "offered_at": [{"unit_id": "backen"}],
                **but,
            }
        ],
    }
    read: TimeTypes = read_time_types(document)
    return read.types[0]


def moment(clock: str, day: date = TUESDAY) -> datetime:
    """A local clock time; 24:00 is the next midnight. An hour that comes twice is the first."""
    hours, minutes = map(int, clock.split(":"))
    local = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(hours=hours, minutes=minutes)
    return local.astimezone(UTC)


@dataclass(frozen=True)
class Offered:
    """Times of one type in a nurse's day, less what is busy."""

    time_type: TimeType
    free: Spans = (("09:00", "12:00"),)
    busy: Spans = ()
    open_at: Spans = ALWAYS
    day: date = TUESDAY

    def slots(self, *, span: Window | None = None, wish: Wish | None = None) -> list[Slot]:
        left = [FreeTime(MEMBER.id, UNIT.id, *piece) for piece in self._left()]
        found = slots(
            self.time_type,
            left,
            span=span or day_span(self.day, ZONE),
            wish=wish or Wish(),
            staff={MEMBER.id: MEMBER},
            open_at=self._opening,
            zone=ZONE,
        )
        return sorted(found, key=lambda one: one.window.start)

    def starts(self, *, span: Window | None = None) -> list[str]:
        return [f"{one.window.start.astimezone(ZONE):%H:%M}" for one in self.slots(span=span)]

    def _opening(self, _unit: UnitId, day: date) -> list[Window]:
        return [Window(moment(start, day), moment(end, day)) for start, end in self.open_at]

    def _left(self) -> list[tuple[datetime, datetime]]:
        left = [(moment(start, self.day), moment(end, self.day)) for start, end in self.free]
        for taken in self.busy:
            start, end = (moment(clock, self.day) for clock in taken)
            left = [
                piece
                for one in left
                for piece in ((one[0], min(one[1], start)), (max(one[0], end), one[1]))
                if piece[0] < piece[1]
            ]
        return left


def hours(day: date, opens: str, closes: str) -> Sequence[Window]:
    """When a unit is open that has these hours every day of the week."""
    from_, to = (datetime.strptime(clock, "%H:%M").time() for clock in (opens, closes))  # noqa: DTZ007 - a clock
    every = [OpeningHours(UNIT.id, weekday, from_, to) for weekday in range(1, 8)]
    return open_windows(UNIT.id, day, every, [], zone=ZONE, is_red=lambda _day: False)


def notice(time_type: TimeType, now: datetime) -> Window:
    """Within which a start may be booked."""
    found = notice_span(time_type, now=now, zone=ZONE)
    assert found is not None
    return found
