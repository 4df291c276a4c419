"""What figures are counted from, and the sums of days that are over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.figures.daily_figures import DailyFigures
from contact_api.domain.figures.figures import FigureRow


@dataclass(frozen=True, slots=True)
class FigureDay:
    """A day whose figures are kept, or are to be."""

    noted_at: datetime
    counted_by: str | None  # None: not counted yet, or something of that day has changed since


class Figures(Protocol):
    """Contacts as the figures see them, and the sums of days that are over."""

    def figure_rows(self, span: Window) -> list[FigureRow]:
        """One row for every contact sought in the span."""

    def figure_rows_of(self, contact_ids: Collection[ContactId]) -> list[FigureRow]:
        """The same of these contacts."""

    def first_sought_at(self) -> datetime | None:
        """When contact was sought for the first time."""

    def note_figure_days(self, days: Collection[date], *, now: datetime) -> None:
        """From when this stands on, a change to a contact that was sought on such a day is noted with the day."""

    def figure_days(self) -> Mapping[date, FigureDay]:
        """Every day that is noted."""

    def hold_figure_day(self, day: date) -> bool:
        """Whether the day is noted; if so no contact of it changes until the transaction ends."""

    def save_daily_figures(self, daily_figures: DailyFigures) -> None:
        """Keep the figures of a day that is held."""

    def kept_figures(self, first: date, last: date) -> list[DailyFigures]:
        """Those of these days that are counted and of which nothing has changed since."""
