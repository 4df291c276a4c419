"""How much of each unit one submitter or sender holds while a plan is carried out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from contact_api.domain.capacity.availability import promisable
from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.minute_limits import within_share
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.promise.promise import Reservation
from contact_api.usecases.promising.minute_limits import keys_with_share


class Shares:
    """What is held of what is left of the day, by whose it is and at which unit."""

    def __init__(
        self,
        contacts: Iterable[Contact],
        held: Mapping[ContactId, Reservation],
        cells: Iterable[Cell],
        *,
        planning: Planning,
        now: datetime,
    ) -> None:
        self._planning, self._before = planning, held
        self._whole: Counter[UnitId] = Counter()
        self._held: Counter[tuple[str, UnitId]] = Counter()
        for cell in cells:
            self._whole[cell.pool.unit_id] += promisable(cell, planning=planning, now=now)
        for contact in contacts:
            self._count(contact, held.get(contact.id), +1)

    def move(self, contact: Contact, after: Reservation | None) -> None:
        """Minutes that were held already go with the plan wherever it moves them."""
        self._count(contact, self._before.get(contact.id), -1)
        self._count(contact, after, +1)

    def take(self, contact: Contact, first: Reservation) -> bool:
        """Whether its first minutes leave others enough of the unit; then they are held."""
        fits = all(
            within_share(
                key,
                self._held[key, first.unit_id],
                first.minutes,
                whole=self._whole[first.unit_id],
                planning=self._planning,
            )
            for key in keys_with_share(contact)
        )
        if fits:
            self._count(contact, first, +1)
        return fits

    def _count(self, contact: Contact, kept: Reservation | None, sign: int) -> None:
        if kept is not None:
            for key in keys_with_share(contact):
                self._held[key, kept.unit_id] += sign * kept.minutes
