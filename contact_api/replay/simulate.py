"""Play a scenario and write what was promised and what happened."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from contact_api.domain.attempts import Attempt
from contact_api.domain.promise import Promise
from contact_api.replay.day import Days
from contact_api.replay.figures import Case, Summary, summary_of
from contact_api.replay.result import write_result
from contact_api.replay.scenario import Citizen, Scenario, read_scenario

Progress = Callable[[int, int], None]  # how many citizens have sought contact, of how many


def simulate(
    scenario: Path, out: Path, *, progress: Progress | None = None, until: datetime | None = None
) -> Summary:
    """Play the scenario in a folder, write promises.csv and attempts.csv to `out`, and return the figures.

    With `until` (local where it has no offset) only what happens before it is decided; the figures are of
    those who had sought contact by then. Errors: ScenarioFault, before anything is written.
    """
    read = read_scenario(scenario)
    cut = until.replace(tzinfo=read.zone) if until is not None and until.tzinfo is None else until
    days = _played(read, progress=progress, until=cut)
    cases = [_case(one, days) for one in read.citizens if cut is None or one.arrived_at < cut]
    told = [promise for case in cases for promise in case.told]
    tried = [attempt for case in cases for attempt in case.tried]
    write_result(out, told, tried, zone=read.zone)
    return summary_of(cases, days.region)


def _played(scenario: Scenario, *, progress: Progress | None, until: datetime | None) -> Days:
    arrived = 0

    def one_more() -> None:
        nonlocal arrived
        arrived += 1
        if progress is not None:
            progress(arrived, len(scenario.citizens))

    days = Days(scenario, arrived=one_more)
    days.run(until=until)
    return days


def _case(citizen: Citizen, days: Days) -> Case:
    with days.store.transaction() as tx:
        told: tuple[Promise, ...] = tuple(tx.promises(citizen.contact_id))
        tried: tuple[Attempt, ...] = tuple(tx.attempts(citizen.contact_id))
    return Case(citizen, told, tried)
