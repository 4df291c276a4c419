"""Make the rest of the day's plan anew, step by step, each step a transaction of its own.

First every promise is backed again, then room is kept for who is still to come, then what a unit will not reach in
time is lent to others. Each step can be lost or done twice; the next plan starts from what stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contact_api.domain.core.values import ContactId
from contact_api.domain.replanning.replan import PlanStep
from contact_api.ports import Transact
from contact_api.usecases.planning.overflow import lend
from contact_api.usecases.planning.protect_capacity import protect_capacity
from contact_api.usecases.planning.replan import replan_region


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
