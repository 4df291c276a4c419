"""The three-day clock of one contact: what staff record of it, take back and decide."""

from uuid import UUID, uuid4

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, StaffId
from contact_api.http.auth.contexts import ContactContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.routes.assessments_due import ABOUT, REFUSALS, THE_CLOCK, changed
from contact_api.http.schemas.assessments import (
    AssessmentClock,
    AssessmentIn,
    NeedIn,
    OfferIn,
)
from contact_api.http.views.assessment_views import clock_view
from contact_api.ports import Transaction
from contact_api.usecases.assessment.note_offer import answer_offer, note_offer
from contact_api.usecases.assessment.record_assessment import (
    decide_needed,
    decide_not_needed,
    record_assessment,
    undo_assessment,
)

routes = router("staff")


@routes.get(
    f"{ABOUT}/assessments",
    response_model=AssessmentClock,
    **describe(
        "see-assessments",
        sv="Tredagarsklockan för en kontakt: bedömningar, erbjudna tider och när gränsen går.",
        en="The three-day clock of a contact. Assessments, times offered, and when the limit is.",
        answer=THE_CLOCK,
        refusals=(errors.ContactNotFound,),
    ),
)
def see_assessments(contact_id: UUID, context: ContactContext) -> Response:
    def act(tx: Transaction) -> AssessmentClock:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "see the assessments", contact=contact)
        return clock_view(contact, tx, now=context.now)

    return json_response(context.app.transact(act))


@routes.post(
    f"{ABOUT}/assessments",
    status_code=201,
    response_model=AssessmentClock,
    **describe(
        "record-assessment",
        sv="Registrera en bedömning. Klockan stannar vid ett besök, eller en planerad kontakt som motsvarar ett, hos"
        " legitimerad personal. Annat sparas och stannar den inte.",
        en="Keep an assessment. The clock stops at a visit, or a planned contact that equals one, with licensed"
        " staff. Anything else is kept and does not stop it.",
        answer=THE_CLOCK,
        refusals=(*REFUSALS, errors.StaffNotFound, errors.AssessmentFault, errors.OfferMissing),
    ),
)
def post_assessment(
    contact_id: UUID, body: AssessmentIn, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    assessment_id = str(uuid4())

    def change(contact: ContactId, tx: Transaction) -> Contact:
        return record_assessment(
            contact,
            _assessor(body.staff_id, context, tx),
            body.form,
            tx,
            assessment_id=assessment_id,
            assessed_at=body.assessed_at,
            profession=body.profession,
            qualified=body.qualified,
            patient_chose_to_wait=body.patient_chose_to_wait,
            actor=context.actor,
            now=context.now,
        ).contact

    return changed(contact_id, context, key, change, 201)


@routes.post(
    f"{ABOUT}/assessments/{{assessment_id:uuid}}/undoings",
    response_model=AssessmentClock,
    **describe(
        "undo-assessment",
        sv="Ta tillbaka en bedömning som registrerades fel. Den syns kvar, och klockan går som om den inte fanns.",
        en="Take back an assessment that was recorded by mistake. It stays in sight, and the clock is as if it had"
        " not been.",
        answer=THE_CLOCK,
        refusals=(*REFUSALS, errors.AssessmentNotFound),
    ),
)
def post_undoing(
    contact_id: UUID,
    assessment_id: UUID,
    context: ContactContext,
    key: IdempotencyKey = None,
) -> Response:
    def change(contact: ContactId, tx: Transaction) -> Contact:
        return undo_assessment(contact, str(assessment_id), tx, actor=context.actor, now=context.now).contact

    return changed(contact_id, context, key, change)


@routes.post(
    f"{ABOUT}/assessment-offers",
    status_code=201,
    response_model=AssessmentClock,
    **describe(
        "note-assessment-offer",
        sv="Anteckna vilka tider som erbjöds och vad personen valde. Bara så kan väntan räknas som personens eget val.",
        en="Note what times were offered, and what the citizen chose. Only so can a wait count as their choice.",
        answer=THE_CLOCK,
        refusals=REFUSALS,
    ),
)
def post_offer(
    contact_id: UUID, body: OfferIn, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    if body.declined and body.chosen_start:
        raise InvalidField("body.declined", "either a time was chosen or all were declined")
    if body.earliest_start is None and (body.times or body.chosen_start):
        raise InvalidField("body.earliest_start", "name the first time, or send `times` 0 and none chosen")
    if body.earliest_start and not body.times:
        raise InvalidField("body.times", "at least one, as there is a first time")
    offer_id = str(uuid4())

    def change(contact: ContactId, tx: Transaction) -> Contact:
        note_offer(
            contact,
            tx,
            offer_id=offer_id,
            unit_id=context.member(tx.region()).unit_id,
            time_type=body.time_type,
            earliest_start=body.earliest_start,
            times=body.times,
            actor=context.actor,
            now=context.now,
        )
        if body.chosen_start or body.declined:
            return answer_offer(contact, tx, chosen_start=body.chosen_start, now=context.now)
        return context.known_contact(contact, tx)

    return changed(contact_id, context, key, change, 201)


@routes.post(
    f"{ABOUT}/assessment-needs",
    response_model=AssessmentClock,
    **describe(
        "decide-assessment-need",
        sv="Legitimerad personal beslutar att ingen bedömning behövs, med skäl, eller tar tillbaka det.",
        en="Licensed staff decide that no assessment is needed, with a reason, or take that back. It is never counted"
        " as an assessment.",
        answer=THE_CLOCK,
        refusals=(*REFUSALS, errors.NotLicensed, errors.ReasonMissing, errors.AssessmentFault),
    ),
)
def post_need(
    contact_id: UUID, body: NeedIn, context: ContactContext, key: IdempotencyKey = None
) -> Response:
    context.must_be_licensed()

    def change(contact: ContactId, tx: Transaction) -> Contact:
        if body.needed:
            return decide_needed(contact, context.staff_id, tx, now=context.now)
        return decide_not_needed(contact, context.staff_id, tx, why=body.why or "", now=context.now)

    return changed(contact_id, context, key, change)


def _assessor(named: str | None, context: RequestContext, tx: Transaction) -> StaffId:
    """Who assessed: the caller, or a colleague of the caller's care provider. Errors: StaffNotFound."""
    if named is None:
        return context.staff_id
    region = tx.region()
    own, other = context.member(region), region.member(StaffId(named))
    if region.unit(other.unit_id).provider_id != region.unit(own.unit_id).provider_id:
        raise errors.StaffNotFound
    return other.id
