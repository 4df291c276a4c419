"""Assessments, what times were offered for them, and what is still due."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from contact_api.adapters.memory.contacts import Contacts, by_first_sought
from contact_api.domain.assessment.assessment import Assessment
from contact_api.domain.assessment.offers import Offer, in_order
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.ports import Contested


class Assessments(Contacts):
    """See contact_api/ports/assessment.py."""

    def add_assessment(self, assessment: Assessment) -> None:
        of_booking = {one.booking_id for one in self._rows.assessments.values() if one.undone_at is None} - {
            None
        }
        if assessment.id in self._rows.assessments or assessment.booking_id in of_booking:
            raise Contested
        self._undo.put(self._rows.assessments, assessment.id, assessment)

    def save_assessment(self, assessment: Assessment) -> None:
        self._undo.put(self._rows.assessments, assessment.id, assessment)

    def assessments(self, contact_id: ContactId) -> Sequence[Assessment]:
        found = (one for one in self._rows.assessments.values() if one.contact_id == contact_id)
        return sorted(found, key=lambda one: (one.assessed_at, one.recorded_at, one.id))

    def add_assessment_offer(self, offer: Offer) -> None:
        if offer.id in self._rows.assessment_offers:
            raise Contested
        self._undo.put(self._rows.assessment_offers, offer.id, offer)

    def save_assessment_offer(self, offer: Offer) -> None:
        self._undo.put(self._rows.assessment_offers, offer.id, offer)

    def assessment_offers(self, contact_id: ContactId) -> Sequence[Offer]:
        found = (one for one in self._rows.assessment_offers.values() if one.contact_id == contact_id)
        return sorted(found, key=in_order)

    def assessments_due(
        self, *, units: Collection[UnitId] | None, limit: int, offset: int = 0
    ) -> list[Contact]:
        found = [one for one in self._whose_clock_runs() if units is None or one.need.unit_id in units]
        return sorted(found, key=by_first_sought)[offset : offset + limit]

    def number_due(self, sought_before: Mapping[UnitId, datetime]) -> Mapping[UnitId, int]:
        running = self._whose_clock_runs()
        return {
            unit_id: sum(one.need.unit_id == unit_id and one.need.sought_at < before for one in running)
            for unit_id, before in sought_before.items()
        }

    def _whose_clock_runs(self) -> list[Contact]:
        return [self._rows.contacts[one] for one in self._rows.clock_runs]
