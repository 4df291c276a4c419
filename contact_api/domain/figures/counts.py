"""What is counted of contacts, and shares of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How many; counts of two sets of contacts that share none add up, field by field."""

    contacts: int = 0
    times_sought: int = 0  # every attempt to seek contact, redials included, promised or not
    same_day: int = 0  # two-way contact on the local calendar day it was first sought
    skr_calls: int = 0  # telephone, in opening hours
    skr_same_day: int = 0  # of those, called back the same day
    promised: int = 0  # the first answer was a backed window
    promises_due: int = 0  # of those, not cancelled before, and the window is over or the citizen was rung
    promises_kept: int = 0  # of those, first rung inside that window
    urgent: int = 0
    urgent_on_time: int = 0  # first rung within the hour
    rung: int = 0
    not_reached: int = 0
    covered: int = 0  # by the guarantee, as far as its clock is kept
    guarantee_missing: int = 0  # of those, nobody has said whether it is a new or a worsened problem
    assessments_due: int = 0  # of those, assessed, or the limit has passed; not who was out of it before
    assessed: int = 0
    assessed_in_time: int = 0  # of those due
    assessments_over: int = 0  # of those due: later, or not yet
    over_by_choice: int = 0  # of those over, a time within the limit could be had and was not taken
    no_assessment_needed: int = 0  # of those covered, as licensed staff decided
    assessment_not_kept: int = 0  # sought before assessments were recorded here

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in COUNTED))


COUNTED: tuple[str, ...] = tuple(Counts.__slots__)


def share(part: int | None, whole: int | None) -> float | None:
    """A share of one with three decimals; None where a number is hidden or there is nothing to divide by."""
    return round(part / whole, 3) if part is not None and whole else None
