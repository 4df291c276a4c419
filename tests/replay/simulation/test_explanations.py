"""Every promise and every pull of a replayed day follows from the trace that was stored with it."""

from collections import Counter

import pytest

from contact_api.domain.promise.promise import Promise, Why
from contact_api.domain.promise.trace_audit import contradictions
from contact_api.domain.work_queue.claim_trace import pull_contradictions
from contact_api.ports import Event
from contact_api.replay.changed import changed
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import read_scenario
from contact_api.replay.simulation.contact_routing import InMemoryContactRouting
from contact_api.replay.simulation.simulation import Simulation
from tests.replay.conftest import THREE_CENTRES


@pytest.fixture(scope="module")
def a_crowded_day() -> tuple[InMemoryContactRouting, list[Promise], list[Event]]:
    """Everything that was promised and pulled on days with too many contacts."""
    scenario = changed(read_scenario(THREE_CENTRES), "contacts ×1.6")
    product = InMemoryContactRouting(region_of(scenario))
    Simulation(scenario, product).run()
    ids = [one.contact_id for one in scenario.citizens]
    promises = product.act(lambda tx: [promise for one in ids for promise in tx.explained(one)])
    events = product.act(lambda tx: [event for one in ids for event in tx.history(one)])
    return product, promises, [event for event in events if event.kind == "contact.pulled"]


def test_every_promise_of_a_replayed_day_follows_from_its_trace(
    a_crowded_day: tuple[InMemoryContactRouting, list[Promise], list[Event]],
) -> None:
    product, promises, _ = a_crowded_day
    planning = product.region.planning

    assert [fault for one in promises for fault in contradictions(one, planning=planning)] == []
    assert {Why.OWN_UNIT, Why.OTHER_UNIT, Why.NO_CAPACITY} <= Counter(one.why for one in promises).keys()


def test_every_pull_of_a_replayed_day_follows_from_its_trace(
    a_crowded_day: tuple[InMemoryContactRouting, list[Promise], list[Event]],
) -> None:
    product, _, pulls = a_crowded_day
    planning = product.region.planning

    found = [fault for one in pulls for fault in pull_contradictions(one.facts, at=one.at, planning=planning)]

    assert found == []
    assert any(one.facts["next"] for one in pulls)
