"""A unit as it is named to everybody."""

from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region import Region
from contact_api.http.schemas.case import UnitRef


def unit_view(unit_id: UnitId, region: Region) -> UnitRef:
    """A unit by its id and name."""
    return UnitRef(id=unit_id, name=region.unit(unit_id).name)
