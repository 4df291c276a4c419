"""The staff desk: enter a request for somebody, look one up, read its history."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.access import Permission, may_know_of
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import ContactNotFound
from contact_api.domain.core.identity import read_identity
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.request_context import RequestContext, allowed
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.contact_requests import read_entered_request
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_answers import answer
from contact_api.http.routes import router
from contact_api.http.schemas.base import LONGEST_LIST
from contact_api.http.schemas.case import TakenCase
from contact_api.http.schemas.history import FoundContacts, History, PersonSearch
from contact_api.http.schemas.intake import EnteredRequestIn
from contact_api.http.schemas.work_queue import StaffContact
from contact_api.http.views.citizen_views import taken_case_view
from contact_api.http.views.staff_views import contact_view, history_view, queued_view
from contact_api.ports import Transaction
from contact_api.usecases.identification.recognise import person_ids_of
from contact_api.usecases.intake.take_in import take_in

routes = router("staff")

Looking = Annotated[RequestContext, Depends(allowed(Permission.SEE_CONTACT))]


@routes.post(
    "/desk/contact-requests",
    status_code=201,
    response_model=TakenCase,
    **describe(
        "enter-contact-request",
        sv="Personal registrerar en kontakt åt någon.",
        en="Enter a request for somebody. After an outage with the time at which contact was sought.",
        answer="Taken in; who still waits keeps her case and her place (`merged`).",
        refusals=(
            errors.UnitNotFound,
            errors.UnknownReason,
            errors.NotAnIdentity,
            errors.NotAPhoneNumber,
            errors.KeyReused,
            errors.Busy,
        ),
    ),
)
def enter_contact_request(
    body: EnteredRequestIn,
    context: Annotated[RequestContext, Depends(allowed(Permission.ENTER_CONTACT))],
    key: IdempotencyKey = None,
) -> Response:
    contact_id = context.app.new_contact_id()

    def act(tx: Transaction) -> TakenCase:
        region = tx.region()
        request = read_entered_request(body, context, contact_id, region)
        taken = take_in(request, tx, now=context.now, actor=context.actor)
        context.note_access(tx, "changed", "enter a contact request", contact=taken.contact)
        return taken_case_view(taken, context, tx, region, with_link=False)

    return once(context, key, act, 201)


@routes.post(
    "/desk/contact-requests/searches",
    response_model=FoundContacts,
    **describe(
        "search-contact-requests",
        sv="Sök en persons kontakter. Numret står i kroppen, aldrig i adressen.",
        en="Find a person's contacts. The number stands in the body, never in the address.",
        answer="Her contacts that the caller's unit has a part in.",
        refusals=(errors.NotAnIdentity,),
    ),
)
def search_contact_requests(body: PersonSearch, context: Looking) -> Response:
    def act(tx: Transaction) -> FoundContacts:
        region = tx.region()
        sent = body.identity
        today = local_day(context.now, region.zone)
        identity = read_identity(sent.kind, sent.number or "", sent.system, now=today)
        found: list[Contact] = []
        for person_id in person_ids_of(identity, context.app.sealer):
            found += [one for one in tx.contacts_of(person_id) if _has_part(context, one)]
            context.note_access(tx, "listed", "search by identity", person_id=person_id)
        return FoundContacts(items=[queued_view(one, region) for one in found[-LONGEST_LIST:]])

    return answer(context.app.transact(act))


@routes.get(
    "/desk/contact-requests/{contact_id:uuid}",
    response_model=StaffContact,
    **describe(
        "see-contact-details",
        sv="Kontakten med personuppgifter. Varje läsning loggas.",
        en="A contact with the person. Every look is logged.",
        answer="The contact.",
        refusals=(errors.ContactNotFound,),
    ),
)
def see_contact_details(contact_id: UUID, context: Looking) -> Response:
    def act(tx: Transaction) -> StaffContact:
        contact = known_contact(contact_id, context, tx)
        context.note_access(tx, "read", "see the contact", contact=contact)
        return contact_view(contact, tx.details(contact.id) or Details(), tx, context)

    return answer(context.app.transact(act))


@routes.get(
    "/desk/contact-requests/{contact_id:uuid}/history",
    response_model=History,
    **describe(
        "see-contact-history",
        sv="Allt som har hänt med kontakten, och varför.",
        en="Everything that happened to a contact, and why.",
        answer="Events, promises with what decided them, attempts.",
        refusals=(errors.ContactNotFound,),
    ),
)
def see_contact_history(contact_id: UUID, context: Looking) -> Response:
    def act(tx: Transaction) -> History:
        contact = known_contact(contact_id, context, tx)
        context.note_access(tx, "read", "see the history", contact=contact)
        return history_view(contact, tx, context)

    return answer(context.app.transact(act))


def known_contact(contact_id: UUID, context: RequestContext, tx: Transaction) -> Contact:
    """What one may not know of does not exist."""
    contact = tx.contact(ContactId(str(contact_id)))
    if contact is None or not _has_part(context, contact):
        raise ContactNotFound
    return contact


def _has_part(context: RequestContext, contact: Contact) -> bool:
    """Whether it concerns the caller's unit, or she herself holds it or made the last call."""
    units = [contact.need.unit_id, contact.promised_unit]
    hers = context.caller.staff_id is not None and context.caller.staff_id in (
        contact.claimed_by,
        contact.called_by,
    )
    return hers or any(unit is not None and may_know_of(context.caller, unit) for unit in units)
