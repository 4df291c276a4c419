"""From a contact as it stands to what staff are shown."""

from datetime import datetime
from typing import Any

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.identity import IdentityKind
from contact_api.domain.core.limits import MOST_LINES
from contact_api.domain.promise.promise import Promise
from contact_api.domain.region.region import Region
from contact_api.domain.triage.merge_duplicate import sorting_of
from contact_api.domain.triage.triage import explain
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.schemas.intake import IdentityIn
from contact_api.http.schemas.rules import NamedReason
from contact_api.http.schemas.staff_contact_requests import AttemptLine, EventOut, History, PromiseLine
from contact_api.http.schemas.work_queue import (
    AlertOfContact,
    Claim,
    QueuedContact,
    StaffContact,
    Standing,
)
from contact_api.http.views.citizen_views import promise_view
from contact_api.http.views.event_sentences import event_sentence
from contact_api.http.views.unit_views import unit_view
from contact_api.ports import Alert, Transaction
from contact_api.usecases.messages.sms_reachability import why_no_texts


def queued_view(contact: Contact, region: Region) -> QueuedContact:
    """A contact without the person."""
    return QueuedContact(**_without_person(contact, region))


def _without_person(contact: Contact, region: Region) -> dict[str, Any]:
    need, around = contact.need, contact.circumstances
    return {
        "contact_id": contact.id,
        "state": contact.state,
        "unit": unit_view(need.unit_id, region),
        "promised_unit": unit_view(contact.promised_unit, region) if contact.promised_unit else None,
        "reason": around.reason,
        "urgency": need.urgency,
        "professions": list(need.professions),
        "language": need.language,
        "interpreter": around.interpreter,
        "mode": around.mode,
        "minutes": need.minutes,
        "sought_at": need.sought_at,
        "times_sought": contact.times_sought,
        "window_from": contact.window.start if contact.window else None,
        "window_to": contact.window.end if contact.window else None,
        "backed": contact.backed,
        "callable_from": contact.callable_from,
        "due_at": contact.due_at,
        "attempts": contact.attempts,
    }


def contact_view(
    contact: Contact, details: Details, tx: Transaction, context: RequestContext
) -> StaffContact:
    """A contact with the person, and whether texts reach them."""
    region = tx.region()
    why_not = why_no_texts(contact, details, tx, index=context.app.sealer, limits=context.app.text_limits)
    need, around = contact.need, contact.circumstances
    return StaffContact(
        **_without_person(contact, region),
        channel=around.channel,
        intake=around.intake,
        guarantee=around.guarantee,
        facts=list(around.facts),
        red_flags=list(around.red_flags),
        catalogue_version=around.catalogue_version,
        consent=need.consent,
        protected_identity=around.protected_identity,
        safe_contact=around.safe_contact,
        sms_welcome=around.sms_welcome,
        texts_arrive=why_not is None,
        why_no_texts=why_not,
        on_behalf_of=around.on_behalf_of,
        citizen_language=around.citizen_language,
        available_from=need.available_from,
        available_to=need.available_to,
        named_contact=need.named_contact,
        identity=IdentityIn(
            kind=IdentityKind(details.identity_kind),
            number=details.identity_value,
            system=details.identity_system,
        ),
        name=details.name,
        call_number=details.callback_number,
        caller_name=details.caller_name,
        free_text=details.free_text,
        wrote_more=details.wrote_more,
        claimed_by=contact.claimed_by,
        also_sought_for=[_reason(code, region) for code in around.also_sought_for],
        result=contact.result,
        assessment=contact.assessment,
        assessment_ended_at=contact.assessment_ended_at,
        assessment_owner=contact.assessment_owner,
        alert=_alert_of_contact(tx.alert_of(contact.id)),
    )


def _alert_of_contact(alert: Alert | None) -> AlertOfContact | None:
    if alert is None:
        return None
    return AlertOfContact(
        kind=alert.kind,
        state=alert.state,
        raised_at=alert.raised_at,
        acknowledged_at=alert.acknowledged_at,
        acknowledged_by=alert.acknowledged_by,
        closed_at=alert.closed_at,
    )


def claim_view(contact: Contact, details: Details, tx: Transaction, context: RequestContext) -> Claim:
    """A contact that somebody holds."""
    return Claim(
        lease_number=contact.lease_number,
        lease_until=contact.lease_until or context.now,
        contact=contact_view(contact, details, tx, context),
    )


def standing_view(contact: Contact) -> Standing:
    """Where it stands after a change."""
    waits_for_retry = contact.state.is_open and contact.attempts > 0
    return Standing(
        contact_id=contact.id,
        state=contact.state,
        attempts=contact.attempts,
        next_try_at=contact.callable_from if waits_for_retry else None,
        lease_until=contact.lease_until,
    )


def history_view(contact: Contact, tx: Transaction, context: RequestContext) -> History:
    """Events, promises with what decided them, attempts; of very many the latest."""
    region = tx.region()
    events, promises, attempts = tx.history(contact.id), tx.promises(contact.id), tx.attempts(contact.id)
    return History(
        contact_id=contact.id,
        sorted_as=explain(sorting_of(contact), region.catalogue, "sv"),
        events=[
            EventOut(
                at=one.at,
                kind=one.kind,
                actor=one.actor,
                facts=dict(one.facts),
                text=event_sentence(one, region, "sv"),
            )
            for one in events[-MOST_LINES:]
        ],
        promises=[_promise_line(one, contact, region, now=context.now) for one in promises[-MOST_LINES:]],
        attempts=[
            AttemptLine(
                number=one.number,
                staff_id=one.staff_id,
                started_at=one.started_at,
                ended_at=one.ended_at,
                outcome=one.outcome,
            )
            for one in attempts[-MOST_LINES:]
        ],
        left_out=sum(max(0, len(lines) - MOST_LINES) for lines in (events, promises, attempts)),
    )


def _promise_line(promise: Promise, contact: Contact, region: Region, *, now: datetime) -> PromiseLine:
    told = promise_view(contact, promise, region, now=now)
    return PromiseLine(
        made_at=promise.made_at,
        backed=promise.backed,
        window_from=told.window_from,
        window_to=told.window_to,
        unit=told.unit,
        why=promise.why.value,
        explanation=told.explanation,
        planning_version=promise.planning_version,
        cells_seen=promise.cells_seen,
        cells_available=promise.cells_available,
    )


def _reason(code: str, region: Region) -> NamedReason:
    """A reason by its name today; one that the catalogue no longer has by its code."""
    known = {reason.code: reason for reason in region.catalogue.reasons}
    return NamedReason(code=code, name=known[code].in_language("sv") if code in known else code)
