"""Who waits for a time to be freed."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.waiting_list import Waiting, WaitingId
from contact_api.domain.core.values import ContactId, UnitId


class WaitingList(Protocol):
    """Everybody's places on the list; one open place a contact request and kind of time."""

    def add_waiting(self, waiting: Waiting) -> None:
        """Contested when the contact request has an open place for that kind of time."""

    def save_waiting(self, waiting: Waiting) -> None:
        """Write a place as it stands."""

    def waiting_of_contact(self, contact_id: ContactId) -> list[Waiting]:
        """All places of a contact request, the ended too, the oldest first."""

    def waiting(self, waiting_id: WaitingId) -> Waiting | None:
        """One place."""

    def waiting_for_offer(self, booking_id: BookingId) -> Waiting | None:
        """The open place for which this time is held."""

    def open_waiting(self, units: Collection[UnitId] | None = None) -> list[Waiting]:
        """Who is on the list now, of all units or those these answer for; the earliest due first."""

    def overdue_waiting(self, today: date) -> dict[UnitId, int]:
        """How many are past the day by which they should have had a time, by the unit that answers for them."""
