"""From what a list of bookable times is narrowed by to what is looked for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.time_types import BookableBy, TimeType
from contact_api.domain.booking.who_may_book import Booker, may_be_offered
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ConsentMissing
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.region.distances import Place, distances, middle_of, place_of
from contact_api.domain.region.region import Region
from contact_api.http.errors.problems import InvalidField
from contact_api.http.parsers.times_query import FARTHEST_KM, TimesQuery, Where
from contact_api.usecases.booking.find_times import Asked, fitting_types
from contact_api.usecases.booking.wanted_time import NOT_ACCEPTED

FURTHEST = timedelta(days=366)
SHOWN_DAYS = timedelta(days=14)
ANYWHERE = 10 * FARTHEST_KM


def times_asked(
    asked: TimesQuery, contact: Contact, region: Region, *, booker: Booker, now: datetime
) -> tuple[Asked, Mapping[UnitId, float]]:
    """What to look for, and how far each unit is from where distances count. At one time the nearest unit comes first.

    Errors: UnitNotFound; ConsentMissing for a named unit that the citizen has not said yes to; InvalidField.
    """
    allowed = region.units_to_book(contact.need)
    far = distances(region.units.values(), _origin(asked.where, contact.need.unit_id, region))
    units = _units(asked.where, contact.need.unit_id, region)
    if not allowed.issuperset(UnitId(one) for one in asked.where.unit_ids):
        raise ConsentMissing(NOT_ACCEPTED)
    near = _nearest_first((one for one in units if one in allowed), far, asked.where)
    span = _span(asked, now)
    types = region.time_types.types if booker.by_staff else _offered(contact, near, booker, span, region)
    search = Asked(
        _of_kind(asked, types),
        near,
        span,
        _wish(asked, interpreter=contact.circumstances.interpreter, language=contact.need.language),
        booker.by_staff,
        booker,
    )
    return search, far


def _offered(
    contact: Contact, units: Collection[UnitId], booker: Booker, span: Window, region: Region
) -> list[TimeType]:
    """The kinds that fit and that this citizen can book at some of these units on some of these days."""
    days = {"first": local_day(span.start, region.zone), "last": local_day(span.end, region.zone)}
    return [
        one
        for one in fitting_types(contact, region)
        if any(one.at(unit) is not None and may_be_offered(one, unit, booker, **days) for unit in units)
    ]


def public_times_asked(
    asked: TimesQuery, region: Region, *, now: datetime
) -> tuple[Asked, Mapping[UnitId, float]]:
    """The same for somebody of whom nothing is known: every unit unless some are named, and public kinds only.

    Errors: UnitNotFound, InvalidField.
    """
    if asked.where.within_km and not (asked.where.near_unit_id or asked.where.near_municipality):
        raise InvalidField("within-km", "say from where: `near-unit-id` or `near-municipality`")
    far = distances(region.units.values(), _origin(asked.where, None, region))
    search = Asked(
        _of_kind(asked, [one for one in region.time_types.types if _is_public(one)]),
        _nearest_first(_units(asked.where, None, region), far, asked.where),
        _span(asked, now),
        _wish(asked, interpreter=False, language=None),
    )
    return search, far


def times_asked_by_staff(
    asked: TimesQuery, own: UnitId, region: Region, *, now: datetime
) -> tuple[Asked, Mapping[UnitId, float]]:
    """The same for staff who plan a contact: every kind of time, at their own unit unless some are named.

    Errors: UnitNotFound, InvalidField.
    """
    far = distances(region.units.values(), _origin(asked.where, own, region))
    search = Asked(
        _of_kind(asked, region.time_types.types),
        _nearest_first(_units(asked.where, own, region), far, asked.where),
        _span(asked, now),
        _wish(asked, interpreter=False, language=None),
        by_staff=True,
    )
    return search, far


def _span(asked: TimesQuery, now: datetime) -> Window:
    start = max(asked.start or now, now)
    end = min(asked.end or start + SHOWN_DAYS, now + FURTHEST)
    if end <= start:
        raise InvalidField("to", "must lie after the moment from which on times are asked for")
    if asked.hour_to <= asked.hour_from:
        raise InvalidField("hour-to", "must be later than `hour-from`")
    return Window(start, end)


def _wish(asked: TimesQuery, *, interpreter: bool, language: str | None) -> Wish:
    return Wish(
        interpreter=interpreter,
        language=asked.language or language,
        professions=frozenset([asked.profession] if asked.profession else []),
        staff_id=StaffId(asked.staff_id) if asked.staff_id else None,
        hour_from=asked.hour_from,
        hour_to=asked.hour_to,
    )


def _of_kind(asked: TimesQuery, types: Sequence[TimeType]) -> list[TimeType]:
    return [one for one in types if asked.time_type_id in (None, one.id) and not one.withdrawn]


def _origin(where: Where, own: UnitId | None, region: Region) -> Place | None:
    if where.near_municipality:
        return middle_of(one for one in region.units.values() if one.municipality == where.near_municipality)
    unit_id = UnitId(where.near_unit_id) if where.near_unit_id else own
    return place_of(region.unit(unit_id)) if unit_id else None


def _units(where: Where, own: UnitId | None, region: Region) -> list[UnitId]:
    """The units that are asked for, whether or not a time may be had there."""
    if where.unit_ids:
        return list(dict.fromkeys(region.unit(UnitId(one)).id for one in where.unit_ids))
    if own and not (where.across_units or where.within_km or where.municipality):
        return [region.unit(own).id]
    return [one.id for one in region.units.values() if where.municipality in (None, one.municipality)]


def _nearest_first(units: Iterable[UnitId], far: Mapping[UnitId, float], where: Where) -> list[UnitId]:
    """Where it is not known how far a unit is, it comes last, and is in no circle."""
    inside = [one for one in units if where.within_km is None or far.get(one, ANYWHERE) <= where.within_km]
    return sorted(inside, key=lambda one: (far.get(one, ANYWHERE), one))


def _is_public(one: TimeType) -> bool:
    return one.bookable_by is not BookableBy.CARE_STAFF
