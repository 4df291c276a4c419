"""Assessments, what times were offered for them, and what is still due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from contact_api.adapters.sql.contact_rows import ContactRows
from contact_api.adapters.sql.tables.contacts import CLOCK_RUNS
from contact_api.adapters.sql.unit_of_work import Row
from contact_api.adapters.sql.writes import Table, insert, update
from contact_api.domain.assessment.assessment import Assessment, AssessmentForm, AssessmentSource
from contact_api.domain.assessment.offers import Offer, OfferAnswer
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, UnitId

ASSESSMENT = Table("assessment", key=("id",))
OFFER = Table("assessment_offer", key=("id",))
COLUMNS = tuple(field.name for field in fields(Assessment))
OFFER_COLUMNS = tuple(field.name for field in fields(Offer))
ADD_ASSESSMENT = insert(ASSESSMENT, COLUMNS)
SAVE_ASSESSMENT = update(ASSESSMENT, ("id", "undone_at", "undone_by"))
ADD_OFFER = insert(OFFER, OFFER_COLUMNS)
SAVE_OFFER = update(OFFER, ("id", "answer", "chosen_start", "answered_at"))
RUNS = str(CLOCK_RUNS)
NUMBER_DUE = f"""
SELECT c.unit_id, count(*) AS number FROM contact_request c
  JOIN unnest(%(units)s::text[], %(moments)s::timestamptz[]) asked (unit_id, before)
    ON c.unit_id = asked.unit_id AND c.sought_at < asked.before
 WHERE c.sought_at < %(latest)s AND {RUNS}
 GROUP BY c.unit_id
"""


class Assessments(ContactRows):
    """See contact_api/ports/assessment.py."""

    def add_assessment(self, assessment: Assessment) -> None:
        self._batch.add(ADD_ASSESSMENT, asdict(assessment))

    def save_assessment(self, assessment: Assessment) -> None:
        self._batch.add(SAVE_ASSESSMENT, asdict(assessment))

    def assessments(self, contact_id: ContactId) -> Sequence[Assessment]:
        found = self._rows(
            "SELECT * FROM assessment WHERE contact_id = %(id)s ORDER BY assessed_at, recorded_at, id",
            {"id": contact_id},
        )
        return [_assessment_of(row) for row in found]

    def add_assessment_offer(self, offer: Offer) -> None:
        self._batch.add(ADD_OFFER, asdict(offer))

    def save_assessment_offer(self, offer: Offer) -> None:
        self._batch.add(SAVE_OFFER, asdict(offer))

    def assessment_offers(self, contact_id: ContactId) -> Sequence[Offer]:
        found = self._rows(
            "SELECT * FROM assessment_offer WHERE contact_id = %(id)s ORDER BY offered_at, id",
            {"id": contact_id},
        )
        return [Offer(**{**row, "answer": OfferAnswer(row["answer"])}) for row in found]

    def assessments_due(
        self, *, units: Collection[UnitId] | None, limit: int, offset: int = 0
    ) -> list[Contact]:
        of_units = "c.unit_id = ANY(%(units)s) AND " if units is not None else ""
        return self._contacts(
            f"WHERE {of_units}{RUNS} ORDER BY c.sought_at, c.id LIMIT %(limit)s OFFSET %(offset)s",
            {"units": list(units or ()), "limit": limit, "offset": offset},
        )

    def number_due(self, sought_before: Mapping[UnitId, datetime]) -> Mapping[UnitId, int]:
        if not sought_before:
            return {}
        moments = list(sought_before.values())
        found = self._rows(
            NUMBER_DUE, {"units": list(sought_before), "moments": moments, "latest": max(moments)}
        )
        return dict.fromkeys(sought_before, 0) | {UnitId(row["unit_id"]): row["number"] for row in found}


def _assessment_of(row: Row) -> Assessment:
    return Assessment(
        **{**row, "form": AssessmentForm(row["form"]), "source": AssessmentSource(row["source"])}
    )
