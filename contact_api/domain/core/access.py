"""Who may do what: `may`, the one question that every route, list, pull and job asks. What no grant covers is denied.

A grant belongs to a role, which a sign-in brought, or to another proof of who asks. It says for which relations to what
is asked for it holds, and, where care or running a unit is meant, on a commission for which purposes.

Source: PDL 4:1-2 (only who takes part in the care or needs it), HSLF-FS 2016:40 4:9 (each look is logged).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contact_api.domain.core.errors import NotPermitted
from contact_api.domain.core.identity import PersonIdentity
from contact_api.domain.core.values import ContactId, StaffId, UnitId


class Role(StrEnum):
    """What a signed-in caller is."""

    CITIZEN = "citizen"
    MACHINE_CLIENT = "machine_client"
    NATIONAL_PLATFORM = "national_platform"  # books for the citizens it has identified itself
    STAFF = "staff"
    UNIT_MANAGER = "unit_manager"
    CONTROL_ROOM = "control_room"
    MEDICAL_LEAD = "medical_lead"
    AUDITOR = "auditor"


class Proof(StrEnum):
    """What else than a sign-in shows who asks; no token can bring one."""

    NONE = "none"
    LINK = "link"  # from a message
    SIGNATURE = "signature"  # of an exchange's webhook
    PROVIDER_SIGNATURE = "provider_signature"  # of a webhook of the provider of calls and texts
    OWN_JOB = "own_job"  # the service itself, from its queue


class Permission(StrEnum):
    """What a route or a job asks for; `public` is for what is public by nature."""

    PUBLIC = "public"
    SIGNED_WEBHOOK = "signed_webhook"  # the sender's signature is the sign-in
    PROVIDER_WEBHOOK = "provider_webhook"  # the same of the provider of calls and texts
    SEEK_CONTACT = "seek_contact"
    SEE_OWN_CONTACT = "see_own_contact"  # a citizen's own, or by the link sent to them
    SEE_EXPLANATIONS = "see_explanations"  # why a time, and why now; says nothing of the person
    NATIONAL_BOOKING = "national_booking"  # the national contract, for anybody it names
    ENTER_CONTACT = "enter_contact"
    WORK_QUEUE = "work_queue"
    SEE_CONTACT = "see_contact"
    SEE_ASSESSMENTS_DUE = "see_assessments_due"  # says nothing of the person
    SEE_ALERTS = "see_alerts"
    STOP_CALLS = "stop_calls"
    CHANGE_SHIFTS = "change_shifts"
    SEE_CAPACITY = "see_capacity"
    SEE_FIGURES = "see_figures"
    SEE_LEARNED_STATISTICS = "see_learned_statistics"
    OWN_RULES = "own_rules"
    SEE_ACCESS_LOG = "see_access_log"
    SEE_CENTRAL_ACTS = "see_central_acts"  # who stopped calls, changed shifts, took alerts
    PLACE_CALLS = "place_calls"  # of jobs, as the two below
    SEND_TEXTS = "send_texts"
    PLAN = "plan"


class Relation(StrEnum):
    """How what is asked for stands to the caller; several may hold at once."""

    REGION = "region"  # it is somewhere in the region, or nobody's in particular
    CARE_PROVIDER = "care_provider"  # of the care provider of the caller's commission
    OWN_UNIT = "own_unit"  # of the unit of the commission, or promised a time there
    WELCOME_UNIT = "welcome_unit"  # the citizen accepts that unit's staff
    HELD = "held"  # the caller holds the contact or made its last call, and their unit may still
    OWN_CONTACT = "own_contact"  # the caller's own as a citizen


class Purpose(StrEnum):
    """What a commission (medarbetaruppdrag) is for."""

    CARE = "care"
    ADMINISTRATION = "administration"
    QUALITY = "quality"
    STATISTICS = "statistics"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Commission:
    """What a care provider has commissioned somebody to do, at which of its units (HSA: medarbetaruppdrag)."""

    hsa_id: str
    unit_id: UnitId
    care_provider_id: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the sign-in proved it."""

    subject: str
    roles: frozenset[Role]
    provider: str = ""  # who signed them in, by our name for it; a subject is unique only there
    proof: Proof = Proof.NONE
    client_id: str | None = None
    staff_id: StaffId | None = None  # in the register of staff, at the unit of the commission
    employee_hsa_id: str | None = None
    commission: Commission | None = None
    licensed: bool = False
    person_identity: PersonIdentity | None = None
    linked_contact: ContactId | None = None  # came by the link in a message


@dataclass(frozen=True, slots=True)
class Grant:
    """For which relations a permission is had; with purposes, only on a commission for one of them."""

    relations: frozenset[Relation]
    purposes: frozenset[Purpose] = frozenset()
    by_register: bool = False  # only who stands in the register of staff, at the unit of the commission


def _in_care(*relations: Relation) -> Grant:
    return Grant(frozenset(relations), frozenset({Purpose.CARE}), by_register=True)


def _at_own_unit(*more: Purpose) -> Grant:
    return Grant(frozenset({Relation.OWN_UNIT}), frozenset({Purpose.ADMINISTRATION, Purpose.CARE, *more}))


def _each(grant: Grant, *permissions: Permission) -> dict[Permission, Grant]:
    return dict.fromkeys(permissions, grant)


_ANYWHERE = Grant(frozenset({Relation.REGION}))
_OWN_CONTACT = Grant(frozenset({Relation.OWN_CONTACT}))
_AT_HAND = _in_care(Relation.OWN_UNIT, Relation.HELD)

GRANTS: dict[Role | Proof, Mapping[Permission, Grant]] = {
    Proof.NONE: {Permission.PUBLIC: _ANYWHERE},
    Proof.LINK: _each(_OWN_CONTACT, Permission.SEE_OWN_CONTACT, Permission.SEE_EXPLANATIONS),
    Proof.SIGNATURE: {Permission.SIGNED_WEBHOOK: _ANYWHERE},
    Proof.PROVIDER_SIGNATURE: {Permission.PROVIDER_WEBHOOK: _ANYWHERE},
    Proof.OWN_JOB: _each(_ANYWHERE, Permission.PLACE_CALLS, Permission.SEND_TEXTS, Permission.PLAN),
    Role.CITIZEN: {
        Permission.SEEK_CONTACT: _ANYWHERE,
        **_each(_OWN_CONTACT, Permission.SEE_OWN_CONTACT, Permission.SEE_EXPLANATIONS),
    },
    Role.MACHINE_CLIENT: {Permission.SEEK_CONTACT: _ANYWHERE},
    Role.NATIONAL_PLATFORM: {Permission.NATIONAL_BOOKING: _ANYWHERE},
    Role.STAFF: {
        Permission.ENTER_CONTACT: _in_care(Relation.CARE_PROVIDER),
        Permission.WORK_QUEUE: _in_care(Relation.OWN_UNIT, Relation.WELCOME_UNIT, Relation.HELD),
        **_each(_in_care(Relation.OWN_UNIT), Permission.SEE_ALERTS, Permission.SEE_ASSESSMENTS_DUE),
        **_each(_AT_HAND, Permission.SEE_CONTACT, Permission.SEE_EXPLANATIONS),
    },
    Role.UNIT_MANAGER: {
        **_each(
            _at_own_unit(),
            Permission.CHANGE_SHIFTS,
            Permission.SEE_CAPACITY,
            Permission.SEE_ASSESSMENTS_DUE,
            Permission.SEE_ALERTS,
            Permission.SEE_CENTRAL_ACTS,
        ),
        Permission.SEE_FIGURES: _at_own_unit(Purpose.QUALITY, Purpose.STATISTICS),
    },
    Role.CONTROL_ROOM: _each(
        _ANYWHERE,
        Permission.CHANGE_SHIFTS,
        Permission.SEE_CAPACITY,
        Permission.SEE_FIGURES,
        Permission.SEE_LEARNED_STATISTICS,
        Permission.SEE_ASSESSMENTS_DUE,
        Permission.SEE_ALERTS,
        Permission.STOP_CALLS,
        Permission.SEE_CENTRAL_ACTS,
    ),
    Role.MEDICAL_LEAD: _each(
        _ANYWHERE,
        Permission.OWN_RULES,
        Permission.SEE_EXPLANATIONS,
        Permission.SEE_FIGURES,
        Permission.SEE_LEARNED_STATISTICS,
        Permission.SEE_CAPACITY,
    ),
    Role.AUDITOR: _each(
        _ANYWHERE,
        Permission.SEE_ACCESS_LOG,
        Permission.SEE_CENTRAL_ACTS,
        Permission.SEE_EXPLANATIONS,
        Permission.SEE_FIGURES,
    ),
}
IN_PERSON = frozenset({Role.UNIT_MANAGER, Role.CONTROL_ROOM, Role.MEDICAL_LEAD, Role.AUDITOR})  # by name


def may(caller: Caller, permission: Permission, relations: Collection[Relation] | None = None) -> bool:
    """Whether the caller may do this to what stands to them in these relations; None: to anything at all.

    Each role counts by itself: what one lets do at one unit, another does not let do in the region.
    """
    return any(
        _covers(grant, caller) and (relations is None or not grant.relations.isdisjoint(relations))
        for grant in _grants(caller, permission)
    )


def allow(caller: Caller, permission: Permission, relations: Collection[Relation] | None = None) -> None:
    """Pass in silence when the caller may, else say what is missing. Errors: NotPermitted."""
    if not may(caller, permission, relations):
        raise NotPermitted(f"this needs the permission {permission.value}{_missing(caller, permission)}")


def reach(caller: Caller, permission: Permission) -> frozenset[UnitId] | None:
    """The units at which the caller may do this; None when it is the whole region."""
    if may(caller, permission, (Relation.REGION,)):
        return None
    commission = caller.commission
    at_own = commission is not None and may(caller, permission, (Relation.OWN_UNIT,))
    return frozenset({commission.unit_id} if commission and at_own else ())


def _grants(caller: Caller, permission: Permission) -> Iterator[Grant]:
    standings: Iterable[Role | Proof] = (Proof.NONE, caller.proof, *caller.roles)
    for standing in standings:
        if standing in GRANTS and permission in GRANTS[standing]:
            yield GRANTS[standing][permission]


def _covers(grant: Grant, caller: Caller) -> bool:
    on, is_registered = caller.commission, caller.staff_id is not None or not grant.by_register
    return is_registered and (not grant.purposes or (on is not None and on.purpose in grant.purposes))


def _missing(caller: Caller, permission: Permission) -> str:
    """What a role that could have it lacks, in words."""
    if not any(_grants(caller, permission)):
        return ""
    if caller.commission is None:
        return ": your sign-in names no commission (medarbetaruppdrag) at a unit of this region"
    if not any(caller.commission.purpose in grant.purposes for grant in _grants(caller, permission)):
        return ": your commission is for another purpose"
    if caller.staff_id is None:
        return ": the register of staff has nobody of your sign-in at the unit of your commission"
    return ", and not for this"
