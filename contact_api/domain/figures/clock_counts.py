"""What one contact adds to the counts of the three-day clock."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.assessment.assessment import WITHDRAWN
from contact_api.domain.assessment.offers import Told, chose_to_wait
from contact_api.domain.core.values import AssessmentState, ContactState, Guarantee


class Clocked(Protocol):
    """What is looked at of a contact."""

    @property
    def state(self) -> ContactState:
        """Where it stands."""

    @property
    def closed_at(self) -> datetime | None:
        """When it ended."""

    @property
    def guarantee(self) -> Guarantee:
        """Whether the clock runs."""

    @property
    def assessment(self) -> AssessmentState:
        """How the clock stands."""

    @property
    def assessment_ended_at(self) -> datetime | None:
        """When the clock ended."""

    @property
    def offers(self) -> tuple[Told, ...]:
        """What times were offered, in order."""


def clock_counts(row: Clocked, due_at: datetime, *, now: datetime) -> dict[str, int]:
    """What it adds to the counts of the three-day clock; nothing where the guarantee does not cover it.

    Withdrawn by the citizen, or found by licensed staff not to need one, within the limit: it is not due. Over the
    limit it stays counted, whatever follows, and whoever chose to wait is counted beside and never taken away.
    Source: ADR 0029; vantetider.se, "Medicinsk bedömning"; SKR faq 48078 and 48091.
    """
    if row.guarantee is Guarantee.NONE:
        return {}
    if row.assessment is AssessmentState.NOT_KEPT:
        return {"assessment_not_kept": 1}
    assessed = row.assessment is AssessmentState.ASSESSED
    before_due = row.assessment_ended_at is not None and row.assessment_ended_at < due_at
    withdrawn = row.state in WITHDRAWN and (row.closed_at is None or row.closed_at < due_at)
    excused = not assessed and (withdrawn or before_due)
    due = (assessed or now >= due_at) and not excused
    over = due and not before_due
    return {
        "covered": 1,
        "guarantee_missing": row.guarantee is Guarantee.MISSING,
        "assessments_due": due,
        "assessed": assessed,
        "assessed_in_time": due and before_due,
        "assessments_over": over,
        "over_by_choice": over and chose_to_wait(row.offers, due_at=due_at),
        "no_assessment_needed": row.assessment is AssessmentState.NOT_NEEDED,
    }
