"""Staff pull the next contact they fit and hold it under a lease; nobody else gets it meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.booking.booking import BookingState
from contact_api.domain.capacity.capacity import may_be_passed_to
from contact_api.domain.core.access import Permission, may
from contact_api.domain.core.attempts import handed_back, must_hold
from contact_api.domain.core.contact import Contact, Details, Need, is_in_hours
from contact_api.domain.core.errors import ConsentMissing, ContactNotFound, NothingToChange, ReasonMissing
from contact_api.domain.core.values import Consent, ContactId, ContactState, Profession, StaffId, UnitId
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.region.region import Region
from contact_api.domain.region.relations import as_registered, relations_to_contact
from contact_api.domain.work_queue.work_queue import window_ahead
from contact_api.ports import (
    Access,
    AccessLog,
    Bookings,
    Contacts,
    Contested,
    Event,
    RegionInForce,
    ReplanMark,
    WorkQueue,
)
from contact_api.usecases.booking.telephone_times import begun_time
from contact_api.usecases.messages.notify import Notifying, notify
from contact_api.usecases.promising.minute_limits import promise_within_limit
from contact_api.usecases.promising.promise_window import (
    Giving,
    day_of_call,
    give,
    placed,
    promised,
)
from contact_api.usecases.promising.reassign import Reassigning


class Holding(RegionInForce, Contacts, Protocol):
    """What a staff member who holds a contact needs."""


class Pulling(Holding, WorkQueue, AccessLog, Protocol):
    """What pulling the next contact needs."""


class GivingBack(Holding, Reassigning, Giving, ReplanMark, Notifying, Bookings, Protocol):
    """What giving a contact back needs."""


class Transferring(Holding, Reassigning, Giving, Notifying, Protocol):
    """What passing a contact on needs."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A contact that one staff member holds, with what is needed to ring."""

    contact: Contact
    details: Details


def pull_next(
    staff_id: StaffId,
    tx: Pulling,
    *,
    unit_id: UnitId | None = None,
    look: Access | None = None,
    now: datetime,
) -> Pulled | None:
    """What `take_next` takes, with what is needed to ring. Errors: StaffNotFound."""
    taken = take_next(staff_id, tx, unit_id=unit_id, look=look, now=now)
    return Pulled(taken, tx.details(taken.id) or Details()) if taken else None


def take_next(
    staff_id: StaffId,
    tx: Pulling,
    *,
    unit_id: UnitId | None = None,
    look: Access | None = None,
    leaving_out: Collection[ContactId] = (),
    now: datetime,
) -> Contact | None:
    """Take the best contact this staff member may take now; the one they still hold, if any, comes first.

    `unit_id`: of their units the one they are at; None is their home unit. `look` is noted in the access log, with the
    contact they got; `leaving_out` are not taken. None when nobody they fit may be rung now.

    Errors: StaffNotFound.
    """
    region = tx.region()
    member = region.member_at(staff_id, unit_id)
    held, ranked = tx.next_for(member, leaving_out=leaving_out, now=now)
    if held is None:
        held = tx.claim_first(ranked, staff_id, planning=region.planning, look=look, now=now)
        if held is None and ranked:
            raise Contested  # others took all of them since we looked; there may be more
    elif look:
        tx.add_access(replace(look, contact_id=held.id, person_id=held.person_id))
    return held


def heartbeat(
    contact_id: ContactId, staff_id: StaffId, lease_number: int, tx: Holding, *, now: datetime
) -> Contact:
    """Hold on for another lease. Errors: ContactNotFound, LeaseLost."""
    contact = held_by(contact_id, staff_id, lease_number, tx, now=now)
    kept = replace(contact, lease_until=now + tx.region().planning.lease)
    tx.save_contact(kept)
    return kept


def release(
    contact_id: ContactId, staff_id: StaffId, lease_number: int, tx: GivingBack, *, now: datetime
) -> Contact:
    """Give the contact back untried: it waits again with its first time and its promise. Errors as heartbeat."""
    contact = held_by(contact_id, staff_id, lease_number, tx, now=now)
    return give_back(contact, tx, now=now, actor=staff_id, kind="contact.released")


def _keeps_a_time(contact: Contact, tx: GivingBack, *, now: datetime) -> bool:
    if not contact.attempts and not contact.backed and begun_time(contact, tx, now=now) is not None:
        return True
    if contact.need.urgency.is_urgent or contact.booked_until is None or contact.booked_until <= now:
        return False
    booked = (one for one in tx.bookings_of_contact(contact.id) if one.state is BookingState.BOOKED)
    return any(one.starts_at > now for one in booked)


def give_back(contact: Contact, tx: GivingBack, *, now: datetime, actor: str, kind: str) -> Contact:
    """Put a held contact back in the queue and have the plan find new minutes for it.

    Meanwhile the citizen may have named other hours: a window outside them is promised anew, and told. Who was to be
    rung at a booked time, and was not yet, is in no queue: their time stands, and is rung from the list of those.
    Nor is who was booked a time in the call, unless they are urgent.
    """
    region, waiting = tx.region(), handed_back(contact)
    tx.add_event(Event(contact.id, kind, now, actor))
    if _keeps_a_time(contact, tx, now=now):
        tx.release(contact.id)
        booked = replace(waiting, state=ContactState.BOOKED, closed_at=now)
        tx.save_contact(booked)
        return booked
    tx.mark_dirty(now=now)
    window = window_ahead(waiting)
    if window is None or is_in_hours(window, waiting.need):
        waiting = placed(waiting, region=region, day_of=day_of_call(waiting, now=now))
        tx.save_contact(waiting)
        return waiting
    answer = promise_within_limit(waiting, tx, region=region, now=now)
    waiting = promised(waiting, answer, region=region)
    tx.save_contact(waiting)
    give(waiting, answer, tx, actor=actor)
    told = MessageKind.MOVED if answer.backed else MessageKind.RECEIPT_UNPROMISED
    notify(told, tx, now=now, contact_id=waiting.id, window=answer.window)
    return waiting


def transfer(
    contact_id: ContactId,
    staff_id: StaffId,
    lease_number: int,
    tx: Transferring,
    *,
    why: str,
    to_professions: tuple[Profession, ...] | None,
    to_unit: UnitId | None,
    consent: Consent | None = None,
    now: datetime,
) -> Contact:
    """Pass the contact to another profession or unit, with a reason; `sought_at` stays, a new promise is told.

    From then on it is the new unit's own: its queue, its alerts, its figures. `consent` is what the citizen has just
    said yes to, such as on the telephone; it is kept, and it takes back nothing that was accepted before.
    Errors: ContactNotFound, LeaseLost, ReasonMissing, UnitNotFound; NothingToChange when it would stay where it is;
    ConsentMissing when that unit is another care provider's and the citizen has not said yes to any.
    """
    if not why.strip():
        raise ReasonMissing
    contact = held_by(contact_id, staff_id, lease_number, tx, now=now)
    region = tx.region()
    said = replace(contact.need, consent=contact.need.consent.or_more(consent))
    need = _passed_on(said, region, to_professions=to_professions, to_unit=to_unit)
    answer = promise_within_limit(replace(contact, need=need), tx, region=region, now=now)
    not_before = answer.window.start if contact.attempts and answer.window else contact.not_before
    stays = need.unit_id == contact.need.unit_id
    free = replace(
        handed_back(contact),
        need=need,
        not_before=not_before,
        assessment_owner=contact.assessment_owner if stays else None,  # the new unit's people see to it now
    )
    moved = promised(free, answer, region=region)
    tx.save_contact(moved)
    give(moved, answer, tx, actor=staff_id)
    facts: dict[str, object] = {
        "why": why.strip(),
        "professions": list(need.professions),
        "unit": need.unit_id,
    }
    if consent:
        facts["consent"] = consent.value
    tx.add_event(Event(contact_id, "contact.transferred", now, staff_id, facts))
    kind = MessageKind.MOVED if answer.backed else MessageKind.RECEIPT_UNPROMISED
    notify(kind, tx, now=now, contact_id=contact_id, window=answer.window)
    return moved


def _passed_on(
    need: Need, region: Region, *, to_professions: tuple[Profession, ...] | None, to_unit: UnitId | None
) -> Need:
    """The need at the unit it is passed on to, when that is elsewhere and it may be passed on there."""
    unit = region.unit(to_unit or need.unit_id)
    there = replace(need, unit_id=unit.id, professions=to_professions or need.professions)
    if there == need:
        raise NothingToChange("the contact is there already; name another unit, or other professions")
    if not may_be_passed_to(need, unit, region.unit(need.unit_id)):
        raise ConsentMissing
    return there


def held_by(
    contact_id: ContactId, staff_id: StaffId, lease_number: int, tx: Holding, *, now: datetime
) -> Contact:
    """The contact, held for change, that this staff member has under this lease, or ContactNotFound / LeaseLost."""
    contact = tx.hold_contact(contact_id)
    if contact is None or not _may_work_on(contact, staff_id, tx.region()):
        raise ContactNotFound
    must_hold(contact, staff_id, lease_number, now=now)
    return contact


def _may_work_on(contact: Contact, staff_id: StaffId, region: Region) -> bool:
    """Whether they hold or held it, or a unit of theirs may take it; for all others there is no such contact."""
    return any(
        may(member, Permission.WORK_QUEUE, relations_to_contact(member, contact, region))
        for member in as_registered(staff_id, region)
    )
