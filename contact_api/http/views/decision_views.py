"""From what was kept with a decision to what it is told as, in words and in parts."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contact_api.domain.capacity.availability import Verdict
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.limits import MOST_LINES
from contact_api.domain.promise.promise import Promise
from contact_api.domain.promise.promise_trace import PromiseTrace
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.claim_trace import lost_in
from contact_api.http.schemas.explanations import (
    CandidateOut,
    Decision,
    DecisionKind,
    Explanations,
    HalfHour,
    PromiseDecision,
    ProtectedMinutes,
    PullDecision,
    QueuePlace,
    Sentences,
    Tally,
    WindowRank,
)
from contact_api.http.views.decision_sentences import promise_words, pull_words
from contact_api.http.views.unit_views import unit_view
from contact_api.ports import Event, Transaction

PULLED = "contact.pulled"


def explain_contact(contact: Contact, tx: Transaction) -> Explanations:
    """The promises and the pulls of a contact, the first first; of very many the latest."""
    region = tx.region()
    decisions = [_of_promise(one, contact, region) for one in tx.explained(contact.id)]
    decisions += [
        _of_pull(one) for one in tx.history(contact.id) if one.kind == PULLED and "place" in one.facts
    ]
    latest = sorted(decisions, key=lambda one: one.at)[-MOST_LINES:]
    return Explanations(
        contact_id=contact.id,
        catalogue_version=contact.circumstances.catalogue_version,
        rule_ids=list(contact.circumstances.rule_ids),
        decisions=latest,
        left_out=len(decisions) - len(latest),
    )


def _of_promise(told: Promise, contact: Contact, region: Region) -> Decision:
    kept = told.reasons or _nothing_kept(told, contact)
    return Decision(
        at=told.made_at,
        kind=DecisionKind.PROMISE,
        planning_version=told.planning_version,
        text=Sentences(**{one: promise_words(told, kept, one, region) for one in ("sv", "en")}),
        promise=PromiseDecision(
            backed=told.backed,
            why=told.why.value,
            window_from=told.window.start if told.window else None,
            window_to=told.window.end if told.window else None,
            unit=unit_view(told.unit_id, region) if told.unit_id else None,
            half_hours=_half_hours(kept),
            not_looked_at=_tallies(kept.not_looked_at),
            elsewhere=_tallies(kept.elsewhere),
            units_elsewhere=kept.units_elsewhere,
            candidates=_candidates(kept, region),
            runner_up_lost_in=kept.lost_in,
            recorded=told.reasons is not None,
        ),
        pull=None,
    )


def _nothing_kept(told: Promise, contact: Contact) -> PromiseTrace:
    return PromiseTrace(contact.need, told.made_at, told.planning_version, None)


def _half_hours(kept: PromiseTrace) -> list[HalfHour]:
    return [
        HalfHour(
            start=cell.start,
            end=cell.end,
            staff_minutes=cell.staff_minutes,
            holds_minutes=cell.holds,
            reserved_minutes=cell.reserved_minutes,
            protected=ProtectedMinutes(
                today=cell.protected.today,
                urgent=cell.protected.urgent,
                own=cell.protected.own,
                own_only=cell.protected.own_only,
                longest=cell.protected.longest,
            )
            if cell.protected
            else None,
            verdict=verdict,
        )
        for cell, verdict in kept.looks
    ]


def _tallies(counts: Mapping[Verdict, int]) -> list[Tally]:
    return [Tally(verdict=verdict, half_hours=number) for verdict, number in Counter(counts).most_common()]


def _candidates(kept: PromiseTrace, region: Region) -> list[CandidateOut]:
    found = []
    for one in kept.ranked:
        late, other_unit, start, tie_other_unit, _, uses, _ = one.rank
        place = WindowRank(
            late=late,
            other_unit=other_unit,
            start=start,
            tie_other_unit=tie_other_unit,
            tie_spare=one.spare,
            tie_other_uses=uses,
        )
        unit = unit_view(one.unit_id, region)
        found.append(
            CandidateOut(unit=unit, window_from=one.window.start, window_to=one.window.end, place=place)
        )
    return found


def _of_pull(pulled: Event) -> Decision:
    facts = pulled.facts
    lost = lost_in(facts)
    return Decision(
        at=pulled.at,
        kind=DecisionKind.PULL,
        planning_version=facts["planning"],
        text=Sentences(**{one: pull_words(lost, one) for one in ("sv", "en")}),
        promise=None,
        pull=PullDecision(
            candidates=facts["candidates"],
            taken_by_others=facts["taken_by_others"],
            place=_queue_place(facts["place"]),
            due_at=datetime.fromisoformat(facts["place"]["due"]),
            runner_up=_queue_place(facts["next"]) if facts["next"] else None,
            runner_up_lost_in=lost,
        ),
    )


def _queue_place(told: Mapping[str, Any]) -> QueuePlace:
    return QueuePlace(**{part: told.get(part, False) for part in QueuePlace.model_fields})  # some are younger
