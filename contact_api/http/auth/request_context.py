"""One request: who asks, when, and what they may know of."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fastapi.responses import Response

from contact_api.bootstrap import Application
from contact_api.domain.booking.booking import BookingState
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.access import (
    IN_PERSON,
    Caller,
    Permission,
    Relation,
    Role,
    allow,
    may,
    reach,
)
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactNotFound, NotLicensed, NotPermitted
from contact_api.domain.core.links import link_opens
from contact_api.domain.core.values import ContactId, PersonId, StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.domain.region.relations import relations_to_contact, relations_to_unit
from contact_api.ports import Access, ActKind, CentralAct, InboundProvider, Transaction, Webhook
from contact_api.usecases.identification.recognise import person_ids_of

GIVEN = frozenset({BookingState.BOOKED, BookingState.ATTENDED, BookingState.NO_SHOW})


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request: the application, the caller whose permission was checked, and the moment it came."""

    app: Application
    caller: Caller
    now: datetime
    permission: Permission  # that the route asks for
    link_serial: int | None = None  # which link the citizen came by
    message_id: str | None = None  # of a signed webhook
    route: str = ""  # method and path, with the body what an Idempotency-Key stands for
    body: bytes = b""

    @property
    def staff_id(self) -> StaffId:
        """Who of the staff is asking. Errors: NotPermitted when the sign-in names nobody of ours."""
        if self.caller.staff_id is None:
            raise NotPermitted("your sign-in names no staff member of a unit here")
        return self.caller.staff_id

    def member(self, region: Region) -> StaffMember:
        """Who of the staff is asking, at the unit of their commission, while the register has them there.

        Errors: NotPermitted, StaffNotFound.
        """
        member, commission = region.member(self.staff_id), self.caller.commission
        if commission is None or commission.unit_id not in member.units:
            raise NotPermitted("the register has you at another unit than that of your commission")
        return member.at(commission.unit_id)

    @property
    def actor(self) -> str:
        """Who is asking, as it stands in histories and logs; a citizen is never named."""
        caller = self.caller
        if caller.staff_id:
            return caller.staff_id
        if caller.roles & IN_PERSON:  # whatever program they use
            return caller.employee_hsa_id or f"{caller.provider}:{caller.subject}"
        if caller.linked_contact or Role.CITIZEN in caller.roles:
            return "citizen"
        return f"client:{caller.client_id or caller.subject}"

    @property
    def client(self) -> str:
        """Whose Idempotency-Keys these are."""
        return f"{self.caller.provider}/{self.caller.client_id or ''}/{self.caller.subject}"

    @property
    def units(self) -> frozenset[UnitId] | None:
        """The units at which the caller may do what the route is for; None when it is the whole region."""
        return reach(self.caller, self.permission)

    def relations_to(self, contact: Contact, region: Region) -> frozenset[Relation]:
        """What a contact is to the caller."""
        return relations_to_contact(
            self.caller, contact, region, is_own=self._is_own_contact(contact, region)
        )

    def may_know(self, contact: Contact, region: Region) -> bool:
        """Whether the caller may do with this contact what the route is for."""
        return may(self.caller, self.permission, self.relations_to(contact, region))

    def may_know_unit(self, unit_id: UnitId, region: Region) -> bool:
        """Whether the caller may do at this unit what the route is for."""
        return may(self.caller, self.permission, relations_to_unit(self.caller, unit_id, region))

    def must_be_licensed(self) -> None:
        """What only licensed staff may do takes a sign-in that shows it, beside the register. Errors: NotLicensed."""
        if not self.caller.licensed:
            raise NotLicensed("your sign-in shows no licence (healthcareProfessionalLicense)")

    def must_reach_region(self) -> None:
        """What concerns the whole region is for who may do it there. Errors: NotPermitted."""
        allow(self.caller, self.permission, (Relation.REGION,))

    def known_contact(self, contact_id: ContactId, tx: Transaction) -> Contact:
        """The contact; one that the caller may not know of does not exist. Errors: ContactNotFound."""
        contact = tx.contact(contact_id)
        if contact is None or not (self.may_know(contact, tx.region()) or self._gives_time_to(contact, tx)):
            raise ContactNotFound
        return contact

    def _gives_time_to(self, contact: Contact, tx: Transaction) -> bool:
        """Whether the caller's unit gives, or gave, this contact a booked time: then they take part in the care.

        A hold is no more than a look, and what was cancelled is nobody's to give any more.
        """
        commission = self.caller.commission
        if commission is None or not may(self.caller, self.permission, (Relation.OWN_UNIT,)):
            return False
        given = (one for one in tx.bookings_of_contact(contact.id) if one.state in GIVEN)
        return any(one.slot.unit_id == commission.unit_id for one in given)

    def note_access(
        self,
        tx: Transaction,
        action: str,
        purpose: str,
        *,
        contact: Contact | None = None,
        person_id: PersonId | None = None,
    ) -> None:
        """Write who looked at whom, in the transaction that did. Source: HSLF-FS 2016:40 4:9."""
        look = self.access(action, purpose)
        if contact:
            look = replace(look, contact_id=contact.id, person_id=contact.person_id)
        elif person_id:
            look = replace(look, person_id=person_id)
        tx.add_access(look)

    def note_act(self, tx: Transaction, kind: ActKind, **about: Any) -> None:
        """Write what the caller did for others, in the transaction that did."""
        look = self.access(kind, kind)
        tx.add_act(CentralAct(self.now, kind, look.actor, look.role, look.commission, **about))

    def access(self, action: str, purpose: str) -> Access:
        """The caller's look, as it stands in the access log, at nobody in particular yet."""
        caller = self.caller
        return Access(
            at=self.now,
            actor=caller.employee_hsa_id or self.actor,
            role="+".join(sorted(caller.roles)) or caller.proof.value,
            action=action,
            purpose=purpose,
            commission=caller.commission.hsa_id if caller.commission else None,
            unit_id=caller.commission.unit_id if caller.commission else None,
        )

    def _is_own_contact(self, contact: Contact, region: Region) -> bool:
        if self.caller.linked_contact is not None:
            serial = self.link_serial if self.caller.linked_contact == contact.id else None
            return serial is not None and link_opens(contact, serial, planning=region.planning, now=self.now)
        identity = self.caller.person_identity
        return identity is not None and contact.person_id in person_ids_of(identity, self.app.sealer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRequestContext(RequestContext):
    """A webhook of a provider of calls and texts, whose signature was checked: who posted it, and what it says."""

    provider: InboundProvider
    webhook: Webhook

    def reply(self, text: str) -> Response:
        """The answer, in the provider's own words."""
        return Response(text, media_type=self.provider.media_type)
