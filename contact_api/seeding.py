"""Bring a seeds folder into the database: everything is checked before the first row is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlmodel import Session

from contact_api.adapters.seeds.read import read_region
from contact_api.adapters.seeds.roster import shifts_of_week
from contact_api.adapters.sql.seeding import write_region
from contact_api.adapters.sql.staff_time import write_shifts
from contact_api.bootstrap import clock_of, sealer_of, store_of
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.values import Window
from contact_api.domain.region.region_seed import RegionSeed
from contact_api.settings import Settings
from contact_api.usecases.staff_time.change_shifts import lay_capacity

WEEKS = 2
HORIZON_DAYS = 5  # the scheduler lays the days after that


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was written."""

    region: str
    units: int
    staff: int
    shifts: int
    catalogue: str


def seed_database(settings: Settings, folder: Path, *, today: date, say: Callable[[str], None]) -> Seeded:
    """Write the region, its catalogue and a made-up roster for this week and the next; again is harmless.

    Errors: SeedFaults and AnotherRegion (nothing is written), CatalogueChanged.
    """
    say(f"Checking {folder.name} …")
    seed = read_region(folder)
    say(f"{seed.facts.name}: {seed.facts.note}")
    now = clock_of(settings)()
    monday = today - timedelta(days=today.isoweekday() - 1)
    weeks = [monday + timedelta(weeks=number) for number in range(WEEKS)]
    shifts = [shift for week in weeks for shift in shifts_of_week(seed, week)]
    say(f"Writing {len(seed.units)} units, {len(seed.staff)} staff and {len(shifts)} shifts …")
    written = _write(seed, shifts, settings, now=now)
    _lay_days(settings.model_copy(update={"region": seed.facts.code}), today, now=now)
    return Seeded(seed.facts.code, len(seed.units), len(seed.staff), written, seed.catalogue.version)


def _write(seed: RegionSeed, shifts: Sequence[Shift], settings: Settings, *, now: datetime) -> int:
    """All of it or nothing; how many shifts are new."""
    engine = create_engine(str(settings.database_url.get_secret_value()))
    try:
        with Session(engine) as session:
            write_region(seed, session, now=now)
            session.flush()
            written = write_shifts(shifts, session)
            session.commit()
    finally:
        engine.dispose()
    return written


def _lay_days(settings: Settings, today: date, *, now: datetime) -> None:
    store = store_of(settings, sealer_of(settings), clock_of(settings))
    with store.transaction() as tx:
        region = tx.region()
        last = today + timedelta(days=HORIZON_DAYS)
        span = Window(midnight(today, region.zone), midnight(last, region.zone))
        lay_capacity(tx, span, units=list(region.units), now=now)
    store.close()
