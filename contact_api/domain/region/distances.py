"""How far it is between units, as the crow flies."""

from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sin, sqrt

from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.values import UnitId

EARTH_RADIUS_KM = 6371.0
Place = tuple[float, float]  # latitude and longitude, in degrees


def place_of(unit: Unit) -> Place | None:
    """Where the unit lies; None when the register does not say."""
    return (unit.lat, unit.lon) if unit.lat or unit.lon else None


def middle_of(units: Iterable[Unit]) -> Place | None:
    """The middle of where these units lie; None when of none it is known."""
    places = [place for unit in units if (place := place_of(unit)) is not None]
    if not places:
        return None
    return sum(lat for lat, _ in places) / len(places), sum(lon for _, lon in places) / len(places)


def kilometres(one: Place, other: Place) -> float:
    """The shortest way over the ground, in whole tenths of a kilometre. Source: the haversine formula."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    part = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return round(2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(part))), 1)


def distances(units: Iterable[Unit], origin: Place | None) -> Mapping[UnitId, float]:
    """How far each unit is from a place; units of which it is not known are left out."""
    if origin is None:
        return {}
    return {unit.id: kilometres(origin, place) for unit in units if (place := place_of(unit)) is not None}
