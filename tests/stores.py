"""The two stores that every contract, and the use cases that matter most, are tried over."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.memory.store import MemoryStore
from contact_api.adapters.sql.store import SqlStore
from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue_document import read_catalogue
from contact_api.ports import Job, Store
from tests.adapters.sql.small_region import CATALOGUE, SECRET, asked, write_rows
from tests.makers import a_member, a_region, at

BOTH = ("memory", "postgresql")
over_both_stores = pytest.mark.parametrize("kept", BOTH, indirect=True)

SEEDED = read_catalogue(json.loads(CATALOGUE.read_text("utf-8")))
VISIT: dict[str, Any] = {
    "id": "visit",
    "name": {"sv": "Besök hos läkare", "en": "Visit to a doctor"},
    "professions": ["doctor"],
    "duration_minutes": 20,
    "step_minutes": 10,
    "form": "place",
    "bookable_by": "all",
    "reasons": ["*"],
    "most_notice_days": 30,
    "offered_at": [{"unit_id": "backen"}],
}
TIME_TYPES = read_time_types(
    {
        "version": "1",
        "valid_from": "2025-01-01",
        "source": "made up",
        "release_at": "08:00",
        "hold_for_minutes": 5,
        "most_holds": 2,
        "types": [VISIT],
    }
)
DOCTOR = a_member("backen-doctor", professions=("doctor",))
ASSISTANT = a_member("backen-assistant", professions=("assistant_nurse",), licensed=False)


@dataclass(frozen=True)
class Kept:
    """A store with `the_region` in it, and a look at the jobs that left through its outbox."""

    store: Store
    jobs: Callable[[], list[tuple[Job, dict[str, str | int]]]]


def the_region() -> Region:
    """The region of `a_region` with the catalogue of the seeds, and a doctor and an assistant nurse at Backen."""
    staff = {**a_region().staff, DOCTOR.id: DOCTOR, ASSISTANT.id: ASSISTANT}
    return a_region(staff=staff, catalogue=SEEDED, time_types=TIME_TYPES)


def in_memory(region: Region) -> Kept:
    store = MemoryStore(region)
    return Kept(store, lambda: list(store.outbox))


def in_postgresql(region: Region, database_url: str) -> Kept:
    write_rows(region.code, region.units.values(), region.staff.values(), database_url)
    store = SqlStore(
        database_url,
        region=region.code,
        sealer=Sealer([SECRET]),
        is_red=region.is_red,
        now=lambda: at("08:00"),
    )
    jobs = "select job, ids from outbox order by id"
    return Kept(store, lambda: [(Job(job), ids) for job, ids in asked(database_url, jobs)])


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """In memory, unless the test says `over_both_stores`."""
    if getattr(request, "param", "memory") == "memory":
        yield in_memory(the_region())
        return
    kept = in_postgresql(the_region(), request.getfixturevalue("database_url"))
    yield kept
    assert isinstance(kept.store, SqlStore)
    kept.store.close()


@pytest.fixture
def store(kept: Kept) -> Store:
    return kept.store
