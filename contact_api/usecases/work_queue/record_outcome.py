"""What came of a call: reached, or another try by rule, or an honest "not reached" with a message."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.attempts import after, attempt_of
from contact_api.domain.core.contact import Contact, Details, rung_at_any_hour
from contact_api.domain.core.errors import NotLicensed
from contact_api.domain.core.links import link_called_off
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    Guarantee,
    Outcome,
    Profession,
    Result,
    StaffId,
    Urgency,
)
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.triage.merge_duplicate import sorting_of
from contact_api.domain.triage.triage import Triage, override
from contact_api.ports import Assessments, Attempts, Bookings, Event
from contact_api.usecases.booking.telephone_times import note_by_call
from contact_api.usecases.messages.notify import Notifying, notify
from contact_api.usecases.messages.raise_alert import (
    CALL_112,
    WARNING_SIGN,
    Alerting,
    close_alerts,
    have_number_found,
    raise_alert,
)
from contact_api.usecases.promising.promise_window import placed
from contact_api.usecases.work_queue.pull_next import Holding, held_by

NO_FACTS: Mapping[str, object] = {}


class Concluding(Holding, Attempts, Alerting, Notifying, Bookings, Assessments, Protocol):
    """What the end of an attempt is written to."""


def record_outcome(
    contact_id: ContactId,
    staff_id: StaffId,
    lease_number: int,
    outcome: Outcome,
    tx: Concluding,
    *,
    result: Result | None = None,
    now: datetime,
) -> Contact:
    """End the attempt that began with the pull. No answer → a retry by rule, or not reached after the last one.

    A wrong number ends the case at once: nobody is rung there again, and a human is asked to find the right one.

    Errors: ContactNotFound, LeaseLost; NotLicensed when advice is recorded by somebody without a licence.
    """
    contact = held_by(contact_id, staff_id, lease_number, tx, now=now)
    if result is Result.SELF_CARE and not tx.region().member(staff_id).licensed:
        raise NotLicensed("self-care advice is given by licensed staff; transfer the contact")
    return end_attempt(contact, outcome, tx, result=result, now=now)


def end_attempt(
    contact: Contact,
    outcome: Outcome,
    tx: Concluding,
    *,
    result: Result | None = None,
    facts: Mapping[str, object] = NO_FACTS,
    now: datetime,
) -> Contact:
    """End the attempt of whoever holds this contact; `facts` go into its history.

    Errors: LeaseLost when nobody holds it.
    """
    region = tx.region()
    attempt = attempt_of(contact, outcome, now=now)
    ended = after(contact, attempt, planning=region.planning, result=result.value if result else None)
    if outcome is Outcome.WRONG_NUMBER:
        ended = replace(link_called_off(ended), number_is_wrong=True)
    if outcome is Outcome.REACHED and contact.number_is_wrong:
        ended = _number_was_right(ended, tx)
    if ended.state.is_open:
        ended = placed(ended, region=region, day_of=now)
    tx.add_attempt(attempt)
    tx.save_contact(ended)
    known = {"outcome": outcome.value, "attempt": attempt.number, "result": result.value if result else None}
    tx.add_event(Event(contact.id, "attempt.ended", now, attempt.staff_id, {**known, **facts}))
    if outcome in (Outcome.REACHED, Outcome.DECLINED):
        close_alerts(ended, tx, now=now)
    note_by_call(ended, tx, by=attempt.staff_id, now=now)
    _say_what_follows(ended, outcome, tx, now=now)
    return ended


def override_triage(
    contact_id: ContactId,
    staff_id: StaffId,
    lease_number: int,
    tx: Concluding,
    *,
    why: str,
    urgency: Urgency | None = None,
    professions: tuple[Profession, ...] | None = None,
    minutes: int | None = None,
    guarantee: Guarantee | None = None,
    now: datetime,
) -> Contact:
    """Set what a licensed person found instead of what the rules said; both stand in the history.

    Errors: ContactNotFound, LeaseLost, NotLicensed, ReasonMissing, NothingToChange.
    """
    contact = held_by(contact_id, staff_id, lease_number, tx, now=now)
    region = tx.region()
    before = sorting_of(contact)
    set_now = override(
        before,
        by_licensed=region.member(staff_id).licensed,
        why=why,
        urgency=urgency,
        professions=professions,
        minutes=minutes,
        guarantee=guarantee,
    )
    need = replace(
        contact.need,
        urgency=set_now.urgency,
        professions=set_now.professions,
        minutes=set_now.expected_minutes + region.planning.wrap // MINUTE,
    )
    circumstances = replace(
        contact.circumstances, guarantee=set_now.guarantee, expected_minutes=set_now.expected_minutes
    )
    changed = replace(contact, need=rung_at_any_hour(need), circumstances=circumstances)
    tx.save_contact(changed)
    facts = {
        "why": set_now.why,
        "was": _values(before),
        "is": _values(set_now),
    }
    tx.add_event(Event(contact_id, "triage.overridden", now, staff_id, facts))
    return changed


def _number_was_right(contact: Contact, tx: Concluding) -> Contact:
    """The citizen answered on it: it is theirs, also for what was sought by it before."""
    number = (tx.details(contact.id) or Details()).callback_number
    for one in sorted({*tx.contacts_with_wrong_number(contact.person_id)} - {contact.id}):
        other = tx.hold_contact(one)
        if other is not None and (tx.details(one) or Details()).callback_number == number:
            tx.save_contact(replace(other, number_is_wrong=False))
    return replace(contact, number_is_wrong=False)


def _say_what_follows(contact: Contact, outcome: Outcome, tx: Concluding, *, now: datetime) -> None:
    if contact.state is ContactState.NOT_REACHED:
        tx.add_event(Event(contact.id, "contact.not_reached", now))
        if outcome is Outcome.WRONG_NUMBER:
            have_number_found(contact, tx, now=now)
            return  # a text with the link would go to the stranger who has that number
        notify(MessageKind.NOT_REACHED, tx, now=now, contact_id=contact.id)
        if contact.need.urgency is Urgency.U0:
            _have_somebody_look(contact, tx, now=now)
    elif contact.state is ContactState.WAITING:
        notify(MessageKind.MISSED_CALL, tx, now=now, contact_id=contact.id)


def _have_somebody_look(contact: Contact, tx: Concluding, *, now: datetime) -> None:
    """Alert staff again: nobody reached who affirmed a red flag for 112, and no rule will ring them any more."""
    alert_id = f"{contact.id}-unreached-{contact.times_sought}"
    if raise_alert(contact, CALL_112, tx, alert_id=alert_id, matter=WARNING_SIGN, now=now):
        notify(MessageKind.ALERT, tx, now=now, contact_id=contact.id, unit_id=contact.need.unit_id)


def _values(triaged: Triage) -> dict[str, object]:
    return {
        "urgency": triaged.urgency.value,
        "professions": list(triaged.professions),
        "expected_minutes": triaged.expected_minutes,
        "guarantee": triaged.guarantee.value,
    }
