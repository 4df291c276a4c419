"""How a contact or a unit stands to who asks: what `may` is asked with."""

from contact_api.domain.core.access import Caller, Commission, Purpose, Relation, Role
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region import Region


def relations_to_unit(caller: Caller, unit_id: UnitId, region: Region) -> frozenset[Relation]:
    """What a unit, its roster, its alerts and its queue are to the caller."""
    commission = None if _has_left(caller, region) else caller.commission
    found = {Relation.REGION}
    if commission is not None and commission.unit_id == unit_id:
        found |= {Relation.OWN_UNIT, Relation.CARE_PROVIDER}
    elif commission is not None and _is_of(commission, unit_id, region):
        found.add(Relation.CARE_PROVIDER)
    return frozenset(found)


def relations_to_contact(
    caller: Caller, contact: Contact, region: Region, *, is_own: bool = False
) -> frozenset[Relation]:
    """What a contact is to the caller; `is_own`: it is the caller's own as a citizen, which is proved elsewhere.

    Who holds a contact finishes it, whatever the citizen accepts meanwhile. Who made its last call looks at it as long
    as their unit may have it: one of the same care provider, or one that the citizen accepts.
    """
    known = frozenset({Relation.REGION, *([Relation.OWN_CONTACT] if is_own else [])})
    commission = caller.commission
    if commission is None or contact.need.unit_id not in region.units or _has_left(caller, region):
        return known
    return known | _as_staff(caller, commission, contact, region)


def as_registered(staff_id: StaffId, region: Region) -> list[Caller]:
    """A staff member as the register has them, in care at each unit they work at. Errors: StaffNotFound."""
    units = [region.unit(unit_id) for unit_id in region.member(staff_id).units]
    commissions = [Commission("", unit.id, unit.provider_id, Purpose.CARE) for unit in units]
    roles = frozenset({Role.STAFF})
    return [Caller(staff_id, roles, staff_id=staff_id, commission=one) for one in commissions]


def _as_staff(
    caller: Caller, commission: Commission, contact: Contact, region: Region
) -> frozenset[Relation]:
    found = set[Relation]()
    if _is_of(commission, contact.need.unit_id, region):
        found.add(Relation.CARE_PROVIDER)
    if commission.unit_id in (contact.need.unit_id, contact.promised_unit):
        found.add(Relation.OWN_UNIT)
    if commission.unit_id in region.welcome_units(contact.need):
        found.add(Relation.WELCOME_UNIT)
    if caller.staff_id and (
        caller.staff_id == contact.claimed_by or (caller.staff_id == contact.called_by and found)
    ):
        found.add(Relation.HELD)
    return frozenset(found)


def _has_left(caller: Caller, region: Region) -> bool:
    """Whether the register has the staff member no more, or not at that unit, since they signed in."""
    if caller.staff_id is None:
        return False
    member = region.staff.get(caller.staff_id)
    return member is None or caller.commission is None or caller.commission.unit_id not in member.units


def _is_of(commission: Commission, unit_id: UnitId, region: Region) -> bool:
    unit = region.units.get(unit_id)
    return unit is not None and unit.provider_id == commission.care_provider_id
