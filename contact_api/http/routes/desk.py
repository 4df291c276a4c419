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
from contact_api.http.auth.request_context import Ask, allowed
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
from contact_api.http.views.citizen_views import tell_taken
from contact_api.http.views.staff_views import show_contact, show_history, show_queued
from contact_api.ports import Transaction
from contact_api.usecases.identification.recognise import person_ids_of
from contact_api.usecases.intake.take_in import take_in

routes = router("staff")

Looking = Annotated[Ask, Depends(allowed(Permission.SEE_CONTACT))]


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
    ask: Annotated[Ask, Depends(allowed(Permission.ENTER_CONTACT))],
    key: IdempotencyKey = None,
) -> Response:
    contact_id = ask.app.new_contact_id()

    def act(tx: Transaction) -> TakenCase:
        region = tx.region()
        request = read_entered_request(body, ask, contact_id, region)
        taken = take_in(request, tx, now=ask.now, actor=ask.actor)
        ask.note_access(tx, "changed", "enter a contact request", contact=taken.contact)
        return tell_taken(taken, ask, tx, region, with_link=False)

    return once(ask, key, act, 201)


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
def search_contact_requests(body: PersonSearch, ask: Looking) -> Response:
    def act(tx: Transaction) -> FoundContacts:
        region = tx.region()
        sent = body.identity
        today = local_day(ask.now, region.zone)
        identity = read_identity(sent.kind, sent.number or "", sent.system, now=today)
        found: list[Contact] = []
        for person_id in person_ids_of(identity, ask.app.sealer):
            found += [one for one in tx.contacts_of(person_id) if _has_part(ask, one)]
            ask.note_access(tx, "listed", "search by identity", person_id=person_id)
        return FoundContacts(items=[show_queued(one, region) for one in found[-LONGEST_LIST:]])

    return answer(ask.app.transact(act))


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
def see_contact_details(contact_id: UUID, ask: Looking) -> Response:
    def act(tx: Transaction) -> StaffContact:
        contact = known_contact(contact_id, ask, tx)
        ask.note_access(tx, "read", "see the contact", contact=contact)
        return show_contact(contact, tx.details(contact.id) or Details(), tx, ask)

    return answer(ask.app.transact(act))


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
def see_contact_history(contact_id: UUID, ask: Looking) -> Response:
    def act(tx: Transaction) -> History:
        contact = known_contact(contact_id, ask, tx)
        ask.note_access(tx, "read", "see the history", contact=contact)
        return show_history(contact, tx, ask)

    return answer(ask.app.transact(act))


def known_contact(contact_id: UUID, ask: Ask, tx: Transaction) -> Contact:
    """What one may not know of does not exist."""
    contact = tx.contact(ContactId(str(contact_id)))
    if contact is None or not _has_part(ask, contact):
        raise ContactNotFound
    return contact


def _has_part(ask: Ask, contact: Contact) -> bool:
    """Whether it concerns the caller's unit, or she herself holds it or made the last call."""
    units = [contact.need.unit_id, contact.promised_unit]
    hers = ask.caller.staff_id is not None and ask.caller.staff_id in (contact.claimed_by, contact.called_by)
    return hers or any(unit is not None and may_know_of(ask.caller, unit) for unit in units)
