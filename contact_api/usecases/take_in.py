"""Take a contact request in: sort it, promise a time, have the receipt sent. Nothing is refused and nothing is lost."""

from dataclasses import dataclass, replace
from datetime import datetime

from contact_api.domain.attempts import reopened
from contact_api.domain.calendar import day_span
from contact_api.domain.contact import Circumstances, Contact, Details, Need, added_to
from contact_api.domain.messages import MessageKind
from contact_api.domain.promise import Promise
from contact_api.domain.region import Region
from contact_api.domain.triage import Declared, Triage, triage
from contact_api.domain.values import (
    Channel,
    Consent,
    ContactId,
    ContactState,
    Intake,
    Language,
    Mode,
    PersonId,
    StaffId,
    UnitId,
)
from contact_api.ports import Alert, Event, Transaction
from contact_api.usecases.promising import give, promise_today, promised, rest_of_day
from contact_api.usecases.tell import tell

INTERPRETER = "interpreter"
WITH_INTERPRETER: Language = "sv"  # what staff speak when somebody interprets


@dataclass(frozen=True, slots=True)
class Request:
    """What a citizen, an exchange or a colleague asks for, already read and checked."""

    contact_id: ContactId
    person_id: PersonId
    unit_id: UnitId
    declared: Declared
    details: Details
    channel: Channel
    intake: Intake
    sought_at: datetime
    duplicate_key: str | None = None
    language: Language = "sv"
    interpreter: bool = False
    mode: Mode = Mode.CALL
    consent: Consent = Consent.OWN_UNIT
    available_from: datetime | None = None
    available_to: datetime | None = None
    named_contact: StaffId | None = None
    protected_identity: bool = False
    safe_contact: bool = False
    sms_welcome: bool | None = None  # None: she was not asked
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the citizen is told: her case, its promise, and whether she is to ring 112 now."""

    contact: Contact
    promise: Promise
    triage: Triage
    merged: bool = False  # she had sought contact already and keeps her place


def take_in(request: Request, tx: Transaction, *, now: datetime, actor: str = "citizen") -> TakenIn:
    """Store the request, reserve room and promise a time; the same person still waiting keeps her case.

    Errors: UnknownReason, UnitNotFound; "no room" is an answer (`promise.backed` is false), never an error.
    """
    region = tx.region()
    region.unit(request.unit_id)
    triaged = triage(_declared(request, region), region.catalogue)
    today = day_span(region.today(now), region.zone)
    tx.look_ahead(
        request.person_id,
        request.duplicate_key,
        request.unit_id,
        rest_of_day(region, now=now),
        since=today.start,
    )
    before = _case_she_has(request, tx, since=today.start)
    if before is not None:
        return _seek_again(before, request, triaged, tx, region=region, now=now, actor=actor)
    person = tx.person(request.person_id)
    contact = _contact_of(request, triaged, region=region)
    if person is not None:
        contact = replace(
            contact,
            need=replace(contact.need, named_contact=contact.need.named_contact or person.named_contact),
            circumstances=replace(
                contact.circumstances,
                protected_identity=contact.circumstances.protected_identity or person.protected_identity,
            ),
        )
    answer = promise_today(contact.need, tx, region=region, now=now)
    contact = promised(contact, answer, region=region)
    tx.add_contact(contact, request.details)
    tx.add_event(Event(contact.id, "contact.taken_in", now, actor, _facts(contact, triaged)))
    give(contact, answer, tx)
    _alert_if_red(contact, triaged, tx, now=now)
    kind = MessageKind.RECEIPT if answer.backed else MessageKind.RECEIPT_UNPROMISED
    tell(kind, tx, now=now, contact_id=contact.id, window=answer.window)
    return TakenIn(contact, answer, triaged)


def _case_she_has(request: Request, tx: Transaction, *, since: datetime) -> Contact | None:
    """The case of the same person at the same unit that is open, or that ended as not reached since then."""
    if request.duplicate_key is None:
        return None
    open_case = tx.open_duplicate(request.duplicate_key)
    if open_case is not None:
        return open_case
    return tx.closed_duplicate(request.duplicate_key, since=since)


def _seek_again(
    case: Contact,
    request: Request,
    triaged: Triage,
    tx: Transaction,
    *,
    region: Region,
    now: datetime,
    actor: str,
) -> TakenIn:
    """Count the attempt and keep the first time; what is declared anew may only add to the case."""
    again = (
        replace(case, times_sought=case.times_sought + 1) if case.state.is_open else reopened(case, now=now)
    )
    again = replace(
        again,
        need=_no_less_than(again, request, triaged, region=region),
        circumstances=_also(again.circumstances, request, triaged),
    )
    details = added_to(tx.details(case.id) or Details(), request.details)
    still_ahead = again.backed and again.window is not None and again.window.end > now
    keeps_place = still_ahead and triaged.urgency >= case.need.urgency
    if again.state is ContactState.CLAIMED or again.attempts or keeps_place:
        answer = tx.promises(case.id)[-1]
    else:
        tx.release(case.id)
        answer = promise_today(again.need, tx, region=region, now=now)
        give(again, answer, tx)
        again = promised(again, answer, region=region)
    tx.save_contact(again)
    tx.save_details(again.id, details)
    tx.add_event(Event(again.id, "contact.sought_again", now, actor, {"channel": request.channel.value}))
    _alert_if_red(again, triaged, tx, now=now)
    kind = MessageKind.RECEIPT if answer.backed else MessageKind.RECEIPT_UNPROMISED
    tell(kind, tx, now=now, contact_id=again.id, window=answer.window)
    return TakenIn(again, answer, triaged, merged=True)


def _declared(request: Request, region: Region) -> Declared:
    """What was declared; a need that the catalogue has a fact for counts as declared (it lengthens the talk)."""
    if request.interpreter and INTERPRETER in region.catalogue.fact_codes:
        return replace(request.declared, facts=request.declared.facts | {INTERPRETER})
    return request.declared


def _contact_of(request: Request, triaged: Triage, *, region: Region) -> Contact:
    catalogue_reason = region.catalogue.reason(triaged.reason)
    staff_language = WITH_INTERPRETER if request.interpreter else request.language
    need = Need(
        contact_id=request.contact_id,
        unit_id=request.unit_id,
        professions=triaged.professions,
        language=staff_language,
        minutes=triaged.expected_minutes + region.planning.wrap_minutes,
        urgency=triaged.urgency,
        sought_at=request.sought_at,
        consent=request.consent,
        available_from=request.available_from,
        available_to=request.available_to,
        named_contact=request.named_contact,
    )
    circumstances = Circumstances(
        reason=triaged.reason,
        channel=request.channel,
        intake=request.intake,
        guarantee=triaged.guarantee,
        catalogue_version=triaged.catalogue_version,
        rule_ids=triaged.rule_ids,
        facts=tuple(sorted(request.declared.facts)),
        red_flags=triaged.red_flags,
        citizen_language=request.language,
        interpreter=request.interpreter,
        mode=request.mode,
        protected_identity=request.protected_identity,
        safe_contact=request.safe_contact or catalogue_reason.safe_contact,
        sms_welcome=request.sms_welcome,
        on_behalf_of=request.on_behalf_of,
        expected_minutes=triaged.expected_minutes,
    )
    return Contact(need, circumstances, request.person_id, duplicate_key=request.duplicate_key)


def _no_less_than(case: Contact, request: Request, triaged: Triage, *, region: Region) -> Need:
    """What she needs with what she declares now: it may become more urgent, or take an interpreter; never less."""
    need = case.need
    if triaged.urgency < need.urgency:
        need = replace(need, urgency=triaged.urgency, professions=triaged.professions)
    if request.interpreter and not case.circumstances.interpreter:
        minutes = triaged.expected_minutes + region.planning.wrap_minutes
        need = replace(need, language=WITH_INTERPRETER, minutes=max(need.minutes, minutes))
    return need


def _also(before: Circumstances, request: Request, triaged: Triage) -> Circumstances:
    """What she says the second time is added; what protects her is never taken back by it."""
    longer = triaged.expected_minutes if request.interpreter and not before.interpreter else 0
    return replace(
        before,
        facts=tuple(sorted({*before.facts, *request.declared.facts})),
        red_flags=tuple(sorted({*before.red_flags, *triaged.red_flags})),
        rule_ids=tuple(sorted({*before.rule_ids, *triaged.rule_ids})),
        interpreter=before.interpreter or request.interpreter,
        expected_minutes=max(before.expected_minutes, longer),
        protected_identity=before.protected_identity or request.protected_identity,
        safe_contact=before.safe_contact or request.safe_contact,
        sms_welcome=before.sms_welcome if request.sms_welcome is None else request.sms_welcome,
    )


def _alert_if_red(contact: Contact, triaged: Triage, tx: Transaction, *, now: datetime) -> None:
    """An affirmed red flag alerts a human at once; it never lowers anything."""
    if not triaged.red_flags:
        return
    alert_id = f"{contact.id}-{contact.times_sought}"
    kind = "call_112" if triaged.call_112 else "same_hour"
    tx.add_alert(Alert(alert_id, contact.id, contact.need.unit_id, kind, now))
    tx.add_event(Event(contact.id, "alert.raised", now, facts={"kind": kind}))
    tell(MessageKind.ALERT, tx, now=now, contact_id=contact.id, unit_id=contact.need.unit_id)


def _facts(contact: Contact, triaged: Triage) -> dict[str, object]:
    return {
        "unit": contact.need.unit_id,
        "channel": contact.circumstances.channel.value,
        "urgency": triaged.urgency.value,
        "rules": list(triaged.rule_ids),
        "catalogue": triaged.catalogue_version,
    }
