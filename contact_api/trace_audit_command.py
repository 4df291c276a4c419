"""Decide promises and pulls of the past again, from what was kept with them: the auditor's tool."""

from dataclasses import dataclass

from contact_api.adapters.sql.store import SqlStore
from contact_api.adapters.sql.trace_audit import plannings, some_promises, some_pulls
from contact_api.domain.promise.trace_audit import contradictions
from contact_api.domain.work_queue.claim_trace import pull_contradictions

NO_FIGURES = "no catalogue has the planning figures {version}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was decided again, and every contradiction in it as a line that names the contact."""

    promises: int
    pulls: int
    contradictions: tuple[str, ...]


def check_explanations(store: SqlStore, region: str, *, sample: int) -> Checked:
    """Check so many promises and so many pulls, picked at random; changes nothing."""
    found: list[str] = []
    promises = pulls = 0
    with store.connection() as connection:
        figures = plannings(connection, region)
        for told in some_promises(connection, region, most=sample):
            promises += 1
            planning = figures.get(told.planning_version)
            faults = (
                contradictions(told, planning=planning) if planning else [_unknown(told.planning_version)]
            )
            found += [f"promise {told.contact_id} {told.made_at.isoformat()}: {fault}" for fault in faults]
        for contact_id, at, facts in some_pulls(connection, region, most=sample):
            pulls += 1
            planning = figures.get(facts["planning"])
            faults = (
                pull_contradictions(facts, at=at, planning=planning)
                if planning
                else [_unknown(facts["planning"])]
            )
            found += [f"pull {contact_id} {at.isoformat()}: {fault}" for fault in faults]
    return Checked(promises, pulls, tuple(found))


def _unknown(version: str) -> str:
    return NO_FIGURES.format(version=version)
