"""From a contact as it stands to what its citizen is told, in their language and by local time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contact_api.domain.core.calendar import assessment_due, day_span, local_day, midnight
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, Guarantee, Mode, UnitId, Urgency, Window
from contact_api.domain.promise.promise import Offer, Promise, Why, offers
from contact_api.domain.region.region import Region
from contact_api.domain.triage.triage import explain
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.schemas.case import (
    Alternative,
    AlternativeKind,
    Call112,
    Case,
    GuaranteeClocks,
    LeftOut,
    Link,
    PromiseOut,
    TakenCase,
    UnitRef,
    WindowOffer,
)
from contact_api.ports import Transaction
from contact_api.texts import say, say_day
from contact_api.usecases.intake.requests import TakenIn
from contact_api.usecases.promising.promise_window import windows_for


def case_view(
    contact: Contact,
    promise: Promise | None,
    region: Region,
    *,
    number_was_wrong: bool = False,
    written_messages: int,
    now: datetime,
) -> Case:
    """The contact as it stands; when a warning sign for 112 was affirmed, 112 now."""
    told = _standing(contact, promise, region, now=now) | {"written_messages": written_messages}
    if number_was_wrong:
        text = say("state.not_reached.wrong_number", contact.circumstances.citizen_language)
        told |= {"number_was_wrong": True, "state_text": text}
    return Case(**told)


def _standing(contact: Contact, promise: Promise | None, region: Region, *, now: datetime) -> dict[str, Any]:
    language = contact.circumstances.citizen_language
    waits_for_retry = contact.state.is_open and contact.attempts > 0
    return {
        "call_112": call_112_view(language, urgent=contact.need.urgency is Urgency.U0),
        "contact_id": contact.id,
        "state": contact.state,
        "state_text": say(f"state.{contact.state.value}", language),
        "sought_at": contact.need.sought_at,
        "times_sought": contact.times_sought,
        "attempts": contact.attempts,
        "next_try_at": contact.callable_from if waits_for_retry else None,
        "number_was_wrong": False,
        "promise": promise_view(contact, promise, region, now=now) if promise else None,
        "mode": contact.circumstances.mode,
        "guarantee": guarantee(contact, region),
    }


def taken_case_view(
    taken: TakenIn, context: RequestContext, tx: Transaction, region: Region, *, with_link: bool
) -> TakenCase:
    """The answer to an intake: 112 first, then the promise or the honest no with what else there is."""
    contact, now = taken.contact, context.now
    return TakenCase(
        **_standing(contact, taken.promise, region, now=now),
        merged=taken.merged,
        sorted_as=explain(taken.triage, region.catalogue, contact.circumstances.citizen_language),
        alternatives=alternatives(contact, taken.promise, tx, region, now=now),
        link=_link(contact, context) if with_link else None,
        left_out=[LeftOut(field=one.field, what=one.what) for one in taken.left_out],
    )


def _link(contact: Contact, context: RequestContext) -> Link:
    token = context.app.sealer.link_token(contact.id, contact.link_serial)
    return Link(token=token, url=context.app.wording.link(contact))


def call_112_view(language: str, *, urgent: bool) -> Call112:
    """What everybody is told before anything else."""
    return Call112(
        now=urgent,
        text=say("emergency.affirmed" if urgent else "emergency.information", language),
        advice=say("emergency.advice", language),
    )


def promise_view(contact: Contact, promise: Promise, region: Region, *, now: datetime) -> PromiseOut:
    """When somebody will call and why then, or that no time can be promised and why."""
    language = contact.circumstances.citizen_language
    unit = region.unit(promise.unit_id or contact.need.unit_id)
    window = promise.window
    return PromiseOut(
        backed=promise.backed,
        window_from=window.start if window else None,
        window_to=window.end if window else None,
        unit=unit_view(unit.id, region) if promise.unit_id else None,
        why=promise.why,
        text=_sentence(contact, window, region, now=now),
        explanation=say(f"promise.why.{promise.why.value}", language, unit=unit.name),
        made_at=promise.made_at,
    )


def offer_view(contact: Contact, offer: Offer, region: Region, *, now: datetime) -> WindowOffer:
    """A window the citizen may move to."""
    return WindowOffer(
        window_from=offer.window.start,
        window_to=offer.window.end,
        unit=unit_view(offer.unit_id, region),
        text=_sentence(contact, offer.window, region, now=now),
    )


def unit_view(unit_id: UnitId, region: Region) -> UnitRef:
    """A unit by its id and name."""
    return UnitRef(id=unit_id, name=region.unit(unit_id).name)


def alternatives(
    contact: Contact, promise: Promise, tx: Transaction, region: Region, *, now: datetime
) -> list[Alternative]:
    """What else the citizen can do: other windows; without a promise also other days, units, hours and channels."""
    if promise.backed:
        return [_other_window(contact, offer, region, now=now) for offer in promise.others]
    if promise.why is Why.TOO_MANY:
        return [_way(contact, AlternativeKind.CALL_1177)]
    today = day_span(region.today(now), region.zone)
    found = windows_for(contact.need, tx, region=region, after=today.end, now=now)
    others = [_other_window(contact, offer, region, now=now) for offer in found]
    others += _elsewhere(contact, tx, region, rest_of_day=Window(now, today.end))
    kinds = [AlternativeKind.LATER_HOUR] if promise.why is Why.OUTSIDE_AVAILABLE_HOURS else []
    kinds += [AlternativeKind.CHAT, AlternativeKind.CALL_1177]
    return others + [_way(contact, kind) for kind in kinds]


def guarantee(contact: Contact, region: Region) -> GuaranteeClocks:
    """Both clocks: contact by closing time (after it by midnight), an assessment by the third day's end."""
    sought_at = contact.need.sought_at
    day = local_day(sought_at, region.zone)
    hours = region.opens_and_closes(contact.need.unit_id, day)
    inside = hours is not None and sought_at < hours.end
    covered = contact.circumstances.guarantee is not Guarantee.NONE
    days = region.catalogue.limits.assessment_days
    return GuaranteeClocks(
        same_day_due=hours.end if hours and inside else midnight(day + timedelta(days=1), region.zone),
        assessment_due=assessment_due(sought_at, region.zone, days=days) if covered else None,
    )


def _sentence(contact: Contact, window: Window | None, region: Region, *, now: datetime) -> str:
    language = contact.circumstances.citizen_language
    if window is None:
        return say("promise.none", language, sought_at=_clock(contact.need.sought_at, region))
    key = _sentence_key(contact, window, now=now)
    day = say_day(region.today(window.start), language, today=region.today(now))
    return say(key, language, day=day, start=_clock(window.start, region), end=_clock(window.end, region))


def _sentence_key(contact: Contact, window: Window, *, now: datetime) -> str:
    """The urgent are called by whoever is free next, also before the window that was found for them."""
    if contact.circumstances.mode is not Mode.CALL:
        return "promise.made.no_call"
    waits_for_it = contact.need.urgency.is_urgent and not contact.attempts and window.start > now
    return "promise.made.urgent" if waits_for_it else "promise.made"


def _other_window(contact: Contact, offer: Offer, region: Region, *, now: datetime) -> Alternative:
    told = offer_view(contact, offer, region, now=now)
    return Alternative(kind=AlternativeKind.OTHER_WINDOW, **dict(told))


def _elsewhere(
    contact: Contact, tx: Transaction, region: Region, *, rest_of_day: Window
) -> list[Alternative]:
    """Units with time left today that the citizen has not said yes to: one of the own care provider, one of another."""
    need = replace(contact.need, consent=Consent.ANY_PROVIDER)
    units = region.welcome_units(need) - region.welcome_units(contact.need)
    if not units:
        return []
    cells, _ = tx.cells_to_fill(units, rest_of_day, minutes=need.minutes)  # the others have nothing to offer
    ways: list[Alternative] = []
    own = region.unit(need.unit_id).provider_id
    for kind in (AlternativeKind.OTHER_UNIT, AlternativeKind.OTHER_PROVIDER):
        same = kind is AlternativeKind.OTHER_UNIT
        theirs = [one for one in cells if (region.unit(one.pool.unit_id).provider_id == own) is same]
        found = offers(need, theirs, planning=region.planning, now=rest_of_day.start)
        ways += [_way(contact, kind, unit_view(one.unit_id, region)) for one in found[:1]]
    return ways


def _way(contact: Contact, kind: AlternativeKind, unit: UnitRef | None = None) -> Alternative:
    key = f"promise.alternative.{kind.value}"
    return Alternative(kind=kind, text=say(key, contact.circumstances.citizen_language), unit=unit)


def _clock(moment: datetime, region: Region) -> str:
    local = moment.astimezone(region.zone)
    return f"{local.hour:02}:{local.minute:02}"
