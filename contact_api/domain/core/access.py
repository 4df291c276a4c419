"""Who may do what: roles carry permissions, a commission ties staff to one unit.

Source: PDL 4:1-2 (only who takes part in the care, or needs it for the work), HSLF-FS 2016:40 4:9 (each look is
logged).
"""

from dataclasses import dataclass
from enum import StrEnum

from contact_api.domain.core.errors import NotPermitted
from contact_api.domain.core.identity import PersonIdentity
from contact_api.domain.core.values import ContactId, StaffId, UnitId


class Role(StrEnum):
    """What a signed-in caller is."""

    CITIZEN = "citizen"
    MACHINE_CLIENT = "machine_client"
    STAFF = "staff"
    UNIT_MANAGER = "unit_manager"
    CONTROL_ROOM = "control_room"
    MEDICAL_LEAD = "medical_lead"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a route asks for; `public` is for what is public by nature."""

    PUBLIC = "public"
    SIGNED_WEBHOOK = "signed_webhook"  # the sender's signature is the sign-in
    PROVIDER_WEBHOOK = "provider_webhook"  # the same of the provider of calls and texts
    SEEK_CONTACT = "seek_contact"
    SEE_OWN_CONTACT = "see_own_contact"  # a citizen's own, or by the link sent to them
    SEE_EXPLANATIONS = "see_explanations"  # why a time, and why now; says nothing of the person
    ENTER_CONTACT = "enter_contact"
    WORK_QUEUE = "work_queue"
    SEE_CONTACT = "see_contact"
    SEE_ALERTS = "see_alerts"
    STOP_CALLS = "stop_calls"
    CHANGE_SHIFTS = "change_shifts"
    SEE_CAPACITY = "see_capacity"
    SEE_FIGURES = "see_figures"
    SEE_LEARNED_STATISTICS = "see_learned_statistics"
    OWN_RULES = "own_rules"
    SEE_ACCESS_LOG = "see_access_log"


OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.CITIZEN: frozenset(
        {Permission.SEEK_CONTACT, Permission.SEE_OWN_CONTACT, Permission.SEE_EXPLANATIONS}
    ),
    Role.MACHINE_CLIENT: frozenset({Permission.SEEK_CONTACT}),
    Role.STAFF: frozenset(
        {
            Permission.ENTER_CONTACT,
            Permission.WORK_QUEUE,
            Permission.SEE_CONTACT,
            Permission.SEE_EXPLANATIONS,
            Permission.SEE_ALERTS,
        }
    ),
    Role.UNIT_MANAGER: frozenset(
        {Permission.CHANGE_SHIFTS, Permission.SEE_CAPACITY, Permission.SEE_FIGURES, Permission.SEE_ALERTS}
    ),
    Role.CONTROL_ROOM: frozenset(
        {
            Permission.CHANGE_SHIFTS,
            Permission.SEE_CAPACITY,
            Permission.SEE_FIGURES,
            Permission.SEE_LEARNED_STATISTICS,
            Permission.SEE_ALERTS,
            Permission.STOP_CALLS,
        }
    ),
    Role.MEDICAL_LEAD: frozenset(
        {
            Permission.OWN_RULES,
            Permission.SEE_EXPLANATIONS,
            Permission.SEE_FIGURES,
            Permission.SEE_LEARNED_STATISTICS,
            Permission.SEE_CAPACITY,
        }
    ),
    Role.AUDITOR: frozenset({Permission.SEE_ACCESS_LOG, Permission.SEE_EXPLANATIONS, Permission.SEE_FIGURES}),
}

BY_LINK = frozenset({Permission.SEE_OWN_CONTACT, Permission.SEE_EXPLANATIONS})  # what a link opens, too
IN_PERSON = frozenset({Role.UNIT_MANAGER, Role.CONTROL_ROOM, Role.MEDICAL_LEAD, Role.AUDITOR})  # by name
WHOLE_REGION = frozenset({Role.CONTROL_ROOM, Role.MEDICAL_LEAD, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the sign-in proved it."""

    subject: str
    roles: frozenset[Role]
    client_id: str | None = None
    staff_id: StaffId | None = None
    employee_hsa_id: str | None = None
    commission_hsa_id: str | None = None
    unit_id: UnitId | None = None  # the unit of the commission
    licensed: bool = False
    person_identity: PersonIdentity | None = None
    linked_contact: ContactId | None = None  # came by the link in a message
    provider: str = ""  # who signed them in, by our name for it; a subject is unique only there

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the caller's roles, or the link they came by, let them do."""
        own = frozenset[Permission]().union(*(OF_ROLE[role] for role in self.roles))
        return own | BY_LINK if self.linked_contact else own


def allow(caller: Caller, permission: Permission) -> None:
    """Pass in silence when the caller has the permission, else raise NotPermitted."""
    if permission is not Permission.PUBLIC and permission not in caller.permissions:
        raise NotPermitted(f"this needs the permission {permission.value}")


def may_know_of(caller: Caller, unit_id: UnitId) -> bool:
    """Whether the caller's commission covers what happens at this unit."""
    return bool(caller.roles & WHOLE_REGION) or caller.unit_id == unit_id
