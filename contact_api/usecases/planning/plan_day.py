"""Make the rest of the day's plan anew, step by step, each step a transaction of its own.

First every promise is backed again, then room is kept for who is still to come, then what a unit will not reach in
time is lent to others. Each step can be lost or done twice; the next plan starts from what stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.core.values import ContactId
from contact_api.domain.replanning.replan import PlanStep
from contact_api.ports import FailedPlans, ReplanMark, Transact
from contact_api.usecases.planning.overflow import lend
from contact_api.usecases.planning.protect_capacity import protect_capacity
from contact_api.usecases.planning.replan import replan_region

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan changed."""

    steps: list[PlanStep]
    lent: Mapping[ContactId, datetime]  # from when on other units may take them


def plan_day(transact: Transact, *, now: datetime) -> Planned:
    """Plan the rest of today. Safe to run twice: the second finds little to do, as what is kept was worked out anew."""
    steps = transact(lambda tx: replan_region(tx, now=now))
    coming = transact(lambda tx: protect_capacity(tx, now=now))
    return Planned(steps, transact(lambda tx: lend(tx, coming, now=now)))


def wait_after(failures: int) -> timedelta:
    """How long what failed so often in a row rests: twice as long each time, up to five minutes."""
    doublings = min(failures - 1, 16)  # by then it is longer than the longest
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def may_plan(tx: ReplanMark, *, now: datetime) -> bool:
    """Whether no plan failed lately, or it has rested long enough."""
    retry_at = tx.failed_plans().retry_at
    return retry_at is None or retry_at <= now


def plan_or_rest(transact: Transact, *, now: datetime) -> Planned:
    """Plan; a plan that fails stays to be made, and rests longer each time. Errors: what made it fail passes on."""
    try:
        planned = plan_day(transact, now=now)
    except Exception:
        transact(lambda tx: _rest(tx, now=now))
        raise
    transact(lambda tx: tx.plan_made(now=now))
    return planned


def _rest(tx: ReplanMark, *, now: datetime) -> None:
    failures = tx.failed_plans().count + 1
    tx.plan_failed(FailedPlans(failures, retry_at=now + wait_after(failures)), now=now)
