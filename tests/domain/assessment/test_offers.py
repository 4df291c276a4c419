"""Whose choice a wait was: the patient's only where a time within the limit could be had, and was not taken."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.assessment.offers import Offer, OfferAnswer, Waits, is_patients_choice, waits
from contact_api.domain.core.calendar import assessment_due
from contact_api.domain.core.values import ContactId, PersonId, UnitId
from tests.makers import ZONE, at

MONDAY = date(2027, 1, 11)
SOUGHT_AT = at("09:00", day=MONDAY)
DUE_AT = assessment_due(SOUGHT_AT, ZONE, days=3)


def on(day: int) -> datetime:
    return at("10:00", day=date(2027, 1, day))


def an_offer(earliest: int | None, chosen: int | None = None, *, number: int = 0, **but: Any) -> Offer:
    """Made so many minutes after contact was sought; `earliest` and `chosen` are days of January."""
    offer = Offer(
        id=f"o{number}",
        contact_id=ContactId("c1"),
        person_id=PersonId("p1"),
        unit_id=UnitId("backen"),
        offered_at=SOUGHT_AT + timedelta(minutes=number),
        time_type="visit",
        earliest_start=on(earliest) if earliest else None,
        times=1 if earliest else 0,
        noted_by="backen-01",
        answer=OfferAnswer.CHOSEN if chosen else OfferAnswer.OPEN,
        chosen_start=on(chosen) if chosen else None,
    )
    return replace(offer, **but)


DECLINED: dict[str, Any] = {"answer": OfferAnswer.DECLINED}
WITHDRAWN: dict[str, Any] = {"answer": OfferAnswer.WITHDRAWN}


@pytest.mark.parametrize(
    ("offers", "right"),
    [
        ([], Waits()),
        ([an_offer(12, 20)], Waits(1, 9, chosen_by_patient=True)),  # times on 12 and 14 were open
        ([an_offer(18, 20)], Waits(7, 9, chosen_by_patient=False)),  # nothing within the limit
        ([an_offer(12, 14)], Waits(1, 3)),
        ([an_offer(12, **DECLINED)], Waits(1, None, chosen_by_patient=True)),
        ([an_offer(None, **DECLINED)], Waits()),
        ([an_offer(12), an_offer(18, 20, number=1)], Waits(1, 9, chosen_by_patient=True)),
        # gave a time within the limit up for a later one
        ([an_offer(12, 13), an_offer(18, 20, number=1)], Waits(1, 9, chosen_by_patient=True)),
        # the unit took the time back, and had none within the limit
        (
            [an_offer(12, 13), an_offer(None, number=1, **WITHDRAWN), an_offer(18, 18, number=2)],
            Waits(1, 7),
        ),
        # moved once more, it stays whose choice it was
        ([an_offer(12, 20), an_offer(25, 27, number=1)], Waits(1, 16, chosen_by_patient=True)),
    ],
)
def test_the_waits_and_whose_choice_they_were(offers: list[Offer], right: Waits) -> None:
    assert waits(offers, SOUGHT_AT, due_at=DUE_AT, zone=ZONE) == right


DAYS = st.none() | st.integers(11, 30)
OFFERS = st.lists(
    st.builds(an_offer, DAYS, number=st.integers(0, 9)).flatmap(
        lambda offer: st.sampled_from(
            [
                offer,
                replace(offer, answer=OfferAnswer.DECLINED),
                replace(offer, answer=OfferAnswer.WITHDRAWN),
                replace(offer, answer=OfferAnswer.CHOSEN, chosen_start=on(13)),
                replace(offer, answer=OfferAnswer.CHOSEN, chosen_start=on(20)),
            ]
        )
    ),
    max_size=6,
)


@given(OFFERS)
def test_no_wait_is_the_patients_choice_without_an_offer_within_the_limit(offers: list[Offer]) -> None:
    could_be_had = [one for one in offers if one.earliest_start and one.earliest_start < DUE_AT]
    answered = [one for one in offers if one.answer is not OfferAnswer.OPEN]

    if not could_be_had or not answered:
        assert not is_patients_choice(offers, due_at=DUE_AT)


@given(OFFERS)
def test_a_look_that_nobody_answered_and_the_order_of_telling_change_nothing(offers: list[Offer]) -> None:
    right = is_patients_choice(offers, due_at=DUE_AT)

    assert is_patients_choice([*offers, an_offer(12, number=99)], due_at=DUE_AT) is right
    by_time = {(one.offered_at, one.id): one for one in offers}
    assert is_patients_choice([*by_time.values()][::-1], due_at=DUE_AT) is is_patients_choice(
        by_time.values(), due_at=DUE_AT
    )


@given(OFFERS)
def test_taking_a_time_within_the_limit_is_no_choice_to_wait(offers: list[Offer]) -> None:
    assert not is_patients_choice([*offers, an_offer(12, 13, number=99)], due_at=DUE_AT)
