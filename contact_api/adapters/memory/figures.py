"""What figures are counted from, and the sums of days that are over."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from contact_api.adapters.memory.assessment import Assessments
from contact_api.adapters.memory.attempts import Attempts
from contact_api.adapters.memory.contacts import by_first_sought
from contact_api.adapters.memory.promises import Promises
from contact_api.domain.assessment.assessment import first_that_stops
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, Outcome, Window
from contact_api.domain.figures.daily_figures import DailyFigures
from contact_api.domain.figures.figures import FigureRow
from contact_api.ports import FigureDay


class Figures(Promises, Attempts, Assessments):
    """See contact_api/ports/figures.py."""

    def figure_rows(self, span: Window) -> list[FigureRow]:
        sought = (one for one in self._rows.contacts.values() if one.need.sought_at in span)
        return [self._figure_row(one) for one in sorted(sought, key=by_first_sought)]

    def figure_rows_of(self, contact_ids: Collection[ContactId]) -> list[FigureRow]:
        found = (self._rows.contacts[one] for one in set(contact_ids) if one in self._rows.contacts)
        return [self._figure_row(one) for one in sorted(found, key=by_first_sought)]

    def first_sought_at(self) -> datetime | None:
        return min((one.need.sought_at for one in self._rows.contacts.values()), default=None)

    def note_figure_days(self, days: Collection[date], *, now: datetime) -> None:
        for day in set(days) - self._rows.figure_days.keys():
            self._undo.put(self._rows.figure_days, day, (now, None))

    def figure_days(self) -> Mapping[date, FigureDay]:
        return {
            day: FigureDay(noted_at, kept.counted_by if kept else None)
            for day, (noted_at, kept) in sorted(self._rows.figure_days.items())
        }

    def hold_figure_day(self, day: date) -> bool:
        return day in self._rows.figure_days

    def save_daily_figures(self, daily_figures: DailyFigures) -> None:
        noted_at, _ = self._rows.figure_days[daily_figures.day]
        self._undo.put(self._rows.figure_days, daily_figures.day, (noted_at, daily_figures))

    def kept_figures(self, first: date, last: date) -> list[DailyFigures]:
        kept = (kept for _, kept in self._rows.figure_days.values())
        return sorted((one for one in kept if one and first <= one.day <= last), key=lambda one: one.day)

    def _figure_row(self, contact: Contact) -> FigureRow:
        told = self.promises(contact.id)
        first = told[0] if told else None
        assessed = first_that_stops(self.assessments(contact.id))
        return FigureRow(
            contact_id=contact.id,
            unit_id=contact.need.unit_id,
            channel=contact.circumstances.channel,
            intake=contact.circumstances.intake,
            urgency=contact.need.urgency,
            state=contact.state,
            sought_at=contact.need.sought_at,
            times_sought=contact.times_sought,
            first_backed=first is not None and first.backed,
            first_window=first.window if first else None,
            promises=len(told),
            attempts=tuple(
                (one.started_at, one.outcome is Outcome.REACHED) for one in self.attempts(contact.id)
            ),
            closed_at=contact.closed_at,
            guarantee=contact.circumstances.guarantee,
            assessment=contact.assessment,
            assessment_ended_at=contact.assessment_ended_at,
            assessed_by=assessed.profession if assessed else None,
            offers=tuple(
                (one.earliest_start, one.answer, one.chosen_start)
                for one in self.assessment_offers(contact.id)
            ),
        )
