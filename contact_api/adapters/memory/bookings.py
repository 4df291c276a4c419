"""Times that are booked or held, and what of staff time is free for more."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.booking.booking import Booking, BookingId, BookingState
from contact_api.domain.booking.free_time import FreeTime
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind, callback_shifts, in_span, without
from contact_api.domain.core.values import ContactId, PersonId, StaffId, UnitId, Window
from contact_api.ports.transaction import Contested

BOOKABLE = (StaffTimeKind.BOOKABLE, StaffTimeKind.SHARED)


class Bookings(UnitOfWork):
    """See contact_api/ports/bookings.py."""

    def free_time(
        self, units: Collection[UnitId], span: Window, *, now: datetime, without: BookingId | None = None
    ) -> list[FreeTime]:
        found: list[FreeTime] = []
        for staff_id, times in self._rows.staff_time.items():
            taken = [
                one.slot.busy
                for one in self._taking(staff_id)
                if one.id != without and (one.state is not BookingState.HELD or one.is_held(now))
            ]
            left = [one for one in self._left(times.values(), taken) if one.unit_id in units]
            shared = [one for one in left if one.kind is StaffTimeKind.SHARED]
            for piece in _merged(left):
                start, end = max(piece.starts_at, span.start), min(piece.ends_at, span.end)
                if start < end:
                    both = (
                        Window(max(one.starts_at, start), min(one.ends_at, end))
                        for one in _merged(shared)
                        if one.unit_id == piece.unit_id and one.starts_at < end and one.ends_at > start
                    )
                    found.append(FreeTime(staff_id, piece.unit_id, start, end, tuple(both)))
        return sorted(found, key=lambda one: (one.staff_id, one.start))

    def busy_times(self, staff: Collection[StaffId], span: Window) -> list[tuple[StaffId, Window]]:
        return [
            (one.slot.staff_id, one.slot.busy)
            for one in self._those(lambda one: one.slot.staff_id in staff and one.state.takes_time)
            if one.slot.busy.overlaps(span)
        ]

    def contact_time(self, staff: Collection[StaffId], span: Window) -> list[Shift]:
        times = [time for one in staff for time in self._rows.staff_time.get(one, {}).values()]
        return in_span(callback_shifts(times), span)

    def share_roster(self) -> None:
        """One transaction at a time has it all."""

    def keep_free_time(self, unit_id: UnitId, span: Window) -> None:
        """One transaction at a time has it all."""

    def add_booking(self, booking: Booking) -> None:
        busy = booking.slot.busy
        for one in self._taking(booking.slot.staff_id):
            ended = one.state is BookingState.HELD and not one.is_held(booking.made_at)
            if ended and one.slot.busy.overlaps(busy):
                self._undo.drop(self._rows.bookings, one.id)
        self._put(booking)

    def save_booking(self, booking: Booking) -> None:
        self._put(booking)

    def drop_booking(self, booking_id: BookingId) -> None:
        self._undo.drop(self._rows.bookings, booking_id)

    def booking(self, booking_id: BookingId) -> Booking | None:
        return self._rows.bookings.get(booking_id)

    def booking_to_change(self, booking_id: BookingId) -> Booking | None:
        return self.booking(booking_id)

    def bookings_of_contact(self, contact_id: ContactId) -> list[Booking]:
        return self._those(lambda one: one.contact_id == contact_id)

    def bookings_of_person(self, person_id: PersonId, *, since: datetime) -> list[Booking]:
        mine = {cid for cid, one in self._rows.contacts.items() if one.person_id == person_id}
        return self._those(lambda one: one.contact_id in mine and one.starts_at >= since)

    def bookings_of_group(self, group_id: str) -> list[Booking]:
        return self._those(lambda one: one.group_id == group_id)

    def bookings_of_units(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        return self._those(
            lambda one: (
                one.slot.unit_id in units and one.starts_at in span and one.state is not BookingState.HELD
            )
        )

    def bookings_without_time(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        return [
            one
            for one in self.bookings_of_units(units, span)
            if one.state is BookingState.BOOKED and not self._is_there(one)
        ]

    def ended_holds(self, *, now: datetime) -> list[Booking]:
        return self._those(lambda one: one.state is BookingState.HELD and not one.is_held(now))

    def _is_there(self, booking: Booking) -> bool:
        times = self._rows.staff_time.get(booking.slot.staff_id, {}).values()
        busy = booking.slot.busy
        return any(
            one.starts_at <= busy.start and busy.end <= one.ends_at
            for one in _merged(self._left(times, []))
            if one.unit_id == booking.slot.unit_id
        )

    def _left(self, times: Iterable[StaffTime], taken: list[Window]) -> list[StaffTime]:
        """What of the bookable time is left when absences and these spans are taken out of it."""
        times = list(times)
        planned = [one for one in times if one.kind in BOOKABLE]
        gone = [one for one in times if one.is_absence]
        return [
            piece
            for one in planned
            for piece in without(
                one, [*gone, *(replace(one, starts_at=w.start, ends_at=w.end) for w in taken)]
            )
        ]

    def _taking(self, staff_id: StaffId) -> list[Booking]:
        return self._those(lambda one: one.slot.staff_id == staff_id and one.state.takes_time)

    def _those(self, wanted: Callable[[Booking], bool]) -> list[Booking]:
        found = [one for one in self._rows.bookings.values() if wanted(one)]
        return sorted(found, key=lambda one: (one.starts_at, one.id))

    def _put(self, booking: Booking) -> None:
        others = (one for one in self._taking(booking.slot.staff_id) if one.id != booking.id)
        if booking.state.takes_time and any(one.slot.busy.overlaps(booking.slot.busy) for one in others):
            raise Contested
        self._undo.put(self._rows.bookings, booking.id, booking)


def _merged(pieces: Iterable[StaffTime]) -> list[StaffTime]:
    """The same time in stretches that neither touch nor overlap, unit by unit."""
    merged: list[StaffTime] = []
    for piece in sorted(pieces, key=lambda one: (one.unit_id, one.starts_at)):
        if merged and merged[-1].unit_id == piece.unit_id and piece.starts_at <= merged[-1].ends_at:
            merged[-1] = replace(merged[-1], ends_at=max(merged[-1].ends_at, piece.ends_at))
        else:
            merged.append(piece)
    return merged
