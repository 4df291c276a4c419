"""What is learned from closed days."""

from datetime import date, datetime

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.region import NEXT_VERSION
from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, delete, insert
from contact_api.domain.core.values import Channel, Outcome, UnitId, Urgency, Window
from contact_api.domain.forecast.daily_statistics import (
    COUNTED_OUTCOMES,
    HALF_HOUR_LONG,
    TRIED_WITHIN,
    Arrival,
    AttemptSample,
    DailyStatistics,
    document_of,
    half_hour_of,
)
from contact_api.domain.forecast.learned_statistics import Work

MINUTE = HALF_HOUR_LONG / 30
SOUGHT = (
    "SELECT unit_id, sought_at, urgency, professions, minutes FROM contact_request "
    "WHERE region = %(region)s AND sought_at >= %(start)s AND sought_at < %(end)s"
)
TRIED = (
    "SELECT a.number, a.started_at, a.ended_at, a.outcome, c.professions, c.urgency, c.reason, c.channel, "
    "c.minutes FROM contact_request c JOIN attempt a ON a.contact_id = c.id "
    "WHERE c.region = %(region)s AND c.sought_at >= %(since)s AND c.sought_at < %(end)s "
    "AND a.ended_at >= %(start)s AND a.ended_at < %(end)s AND a.outcome = ANY(%(counted)s)"
)
DAY = Table("daily_statistics", key=("region", "day"))
ADD_DAY = insert(DAY, ("region", "day", "learned_at", "counts"))
DROP_DAY = delete(DAY)


class StatisticsByDay(UnitOfWork):
    """See contact_api/ports/daily_statistics.py."""

    def sought_on(self, day: Window) -> list[Arrival]:
        values = {"region": self._region.code, "start": day.start, "end": day.end}
        return [
            Arrival(
                unit_id=UnitId(row["unit_id"]),
                half_hour=half_hour_of(row["sought_at"], day),
                urgent=Urgency(row["urgency"]).is_urgent,
                professions=tuple(row["professions"]),
                minutes=row["minutes"],
            )
            for row in self._rows(SOUGHT, values)
        ]

    def tried_on(self, day: Window) -> list[AttemptSample]:
        values = {
            "region": self._region.code,
            "since": day.start - TRIED_WITHIN,
            "start": day.start,
            "end": day.end,
            "counted": [outcome.value for outcome in COUNTED_OUTCOMES],
        }
        return [
            AttemptSample(
                work=Work(row["professions"][0], Urgency(row["urgency"]).is_urgent, row["reason"]),
                channel=Channel(row["channel"]),
                number=row["number"],
                hour=half_hour_of(row["started_at"], day) // 2,
                answered=Outcome(row["outcome"]) is Outcome.REACHED,
                planned_minutes=row["minutes"],
                actual_minutes=(row["ended_at"] - row["started_at"]) / MINUTE,
            )
            for row in self._rows(TRIED, values)
        ]

    def learned_days(self) -> dict[date, datetime]:
        found = self._rows(
            "SELECT day, learned_at FROM daily_statistics WHERE region = %(region)s ORDER BY day",
            {"region": self._region.code},
        )
        return {row["day"]: row["learned_at"] for row in found}

    def add_daily_statistics(self, daily_statistics: DailyStatistics, *, now: datetime) -> None:
        values = {
            "region": self._region.code,
            "day": daily_statistics.day,
            "learned_at": now,
            "counts": Jsonb(document_of(daily_statistics.learned)),
        }
        self._batch.add(ADD_DAY, values)
        self._batch.add(NEXT_VERSION, {"code": self._region.code})

    def drop_daily_statistics(self, day: date) -> None:
        self._batch.add(DROP_DAY, {"region": self._region.code, "day": day})
        self._batch.add(NEXT_VERSION, {"code": self._region.code})
