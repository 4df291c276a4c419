"""What staff do with the contact they hold: still at it, give back, pass on, how it ended, sort anew."""

from collections.abc import Callable
from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, ContactId, Outcome, Result, UnitId
from contact_api.domain.region.region import Region
from contact_api.http.auth.contexts import WorkQueueContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.routes import router
from contact_api.http.schemas.work_queue import Held, OutcomeIn, OverrideIn, Standing, TransferIn
from contact_api.http.views.staff_views import standing_view
from contact_api.ports import Transaction
from contact_api.usecases.assessment.record_assessment import decide_not_needed
from contact_api.usecases.work_queue.pull_next import heartbeat, release, transfer
from contact_api.usecases.work_queue.record_outcome import override_triage, record_outcome

routes = router("staff")

REFUSALS = (errors.ContactNotFound, errors.LeaseLost, errors.KeyReused, errors.Busy)


@routes.post(
    "/work-queue/claims/{contact_id:uuid}/heartbeats",
    response_model=Standing,
    **describe(
        "hold-claim",
        sv="Jag håller fortfarande på: behåll kontakten en stund till.",
        en="Still at it. The contact stays with the caller for another lease.",
        answer="Held until `lease_until`.",
        refusals=REFUSALS,
    ),
)
def hold_claim(
    contact_id: UUID, body: Held, context: WorkQueueContext, key: IdempotencyKey = None
) -> Response:
    def act(tx: Transaction) -> Standing:  # nobody is looked at, so nothing is logged
        key = ContactId(str(contact_id))
        return standing_view(heartbeat(key, context.staff_id, body.lease_number, tx, now=context.now))

    return once(context, key, act)


@routes.post(
    "/work-queue/claims/{contact_id:uuid}/releases",
    response_model=Standing,
    **describe(
        "release-claim",
        sv="Lämna tillbaka utan att ha försökt. Plats och löfte behålls.",
        en="Give back untried. The contact keeps its place and its promise.",
        answer="Waiting again.",
        refusals=REFUSALS,
    ),
)
def release_claim(
    contact_id: UUID, body: Held, context: WorkQueueContext, key: IdempotencyKey = None
) -> Response:
    return _change(
        contact_id,
        context,
        key,
        lambda held, tx: release(held, context.staff_id, body.lease_number, tx, now=context.now),
    )


@routes.post(
    "/work-queue/claims/{contact_id:uuid}/transfers",
    response_model=Standing,
    **describe(
        "transfer-claim",
        sv="Lämna över till annat yrke eller annan enhet, med skäl. Ett nytt löfte ges. Till en annan vårdgivare"
        " bara om personen har sagt ja.",
        en="Pass on to another profession or unit, with a reason. A new promise is given. Another care provider's"
        " unit only by the citizen's yes.",
        answer="Waiting again, for others.",
        refusals=(
            *REFUSALS,
            errors.UnitNotFound,
            errors.ReasonMissing,
            errors.NothingToChange,
            errors.ConsentMissing,
        ),
    ),
)
def transfer_claim(
    contact_id: UUID, body: TransferIn, context: WorkQueueContext, key: IdempotencyKey = None
) -> Response:
    _must_name(body, "to_unit", "to_professions")

    def change(key: ContactId, tx: Transaction) -> Contact:
        return transfer(
            key,
            context.staff_id,
            body.lease_number,
            tx,
            why=body.why,
            to_professions=_professions(body.to_professions, tx.region()),
            to_unit=UnitId(body.to_unit) if body.to_unit else None,
            consent=Consent(body.consent) if body.consent else None,
            now=context.now,
        )

    return _change(contact_id, context, key, change)


@routes.post(
    "/work-queue/claims/{contact_id:uuid}/outcomes",
    response_model=Standing,
    **describe(
        "record-outcome",
        sv="Så gick samtalet. Inget svar ger ett nytt försök enligt reglerna. Skickas det igen görs det en gång.",
        en="How the attempt ended. No answer means another try by rule, or an honest not reached after the"
        " last one. The same sent again is done once, also without a key.",
        answer="Where the contact stands now.",
        refusals=(*REFUSALS, errors.NotLicensed, errors.AssessmentFault),
    ),
)
def post_outcome(
    contact_id: UUID, body: OutcomeIn, context: WorkQueueContext, key: IdempotencyKey = None
) -> Response:
    if body.result and body.outcome is not Outcome.REACHED:
        raise InvalidField("body.result", "a result only where somebody was reached; leave it out")
    if body.no_assessment_needed and body.outcome is not Outcome.REACHED:
        raise InvalidField("body.no_assessment_needed", "only where somebody was reached; leave it out")
    if body.result is Result.SELF_CARE or body.no_assessment_needed:
        context.must_be_licensed()
    of_lease = f"outcome-{contact_id}-{body.lease_number}-{body.outcome}-{body.result}"
    if body.no_assessment_needed:
        of_lease += "-no-assessment"

    def end(held: ContactId, tx: Transaction) -> Contact:
        staff_id = context.staff_id
        ended = record_outcome(
            held, staff_id, body.lease_number, body.outcome, tx, result=body.result, now=context.now
        )
        if not body.no_assessment_needed:
            return ended
        why = f"with the outcome {body.result or body.outcome}"
        return decide_not_needed(held, staff_id, tx, why=why, now=context.now)

    return _change(
        contact_id,
        context,
        key or of_lease,  # sent again, however late, it is answered as it was saved
        end,
    )


@routes.post(
    "/work-queue/claims/{contact_id:uuid}/triage-overrides",
    response_model=Standing,
    **describe(
        "override-triage",
        sv="Legitimerad personal ändrar angelägenhet, yrken, tid eller garanti, med skäl.",
        en="Licensed staff set urgency, professions, minutes or guarantee, with a reason. Both stand in"
        " the history.",
        answer="Where the contact stands now.",
        refusals=(*REFUSALS, errors.NotLicensed, errors.ReasonMissing, errors.NothingToChange),
    ),
)
def post_triage_override(
    contact_id: UUID, body: OverrideIn, context: WorkQueueContext, key: IdempotencyKey = None
) -> Response:
    _must_name(body, "urgency", "professions", "minutes", "guarantee")
    context.must_be_licensed()

    def change(key: ContactId, tx: Transaction) -> Contact:
        return override_triage(
            key,
            context.staff_id,
            body.lease_number,
            tx,
            why=body.why,
            urgency=body.urgency,
            professions=_professions(body.professions, tx.region()),
            minutes=body.minutes,
            guarantee=body.guarantee,
            now=context.now,
        )

    return _change(contact_id, context, key, change)


def _change(
    contact_id: UUID,
    context: RequestContext,
    key: str | None,
    change: Callable[[ContactId, Transaction], Contact],
) -> Response:
    def act(tx: Transaction) -> Standing:
        changed = change(ContactId(str(contact_id)), tx)
        context.note_access(tx, "changed", "make the contact", contact=changed)
        return standing_view(changed)

    return once(context, key, act)


def _must_name(body: TransferIn | OverrideIn, *fields: str) -> None:
    """A change that changes nothing is a mistake of the caller's, and would stand in the history."""
    if all(getattr(body, field) is None for field in fields):
        raise InvalidField(f"body.{fields[0]}", f"nothing would change; send {' or '.join(fields)}")


def _professions(codes: list[str] | None, region: Region) -> tuple[str, ...] | None:
    if codes is None:
        return None
    known = {entry.code for entry in region.catalogue.professions}
    if not known.issuperset(codes):
        raise InvalidField("body", f"there is no such profession; there are {', '.join(sorted(known))}")
    return tuple(codes)
