"""Make a region's plan anew."""

import structlog

from contact_api.usecases.planning.plan_day import plan_day
from workers.start_up import app

log = structlog.get_logger()


def replan(region: str) -> None:
    """Back every promise again and tell those whom it moves. Safe to run twice: the second changes little.

    The mark is cleared, and that committed, before anything is read: what moves meanwhile marks again.
    """
    now = app().now()
    app().transact(lambda tx: tx.take_dirty(now=now))
    try:
        plan = plan_day(app().transact, now=now)
    except Exception:
        app().transact(lambda tx: tx.mark_dirty(now=now))  # still to be made: another job is queued for it
        raise
    log.info("plan.made", region=region, steps=len(plan.steps), lent=len(plan.lent))
