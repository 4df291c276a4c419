"""What is learned from closed days."""

from dataclasses import replace
from datetime import date, datetime

from contact_api.adapters.memory.attempts import Attempts
from contact_api.domain.core.contact import Need
from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.forecast.daily_statistics import (
    COUNTED_OUTCOMES,
    TRIED_WITHIN,
    Arrival,
    AttemptSample,
    DailyStatistics,
    arrival_of,
    attempt_sample_of,
    learned_statistics_of,
)
from contact_api.ports import Contested


class StatisticsByDay(Attempts):
    """See contact_api/ports/daily_statistics.py."""

    def sought_on(self, day: Window) -> list[Arrival]:
        needs = (one.need for one in self._rows.contacts.values())
        shown = self._rows.shown.setdefault(day.start, {})
        return [_shown(need, day, shown) for need in needs if day.start <= need.sought_at < day.end]

    def tried_on(self, day: Window) -> list[AttemptSample]:
        since = day.start - TRIED_WITHIN
        return [
            attempt_sample_of(one.need, one.circumstances.reason, one.circumstances.channel, attempt, day)
            for one in self._rows.contacts.values()
            if since <= one.need.sought_at < day.end
            for attempt in self.attempts(one.id)
            if attempt.ended_at in day and attempt.outcome in COUNTED_OUTCOMES
        ]

    def learned_days(self) -> dict[date, datetime]:
        return {day: learned_at for day, (_, learned_at) in sorted(self._rows.daily_statistics.items())}

    def add_daily_statistics(self, daily_statistics: DailyStatistics, *, now: datetime) -> None:
        if daily_statistics.day in self._rows.daily_statistics:
            raise Contested
        self._undo.put(self._rows.daily_statistics, daily_statistics.day, (daily_statistics, now))
        self._teach()

    def drop_daily_statistics(self, day: date) -> None:
        self._undo.drop(self._rows.daily_statistics, day)
        self._teach()

    def _teach(self) -> None:
        """Have the region carry what the days say together."""
        learned = learned_statistics_of(one for one, _ in self._rows.daily_statistics.values())
        taught = replace(self._rows.region, learned=learned)
        self._undo.put(self._rows.taught, taught.code, taught)


def _shown(need: Need, day: Window, before: dict[ContactId, tuple[Need, Arrival]]) -> Arrival:
    """What a need shows of its day, worked out once as long as it stays the same."""
    known = before.get(need.contact_id)
    if known is None or known[0] is not need:
        known = before[need.contact_id] = (need, arrival_of(need, day))
    return known[1]
