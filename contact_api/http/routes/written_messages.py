"""Written contact, for who cannot hear or cannot speak: staff and citizen write to each other, behind a link."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Writer, WrittenMessage
from contact_api.http.auth.contexts import ContactContext, OwnContactContext, WorkQueueContext
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.responses.paging import Page, Paging
from contact_api.http.routes import router
from contact_api.http.schemas.written_messages import (
    StaffWrittenMessageIn,
    WrittenMessageIn,
    WrittenMessageOut,
    WrittenMessages,
)
from contact_api.ports import Transaction
from contact_api.usecases.written_messages.write_message import (
    may_write,
    write_to_citizen,
    write_to_staff,
    written,
)

routes = router("citizen")
staff_routes = router("staff")


@routes.get(
    "/contact-requests/{contact_id:uuid}/written-messages",
    response_model=WrittenMessages,
    **describe(
        "list-own-written-messages",
        sv="Det som personalen och du har skrivit till varandra.",
        en="What staff and the citizen have written to each other.",
        answer="A page of it, the first first; without `offset` the latest.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_own_written_messages(contact_id: UUID, context: OwnContactContext, page: Paging) -> Response:
    def act(tx: Transaction) -> WrittenMessages:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        seen = [one for one in written(contact, tx) if one.by is not Writer.REQUEST]
        return _page_of(seen, page, contact, tx, context, "own contact")

    return json_response(context.app.transact(act))


@routes.post(
    "/contact-requests/{contact_id:uuid}/written-messages",
    status_code=201,
    response_model=WrittenMessageOut,
    **describe(
        "write-to-staff",
        sv="Skriv till personalen. Den som har din begäran i handen, nu eller härnäst, läser det.",
        en="Write to staff. Whoever has the contact request in hand, now or next, reads it.",
        answer="What was written.",
        refusals=(errors.ContactNotFound, errors.ContactIsClosed, errors.KeyReused, errors.Busy),
    ),
)
def post_own_written_message(
    contact_id: UUID, body: WrittenMessageIn, context: OwnContactContext, key: IdempotencyKey = None
) -> Response:
    written_message_id = str(uuid4())

    def act(tx: Transaction) -> WrittenMessageOut:
        mine = context.known_contact(ContactId(str(contact_id)), tx)
        written_message = write_to_staff(
            written_message_id, mine.id, body.text, tx, now=context.now, actor=context.actor
        )
        context.note_access(tx, "changed", "own contact", contact=mine)
        return _written_message_view(written_message)

    return once(context, key, act, 201)


@staff_routes.get(
    "/desk/contact-requests/{contact_id:uuid}/written-messages",
    response_model=WrittenMessages,
    **describe(
        "list-written-messages",
        sv="Det som har skrivits i kontakten. Varje läsning loggas.",
        en="What was written about a contact request. Every look is logged.",
        answer="A page of it, the first first; without `offset` the latest.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_written_messages(contact_id: UUID, context: ContactContext, page: Paging) -> Response:
    def act(tx: Transaction) -> WrittenMessages:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        return _page_of(written(contact, tx), page, contact, tx, context, "see what was written")

    return json_response(context.app.transact(act))


@staff_routes.post(
    "/work-queue/claims/{contact_id:uuid}/written-messages",
    status_code=201,
    response_model=WrittenMessageOut,
    **describe(
        "write-to-citizen",
        sv="Skriv till personen. Personen får ett sms om att det finns något att läsa, utan vad det gäller.",
        en="Write to the citizen. They get a text message that there is something to read. It is no outcome.",
        answer="What was written.",
        refusals=(errors.ContactNotFound, errors.LeaseLost, errors.KeyReused, errors.Busy),
    ),
)
def post_written_message(
    contact_id: UUID,
    body: StaffWrittenMessageIn,
    context: WorkQueueContext,
    key: IdempotencyKey = None,
) -> Response:
    written_message_id = str(uuid4())

    def act(tx: Transaction) -> WrittenMessageOut:
        whom = ContactId(str(contact_id))
        written_message = write_to_citizen(
            written_message_id, whom, context.staff_id, body.lease_number, body.text, tx, now=context.now
        )
        context.note_access(tx, "changed", "write to the citizen", contact=tx.contact(whom))
        return _written_message_view(written_message)

    return once(context, key, act, 201)


def _page_of(
    all_of_it: Sequence[WrittenMessage],
    page: Page,
    contact: Contact,
    tx: Transaction,
    context: RequestContext,
    purpose: str,
) -> WrittenMessages:
    """A page, counted from the latest; where nothing was written, nobody is looked at."""
    if all_of_it:
        context.note_access(tx, "read", purpose, contact=contact)
    end = max(0, len(all_of_it) - page.offset)
    start = max(0, end - page.limit)
    return WrittenMessages(
        items=[_written_message_view(one) for one in all_of_it[start:end]],
        limit=page.limit,
        offset=page.offset,
        more=start > 0,
        may_write=may_write(contact),
    )


def _written_message_view(written_message: WrittenMessage) -> WrittenMessageOut:
    return WrittenMessageOut(
        written_at=written_message.written_at, by=written_message.by, text=written_message.text
    )
