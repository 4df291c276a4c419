"""Make a region's plan anew."""

import structlog

from contact_api.domain.core.access import Permission
from contact_api.usecases.planning.plan_day import may_plan, plan_or_rest
from workers.permission import must_be_allowed
from workers.start_up import app

log = structlog.get_logger()


def replan(region: str) -> None:
    """Back every promise again and tell those whom it moves. Safe to run twice: the second changes little.

    The mark is cleared, and that committed, before anything is read: what moves meanwhile marks again. While a plan
    that failed rests, the mark stays, and the scheduler sees to it.
    """
    must_be_allowed(Permission.PLAN)
    now = app().now()
    if not app().transact(lambda tx: may_plan(tx, now=now)):
        return
    app().transact(lambda tx: tx.take_dirty(now=now))
    plan = plan_or_rest(app().transact, now=now)
    log.info("plan.made", region=region, steps=len(plan.steps), lent=len(plan.lent))
