"""A day at units that are open from seven to six and offer times: short ways to find, hold, book, move and cancel."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from contact_api.demo.databases import connected
from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.calendar import OpeningHours, day_span
from contact_api.domain.core.values import ContactId, StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.usecases.booking.book_time import book_held, book_time, hold_time, let_go
from contact_api.usecases.booking.change_booking import cancel_booking, move_booking
from contact_api.usecases.booking.find_times import Asked, find_times
from contact_api.usecases.booking.wanted_time import Wanted
from contact_api.usecases.staff_time.change_shifts import lay_capacity
from contact_api.usecases.staff_time.release_time import release_time
from tests.makers import ZONE
from tests.stores import Kept, in_memory, in_postgresql, the_region
from tests.usecases.day import BACKEN, EVER, TEG, Day, When, moment

Listed = tuple[str, UnitId, datetime]
ANYBODY = Booker(listed_at=BACKEN)
VISIT, LONG = "visit", "long"  # twenty minutes; three quarters of an hour and ten minutes after it
OPENS, CLOSES = time(7), time(18)


def a_type(type_id: str = VISIT, **but: Any) -> dict[str, Any]:
    """Twenty minutes with a nurse at Backen or Teg, for everybody and any reason, unless said otherwise."""
    return {
        "id": type_id,
        "name": {"sv": "Besök", "en": "Visit"},
        "professions": ["nurse"],
        "duration_minutes": 20,
        "step_minutes": 10,
        "form": "place",
        "bookable_by": "all",
        "reasons": ["*"],
        "most_notice_days": 14,
        "offered_at": [{"unit_id": "backen"}, {"unit_id": "teg"}],
        **but,
    }


def types_document(*types: dict[str, Any], **but: Any) -> dict[str, Any]:
    longer = a_type(LONG, duration_minutes=45, after_minutes=10, step_minutes=15)
    return {
        "version": "1",
        "valid_from": "2025-01-01",
        "source": "made up",
        "release_at": "08:00",
        "hold_for_minutes": 5,
        "most_holds": 2,
        "types": list(types) or [a_type(), longer],
        **but,
    }


def booking_region(document: dict[str, Any]) -> Region:
    hours = [OpeningHours(unit, weekday, OPENS, CLOSES) for unit in (BACKEN, TEG) for weekday in range(1, 8)]
    return replace(the_region(), hours=tuple(hours), time_types=read_time_types(document))


def on_postgresql(document: dict[str, Any], database_url: str) -> Kept:
    """The same region in the database."""
    region = booking_region(document)
    with connected(database_url) as connection, connection.transaction():
        kept = in_postgresql(region, database_url)
        connection.execute(
            "insert into time_types_version values ('1', %s, '2025-01-01', 'made up', %s, now())",
            [region.code, json.dumps(document)],
        )
        for one in region.hours:
            connection.execute(
                "insert into opening_hours (unit_id, weekday, opens, closes) values (%s, %s, %s, %s)",
                [one.unit_id, one.weekday, one.opens, one.closes],
            )
    return kept


@dataclass(frozen=True)
class BookingDay(Day):
    """A day on which times are booked."""

    numbers: Iterable[int] = ()

    def new_id(self) -> BookingId:
        return BookingId(f"b{next(iter(self.numbers))}")

    def put(
        self,
        staff_id: str,
        start: When,
        end: When,
        kind: StaffTimeKind = StaffTimeKind.SHARED,
        *,
        now: When = "06:00",
    ) -> None:
        """Let somebody have time of a kind, and lay what that gives."""
        unit = UnitId(staff_id.split("-", maxsplit=1)[0])
        time = StaffTime(StaffId(staff_id), unit, kind, moment(start), moment(end))
        self.run(lambda tx: tx.add_staff_time([time]))
        self.lay(moment(start), now=now)

    def lay(self, of: datetime, *, now: When = "06:00", units: Collection[UnitId] = (BACKEN, TEG)) -> None:
        span = day_span(of.astimezone(ZONE).date(), ZONE)
        self.run(lambda tx: lay_capacity(tx, span, units=units, now=moment(now)))

    def release(self, *, now: When) -> list[UnitId]:
        return list(self.run(lambda tx: release_time(tx, units=[BACKEN, TEG], now=moment(now))))

    def listed(
        self, *, now: When, types: Collection[str] | None = None, days: int = 2, most: int = 1000, **wish: Any
    ) -> list[Listed]:
        region = self.region()
        wanted = [one for one in region.time_types.types if types is None or one.id in types]
        span = Window(moment(now), moment(now) + timedelta(days=days))
        asked = Asked(wanted, [BACKEN, TEG], span, Wish(**({"language": "sv"} | wish)))
        found = self.run(lambda tx: find_times(asked, tx, most=most, now=moment(now)))
        return [(one.time_type.id, one.unit_id, one.window.start) for one in found]

    def starts(self, *, now: When, type_id: str = VISIT, unit: UnitId = BACKEN) -> list[str]:
        """Clock times at which a time of the type can be had."""
        found = self.listed(now=now, types=[type_id])
        return [f"{start.astimezone(ZONE):%H:%M}" for _, at, start in found if at == unit]

    def hold(self, name: str, start: When, *, now: When, type_id: str = VISIT, **but: Any) -> Booking:
        wanted, booking_id = _wanted(start, type_id, but), self.new_id()
        return self.run(
            lambda tx: hold_time(
                booking_id, ContactId(name), wanted, ANYBODY, tx, by="citizen", now=moment(now)
            )
        )

    def book_at(self, name: str, start: When, *, now: When, type_id: str = VISIT, **but: Any) -> Booking:
        wanted, booking_id = _wanted(start, type_id, but), self.new_id()
        return self.run(
            lambda tx: book_time(
                booking_id, ContactId(name), wanted, ANYBODY, tx, by="citizen", now=moment(now)
            )
        )

    def confirm(self, hold: Booking, *, now: When) -> Booking:
        return self.run(
            lambda tx: book_held(hold.id, hold.contact_id, ANYBODY, tx, by="citizen", now=moment(now))
        )

    def let_go(self, hold: Booking) -> None:
        self.run(lambda tx: let_go(hold.id, hold.contact_id, tx))

    def move(self, booking: Booking, start: When, *, now: When, **but: Any) -> Booking:
        wanted = _wanted(start, but.pop("type_id", booking.slot.time_type_id), but)
        return self.run(
            lambda tx: move_booking(
                booking.id, booking.contact_id, wanted, ANYBODY, tx, by="citizen", now=moment(now)
            )
        )

    def cancel_booking(self, booking: Booking, *, now: When) -> Booking:
        return self.run(
            lambda tx: cancel_booking(
                booking.id, booking.contact_id, ANYBODY, tx, by="citizen", now=moment(now)
            )
        )

    def staffed(self, unit: UnitId = BACKEN) -> dict[str, int]:
        """Staff minutes of the cells, by the clock time at which they begin."""
        return {f"{one.start.astimezone(ZONE):%H:%M}": one.staff_minutes for one in self.cells(unit, EVER)}


def _wanted(start: When, type_id: str, but: dict[str, Any]) -> Wanted:
    return Wanted(TimeTypeId(type_id), but.get("unit", BACKEN), moment(start), but.get("staff_id"))


def in_memory_day(*types: dict[str, Any], **but: Any) -> BookingDay:
    return BookingDay(in_memory(booking_region(types_document(*types, **but))), numbers=count())
