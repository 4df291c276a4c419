"""Assessments and offers, as they were written."""

from dataclasses import replace

import pytest

from contact_api.domain.assessment.assessment import AssessmentForm, AssessmentSource
from contact_api.domain.assessment.offers import Offer, OfferAnswer
from contact_api.domain.core.values import ContactId, PersonId
from contact_api.ports import Contested, Store
from tests.adapters.store_contract.shelf import Interrupted, add
from tests.domain.assessment.test_assessment import an_assessment
from tests.makers import UNIT, a_contact, at

C1 = ContactId("c1")
FIRST = an_assessment(staff_id="backen-01")
SECOND = replace(
    FIRST,
    id="a0",
    assessed_at=at("09:30"),
    form=AssessmentForm.WRITTEN,
    source=AssessmentSource.BOOKING,
    booking_id="b1",
)
OFFER = Offer("o1", C1, PersonId("person-c1"), UNIT.id, at("09:00"), "visit", at("13:00"), 3, "backen-01")


@pytest.fixture
def kept_there(store: Store) -> Store:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_assessment(SECOND)
        tx.add_assessment(FIRST)
        tx.add_assessment(replace(FIRST, id="a9", contact_id=ContactId("c2")))
        tx.add_assessment_offer(OFFER)
    return store


def test_they_come_back_as_they_were_written_the_first_first(kept_there: Store) -> None:
    with kept_there.transaction() as tx:
        assert list(tx.assessments(C1)) == [FIRST, SECOND]
        assert list(tx.assessment_offers(C1)) == [OFFER]
        assert list(tx.assessment_offers(ContactId("c2"))) == []


def test_what_becomes_of_them_is_kept(kept_there: Store) -> None:
    undone = replace(FIRST, undone_at=at("12:00"), undone_by="eva")
    chosen = replace(OFFER, answer=OfferAnswer.CHOSEN, chosen_start=at("13:00"), answered_at=at("09:05"))
    with kept_there.transaction() as tx:
        tx.save_assessment(undone)
        tx.save_assessment_offer(chosen)

    with kept_there.transaction() as tx:
        assert list(tx.assessments(C1)) == [undone, SECOND]
        assert list(tx.assessment_offers(C1)) == [chosen]


@pytest.mark.parametrize("again", [FIRST, replace(SECOND, id="another")])
def test_none_is_written_twice_and_a_booking_stands_for_one(kept_there: Store, again: object) -> None:
    with pytest.raises(Contested), kept_there.transaction() as tx:
        tx.add_assessment(again)  # type: ignore[arg-type]

    with kept_there.transaction() as tx:
        assert len(tx.assessments(C1)) == 2


def test_a_booking_whose_assessment_was_undone_may_have_another(kept_there: Store) -> None:
    with kept_there.transaction() as tx:
        tx.save_assessment(replace(SECOND, undone_at=at("12:00"), undone_by="eva"))
    with kept_there.transaction() as tx:
        tx.add_assessment(replace(SECOND, id="another"))

    with kept_there.transaction() as tx:
        assert [one.id for one in tx.assessments(C1)] == ["a1", "a0", "another"]


def test_an_offer_to_somebody_without_a_contact_request_is_kept(kept_there: Store) -> None:
    with kept_there.transaction() as tx:
        tx.add_assessment_offer(replace(OFFER, id="o2", contact_id=None))

    with pytest.raises(Contested), kept_there.transaction() as tx:
        tx.add_assessment_offer(replace(OFFER, id="o2", contact_id=None))


def test_what_was_not_committed_was_not_written(kept_there: Store) -> None:
    def interrupted() -> None:
        with kept_there.transaction() as tx:
            tx.add_assessment(replace(FIRST, id="z"))
            tx.add_assessment_offer(replace(OFFER, id="z"))
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()

    with kept_there.transaction() as tx:
        assert (len(tx.assessments(C1)), len(tx.assessment_offers(C1))) == (2, 1)
