"""Shortfalls and how a day would go on, as the control room is told: numbers of people, nobody's id."""

from collections.abc import Iterable, Sequence
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any

from contact_api.domain.core.values import Window
from contact_api.domain.feasibility.minimum_cut import Shortage
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.remedies import Remedy
from contact_api.domain.replanning.shortfall import Shortfall, Shortfalls
from contact_api.domain.replanning.shortfall_text import remedy_sentence, sentence
from contact_api.domain.replanning.what_if import Change
from contact_api.http.schemas import what_if as asked
from contact_api.http.schemas.shortfalls import (
    HourShort,
    RemedyOut,
    Short,
    ShortfallOut,
    ShortfallsOut,
    UnitShort,
)
from contact_api.http.views.unit_views import unit_view
from contact_api.texts import say
from contact_api.usecases.planning.shortfalls import Outlook


def shortfalls_view(
    known: Shortfalls,
    found: Sequence[tuple[Shortfall, tuple[Remedy, ...]]],
    region: Region,
    *,
    now: datetime,
) -> ShortfallsOut:
    """What is short, and what would help."""
    return ShortfallsOut(
        day=region.today(now),
        at=now,
        promised_contacts=known.promised,
        overdue_contacts=known.overdue,
        unpromised_contacts=known.unpromised,
        minutes_short=known.minutes_short,
        conversations_short=known.conversations_short,
        unpromised_minutes_short=known.unpromised_minutes_short,
        units=[
            UnitShort(
                unit=unit_view(one.unit_id, region),
                promised_contacts=one.promised,
                overdue_contacts=one.overdue,
                unpromised_contacts=one.unpromised,
                minutes_short=one.minutes_short,
            )
            for one in known.units
        ],
        hours=[
            HourShort(
                unit=unit_view(one.unit_id, region), starts_at=one.hour, minutes_short=one.minutes_short
            )
            for one in known.hours
        ],
        shortfalls=[
            shortfall_view(one, remedies, region) for one, remedies in found[: asked.MOST_SHORTFALLS]
        ],
        more=len(found) > asked.MOST_SHORTFALLS,
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


def shortfall_view(one: Shortfall, remedies: Iterable[Remedy], region: Region) -> ShortfallOut:
    """One shortfall, with what would help."""
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
        remedies=[_remedy(remedy, region) for remedy in remedies],
        **_texts(short, region),
    )


def _texts(short: Shortage, region: Region) -> dict[str, str]:
    return {
        f"text_{language}": sentence(short, language, say=say, units=region.units, zone=region.zone)
        for language in ("sv", "en")
    }


def _remedy(remedy: Remedy, region: Region) -> RemedyOut:
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
        change=change_view(remedy.change),
        **texts,
    )


def change_view(change: Change) -> asked.AnyChange:
    """A change as it can be asked about: `POST /what-ifs` takes what this answers."""
    told: dict[str, Any] = {"kind": change.kind}
    for field in fields_of(change):
        value = getattr(change, field.name)
        told |= (
            {"from_at": value.start, "to_at": value.end} if isinstance(value, Window) else {field.name: value}
        )
    return asked.SHAPES[change.kind].model_validate(told)


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
