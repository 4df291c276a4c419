"""Take a contact request in: sort it, promise a time, have the receipt sent. Nothing is refused and nothing is lost."""

from dataclasses import replace
from datetime import datetime

from contact_api.domain.core.attempts import reopened
from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import (
    Contact,
    Details,
    added_to,
    rung_at_any_hour,
    with_hours_to_come,
)
from contact_api.domain.core.links import link_called_off
from contact_api.domain.core.values import (
    ContactState,
    Urgency,
)
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.region.region import Region
from contact_api.domain.triage.merge_duplicate import promise_fits, sorting_of, sought_again
from contact_api.domain.triage.triage import Triage, triage
from contact_api.domain.work_queue.work_queue import window_ahead
from contact_api.ports import Event, Transaction
from contact_api.usecases.intake.add_details import add_details, changes_number
from contact_api.usecases.intake.new_contact import contact_of, declared_in, with_what_is_known
from contact_api.usecases.intake.own_case import keys_of, own_case
from contact_api.usecases.intake.requests import Request, TakenIn, Unread
from contact_api.usecases.messages.notify import notify
from contact_api.usecases.messages.raise_alert import (
    CALL_112,
    SAME_HOUR,
    WARNING_SIGN,
    have_number_found,
    raise_alert,
)
from contact_api.usecases.messages.sms_reachability import is_known_wrong
from contact_api.usecases.promising.minute_limits import may_hold, promise_within_limit, show_over_limit
from contact_api.usecases.promising.promise_window import (
    day_of_call,
    give,
    placed,
    promised,
)


def take_in(request: Request, tx: Transaction, *, now: datetime, actor: str = "citizen") -> TakenIn:
    """Store the request, reserve minutes and promise a time; the same person still waiting keeps their case.

    Errors: UnknownReason, UnitNotFound; "no room" is an answer (`promise.backed` is false), never an error.
    """
    region = tx.region()
    region.unit(request.unit_id)
    triaged = triage(declared_in(request, region), region.catalogue)
    today = day_span(region.today(now), region.zone)
    tx.look_ahead(
        request.person_id,
        keys_of(request.duplicate_key, request.proof),
        request.unit_id,
        region.left_of_today(now),
        since=today.start,
        limited_as=request.limited_as,
    )
    identified = bool(request.details.identity_value)
    key, before = own_case(request.duplicate_key, request.proof, tx, identified=identified, since=today.start)
    if before is not None:
        return _seek_again(before, request, triaged, tx, region=region, now=now, actor=actor)
    request = _rung_at_once(request, triaged.urgency)
    contact = with_what_is_known(contact_of(request, triaged, key, region=region), request.details, tx)
    answer = promise_within_limit(contact, tx, region=region, now=now)
    contact = promised(contact, answer, region=region)
    tx.add_contact(contact, request.details, protects_person=request.protects_person)
    tx.add_event(Event(contact.id, "contact.taken_in", now, actor, _facts(contact, request, triaged)))
    give(contact, answer, tx)
    show_over_limit(contact, answer, tx, now=now)
    if contact.number_is_wrong:
        have_number_found(contact, tx, now=now)
    _alert_if_red(contact, triaged, tx, now=now)
    kind = MessageKind.RECEIPT if answer.backed else MessageKind.RECEIPT_UNPROMISED
    notify(kind, tx, now=now, contact_id=contact.id, window=answer.window)
    return TakenIn(contact, answer, triaged, triaged, request.left_out)


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
    """Count the attempt, keep the first time and add what is said now; a promise that no longer fits is made anew."""
    again = (
        replace(case, times_sought=case.times_sought + 1) if case.state.is_open else reopened(case, now=now)
    )
    said = contact_of(request, triaged, request.duplicate_key, region=region)
    again = sought_again(again, said, said=request.said)
    again = replace(again, need=rung_at_any_hour(with_hours_to_come(again.need, at=now)))
    if again.need.minutes > case.need.minutes and not may_hold(again, tx, region=region):
        again = replace(again, need=replace(again.need, minutes=case.need.minutes))
    if _is_being_rung(again) or _keeps_window(case, again, region, now=now):
        answer = tx.promises(case.id)[-1]
        again = placed(again, region=region, day_of=day_of_call(again, now=now))
    else:
        tx.release(case.id)
        answer = promise_within_limit(again, tx, region=region, now=now)
        give(again, answer, tx)
        show_over_limit(again, answer, tx, now=now)
        again = promised(again, answer, region=region)
    if changes_number(again.id, request.details, tx):
        wrong = is_known_wrong(
            again.person_id, added_to(tx.details(again.id) or Details(), request.details)[0], tx
        )
        again = replace(link_called_off(again), number_is_wrong=wrong)
    if again.number_is_wrong:
        have_number_found(again, tx, now=now)
    tx.save_contact(again)
    add_details(again.id, request.details, tx, now=now)
    facts = {
        "channel": request.channel.value,
        "reason": triaged.reason,
        **_sorting(triaged),
        **_left_out(request),
    }
    tx.add_event(Event(again.id, "contact.sought_again", now, actor, facts))
    _alert_if_red(again, triaged, tx, now=now)
    kind = MessageKind.RECEIPT if answer.backed else MessageKind.RECEIPT_UNPROMISED
    notify(kind, tx, now=now, contact_id=again.id, window=answer.window)
    left_out = _rung_at_once(request, again.need.urgency).left_out
    return TakenIn(again, answer, sorting_of(again), triaged, left_out, merged=True)


def _rung_at_once(request: Request, urgency: Urgency) -> Request:
    """The request without its hours where a red flag for 112 was affirmed, and that said: it is rung at once."""
    named = [name for name in ("available_from", "available_to") if getattr(request, name) is not None]
    if urgency is not Urgency.U0 or not named:
        return request
    unread = [Unread(name, "a warning sign for 112 is rung at once, at any hour") for name in named]
    return replace(request, available_from=None, available_to=None, left_out=(*request.left_out, *unread))


def _is_being_rung(case: Contact) -> bool:
    """Whether somebody calls right now, or did in vain and rings again: then nothing is promised anew."""
    return case.state is ContactState.CLAIMED or (case.attempts > 0 and window_ahead(case) is None)


def _keeps_window(case: Contact, again: Contact, region: Region, *, now: datetime) -> bool:
    """Whether the window lies ahead still and fits what is needed now."""
    still_ahead = again.window is not None and again.window.end > now
    return still_ahead and promise_fits(case, again, welcome=region.welcome_units(again.need))


def _alert_if_red(contact: Contact, triaged: Triage, tx: Transaction, *, now: datetime) -> None:
    """An affirmed red flag alerts a human at once; it never lowers anything."""
    if not triaged.red_flags:
        return
    alert_id = f"{contact.id}-{contact.times_sought}"
    kind = CALL_112 if triaged.call_112 else SAME_HOUR
    if raise_alert(contact, kind, tx, alert_id=alert_id, matter=WARNING_SIGN, now=now):
        notify(MessageKind.ALERT, tx, now=now, contact_id=contact.id, unit_id=contact.need.unit_id)


def _facts(contact: Contact, request: Request, triaged: Triage) -> dict[str, object]:
    return {
        "unit": contact.need.unit_id,
        "channel": contact.circumstances.channel.value,
        **_sorting(triaged),
        **_left_out(request),
    }


def _left_out(request: Request) -> dict[str, object]:
    return {"left_out": [one.field for one in request.left_out]} if request.left_out else {}


def _sorting(triaged: Triage) -> dict[str, object]:
    return {
        "urgency": triaged.urgency.value,
        "rules": list(triaged.rule_ids),
        "catalogue": triaged.catalogue_version,
    }
