"""The region's units, staff, catalogue and planning figures."""

from contact_api.adapters.memory.unit_of_work import UnitOfWork
from contact_api.domain.region.region import Region


class RegionInForce(UnitOfWork):
    """See contact_api/ports/region.py."""

    def region(self) -> Region:
        return self._rows.taught.get(self._rows.region.code, self._rows.region)
