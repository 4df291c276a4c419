"""What figures are counted from."""

from contact_api.adapters.sql.unit_of_work import Row, UnitOfWork, window_of
from contact_api.domain.core.values import Channel, ContactId, ContactState, Intake, UnitId, Urgency, Window
from contact_api.domain.figures.figures import FigureRow

FIGURE_ROWS = """
SELECT c.id, c.unit_id, c.channel, c.intake, c.urgency, c.state, c.sought_at, c.times_sought,
       first.backed AS first_backed, first.window_from, first.window_to,
       (SELECT count(*) FROM promise p WHERE p.contact_id = c.id) AS promises,
       (SELECT array_agg(a.started_at ORDER BY a.started_at)
          FROM attempt a WHERE a.contact_id = c.id) AS started,
       (SELECT array_agg(a.outcome = 'reached' ORDER BY a.started_at)
          FROM attempt a WHERE a.contact_id = c.id) AS reached
  FROM contact_request c
  LEFT JOIN LATERAL (SELECT p.backed, p.window_from, p.window_to FROM promise p
                      WHERE p.contact_id = c.id ORDER BY p.id LIMIT 1) first ON true
 WHERE c.region = %(region)s AND c.sought_at >= %(start)s AND c.sought_at < %(end)s
 ORDER BY c.sought_at, c.id
"""


class Figures(UnitOfWork):
    """See contact_api/ports/figures.py."""

    def figure_rows(self, span: Window) -> list[FigureRow]:
        values = {"region": self._region.code, "start": span.start, "end": span.end}
        return [_figure_row_of(row) for row in self._rows(FIGURE_ROWS, values)]


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
    )
