"""Bring a seeds folder into the database: everything is checked before the first row is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlmodel import Session

from contact_api.adapters.seeds.read import read_region
from contact_api.adapters.seeds.roster import staff_time_of_seed
from contact_api.adapters.sql.seeding import write_region
from contact_api.bootstrap import clock_of, sealer_of, store_of
from contact_api.domain.capacity.staff_time import StaffTimeChanges
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.values import Window
from contact_api.domain.region.region_seed import RegionSeed
from contact_api.settings import Settings
from contact_api.usecases.staff_time.change_shifts import lay_capacity
from contact_api.usecases.staff_time.load_roster import load_roster
from contact_api.usecases.staff_time.what_breaks import LAID_DAYS, StaffTimeChanged

WEEKS = 8  # so far ahead the made-up week is laid, from this one on


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was written."""

    region: str
    units: int
    staff: int
    catalogue: str
    roster: StaffTimeChanged


def seed_database(settings: Settings, folder: Path, *, today: date, say: Callable[[str], None]) -> Seeded:
    """Write the region and a made-up roster for this week and the seven after it; again changes nothing.

    What the folder's week says is the truth for these days from today on, and who is no longer in it has left.
    Errors: SeedFaults and AnotherRegion (nothing is written), CatalogueChanged.
    """
    say(f"Checking {folder.name} …")
    seed = read_region(folder)
    say(f"{seed.facts.name}: {seed.facts.note}")
    now = clock_of(settings)()
    monday = today - timedelta(days=today.isoweekday() - 1)
    days = [monday + timedelta(days=number) for number in range(7 * WEEKS)]
    say(f"Writing {len(seed.units)} units, {len(seed.staff)} staff and {WEEKS} weeks of roster …")
    _write(seed, settings, now=now)
    roster = _load(seed, days, settings.model_copy(update={"region": seed.facts.code}), now=now)
    return Seeded(seed.facts.code, len(seed.units), len(seed.staff), seed.catalogue.version, roster)


def _write(seed: RegionSeed, settings: Settings, *, now: datetime) -> None:
    """All of it or nothing."""
    engine = create_engine(str(settings.database_url.get_secret_value()))
    try:
        with Session(engine) as session:
            write_region(seed, session, now=now)
            session.commit()
    finally:
        engine.dispose()


def _load(seed: RegionSeed, days: Sequence[date], settings: Settings, *, now: datetime) -> StaffTimeChanged:
    """The roster whole or not at all; then the coming days' minutes, as opening hours may have changed too."""
    store = store_of(settings, sealer_of(settings), clock_of(settings))
    with store.transaction() as tx:
        region = tx.region()
        units = list(region.units)
        loaded = StaffTimeChanged(StaffTimeChanges())
        if seed.shifts:  # a folder without a roster says nothing of one that was loaded otherwise
            wanted = staff_time_of_seed(seed, days)
            loaded = load_roster(wanted, tx, units=units, first=days[0], last=days[-1], now=now)
        today = region.today(now)
        ahead = Window(midnight(today, region.zone), midnight(today + timedelta(days=LAID_DAYS), region.zone))
        lay_capacity(tx, ahead, units=units, now=now)
    store.close()
    return loaded
