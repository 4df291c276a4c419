"""Which idle staff member is offered a contact first, when several fit it."""

from collections.abc import Iterable
from datetime import datetime
from math import cos, hypot, radians

from contact_api.domain.capacity.capacity import StaffMember, Unit
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import StaffId
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.queue_order import order_for

KILOMETRES_PER_DEGREE = 111.2


def idle_staff_for(
    contact: Contact, idle: Iterable[StaffId], region: Region, *, now: datetime
) -> list[StaffMember]:
    """Those of the idle who may take it now, in the order in which they are offered it.

    First the citizen's named contact, then staff of the own unit, of the promised unit, of the nearest; then by id.
    """
    members = (region.member(staff_id) for staff_id in idle)
    fitting = [
        member
        for member in members
        if region.may_take(member, contact.need)
        and order_for(member, [contact], planning=region.planning, now=now)
    ]
    return sorted(fitting, key=lambda member: _rank(member, contact, region))


def kilometres(one: Unit, other: Unit) -> float:
    """How far apart two units lie, as the crow flies, well enough to rank neighbours."""
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return KILOMETRES_PER_DEGREE * hypot(one.lat - other.lat, east)


def _rank(member: StaffMember, contact: Contact, region: Region) -> tuple[bool, bool, bool, float, str]:
    own = region.unit(contact.need.unit_id)
    return (
        member.id != contact.need.named_contact,
        member.unit_id != own.id,
        member.unit_id != contact.promised_unit,
        kilometres(region.unit(member.unit_id), own),
        member.id,
    )
