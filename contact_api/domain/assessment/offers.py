"""What times were on offer when they were offered, and whose choice a wait beyond the limit was.

A wait is the patient's choice only where a time within the limit could be had. Where none could, no reason is given:
the guarantee was not met. Sources: SKR faq 48091 (self-booked later than could be), 48078 (no reason where no time
within the limit is offered).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from contact_api.domain.assessment.assessment import days_between
from contact_api.domain.core.values import ContactId, PersonId, UnitId


class OfferAnswer(StrEnum):
    """What became of an offer."""

    OPEN = "open"  # looked at, and neither taken nor declined
    CHOSEN = "chosen"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # the unit took the time back


Told = tuple[
    datetime | None, OfferAnswer, datetime | None
]  # the first time, what came of it, the time chosen


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be had at one moment: how many times, and the first of them."""

    id: str
    contact_id: ContactId | None  # None: for somebody who has no contact request
    person_id: PersonId
    unit_id: UnitId
    offered_at: datetime
    time_type: str
    earliest_start: datetime | None  # None: there was none
    times: int
    noted_by: str
    answer: OfferAnswer = OfferAnswer.OPEN
    chosen_start: datetime | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """The two waits of a contact in calendar days from the day it was sought, and whose choice the longer one was."""

    first_offered_days: int | None = None  # to the first time that was ever offered
    chosen_days: int | None = None  # to the time chosen last
    chosen_by_patient: bool = False


def waits(offers: Iterable[Offer], sought_at: datetime, *, due_at: datetime, zone: tzinfo) -> Waits:
    """The waits as the offers have them; moving a booking changes neither the day of contact nor the first offer."""
    ordered = sorted(offers, key=in_order)
    first = next((one.earliest_start for one in ordered if one.earliest_start is not None), None)
    chosen = next((one.chosen_start for one in reversed(ordered) if one.chosen_start is not None), None)
    return Waits(
        first_offered_days=days_between(sought_at, first, zone) if first else None,
        chosen_days=days_between(sought_at, chosen, zone) if chosen else None,
        chosen_by_patient=is_patients_choice(ordered, due_at=due_at),
    )


def is_patients_choice(offers: Iterable[Offer], *, due_at: datetime) -> bool:
    """Whether the patient turned down a time within the limit, or gave one up for a later one.

    The last answer decides. What the unit took back was not the patient's to give up, nor is a time after the limit.
    """
    ordered = sorted(offers, key=in_order)
    return chose_to_wait(
        ((one.earliest_start, one.answer, one.chosen_start) for one in ordered), due_at=due_at
    )


def chose_to_wait(told: Iterable[Told], *, due_at: datetime) -> bool:
    """The same of nothing but what each offer told, in order."""
    could_be_had = by_patient = False
    for earliest_start, answer, chosen_start in told:
        could_be_had = could_be_had or (earliest_start is not None and earliest_start < due_at)
        if answer is OfferAnswer.WITHDRAWN:
            could_be_had = by_patient = False
        elif answer is not OfferAnswer.OPEN:
            in_time = chosen_start is not None and chosen_start < due_at
            by_patient = could_be_had and not in_time
    return by_patient


def in_order(offer: Offer) -> tuple[datetime, str]:
    """In the order in which they were made."""
    return (offer.offered_at, offer.id)
