"""Shortfalls and how a day would go on, as the control room is told: numbers of people, nobody's id."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from contact_api.domain.core.values import UnitId
from contact_api.domain.feasibility.minimum_cut import Shortage
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.remedies import Remedy, RemedyKind
from contact_api.domain.replanning.shortfall import Shortfall, Shortfalls
from contact_api.domain.replanning.shortfall_text import remedy_sentence, sentence
from contact_api.http.schemas import what_if as asked
from contact_api.http.schemas.shortfalls import (
    RemedyOut,
    Short,
    ShortfallOut,
    ShortfallsOut,
)
from contact_api.http.views.citizen_views import unit_view
from contact_api.texts import say
from contact_api.usecases.planning.shortfalls import Outlook


def shortfalls_view(
    known: Shortfalls,
    healed: Sequence[tuple[Shortfall, tuple[Remedy, ...]]],
    region: Region,
    *,
    now: datetime,
) -> ShortfallsOut:
    """What is short, and what would heal it."""
    return ShortfallsOut(
        day=region.today(now),
        at=now,
        promised_contacts=known.promised,
        overdue_contacts=known.overdue,
        unpromised_contacts=known.unpromised,
        minutes_short=known.minutes_short,
        conversations_short=known.conversations_short,
        unpromised_minutes_short=known.unpromised_minutes_short,
        shortfalls=[_shortfall(one, remedies, region) for one, remedies in healed[: asked.MOST_SHORTFALLS]],
        more=len(healed) > asked.MOST_SHORTFALLS,
    )


def what_if_view(
    before: Outlook, after: Outlook, moved_minutes: int, region: Region, *, now: datetime
) -> asked.WhatIfOut:
    """Today without and with the changes."""
    return asked.WhatIfOut(
        day=region.today(now),
        at=now,
        moved_minutes=moved_minutes,
        before=_outlook(before, region),
        after=_outlook(after, region),
    )


def _shortfall(one: Shortfall, remedies: Iterable[Remedy], region: Region) -> ShortfallOut:
    short = one.shortage
    return ShortfallOut(
        short=Short.PROMISES if one.of_promises else Short.UNPROMISED,
        starts_at=short.start,
        ends_at=short.end,
        professions=list(short.professions),
        languages=list(short.languages),
        units=[unit_view(unit, region) for unit in short.units],
        promised_contacts=one.promised,
        unpromised_contacts=one.unpromised,
        minutes_short=short.minutes_short,
        conversations_short=short.conversations_short,
        minutes_protected=short.minutes_protected,
        remedies=[_remedy(remedy, short, region) for remedy in remedies],
        **_texts(short, region),
    )


def _texts(short: Shortage, region: Region) -> dict[str, str]:
    return {
        f"text_{language}": sentence(short, language, say=say, units=region.units, zone=region.zone)
        for language in ("sv", "en")
    }


def _remedy(remedy: Remedy, short: Shortage, region: Region) -> RemedyOut:
    texts = {
        f"text_{language}": remedy_sentence(remedy, language, say=say, units=region.units, zone=region.zone)
        for language in ("sv", "en")
    }
    return RemedyOut(
        kind=remedy.kind,
        unit=unit_view(remedy.unit_id, region) if remedy.unit_id else None,
        professions=list(remedy.professions),
        languages=list(remedy.languages),
        starts_at=remedy.start,
        ends_at=remedy.end,
        minutes=remedy.minutes,
        contacts=len(remedy.contacts),
        change=_as_change(remedy, short, region),
        **texts,
    )


def _as_change(remedy: Remedy, short: Shortage, region: Region) -> asked.AnyChange:
    """What to ask about, to see what it would do to the whole day."""
    unit_id = remedy.unit_id
    if remedy.kind is RemedyKind.RELEASE or unit_id is None:
        return asked.ReleaseProtected(kind="release_protected", from_at=remedy.start, to_at=remedy.end)
    if remedy.kind is RemedyKind.SHARE:
        return asked.ShareWork(kind="share_work", unit_id=unit_id)
    if remedy.kind is RemedyKind.INTERPRET:
        languages = list(remedy.languages)
        return asked.Interpreter(
            kind="interpreter",
            unit_id=unit_id,
            languages=languages,
            from_at=remedy.start,
            to_at=remedy.end,
        )
    return _consent(remedy, short, region)


def _consent(remedy: Remedy, short: Shortage, region: Region) -> asked.AskConsent:
    """Those of one unit are asked when all who would be served are its own, and no more than is needed."""
    served = set(remedy.contacts)
    owns = {one.need.unit_id for one in short.demands if one.need.contact_id in served}
    there = region.unit(remedy.unit_id or UnitId(""))
    private = any(region.unit(own).provider_id != there.provider_id for own in owns)
    return asked.AskConsent(
        kind="ask_consent",
        unit_id=next(iter(owns)) if len(owns) == 1 else None,
        consent="any_provider" if private else "same_provider",
    )


def _outlook(outlook: Outlook, region: Region) -> asked.OutlookOut:
    known, told = outlook.shortfalls, outlook.told
    return asked.OutlookOut(
        minutes_left=outlook.minutes_left,
        minutes_short=known.minutes_short,
        conversations_short=known.conversations_short,
        unpromised_contacts=known.unpromised,
        unpromised_minutes_short=known.unpromised_minutes_short,
        would_be_promised=sum(one.promised for one in told),
        would_be_moved=sum(one.moved for one in told),
        would_break=sum(one.broken for one in told),
        hours=[
            asked.HourChanges(
                starts_at=one.hour,
                would_be_promised=one.promised,
                would_be_moved=one.moved,
                would_break=one.broken,
            )
            for one in told
        ],
        shortfalls=[_line(one.shortage, region) for one in known.found[: asked.MOST_SHORTFALLS]],
    )


def _line(short: Shortage, region: Region) -> asked.ShortfallLine:
    return asked.ShortfallLine(
        starts_at=short.start,
        ends_at=short.end,
        minutes_short=short.minutes_short,
        **_texts(short, region),
    )
