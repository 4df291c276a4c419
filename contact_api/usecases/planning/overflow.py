"""Let other units take the contacts that their own unit will not reach in time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.capacity.staff_time import unbooked_of
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, ContactState, UnitId
from contact_api.domain.replanning.overflow import lent_now
from contact_api.domain.work_queue.work_queue import lent_at
from contact_api.ports import Bookings, RegionInForce, Shifts, WorkQueue


class Lending(RegionInForce, Shifts, Bookings, WorkQueue, Protocol):
    """What lending to other units needs."""


def lend(tx: Lending, coming: Mapping[UnitId, timedelta], *, now: datetime) -> dict[ContactId, datetime]:
    """From when on other units may take each contact for which that has changed. Safe to run twice.

    `coming`: what each unit's own people who are still to come today will take, as `protect_capacity` found it.
    """
    region = tx.region()
    left = region.left_of_today(now)
    contacts = [one for one in tx.open_contacts() if not one.window or one.window.start < left.end]
    shifts = tx.shifts(left)
    lent = lent_now(
        contacts,
        unbooked_of(shifts, tx.busy_times({one.staff_id for one in shifts}, left)),
        region.staff,
        {one.id for one in contacts if len(region.welcome_units(one.need)) > 1},
        coming,
        region.learned,
        planning=region.planning,
        now=now,
    )
    changed: dict[ContactId, datetime] = {}
    for contact in contacts:
        if contact.state is ContactState.WAITING and contact.backed and contact.due_at:
            usual = lent_at(contact, planning=region.planning)
            wanted = min(usual, now) if contact.id in lent else usual
            if _moves(contact, wanted, now=now):
                changed[contact.id] = wanted
    tx.lend(changed)
    return changed


def _moves(contact: Contact, wanted: datetime, *, now: datetime) -> bool:
    """Whether it makes a difference: what may be taken already stays so."""
    before = contact.lend_at or now
    return before != wanted and not (before <= now and wanted <= now)
