"""What figures are counted from."""

from dataclasses import replace
from typing import Any

from contact_api.domain.assessment.offers import Offer, OfferAnswer
from contact_api.domain.core.values import (
    AssessmentState,
    Channel,
    ContactId,
    ContactState,
    Guarantee,
    Intake,
    Outcome,
    PersonId,
    Urgency,
    Window,
)
from contact_api.domain.figures.figures import FigureRow
from contact_api.ports import (
    Store,
)
from tests.adapters.store_contract.shelf import add, an_attempt
from tests.domain.assessment.test_assessment import an_assessment
from tests.makers import (
    UNIT,
    a_contact,
    a_promise,
    a_promised_contact,
    a_window,
    at,
)

AN_OFFER = Offer(
    "o1", ContactId("c1"), PersonId("person-c1"), UNIT.id, at("09:20"), "visit", at("15:00"), 3, "backen-01"
)


def test_figure_rows_are_one_for_each_contact_sought_in_the_span(store: Store) -> None:
    ended: dict[str, Any] = {"assessment": AssessmentState.ASSESSED, "assessment_ended_at": at("13:00")}
    assessed = a_promised_contact("c1", **ended)
    by_doctor = an_assessment(staff_id="backen-01", assessed_at=at("13:00"))
    add(store, a_promised_contact("c1"), a_contact("c2", sought_at=at("12:00")))
    with store.transaction() as tx:
        tx.add_promise(a_promise("c1"))
        tx.add_promise(a_promise("c1", window=a_window("10:00", "11:00")))
        tx.add_attempt(an_attempt("c1", 1))
        tx.add_attempt(an_attempt("c1", 2, outcome=Outcome.REACHED))
        tx.save_contact(assessed)
        tx.add_assessment(replace(by_doctor, id="a0", licensed=False, profession="assistant_nurse"))
        tx.add_assessment(replace(by_doctor, id="a2", profession="nurse", assessed_at=at("14:00")))
        tx.add_assessment(by_doctor)
        tx.add_assessment_offer(replace(AN_OFFER, id="o2", offered_at=at("09:30"), earliest_start=None))
        tx.add_assessment_offer(AN_OFFER)

    with store.transaction() as tx:
        found = tx.figure_rows(Window(at("08:00"), at("12:00")))

    assert found == [
        FigureRow(
            contact_id=ContactId("c1"),
            unit_id=UNIT.id,
            channel=Channel.WEB,
            intake=Intake.WEB_FORM,
            urgency=Urgency.U2,
            state=ContactState.WAITING,
            sought_at=at("08:00"),
            times_sought=1,
            first_backed=True,
            first_window=a_window(),
            promises=2,
            attempts=((at("09:00"), False), (at("10:00"), True)),
            guarantee=Guarantee.NEW,
            assessment=AssessmentState.ASSESSED,
            assessment_ended_at=at("13:00"),
            assessed_by="doctor",
            offers=(
                (at("15:00"), OfferAnswer.OPEN, None),
                (None, OfferAnswer.OPEN, None),
            ),
        )
    ]
