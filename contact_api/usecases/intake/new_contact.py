"""The contact that a request is, as it was sorted, before anything is promised or booked."""

from dataclasses import replace

from contact_api.domain.core.contact import Circumstances, Contact, Details, Need
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.region.region import Region
from contact_api.domain.triage.merge_duplicate import WITH_INTERPRETER
from contact_api.domain.triage.triage import Declared, Triage
from contact_api.ports import Contacts
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.messages.sms_reachability import is_known_wrong

INTERPRETER = "interpreter"


def declared_in(request: Request, region: Region) -> Declared:
    """What was declared; a need that the catalogue has a fact for counts as declared (it lengthens the talk)."""
    if request.interpreter and INTERPRETER in region.catalogue.fact_codes:
        return replace(request.declared, facts=request.declared.facts | {INTERPRETER})
    return request.declared


def contact_of(request: Request, triaged: Triage, key: str | None, *, region: Region) -> Contact:
    """The contact that a request is, as it was sorted; nothing is promised yet. `key`: by which it is found again."""
    catalogue_reason = region.catalogue.reason(triaged.reason)
    staff_language = WITH_INTERPRETER if request.interpreter else request.language
    need = Need(
        contact_id=request.contact_id,
        unit_id=request.unit_id,
        professions=triaged.professions,
        language=staff_language,
        minutes=triaged.expected_minutes + region.planning.wrap // MINUTE,
        urgency=triaged.urgency,
        sought_at=request.sought_at,
        consent=request.consent,
        available_from=request.available_from,
        available_to=request.available_to,
        named_contact=request.named_contact,
    )
    circumstances = Circumstances(
        reason=triaged.reason,
        channel=request.channel,
        intake=request.intake,
        guarantee=triaged.guarantee,
        catalogue_version=triaged.catalogue_version,
        rule_ids=triaged.rule_ids,
        facts=tuple(sorted(request.declared.facts)),
        red_flags=triaged.red_flags,
        citizen_language=request.language,
        interpreter=request.interpreter,
        mode=request.mode,
        protected_identity=request.protected_identity,
        safe_contact=request.safe_contact or catalogue_reason.safe_contact,
        sms_welcome=request.sms_welcome,
        on_behalf_of=request.on_behalf_of,
        expected_minutes=triaged.expected_minutes,
    )
    return Contact(
        need,
        circumstances,
        request.person_id,
        duplicate_key=key,
        limited_as=request.limited_as,
        sent_by=request.sent_by,
    )


def with_what_is_known(contact: Contact, details: Details, tx: Contacts) -> Contact:
    """The new contact with what is known of its person from before."""
    person = tx.person(contact.person_id)
    if person is None:
        return contact
    need, around = contact.need, contact.circumstances
    is_protected = around.protected_identity or person.protected_identity
    return replace(
        contact,
        need=replace(need, named_contact=need.named_contact or person.named_contact),
        circumstances=replace(around, protected_identity=is_protected),
        number_is_wrong=is_known_wrong(person.id, details, tx),
    )
