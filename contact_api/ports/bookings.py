"""Times that are booked or held, and what of staff time is free for more."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.booking import Booking, BookingId
from contact_api.domain.booking.free_time import FreeTime
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.values import ContactId, PersonId, StaffId, UnitId, Window


class Bookings(Protocol):
    """Bookings as they stand; no minute of a person is in two of them."""

    def free_time(
        self, units: Collection[UnitId], span: Window, *, now: datetime, without: BookingId | None = None
    ) -> list[FreeTime]:
        """What is free to be booked at these units, cut to the span; `without`: as if this booking were not."""

    def busy_times(self, staff: Collection[StaffId], span: Window) -> list[tuple[StaffId, Window]]:
        """What of these people's time is booked or held, as it touches the span; a hold counts until it is dropped."""

    def contact_time(self, staff: Collection[StaffId], span: Window) -> list[Shift]:
        """When these people make contacts, as it touches the span, less absences; others may change it meanwhile."""

    def share_roster(self) -> None:
        """From here on nobody changes staff time or lays its minutes until the transaction ends; others may book."""

    def keep_free_time(self, unit_id: UnitId, span: Window) -> None:
        """From here on nobody else books, holds or plans anew what can be booked at this unit and touches the span.

        The roster is shared as above. Until the transaction ends. What is free is to be asked after that.
        """

    def add_booking(self, booking: Booking) -> None:
        """Contested when a minute of it is in another booking of the person; holds that have ended are dropped."""

    def save_booking(self, booking: Booking) -> None:
        """Write down where a booking stands, its new time included. Contested as above."""

    def drop_booking(self, booking_id: BookingId) -> None:
        """Remove a hold that ended; it leaves nothing behind."""

    def booking(self, booking_id: BookingId) -> Booking | None: ...
    def booking_to_change(self, booking_id: BookingId) -> Booking | None:
        """The booking, protected from others' changes until the transaction ends."""

    def bookings_of_contact(self, contact_id: ContactId) -> list[Booking]:
        """All of a contact, cancelled ones too, the earliest start first."""

    def bookings_of_person(self, person_id: PersonId, *, since: datetime) -> list[Booking]:
        """All of a person that start then or later, of whatever contact, the earliest first."""

    def bookings_of_group(self, group_id: str) -> list[Booking]:
        """All of those who come together, the cancelled too, the earliest start first."""

    def bookings_of_units(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        """All of these units that start in the span, but holds, the earliest first."""

    def bookings_without_time(self, units: Collection[UnitId], span: Window) -> list[Booking]:
        """The booked ones that start in the span for which nobody is there any more: their staff time is gone."""

    def ended_holds(self, *, now: datetime) -> list[Booking]:
        """Holds whose time is out."""
