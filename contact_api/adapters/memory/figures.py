"""What figures are counted from."""

from contact_api.adapters.memory.attempts import Attempts
from contact_api.adapters.memory.contacts import by_first_sought
from contact_api.adapters.memory.promises import Promises
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Outcome, Window
from contact_api.domain.figures.figures import FigureRow


class Figures(Promises, Attempts):
    """See contact_api/ports/figures.py."""

    def figure_rows(self, span: Window) -> list[FigureRow]:
        sought = (one for one in self._rows.contacts.values() if one.need.sought_at in span)
        return [self._figure_row(one) for one in sorted(sought, key=by_first_sought)]

    def _figure_row(self, contact: Contact) -> FigureRow:
        told = self.promises(contact.id)
        first = told[0] if told else None
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
        )
