"""Who waits to be called, and who has whom in hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.domain.work_queue.queue_order import QueueRank
from contact_api.ports.access_log import Access


class Next(NamedTuple):
    """Whom a staff member may take next."""

    held: Contact | None  # whom they hold already: that contact comes first
    ranked: Sequence[QueueRank] = ()  # who waits, best first


class WorkQueue(Protocol):
    """Open contacts: those that wait, and those that a staff member holds under a lease."""

    def next_for(
        self, member: StaffMember, *, leaving_out: Collection[ContactId] = (), now: datetime
    ) -> Next:
        """The contact this staff member holds, or else the first of all who wait, may be called now and fit them.

        In the order of domain.work_queue.queue_order; a few of them, without a gap, if not all. As if there were none
        of those left out.
        """

    def held_contact(self, staff_id: StaffId, *, now: datetime) -> Contact | None:
        """The contact this staff member holds under a lease that has not run out."""

    def claim_first(
        self,
        ranked: Sequence[QueueRank],
        staff_id: StaffId,
        *,
        planning: Planning,
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        """Take the first of these nobody else is taking; None when all are gone.

        With it stand, or fall, its reservation given back, the pull in its history with its rank and the next, and, of
        this contact, the look in the access log. They may stand at once: a use case that claims writes nothing else.
        """

    def lend(self, moments: Mapping[ContactId, datetime]) -> None:
        """From when on other units may take these contacts; those that wait no more are left as they are."""

    def open_contacts(self) -> list[Contact]:
        """All that wait or are held, who sought contact first before others."""

    def queue_of(self, units: Collection[UnitId], *, limit: int, offset: int) -> list[Contact]:
        """Open contacts that turned to, or are promised at, these units: soonest deadline first."""

    def waiting_before(self, need: Need, *, limit: int) -> list[Contact]:
        """Who waits untried and without a promise at the same unit for so much or less: of those who may stand before.

        Whether they do the domain says (usecases.promising.reassign.stands_before).
        """

    def expired_leases(self, *, now: datetime) -> list[ContactId]: ...
