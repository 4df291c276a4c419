"""Who waits to be called, and who has whom in hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from contact_api.adapters.memory.access_log import AccessLog
from contact_api.adapters.memory.capacity import Capacity
from contact_api.adapters.memory.contacts import LAST, Contacts, by_first_sought
from contact_api.adapters.memory.history import History
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.attempts import claimed
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, StaffId, UnitId
from contact_api.domain.work_queue.claim_trace import pull_facts
from contact_api.domain.work_queue.work_queue import QueueRank, may_call
from contact_api.ports import Access, Event


class WorkQueue(Contacts, Capacity, History, AccessLog):
    """See contact_api/ports/work_queue.py."""

    def waiting_for(self, member: StaffMember, *, now: datetime) -> list[Contact]:
        contacts = self._rows.contacts
        held = (contacts[one] for one in self._rows.held.get(member.id, ()))
        found = [one for one in held if one.lease_until is not None and now < one.lease_until]
        fits = self._rows.fits.setdefault(member, {})
        for kind, ids in self._rows.waiting.items():
            if ids and kind not in fits:
                fits[kind] = self._rows.region.may_take(member, contacts[next(iter(ids))].need)
            if ids and fits[kind]:
                found += [one for one in map(contacts.__getitem__, ids) if may_call(one, now=now)]
        return sorted(found, key=_by_deadline)

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
        for number, candidate in enumerate(candidates):
            contact = self._rows.contacts.get(candidate.id)
            if contact is not None and may_call(contact, now=now):
                taken = claimed(contact, staff_id, planning=planning, now=now)
                self.save_contact(taken)
                self.release(contact.id)
                facts = {"lease": taken.lease_number}
                why = pull_facts(places, number, planning.version) if places else {}
                self.add_event(Event(taken.id, "contact.pulled", now, staff_id, facts | why))
                if look:
                    self.add_access(replace(look, contact_id=taken.id, person_id=taken.person_id))
                return taken
        return None

    def lend(self, moments: Mapping[ContactId, datetime]) -> None:
        for contact_id, lend_at in moments.items():
            contact = self._rows.contacts[contact_id]
            if contact.state is ContactState.WAITING:
                self.save_contact(replace(contact, lend_at=lend_at))

    def open_contacts(self) -> list[Contact]:
        return sorted(map(self._rows.contacts.__getitem__, self._rows.open), key=by_first_sought)

    def queue_of(self, units: Collection[UnitId], *, limit: int, offset: int) -> list[Contact]:
        of_units = (
            one for one in self.open_contacts() if one.need.unit_id in units or one.promised_unit in units
        )
        return sorted(of_units, key=_by_deadline)[offset : offset + limit]

    def expired_leases(self, *, now: datetime) -> list[ContactId]:
        held = (self._rows.contacts[one] for ids in self._rows.held.values() for one in ids)
        return sorted(one.id for one in held if one.lease_until is not None and one.lease_until <= now)


def _by_deadline(contact: Contact) -> tuple[datetime, str]:
    return (contact.due_at or LAST, contact.id)
