"""Somebody has seen an alert and takes care of it: they hold its contact from then on."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.access import Caller, Permission, may
from contact_api.domain.core.attempts import claimed
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import AlertNotFound, HoldsAnother
from contact_api.domain.core.values import ContactState
from contact_api.domain.region.region import Region
from contact_api.domain.region.relations import relations_to_contact, relations_to_unit
from contact_api.ports import Alert, AlertState, Capacity, Contacts, Event, RegionInForce, WorkQueue
from contact_api.usecases.messages.raise_alert import Alerting
from contact_api.usecases.messages.shortage_alerts import ABOUT_STAFFING


class Acknowledging(RegionInForce, Contacts, Capacity, WorkQueue, Alerting, Protocol):
    """What taking care of an alert needs."""


@dataclass(frozen=True, slots=True)
class TakenAlert:
    """An alert that somebody takes care of, and its contact where they hold it now."""

    alert: Alert
    held: Contact | None = None


def acknowledge(alert_id: str, caller: Caller, tx: Acknowledging, *, now: datetime, actor: str) -> TakenAlert:
    """Note who takes care of an alert, and when; the first one stands. Who can make its contact holds it from then on.

    Nobody holds it who makes no contacts or does not fit, and not when another does already or it has ended.
    Errors: AlertNotFound; HoldsAnother when they would hold two: then the alert stays open, for whoever is free.
    """
    known = tx.alert(alert_id)
    if known is None or not _may_take_care(caller, known, tx.region()):
        raise AlertNotFound
    # the contact before the alert, as everybody does who ends a contact
    contact = tx.hold_contact(known.contact_id) if known.contact_id else None
    alert = tx.hold_alert(alert_id) or known
    if alert.state is AlertState.CLOSED or alert.acknowledged_by not in (None, actor):
        return TakenAlert(alert)
    held = _hold(contact, caller, tx, alert=alert, now=now) if contact else None
    if alert.state is AlertState.TAKEN:
        return TakenAlert(alert, held)
    taken = replace(alert, acknowledged_at=now, acknowledged_by=actor)
    tx.save_alert(taken)
    if contact:
        tx.add_event(Event(contact.id, "alert.acknowledged", now, actor))
    return TakenAlert(taken, held)


def _may_take_care(caller: Caller, alert: Alert, region: Region) -> bool:
    """Of their own unit, or of all; a shortage, or the end of a roster, is for who answers for the staffing."""
    needed = Permission.SEE_CAPACITY if alert.kind in ABOUT_STAFFING else Permission.SEE_ALERTS
    return may(caller, needed, relations_to_unit(caller, alert.unit_id, region))


def _hold(
    contact: Contact, caller: Caller, tx: Acknowledging, *, alert: Alert, now: datetime
) -> Contact | None:
    """The contact under a lease of the caller's, taken now or before; None where it is not theirs to make."""
    region = tx.region()
    member = _member(caller, region)
    relations = relations_to_contact(caller, contact, region)
    if member is None or not may(caller, Permission.WORK_QUEUE, relations):
        return None
    held = tx.held_contact(member.id, now=now)
    if held is not None and held.id == contact.id:
        return held
    if contact.state is not ContactState.WAITING or not region.may_take(member, contact.need):
        return None
    if held is not None:
        raise HoldsAnother
    taken = claimed(contact, member.id, planning=region.planning, now=now)
    tx.save_contact(taken)
    tx.release(contact.id)
    facts = {"lease": taken.lease_number, "alert": alert.kind}
    tx.add_event(Event(contact.id, "contact.claimed", now, member.id, facts))
    return taken


def _member(caller: Caller, region: Region) -> StaffMember | None:
    """Who of the staff it is, at the unit of their commission."""
    member = region.staff.get(caller.staff_id) if caller.staff_id else None
    return member.at(caller.commission.unit_id) if member and caller.commission else member
