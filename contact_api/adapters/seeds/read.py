"""Reading a region's folder: every file first, then what they say about each other; all faults are reported together.

Which file holds what: seeds/README.md.
"""

import json
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TypeVar

from contact_api.adapters.seeds.documents import read_catalogue_file, read_facts
from contact_api.adapters.seeds.faults import Fault, SeedFaults
from contact_api.adapters.seeds.links import Ids, faults_of_times
from contact_api.adapters.seeds.region import (
    CareProvider,
    Municipality,
    ProviderKind,
    RegionSeed,
    SeedRequest,
    SeedUnit,
    ShiftKind,
    UnitKind,
    WeeklyShift,
)
from contact_api.adapters.seeds.rows import Row, read_rows
