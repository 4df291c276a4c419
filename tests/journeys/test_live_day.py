"""The service decides as the replay does: one day through both, compared decision by decision."""

from dataclasses import replace
from datetime import datetime, time
from functools import partial
from pathlib import Path
from shutil import copytree
from uuid import NAMESPACE_OID, uuid5

import pytest

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.values import ContactId
from contact_api.domain.promise.promise import Promise
from contact_api.ports import Transaction
from contact_api.replay.changed import changed
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.simulation.contact_routing import InMemoryContactRouting
from contact_api.replay.simulation.simulation import Simulation
from tests.journeys.journal import Journal, Looked, first_difference
from tests.journeys.live_service import live_service
from tests.replay.conftest import THREE_CENTRES

Outcome = list[tuple[list[Promise], list[Attempt]]]
IN_BETWEEN = (time(10), time(15, 30))  # who arrives then meets nothing that others have not met


def test_the_service_decides_as_the_replay_does(
    tmp_path: Path, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, names = a_short_day(tmp_path)
    replayed = InMemoryContactRouting(region_of(scenario))
    expected = Journal(replayed, names)
    Simulation(scenario, expected).run()

    with live_service(scenario, database_url, redis_url, monkeypatch) as service:
        journal = Journal(service, names)
        Simulation(scenario, journal).run()
        came_of_it = what_came(scenario, service)

    for happened in ("goes home", "no_answer", "not_reached", "not backed", "pulls nobody"):
        assert any(happened in line for line in expected.lines), happened
    parted = first_difference(expected.lines, journal.lines)
    assert not parted, parted
    assert came_of_it == what_came(scenario, replayed)


def a_short_day(folder: Path) -> tuple[Scenario, dict[ContactId, str]]:
    """The rush and the end of a day that is too full, at three centres; ids as the API takes them, and their names."""
    scenario = changed(read_scenario(with_plain_letters(folder)), "contacts ×1.6")
    day = scenario.days[0]
    begins, ends = (datetime.combine(day, clock, scenario.zone) for clock in IN_BETWEEN)
    ids = {one.contact_id: ContactId(str(uuid5(NAMESPACE_OID, one.contact_id))) for one in scenario.citizens}
    short = replace(
        scenario,
        days=(day,),
        roster=tuple(row for row in scenario.roster if row.starts_at.date() == day),
        citizens=tuple(
            replace(one, contact_id=ids[one.contact_id])
            for one in scenario.citizens
            if one.arrived_at.date() == day and not begins <= one.arrived_at < ends
        ),
    )
    return short, {new: str(old) for old, new in ids.items()}


def with_plain_letters(folder: Path) -> Path:
    """The three centres without the letters that ids in the API cannot have."""
    copied = Path(copytree(THREE_CENTRES, folder / "scenario"))
    for path in copied.glob("*.csv"):
        path.write_text(path.read_text("utf-8").replace("söder", "soder"), "utf-8")
    return copied


def what_came(scenario: Scenario, product: Looked) -> Outcome:
    """What every citizen was told, and who called them when."""
    return [product.act(partial(_of_one, one.contact_id)) for one in scenario.citizens]


def _of_one(contact_id: ContactId, tx: Transaction) -> tuple[list[Promise], list[Attempt]]:
    told = [replace(promise, reservation=None, others=()) for promise in tx.promises(contact_id)]
    return told, list(tx.attempts(contact_id))
