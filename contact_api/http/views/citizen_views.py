"""From a contact as it stands to what its citizen is told, in their language and by local time."""

from datetime import datetime, timedelta
from typing import Any

from contact_api.domain.core.calendar import assessment_due, local_day, midnight
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import AssessmentState, Guarantee, Urgency
from contact_api.domain.promise.promise import Offer, Promise
from contact_api.domain.region.region import Region
from contact_api.domain.triage.triage import explain
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.schemas.case import (
    Call112,
    Case,
    GuaranteeClocks,
    LeftOut,
    Link,
    PromiseOut,
    TakenCase,
    WindowOffer,
)
from contact_api.http.views.alternative_views import alternative_view
from contact_api.http.views.promise_sentences import explanation, standing_sentence, window_sentence
from contact_api.http.views.unit_views import unit_view
from contact_api.ports import Transaction
from contact_api.texts import say
from contact_api.usecases.intake.requests import TakenIn
from contact_api.usecases.promising.alternatives import alternatives


def case_view(
    contact: Contact,
    promise: Promise | None,
    region: Region,
    *,
    number_was_wrong: bool = False,
    booked: str | None = None,
    written_messages: int,
    now: datetime,
) -> Case:
    """The contact as it stands; when a warning sign for 112 was affirmed, 112 now. `booked`: what is said of its

    booked time.
    """
    told = _standing(contact, promise, region, now=now) | {"written_messages": written_messages}
    if number_was_wrong:
        text = say("state.not_reached.wrong_number", contact.circumstances.citizen_language)
        told |= {"number_was_wrong": True, "state_text": text}
    if booked:
        told |= {"state_text": booked}
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
        "promise": promise_view(contact, promise, region, now=now)
        if promise and contact.state.is_open
        else None,
        "mode": contact.circumstances.mode,
        "guarantee": guarantee(contact, region),
    }


def taken_case_view(
    taken: TakenIn, context: RequestContext, tx: Transaction, region: Region, *, with_link: bool
) -> TakenCase:
    """The answer to an intake: 112 first, then the promise or the honest no with what else there is."""
    contact, now = taken.contact, context.now
    offered = taken.promise.others if taken.promise.backed else None
    others = alternatives(contact, tx, offered=offered, region=region, now=now)
    return TakenCase(
        **_standing(contact, taken.promise, region, now=now),
        merged=taken.merged,
        sorted_as=explain(taken.triage, region.catalogue, contact.circumstances.citizen_language),
        alternatives=[alternative_view(one, contact, region, now=now) for one in others],
        link=_link(contact, context) if with_link else None,
        left_out=[LeftOut(field=one.field, what=one.what) for one in taken.left_out],
    )


def _link(contact: Contact, context: RequestContext) -> Link:
    token = context.app.sealer.link_token(contact.id, contact.link_serial)
    return Link(token=token, url=context.app.wording.link_by(token))


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
    window = promise.window
    return PromiseOut(
        backed=promise.backed,
        window_from=window.start if window else None,
        window_to=window.end if window else None,
        unit=unit_view(promise.unit_id, region) if promise.unit_id else None,
        why=promise.why,
        text=standing_sentence(contact, promise, region, now=now),
        explanation=explanation(promise, contact.need.unit_id, region, language),
        made_at=promise.made_at,
    )


def offer_view(contact: Contact, offer: Offer, region: Region, *, now: datetime) -> WindowOffer:
    """A window the citizen may move to."""
    return WindowOffer(
        window_from=offer.window.start,
        window_to=offer.window.end,
        unit=unit_view(offer.unit_id, region),
        text=window_sentence(contact, offer.window, region, now=now),
    )


def guarantee(contact: Contact, region: Region) -> GuaranteeClocks:
    """Both clocks: contact by closing time (after it by midnight), an assessment by the third day's end."""
    sought_at = contact.need.sought_at
    day = local_day(sought_at, region.zone)
    hours = region.opens_and_closes(contact.need.unit_id, day)
    inside = hours is not None and sought_at < hours.end
    covered, standing = contact.circumstances.guarantee is not Guarantee.NONE, contact.assessment
    days = region.catalogue.limits.assessment_days
    return GuaranteeClocks(
        same_day_due=hours.end if hours and inside else midnight(day + timedelta(days=1), region.zone),
        assessment_due=assessment_due(sought_at, region.zone, days=days) if covered else None,
        assessment=standing if covered else None,
        assessed_at=contact.assessment_ended_at if standing is AssessmentState.ASSESSED else None,
    )
