"""Every figure of region.json is in force: changed, it changes what is seeded, decided or told."""

import json
import shutil
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contact_api.adapters.seeds.faults import SeedFaults
from contact_api.bootstrap import clock_of, sealer_of, store_of
from contact_api.domain.region.region_seed import RegionFacts
from contact_api.seeding import seed_database
from tests.adapters.sql.small_region import settings_for
from tests.http.world import SEEDS
from tests.makers import at

TODAY = date(2026, 11, 23)
AS_IT_STANDS: dict[str, Any] = json.loads((SEEDS / "region.json").read_text("utf-8"))
OTHER: dict[str, Any] = {
    "code": "25",
    "name": "Another region",
    "timezone": "Europe/Helsinki",
    "day_end": "16:30",
    "parts_of_county": ["umea"],
    "note": "Nothing of it is made up.",
}

Seeding = Callable[[dict[str, Any]], object]


@pytest.fixture
def seeding(tmp_path: Path, database_url: str) -> Seeding:
    """Seeds a region of these facts: which it is, what is said of it, and when the day ends for who seeks contact."""

    def seed(facts: dict[str, Any]) -> object:
        folder = tmp_path / "region"
        shutil.copytree(SEEDS, folder)
        (folder / "region.json").write_text(json.dumps(facts), "utf-8")
        said: list[str] = []
        settings = settings_for(database_url, region=facts["code"])
        try:
            done = seed_database(settings, folder, today=TODAY, say=said.append)
        except SeedFaults as refused:
            return str(refused)
        store = store_of(settings, sealer_of(settings), clock_of(settings))
        with store.transaction() as tx:
            ends = tx.region().day_ends_at(at("10:00", day=TODAY))
        store.close()
        return done.region, said[1], ends

    return seed


def test_there_is_another_value_for_every_figure_of_the_region() -> None:
    assert set(OTHER) == set(AS_IT_STANDS) == {field.name for field in fields(RegionFacts)}


@pytest.mark.parametrize("name", [None, *OTHER])
def test_what_is_set_for_the_region_is_in_force(name: str | None, seeding: Seeding) -> None:
    changed = {name: OTHER[name]} if name else {}

    came_of_it = seeding(AS_IT_STANDS | changed)

    usual = ("24", f"{AS_IT_STANDS['name']}: {AS_IT_STANDS['note']}", at("17:00", day=TODAY))
    assert (came_of_it == usual) is (name is None)
