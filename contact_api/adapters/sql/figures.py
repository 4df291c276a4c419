"""What figures are counted from, and the sums of days that are over."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.unit_of_work import Row, UnitOfWork, window_of
from contact_api.adapters.sql.writes import Table, Write
from contact_api.domain.assessment.offers import OfferAnswer
from contact_api.domain.core.values import (
    AssessmentState,
    Channel,
    ContactId,
    ContactState,
    Guarantee,
    Intake,
    UnitId,
    Urgency,
    Window,
)
from contact_api.domain.figures.daily_figures import DailyFigures, document_of, sums_of
from contact_api.domain.figures.figures import FigureRow
from contact_api.ports import FigureDay

FIGURE_ROW = """
SELECT c.id, c.unit_id, c.channel, c.intake, c.urgency, c.state, c.sought_at, c.times_sought,
       first.backed AS first_backed, first.window_from, first.window_to,
       (SELECT count(*) FROM promise p WHERE p.contact_id = c.id) AS promises,
       (SELECT array_agg(a.started_at ORDER BY a.started_at)
          FROM attempt a WHERE a.contact_id = c.id) AS started,
       (SELECT array_agg(a.outcome = 'reached' ORDER BY a.started_at)
          FROM attempt a WHERE a.contact_id = c.id) AS reached,
       c.closed_at, c.guarantee, c.assessment, c.assessment_ended_at,
       CASE WHEN c.assessment = 'assessed' THEN
            (SELECT s.profession FROM assessment s
              WHERE s.contact_id = c.id AND s.undone_at IS NULL AND s.assessed_at = c.assessment_ended_at
                AND s.licensed AND (s.qualified OR s.form IN ('visit', 'home'))
              ORDER BY s.recorded_at, s.id LIMIT 1) END AS assessed_by,
       o.earliest, o.answers, o.chosen
  FROM contact_request c
  LEFT JOIN LATERAL (SELECT p.backed, p.window_from, p.window_to FROM promise p
                      WHERE p.contact_id = c.id ORDER BY p.id LIMIT 1) first ON true
  LEFT JOIN LATERAL (SELECT array_agg(o.earliest_start ORDER BY o.offered_at, o.id) AS earliest,
                            array_agg(o.answer ORDER BY o.offered_at, o.id) AS answers,
                            array_agg(o.chosen_start ORDER BY o.offered_at, o.id) AS chosen
                       FROM assessment_offer o WHERE o.contact_id = c.id) o ON true
"""
SOUGHT_IN = "WHERE c.region = %(region)s AND c.sought_at >= %(start)s AND c.sought_at < %(end)s"
BY_FIRST_SOUGHT = "ORDER BY c.sought_at, c.id"
DAILY_FIGURES = Table("daily_figures", key=("region", "day"))
NOTE_DAYS = Write(
    "INSERT INTO daily_figures (region, day, noted_at) "
    "SELECT %(region)s, day, %(now)s FROM unnest(%(days)s::date[]) day ON CONFLICT DO NOTHING",
    rows_of=(DAILY_FIGURES,),
)
KEEP_DAY = Write(
    "UPDATE daily_figures SET counted_by = %(counted_by)s, sums = %(sums)s, unsettled = %(unsettled)s "
    "WHERE region = %(region)s AND day = %(day)s",
    (DAILY_FIGURES,),
)
# Also of a day that is just being counted: it waits for the end of that, and has it counted once more.
COUNT_AGAIN = Write(
    "UPDATE daily_figures SET counted_by = NULL, sums = NULL, unsettled = NULL "
    "WHERE region = %(region)s AND day = %(day)s",
    (DAILY_FIGURES,),
)
KEPT = """
SELECT day, counted_by, sums, unsettled FROM daily_figures
 WHERE region = %(region)s AND day BETWEEN %(first)s AND %(last)s AND counted_by IS NOT NULL ORDER BY day
"""


class Figures(UnitOfWork):
    """See contact_api/ports/figures.py."""

    def figure_rows(self, span: Window) -> list[FigureRow]:
        values = {"region": self._region.code, "start": span.start, "end": span.end}
        found = self._rows(f"{FIGURE_ROW} {SOUGHT_IN} {BY_FIRST_SOUGHT}", values)
        return [_figure_row_of(row) for row in found]

    def figure_rows_of(self, contact_ids: Collection[ContactId]) -> list[FigureRow]:
        found = self._rows(
            f"{FIGURE_ROW} WHERE c.id = ANY(%(ids)s) {BY_FIRST_SOUGHT}", {"ids": list(contact_ids)}
        )
        return [_figure_row_of(row) for row in found]

    def first_sought_at(self) -> datetime | None:
        (row,) = self._rows("SELECT min(sought_at) AS first FROM contact_request", {})
        first: datetime | None = row["first"]
        return first

    def note_figure_days(self, days: Collection[date], *, now: datetime) -> None:
        self._batch.add(NOTE_DAYS, {"region": self._region.code, "days": list(days), "now": now})

    def figure_days(self) -> Mapping[date, FigureDay]:
        found = self._rows(
            "SELECT day, noted_at, counted_by FROM daily_figures WHERE region = %(region)s ORDER BY day",
            {"region": self._region.code},
        )
        return {row["day"]: FigureDay(row["noted_at"], row["counted_by"]) for row in found}

    def hold_figure_day(self, day: date) -> bool:
        held = self._row(
            "SELECT day FROM daily_figures WHERE region = %(region)s AND day = %(day)s FOR UPDATE",
            {"region": self._region.code, "day": day},
        )
        return held is not None

    def save_daily_figures(self, daily_figures: DailyFigures) -> None:
        values = {
            "region": self._region.code,
            "day": daily_figures.day,
            "counted_by": daily_figures.counted_by,
            "sums": Jsonb(document_of(daily_figures.sums)),
            "unsettled": list(daily_figures.unsettled),
        }
        self._batch.add(KEEP_DAY, values)

    def kept_figures(self, first: date, last: date) -> list[DailyFigures]:
        found = self._rows(KEPT, {"region": self._region.code, "first": first, "last": last})
        return [
            DailyFigures(
                row["day"], row["counted_by"], sums_of(row["day"], row["sums"]), tuple(row["unsettled"])
            )
            for row in found
        ]


def _figure_row_of(row: Row) -> FigureRow:
    return FigureRow(
        contact_id=ContactId(row["id"]),
        unit_id=UnitId(row["unit_id"]),
        channel=Channel(row["channel"]),
        intake=Intake(row["intake"]),
        urgency=Urgency(row["urgency"]),
        state=ContactState(row["state"]),
        sought_at=row["sought_at"],
        times_sought=row["times_sought"],
        first_backed=bool(row["first_backed"]),
        first_window=window_of(row),
        promises=row["promises"],
        attempts=tuple(zip(row["started"] or (), row["reached"] or (), strict=True)),
        closed_at=row["closed_at"],
        guarantee=Guarantee(row["guarantee"]),
        assessment=AssessmentState(row["assessment"]),
        assessment_ended_at=row["assessment_ended_at"],
        assessed_by=row["assessed_by"],
        offers=tuple(
            zip(
                row["earliest"] or (),
                map(OfferAnswer, row["answers"] or ()),
                row["chosen"] or (),
                strict=True,
            )
        ),
    )
