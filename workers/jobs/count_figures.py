"""Count the figures of days that are over, and keep their sums."""

from functools import partial

import structlog

from contact_api.domain.core.access import Permission
from contact_api.usecases.figures import figures_of_days as use_case
from workers.permission import must_be_allowed
from workers.start_up import app

log = structlog.get_logger()

MOST = 60  # days at once: the rest is for the next job


def count_figures(region: str) -> None:
    """Count every day that is not counted or has changed, each by itself. Safe to run twice: the sums are the same."""
    must_be_allowed(Permission.PLAN)
    now = app().now()
    days = app().transact(lambda tx: use_case.days_to_count(tx, now=now))[:MOST]
    for day in days:
        app().transact(partial(use_case.count_day, day, now=now))
    if days:
        log.info("figures.counted", region=region, days=len(days))
