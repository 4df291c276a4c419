"""What times are looked for: of what kind, where, when, how far away, with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import Field

from contact_api.http.responses.paging import Paging
from contact_api.http.schemas.base import LONGEST_LIST, Code, LanguageTag, Moment

FARTHEST_KM = 2000
_SMALL: dict[str, Any] = {"format": "int32"}
Kilometres = Annotated[int, Field(ge=1, le=FARTHEST_KM, json_schema_extra=_SMALL)]


@dataclass(frozen=True, slots=True)
class Where:
    """At which units, and from where distances count."""

    unit_ids: Sequence[str]
    municipality: str | None
    across_units: bool
    within_km: int | None
    near_unit_id: str | None
    near_municipality: str | None


@dataclass(frozen=True, slots=True)
class TimesQuery:
    """What a list of times is narrowed by."""

    where: Where
    time_type_id: str | None
    staff_id: str | None
    profession: str | None
    language: str | None
    start: datetime | None
    end: datetime | None
    hour_from: int
    hour_to: int
    limit: int
    offset: int


async def _where(
    *,
    unit_id: Annotated[
        list[Code] | None,
        Query(
            alias="unit-id",
            max_length=LONGEST_LIST,
            description="Only at these units; left out: the own unit.",
        ),
    ] = None,
    municipality: Annotated[Code | None, Query(description="Only in this municipality, by its code.")] = None,
    across_units: Annotated[
        bool,
        Query(
            alias="across-units",
            description="At every unit where the citizen may have a time, the own one included.",
        ),
    ] = False,
    within_km: Annotated[
        Kilometres | None, Query(alias="within-km", description="Only at units so near; left out: at any.")
    ] = None,
    near_unit_id: Annotated[
        Code | None,
        Query(alias="near-unit-id", description="From where distances count; left out: the own unit."),
    ] = None,
    near_municipality: Annotated[
        Code | None,
        Query(alias="near-municipality", description="Or from the middle of the units of a municipality."),
    ] = None,
) -> Where:
    return Where(unit_id or (), municipality, across_units, within_km, near_unit_id, near_municipality)


async def _query(
    *,
    where: Annotated[Where, Depends(_where)],
    page: Paging,
    time_type_id: Annotated[
        Code | None, Query(alias="time-type-id", description="Only times of this kind.")
    ] = None,
    staff_id: Annotated[
        Code | None, Query(alias="staff-id", description="Only with this person, such as the named contact.")
    ] = None,
    profession: Annotated[Code | None, Query(description="Only with this profession.")] = None,
    language: Annotated[
        LanguageTag | None, Query(description="Only with somebody who speaks it; left out: what is needed.")
    ] = None,
    starts_from: Annotated[
        Moment | None,
        Query(alias="from", description="Times that start then or later; left out: from now on."),
    ] = None,
    starts_before: Annotated[
        Moment | None,
        Query(alias="to", description="Times that start before that; left out: fourteen days on."),
    ] = None,
    hour_from: Annotated[
        int,
        Query(
            alias="hour-from",
            ge=0,
            le=23,
            json_schema_extra=_SMALL,
            description="No start before this local hour.",
        ),
    ] = 0,
    hour_to: Annotated[
        int,
        Query(
            alias="hour-to",
            ge=1,
            le=24,
            json_schema_extra=_SMALL,
            description="Every start before this local hour.",
        ),
    ] = 24,
) -> TimesQuery:
    return TimesQuery(
        where,
        time_type_id,
        staff_id,
        profession,
        language,
        starts_from,
        starts_before,
        hour_from,
        hour_to,
        page.limit,
        page.offset,
    )


TimesAsked = Annotated[TimesQuery, Depends(_query)]
