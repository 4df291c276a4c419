"""The sentences of an explanation: what a citizen would ask, answered from what was kept."""

from collections import Counter
from datetime import datetime

from contact_api.domain.capacity.availability import Verdict
from contact_api.domain.promise.promise import Promise, Why
from contact_api.domain.promise.promise_trace import PromiseTrace
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.shortfall_text import staff_in_words
from contact_api.texts import say

# Of several pools in a half hour, what came nearest to being available says most about it.
NEARNESS = (
    Verdict.AVAILABLE,
    Verdict.OUTSIDE_AVAILABLE_HOURS,
    Verdict.TOO_LITTLE_LEFT,
    Verdict.PROTECTED_FOR_OWN_UNIT_ONLY,
    Verdict.PROTECTED_FOR_URGENT,
    Verdict.PROTECTED_FOR_RETRIES,
    Verdict.TOO_LONG_TODAY,
    Verdict.FULL,
    Verdict.NOBODY_ON_SHIFT,
)


def promise_words(told: Promise, kept: PromiseTrace, language: str, region: Region) -> str:
    """Why this time, what ruled the earlier ones out, and what was next in line."""
    sentences = [_first(told, kept, language, region), _half_hours(kept, language)]
    if kept.units_elsewhere:
        free = kept.elsewhere.get(Verdict.AVAILABLE, 0)
        elsewhere = say("why.promise.elsewhere", language, units=kept.units_elsewhere, count=free)
        sentences.append(elsewhere)
    moved_for_citizen = told.why is Why.OTHERS_REASSIGNED
    next_best = _otherwise if moved_for_citizen else _runner_up
    sentences.append(next_best(kept, language, region))
    return " ".join(one for one in sentences if one)


def pull_words(lost_in: str | None, language: str) -> str:
    """Why it was this contact's turn."""
    if lost_in is None:
        return say("why.pull.alone", language)
    return say("why.pull.first", language, won=say(f"why.pull.won.{lost_in}", language))


def _first(told: Promise, kept: PromiseTrace, language: str, region: Region) -> str:
    home = region.unit(kept.need.unit_id).name
    if kept.winner is None or told.why in (Why.CHOSEN, Why.OTHERS_REASSIGNED):
        return say(f"promise.why.{told.why.value}", language, unit=home)
    return say(
        f"why.promise.{told.why.value}",
        language,
        who=staff_in_words(kept.need.professions, [kept.need.language], language, say=say),
        unit=region.unit(kept.winner.unit_id).name,
        home=home,
    )


def _half_hours(kept: PromiseTrace, language: str) -> str:
    """The half hours at the own unit that would not do, before the promised one, counted by what ruled them out."""
    won = kept.winner
    until = won.cell.start if won is not None and won.unit_id == kept.need.unit_id else None
    nearest: dict[datetime, Verdict] = {}
    for cell, verdict in kept.looks:
        if verdict in NEARNESS and (until is None or cell.start < until):
            before = nearest.get(cell.start, verdict)
            nearest[cell.start] = min(before, verdict, key=NEARNESS.index)
    counts = Counter(verdict for verdict in nearest.values() if verdict is not Verdict.AVAILABLE)
    if not counts:
        return ""
    told = (
        say(
            "why.promise.one_count", language, count=number, verdict=say(f"verdict.{verdict.value}", language)
        )
        for verdict, number in counts.most_common()
    )
    return say("why.promise.half_hours", language, counts=", ".join(told))


def _otherwise(kept: PromiseTrace, language: str, region: Region) -> str:
    """What would have been promised if others' minutes had not been moved."""
    if kept.winner is None:
        return ""
    return say(
        "why.promise.otherwise",
        language,
        start=f"{kept.winner.window.start.astimezone(region.zone):%H:%M}",
        unit=region.unit(kept.winner.unit_id).name,
    )


def _runner_up(kept: PromiseTrace, language: str, region: Region) -> str:
    second = kept.runner_up
    if second is None:
        return ""
    return say(
        "why.promise.runner_up",
        language,
        start=f"{second.window.start.astimezone(region.zone):%H:%M}",
        unit=region.unit(second.unit_id).name,
        lost=say(f"why.lost.{kept.lost_in}", language),
    )
