"""Who waits to be called, and who has whom in hand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.domain.work_queue.work_queue import QueueRank
from contact_api.ports.access_log import Access


class WorkQueue(Protocol):
    """Open contacts: those that wait, and those that a staff member holds under a lease."""

    def waiting_for(self, member: StaffMember, *, now: datetime) -> list[Contact]:
        """Contacts that this staff member may take and that may be rung now; the first by deadline at least."""

    def claim_first(
        self,
        candidates: Sequence[Contact],
        staff_id: StaffId,
        *,
        planning: Planning,
        places: Sequence[QueueRank] = (),
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        """Take the first candidate nobody else is taking; None when all are gone.

        With it stand, or fall, its reservation given back, the pull in its history and, of this contact, the look
        in the access log. They may stand at once: a use case that claims writes nothing else. `places` in the
        order of all the candidates: its own and the next are written down with the pull.
        """

    def lend(self, moments: Mapping[ContactId, datetime]) -> None:
        """From when on other units may take these contacts; those that wait no more are left as they are."""

    def open_contacts(self) -> list[Contact]:
        """All that wait or are held, who sought contact first before others."""

    def queue_of(self, units: Collection[UnitId], *, limit: int, offset: int) -> list[Contact]:
        """Open contacts that turned to, or are promised at, these units: soonest deadline first."""

    def expired_leases(self, *, now: datetime) -> list[ContactId]: ...
