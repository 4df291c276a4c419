"""Learn from a closed day, once: how long conversations took, who answered when, how many came where."""

from datetime import date, datetime, timedelta
from typing import Protocol

from contact_api.domain.core.calendar import day_span, midnight
from contact_api.domain.forecast.daily_statistics import DailyStatistics, daily_statistics_of
from contact_api.domain.forecast.learned_statistics import PRIOR
from contact_api.ports import RegionInForce, StatisticsByDay

CLOSED_AFTER = timedelta(hours=2)  # past midnight, so that the night's last outcomes are in
LOOKED_BACK = 7  # days: so long a scheduler may have stood still and nothing is lost


class Learning(RegionInForce, StatisticsByDay, Protocol):
    """What learning from a day needs."""


def learn(day: date, tx: Learning, *, now: datetime) -> bool:
    """Fold one closed day into what the region has learned; whether it was news.

    A day is learned once: again changes nothing, and so does a day that is not over.
    """
    region = tx.region()
    span = day_span(day, region.zone)
    if now < span.end or day in tx.learned_days():
        return False
    daily_statistics = daily_statistics_of(
        day,
        tx.sought_on(span),
        tx.tried_on(span),
        red=region.is_red(day),
        smallest=region.catalogue.limits.smallest_cell,
    )
    tx.add_daily_statistics(daily_statistics, now=now)
    return True


def forget(day: date, tx: StatisticsByDay, *, now: datetime) -> None:
    """Take back what a day taught, for one that was not like others; it is not learned again."""
    tx.drop_daily_statistics(day)
    tx.add_daily_statistics(DailyStatistics(day, PRIOR), now=now)


def days_to_learn(tx: Learning, *, now: datetime) -> list[date]:
    """The closed days of the last week that were not learned yet, the earliest first."""
    region = tx.region()
    learned = tx.learned_days()
    today = region.today(now - CLOSED_AFTER)
    back = (today - timedelta(days=number) for number in range(LOOKED_BACK, 0, -1))
    return [day for day in back if day not in learned and midnight(day, region.zone) < now]
