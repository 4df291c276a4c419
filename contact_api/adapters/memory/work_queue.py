"""Who waits to be called, and who has whom in hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from contact_api.adapters.memory.access_log import AccessLog
from contact_api.adapters.memory.capacity import Capacity
from contact_api.adapters.memory.contacts import LAST, Contacts, by_first_sought
from contact_api.adapters.memory.history import History
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.attempts import claimed
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, ContactState, StaffId, UnitId
from contact_api.domain.work_queue.claim_trace import pull_facts
from contact_api.domain.work_queue.queue_order import QueueEntry, QueueRank, ranking
from contact_api.domain.work_queue.work_queue import may_call
from contact_api.ports import Access, Event, Next


class WorkQueue(Contacts, Capacity, History, AccessLog):
    """See contact_api/ports/work_queue.py."""

    def next_for(
        self, member: StaffMember, *, leaving_out: Collection[ContactId] = (), now: datetime
    ) -> Next:
        held = self.held_contact(member.id, now=now)
        if held is not None and held.id not in leaving_out:
            return Next(held)
        contacts, region = self._rows.contacts, self._rows.region
        fits = self._rows.fits.setdefault(member, {})
        waiting: list[QueueEntry] = []
        for kind, entries in self._rows.waiting.items():
            if entries and kind not in fits:
                fits[kind] = region.may_take(member, contacts[next(iter(entries))].need)
            if entries and fits[kind]:
                waiting += [entry for one, entry in entries.items() if may_call(contacts[one], now=now)]
        if leaving_out:
            waiting = [entry for entry in waiting if entry.contact_id not in leaving_out]
        return Next(None, ranking(member, waiting, planning=region.planning, now=now))

    def held_contact(self, staff_id: StaffId, *, now: datetime) -> Contact | None:
        held = (self._rows.contacts[one] for one in self._rows.held.get(staff_id, ()))
        still = (one for one in held if one.lease_until is not None and now < one.lease_until)
        return min(still, key=_by_deadline, default=None)

    def claim_first(
        self,
        ranked: Sequence[QueueRank],
        staff_id: StaffId,
        *,
        planning: Planning,
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        for number, rank in enumerate(ranked):
            contact = self._rows.contacts.get(rank.contact_id)
            if contact is not None and may_call(contact, now=now):
                taken = claimed(contact, staff_id, planning=planning, now=now)
                self.save_contact(taken)
                self.release(contact.id)
                facts = {"lease": taken.lease_number} | pull_facts(ranked, number, planning.version)
                self.add_event(Event(taken.id, "contact.pulled", now, staff_id, facts))
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

    def waiting_before(self, need: Need, *, limit: int) -> list[Contact]:
        found = (
            one
            for one in self.open_contacts()
            if one.state is ContactState.WAITING
            and not one.backed
            and not one.attempts
            and one.need.unit_id == need.unit_id
            and one.need.language == need.language
            and one.need.minutes <= need.minutes
            and set(one.need.professions) >= set(need.professions)
            and one.id != need.contact_id
        )
        return list(islice(found, limit))

    def expired_leases(self, *, now: datetime) -> list[ContactId]:
        held = (self._rows.contacts[one] for ids in self._rows.held.values() for one in ids)
        return sorted(one.id for one in held if one.lease_until is not None and one.lease_until <= now)


def _by_deadline(contact: Contact) -> tuple[datetime, str]:
    return (contact.due_at or LAST, contact.id)
