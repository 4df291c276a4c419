"""Staff enter a contact request for somebody, look one up, read its history."""

from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.identity import read_identity
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.http.auth.contexts import ContactContext, EnterContactContext
from contact_api.http.openapi.operations import describe
from contact_api.http.parsers.contact_requests import read_entered_request
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.base import LONGEST_LIST
from contact_api.http.schemas.case import TakenCase
from contact_api.http.schemas.intake import EnteredRequestIn
from contact_api.http.schemas.staff_contact_requests import FoundContacts, History, PersonSearch
from contact_api.http.schemas.work_queue import StaffContact
from contact_api.http.views.citizen_views import taken_case_view
from contact_api.http.views.staff_views import contact_view, history_view, queued_view
from contact_api.ports import Transaction
from contact_api.usecases.identification.recognise import person_ids_of
from contact_api.usecases.intake.take_in import take_in

routes = router("staff")


@routes.post(
    "/desk/contact-requests",
    status_code=201,
    response_model=TakenCase,
    **describe(
        "enter-contact-request",
        sv="Personal registrerar en kontakt åt någon.",
        en="Enter a request for somebody. After an outage with the time at which contact was sought.",
        answer="Taken in; who still waits keeps their case and their place (`merged`).",
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
    context: EnterContactContext,
    key: IdempotencyKey = None,
) -> Response:
    contact_id = context.app.new_contact_id()

    def act(tx: Transaction) -> TakenCase:
        region = tx.region()
        if not context.may_know_unit(region.unit(UnitId(body.unit_id)).id, region):
            raise errors.NotPermitted("staff enter contact requests for units of their own care provider")
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
        answer="The person's contacts that the caller's unit has a part in.",
        refusals=(errors.NotAnIdentity,),
    ),
)
def search_contact_requests(body: PersonSearch, context: ContactContext) -> Response:
    def act(tx: Transaction) -> FoundContacts:
        region = tx.region()
        sent = body.identity
        today = local_day(context.now, region.zone)
        identity = read_identity(sent.kind, sent.number or "", sent.system, now=today)
        found: list[Contact] = []
        for person_id in person_ids_of(identity, context.app.sealer):
            found += [one for one in tx.contacts_of(person_id) if context.may_know(one, region)]
            context.note_access(tx, "listed", "search by identity", person_id=person_id)
        newest_first = sorted(found, key=lambda one: one.need.sought_at, reverse=True)
        return FoundContacts(items=[queued_view(one, region) for one in newest_first[:LONGEST_LIST]])

    return json_response(context.app.transact(act))


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
def see_contact_details(contact_id: UUID, context: ContactContext) -> Response:
    def act(tx: Transaction) -> StaffContact:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "see the contact", contact=contact)
        return contact_view(contact, tx.details(contact.id) or Details(), tx, context)

    return json_response(context.app.transact(act))


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
def see_contact_history(contact_id: UUID, context: ContactContext) -> Response:
    def act(tx: Transaction) -> History:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        context.note_access(tx, "read", "see the history", contact=contact)
        return history_view(contact, tx, context)

    return json_response(context.app.transact(act))
