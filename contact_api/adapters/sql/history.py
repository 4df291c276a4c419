"""What happened to a contact request, line by line."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb

from contact_api.adapters.sql.unit_of_work import UnitOfWork
from contact_api.adapters.sql.writes import Table, insert
from contact_api.domain.core.values import ContactId
from contact_api.ports import Event

EVENT = Table("contact_event")
ADD_EVENT = insert(EVENT, ("contact_id", "kind", "at", "actor", "facts"))
IN_OWN_WORDS = frozenset({"contact.transferred", "triage.overridden"})  # events whose `why` somebody wrote


class History(UnitOfWork):
    """See contact_api/ports/history.py."""

    def add_event(self, event: Event) -> None:
        values = {
            "contact_id": event.contact_id,
            "kind": event.kind,
            "at": event.at,
            "actor": event.actor,
            "facts": Jsonb(self._with_sealed_words(event)),
        }
        self._batch.add(ADD_EVENT, values)

    def history(self, contact_id: ContactId) -> Sequence[Event]:
        found = self._rows(
            "SELECT contact_id, kind, at, actor, facts FROM contact_event "
            "WHERE contact_id = %(id)s ORDER BY id",
            {"id": contact_id},
        )
        return [self._event_of(row) for row in found]

    def _with_sealed_words(self, event: Event) -> dict[str, Any]:
        """The facts; what staff wrote in their own words is sealed, as it may speak of the person."""
        facts = dict(event.facts)
        if event.kind in IN_OWN_WORDS:
            facts["why"] = self._sealer.seal(str(facts["why"]), row=event.contact_id, field="why")
        return facts

    def _event_of(self, row: Mapping[str, Any]) -> Event:
        facts = dict(row["facts"])
        if row["kind"] in IN_OWN_WORDS:
            facts["why"] = self._sealer.unseal(facts["why"], row=row["contact_id"], field="why")
        return Event(**{**row, "facts": facts})
