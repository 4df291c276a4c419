"""Assessments over both stores: recorded, taken back, by a booking, not needed."""

from datetime import datetime
from typing import Any

import pytest

from contact_api.domain.assessment.assessment import Assessment, AssessmentForm, clock_runs
from contact_api.domain.core.attempts import reopened
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import (
    AssessmentFault,
    AssessmentNotFound,
    ContactNotFound,
    NotLicensed,
    OfferMissing,
    ReasonMissing,
    StaffNotFound,
)
from contact_api.domain.core.values import AssessmentState, ContactId, ContactState, Outcome, Result, StaffId
from contact_api.usecases.assessment.note_offer import answer_offer, note_offer, withdraw_offer
from contact_api.usecases.assessment.record_assessment import (
    Recorded,
    decide_needed,
    decide_not_needed,
    record_assessment,
    undo_assessment,
    undo_assessment_of_booking,
)
from tests.makers import at
from tests.stores import ASSISTANT, DOCTOR, over_both_stores
from tests.usecases.day import BACKEN, COLD, NURSE, PRESCRIPTION, Day, moment

C1 = ContactId("c1")


def assessed(day: Day, staff_id: str = DOCTOR.id, *, now: str = "12:00", **but: Any) -> Recorded:
    told: dict[str, Any] = {
        "form": AssessmentForm.VISIT,
        "assessment_id": "a1",
        "assessed_at": at("11:00"),
        "actor": NURSE,
    } | but
    form = told.pop("form")
    return day.run(lambda tx: record_assessment(C1, StaffId(staff_id), form, tx, now=at(now), **told))


def reached(day: Day, reason: str = COLD) -> Contact:
    day.seek(reason=reason)
    return day.ends(day.pulled(now="09:00"), Outcome.REACHED, result=Result.ADVICE, now="09:10")


def kept(day: Day) -> list[Assessment]:
    return list(day.run(lambda tx: tx.assessments(C1)))


def offered(day: Day, earliest: datetime | None, *, now: str = "09:20", number: int = 1) -> None:
    day.run(
        lambda tx: note_offer(
            C1,
            tx,
            offer_id=f"o{number}",
            unit_id=BACKEN,
            time_type="visit",
            earliest_start=earliest,
            times=1 if earliest else 0,
            actor=NURSE,
            now=at(now),
        )
    )


@over_both_stores
def test_the_call_back_alone_leaves_the_clock_running(day: Day) -> None:
    ended = reached(day)

    assert ended.state is ContactState.REACHED
    assert clock_runs(ended)
    assert clock_runs(day.contact())


@over_both_stores
def test_a_visit_with_licensed_staff_stops_the_clock_and_stands_in_the_history(day: Day) -> None:
    sought_at = reached(day).need.sought_at

    recorded = assessed(day)

    assert recorded.contact == day.contact()
    assert (day.contact().assessment, day.contact().assessment_ended_at) == (
        AssessmentState.ASSESSED,
        at("11:00"),
    )
    assert kept(day) == [recorded.assessment]
    assert (recorded.assessment.profession, recorded.assessment.unit_id) == ("doctor", BACKEN)
    assert day.kinds()[-1] == "assessment.recorded"
    assert day.contact().need.sought_at == sought_at


@over_both_stores
@pytest.mark.parametrize(
    ("staff_id", "but"),
    [
        (ASSISTANT.id, {}),
        (DOCTOR.id, {"form": AssessmentForm.TELEPHONE}),
        (DOCTOR.id, {"form": AssessmentForm.WRITTEN}),
        (NURSE, {"form": AssessmentForm.TELEPHONE, "qualified": True, "assessed_at": at("09:05")}),
    ],
)
def test_what_is_no_assessment_is_kept_and_does_not_stop_the_clock(
    day: Day, staff_id: str, but: dict[str, Any]
) -> None:
    reached(day)

    recorded = assessed(day, staff_id, **but)

    assert kept(day) == [recorded.assessment]
    assert not recorded.assessment.stops_clock
    assert clock_runs(day.contact())


@over_both_stores
def test_a_planned_telephone_time_that_equals_a_visit_counts(day: Day) -> None:
    reached(day)

    assessed(day, form=AssessmentForm.TELEPHONE, qualified=True)

    assert day.contact().assessment is AssessmentState.ASSESSED


@over_both_stores
def test_taken_back_it_stays_in_sight_and_the_clock_is_as_if_it_had_not_been(day: Day) -> None:
    before = reached(day)
    assessed(day)
    assessed(day, NURSE, assessment_id="a2", assessed_at=at("11:30"))

    day.run(lambda tx: undo_assessment(C1, "a1", tx, actor=NURSE, now=at("12:05")))
    after_one = day.contact()
    day.run(lambda tx: undo_assessment(C1, "a2", tx, actor=NURSE, now=at("12:06")))

    assert after_one.assessment_ended_at == at("11:30")
    assert day.contact() == before
    assert [(one.id, one.undone_by) for one in kept(day)] == [("a1", NURSE), ("a2", NURSE)]
    with pytest.raises(AssessmentNotFound):
        day.run(lambda tx: undo_assessment(C1, "a1", tx, actor=NURSE, now=at("12:07")))


@over_both_stores
def test_an_attended_booking_is_kept_once_and_taken_back_with_it(day: Day) -> None:
    reached(day)
    of_booking: dict[str, Any] = {"booking_id": "b1", "form": AssessmentForm.TELEPHONE, "qualified": True}

    first = assessed(day, assessed_at=at("09:05"), **of_booking)
    again = assessed(day, assessment_id="a2", **of_booking)

    assert first.assessment == again.assessment
    assert len(kept(day)) == 1
    assert day.contact().assessment is AssessmentState.ASSESSED
    assert day.run(lambda tx: undo_assessment_of_booking(C1, "b1", tx, actor="b", now=at("13:00")))
    assert not day.run(lambda tx: undo_assessment_of_booking(C1, "b1", tx, actor="b", now=at("13:00")))
    assert clock_runs(day.contact())
    assert assessed(day, assessment_id="a3", **of_booking).assessment.id == "a3"


@over_both_stores
def test_what_cannot_be_is_refused_and_nothing_is_kept(day: Day) -> None:
    reached(day)
    before = day.contact()

    refused: list[tuple[type[Exception], dict[str, Any]]] = [
        (AssessmentFault, {"assessed_at": at("07:59")}),
        (AssessmentFault, {"assessed_at": at("12:01")}),
        (AssessmentFault, {"profession": "midwife"}),
        (OfferMissing, {"patient_chose_to_wait": True}),
    ]
    for refusal, but in refused:
        with pytest.raises(refusal):
            assessed(day, **but)
    with pytest.raises(StaffNotFound):
        assessed(day, "nobody")
    with pytest.raises(ContactNotFound):
        day.run(lambda tx: undo_assessment(ContactId("nobody"), "a1", tx, actor=NURSE, now=at("12:00")))

    assert (day.contact(), kept(day)) == (before, [])


@over_both_stores
def test_the_patients_choice_takes_an_offer_within_the_limit_that_was_not_taken(day: Day) -> None:
    reached(day)
    late = moment("11:00").replace(day=20)
    offered(day, at("13:00"))
    with pytest.raises(OfferMissing):
        assessed(day, patient_chose_to_wait=True)

    day.run(lambda tx: answer_offer(C1, tx, chosen_start=late, now=at("09:21")))

    assert assessed(day, patient_chose_to_wait=True).assessment.id == "a1"


@over_both_stores
def test_a_time_that_the_unit_took_back_is_not_the_patients_choice(day: Day) -> None:
    reached(day)
    offered(day, at("13:00"))
    day.run(lambda tx: answer_offer(C1, tx, chosen_start=at("13:00"), now=at("09:21")))
    offered(day, at("13:30"), number=2)

    day.run(lambda tx: withdraw_offer(C1, tx, now=at("09:30")))
    late = moment("11:00").replace(day=20)
    day.run(lambda tx: answer_offer(C1, tx, chosen_start=late, now=at("09:40")))

    assert [one.answer for one in day.run(lambda tx: tx.assessment_offers(C1))] == [
        "chosen",
        "open",
        "withdrawn",
        "chosen",
    ]
    with pytest.raises(OfferMissing):
        assessed(day, patient_chose_to_wait=True)


@over_both_stores
def test_what_is_kept_at_one_moment_stays_in_its_order_however_often(day: Day) -> None:
    reached(day)
    offered(day, at("13:00"), now="09:21")
    late = moment("11:00").replace(day=20)

    for _ in range(6):
        day.run(lambda tx: withdraw_offer(C1, tx, now=at("09:21")))
        day.run(lambda tx: answer_offer(C1, tx, chosen_start=late, now=at("09:21")))

    assert [one.answer for one in day.run(lambda tx: tx.assessment_offers(C1))] == [
        "open",
        *["withdrawn", "chosen"] * 6,
    ]
    with pytest.raises(OfferMissing):
        assessed(day, patient_chose_to_wait=True)


@over_both_stores
def test_nothing_is_answered_that_was_not_offered(day: Day) -> None:
    reached(day)

    with pytest.raises(OfferMissing):
        day.run(lambda tx: answer_offer(C1, tx, chosen_start=None, now=at("10:00")))


@over_both_stores
def test_licensed_staff_decide_that_none_is_needed_and_take_it_back(day: Day) -> None:
    before = reached(day)

    decided = day.run(lambda tx: decide_not_needed(C1, NURSE, tx, why="self-care", now=at("09:15")))
    stands = day.contact()
    day.run(lambda tx: decide_needed(C1, NURSE, tx, now=at("09:30")))

    assert decided == stands
    assert stands.assessment is AssessmentState.NOT_NEEDED
    assert day.contact() == before
    assert day.kinds()[-2:] == ["assessment.not_needed", "assessment.needed"]


@over_both_stores
def test_the_decision_takes_a_licence_a_reason_and_a_conversation(day: Day) -> None:
    day.seek()
    with pytest.raises(AssessmentFault):
        day.run(lambda tx: decide_not_needed(C1, NURSE, tx, why="x", now=at("09:15")))
    day.ends(day.pulled(now="09:00"), Outcome.REACHED, now="09:10")

    with pytest.raises(NotLicensed):
        day.run(lambda tx: decide_not_needed(C1, ASSISTANT.id, tx, why="x", now=at("09:15")))
    with pytest.raises(ReasonMissing):
        day.run(lambda tx: decide_not_needed(C1, NURSE, tx, why=" ", now=at("09:15")))
    with pytest.raises(NotLicensed):
        day.run(lambda tx: decide_needed(C1, ASSISTANT.id, tx, now=at("09:15")))
    with pytest.raises(AssessmentFault):
        day.run(lambda tx: decide_needed(C1, NURSE, tx, now=at("09:15")))

    assert clock_runs(day.contact())


@over_both_stores
def test_what_the_guarantee_does_not_cover_has_no_clock(day: Day) -> None:
    assert not clock_runs(day.seek(reason=PRESCRIPTION).contact)


@over_both_stores
def test_who_cannot_be_reached_is_not_due_until_they_are_back_with_their_first_time(day: Day) -> None:
    day.seek()
    day.rings_in_vain(now="09:00", times=3)
    away = day.contact()

    back = reopened(away, now=at("11:30"))

    assert (away.state, clock_runs(away)) == (ContactState.NOT_REACHED, False)
    assert (back.need.sought_at, clock_runs(back)) == (at("08:00"), True)
