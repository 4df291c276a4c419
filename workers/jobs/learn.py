"""Learn from the days that are over."""

from functools import partial

import structlog

from contact_api.domain.core.access import Permission
from contact_api.usecases.planning import learn as use_case
from workers.permission import must_be_allowed
from workers.start_up import app

log = structlog.get_logger()


def learn(region: str) -> None:
    """Learn every closed day that was not learned yet, each by itself. Safe to run twice: a day is learned once."""
    must_be_allowed(Permission.PLAN)
    now = app().now()
    for day in app().transact(lambda tx: use_case.days_to_learn(tx, now=now)):
        if app().transact(partial(use_case.learn, day, now=now)):
            log.info("day.learned", region=region, day=day.isoformat())
