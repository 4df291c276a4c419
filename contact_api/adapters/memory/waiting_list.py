"""Who waits for a time to be freed."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.waiting_list import Waiting, WaitingId
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports.transaction import Contested


class WaitingList(UnitOfWork):
    """See contact_api/ports/waiting_list.py."""

    def add_waiting(self, waiting: Waiting) -> None:
        key = (waiting.contact_id, waiting.time_type_id)
        taken = waiting.state.is_open and any(
            (one.contact_id, one.time_type_id) == key for one in self.open_waiting()
        )
        if taken:
            raise Contested
        self.save_waiting(waiting)

    def save_waiting(self, waiting: Waiting) -> None:
        self._undo.put(self._rows.waiting_list, waiting.id, waiting)

    def waiting_of_contact(self, contact_id: ContactId) -> list[Waiting]:
        found = self._where(lambda one: one.contact_id == contact_id)
        return sorted(found, key=lambda one: (one.joined_at, one.id))

    def waiting(self, waiting_id: WaitingId) -> Waiting | None:
        return self._rows.waiting_list.get(waiting_id)

    def waiting_for_offer(self, booking_id: BookingId) -> Waiting | None:
        found = self._where(lambda one: one.offer_id == booking_id and one.state.is_open)
        return found[0] if found else None

    def open_waiting(self, units: Collection[UnitId] | None = None) -> list[Waiting]:
        found = self._where(lambda one: one.state.is_open and (units is None or one.owner_unit_id in units))
        return sorted(found, key=lambda one: (one.due_day, one.joined_at, one.id))

    def overdue_waiting(self, today: date) -> dict[UnitId, int]:
        return Counter(one.owner_unit_id for one in self._where(lambda one: one.is_overdue(today)))

    def _where(self, wanted: Callable[[Waiting], bool]) -> list[Waiting]:
        return [one for one in self._rows.waiting_list.values() if wanted(one)]
