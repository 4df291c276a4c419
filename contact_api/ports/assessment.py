"""Assessments, what times were offered for them, and what is still due."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contact_api.domain.assessment.assessment import Assessment
from contact_api.domain.assessment.offers import Offer
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, UnitId


class Assessments(Protocol):
    """Assessments, what times were offered for them, and what is still due. None is ever removed."""

    def add_assessment(self, assessment: Assessment) -> None:
        """Write it down. Contested when one with its id stands."""

    def save_assessment(self, assessment: Assessment) -> None:
        """Write down that it was taken back."""

    def assessments(self, contact_id: ContactId) -> Sequence[Assessment]:
        """All of a contact, those that were taken back too, the first first."""

    def add_assessment_offer(self, offer: Offer) -> None:
        """Keep what was on offer. Contested when one with its id stands."""

    def save_assessment_offer(self, offer: Offer) -> None:
        """Keep what became of it."""

    def assessment_offers(self, contact_id: ContactId) -> Sequence[Offer]:
        """All that were made for a contact, the first first."""

    def assessments_due(
        self, *, units: Collection[UnitId] | None, limit: int, offset: int = 0
    ) -> list[Contact]:
        """A page of the contacts of these units, or of all, whose clock runs: who sought contact first, first."""

    def number_due(self, sought_before: Mapping[UnitId, datetime]) -> Mapping[UnitId, int]:
        """How many contacts whose clock runs each unit has that sought contact before its moment; none is left out."""
