"""The region's units, staff, catalogue and planning figures."""

from typing import Protocol

from contact_api.domain.region.region import Region


class RegionInForce(Protocol):
    """The one region the store serves."""

    def region(self) -> Region:
        """The region with the catalogue that is in force."""
