"""From what is asked of bookable times to what the use cases take."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.booking.who_may_book import Booker, may_be_offered
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, born_on
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.http.errors.problems import InvalidField
from contact_api.http.responses.paging import Paging
from contact_api.http.schemas.base import Code, Moment
from contact_api.http.schemas.bookings import TimeWanted
from contact_api.ports import Transaction
from contact_api.usecases.booking.find_times import Asked, fitting_types
from contact_api.usecases.booking.wanted_time import Wanted

FURTHEST = timedelta(days=366)
SHOWN_DAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class TimesQuery:
    """What a list of times is narrowed by."""

    time_type_id: str | None
    unit_id: str | None
    staff_id: str | None
    profession: str | None
    start: datetime | None
    end: datetime | None
    limit: int
    offset: int


async def _query(  # noqa: PLR0917 - query parameters have names
    page: Paging,
    time_type_id: Annotated[
        Code | None, Query(alias="time-type-id", description="Only times of this kind.")
    ] = None,
    unit_id: Annotated[
        Code | None, Query(alias="unit-id", description="Only at this unit; left out: the own unit.")
    ] = None,
    staff_id: Annotated[
        Code | None, Query(alias="staff-id", description="Only with this person, such as the named contact.")
    ] = None,
    profession: Annotated[Code | None, Query(description="Only with this profession.")] = None,
    starts_from: Annotated[
        Moment | None,
        Query(alias="from", description="Times that start then or later; left out: from now on."),
    ] = None,
    starts_before: Annotated[
        Moment | None,
        Query(alias="to", description="Times that start before that; left out: fourteen days on."),
    ] = None,
) -> TimesQuery:
    return TimesQuery(
        time_type_id, unit_id, staff_id, profession, starts_from, starts_before, page.limit, page.offset
    )


TimesAsked = Annotated[TimesQuery, Depends(_query)]


def times_asked(
    asked: TimesQuery, contact: Contact, booker: Booker, region: Region, *, now: datetime
) -> Asked:
    """What to look for. Errors: UnitNotFound, InvalidField when the span does not run forward."""
    start = max(asked.start or now, now)
    end = min(asked.end or start + SHOWN_DAYS, now + FURTHEST)
    if end <= start:
        raise InvalidField("to", "must lie after the moment from which on times are asked for")
    unit = region.unit(UnitId(asked.unit_id) if asked.unit_id else contact.need.unit_id)
    types = region.time_types.types if booker.by_staff else fitting_types(contact, region)
    if not booker.by_staff:
        days = {"first": local_day(start, region.zone), "last": local_day(end, region.zone)}
        types = [one for one in types if may_be_offered(one, unit.id, booker, **days)]
    return Asked(
        [one for one in types if asked.time_type_id in (None, one.id) and one.at(unit.id) is not None],
        [unit.id],
        Window(start, end),
        Wish(
            interpreter=contact.circumstances.interpreter,
            language=contact.need.language,
            professions=frozenset([asked.profession] if asked.profession else []),
            staff_id=StaffId(asked.staff_id) if asked.staff_id else None,
        ),
        booker.by_staff,
    )


def wanted_of(body: TimeWanted, staff_id: str | None = None) -> Wanted:
    """The time that is wanted."""
    with_whom = StaffId(staff_id) if staff_id else None
    return Wanted(TimeTypeId(body.time_type_id), UnitId(body.unit_id), body.starts_at, with_whom)


def booker_of(contact: Contact, tx: Transaction, *, by_staff: bool = False) -> Booker:
    """Whom a time is for, as far as the rules ask."""
    details = tx.details(contact.id) or Details()
    person = tx.person(contact.person_id)
    return Booker(
        by_staff=by_staff,
        born=_born(details),
        listed_at=(person.unit_id if person else None) or contact.need.unit_id,
    )


def _born(details: Details) -> date | None:
    """By the number of the person the time is for; what carries no day of birth says nothing."""
    if not details.identity_value:
        return None
    kind = IdentityKind(details.identity_kind)
    return born_on(PersonIdentity(kind, details.identity_value, details.identity_system or ""))
