"""What is learned from closed days."""

from datetime import date, datetime
from typing import Protocol

from contact_api.domain.core.values import Window
from contact_api.domain.forecast.daily_statistics import Arrival, AttemptSample, DailyStatistics


class StatisticsByDay(Protocol):
    """What each closed day showed, and which days have been learned from."""

    def sought_on(self, day: Window) -> list[Arrival]:
        """Everybody who sought contact on a local day, which the window covers from midnight to midnight."""

    def tried_on(self, day: Window) -> list[AttemptSample]:
        """Every attempt that ended that day as reached or not answered."""

    def learned_days(self) -> dict[date, datetime]:
        """The days whose statistics stand, in order, and when each was learned."""

    def add_daily_statistics(self, daily_statistics: DailyStatistics, *, now: datetime) -> None:
        """Write down what a day showed; `region` carries it from the next transaction on.

        Contested when the day's statistics stand.
        """

    def drop_daily_statistics(self, day: date) -> None:
        """Take back what a day showed."""
