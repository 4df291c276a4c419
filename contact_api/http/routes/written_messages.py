"""Written contact, for who cannot hear or cannot speak: staff and citizen write to each other behind her link."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends
from fastapi.responses import Response

from contact_api.domain.core import errors
from contact_api.domain.core.access import Permission
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.written_messages import Letter
from contact_api.http.auth.request_context import Ask, allowed
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.idempotency import IdempotencyKey, once
from contact_api.http.responses.json_answers import answer
from contact_api.http.routes import router
from contact_api.http.routes.desk import known_contact
from contact_api.http.schemas.base import LONGEST_LIST
from contact_api.http.schemas.written_messages import LetterIn, LetterOut, Letters, StaffLetterIn
from contact_api.ports import Transaction
from contact_api.usecases.written_messages.write_message import (
    may_write,
    write_to_citizen,
    write_to_staff,
    written,
)

routes = router("citizen")
of_staff = router("staff")

Own = Annotated[Ask, Depends(allowed(Permission.SEE_OWN_CONTACT))]


@routes.get(
    "/contact-requests/{contact_id:uuid}/letters",
    response_model=Letters,
    **describe(
        "list-own-letters",
        sv="Det som personalen och du har skrivit till varandra.",
        en="What staff and the citizen have written to each other. The latest hundred.",
        answer="All that was written, the first first.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_own_letters(contact_id: UUID, ask: Own) -> Response:
    def act(tx: Transaction) -> Letters:
        contact = ask.own_contact(ContactId(str(contact_id)), tx)
        return _all(contact, tx, ask, "own contact")

    return answer(ask.app.transact(act))


@routes.post(
    "/contact-requests/{contact_id:uuid}/letters",
    status_code=201,
    response_model=LetterOut,
    **describe(
        "write-to-staff",
        sv="Skriv till personalen. Den som har din begäran i handen, nu eller härnäst, läser det.",
        en="Write to staff. Whoever has the contact request in hand, now or next, reads it.",
        answer="What was written.",
        refusals=(errors.ContactNotFound, errors.ContactIsClosed, errors.KeyReused, errors.Busy),
    ),
)
def post_own_letter(contact_id: UUID, body: LetterIn, ask: Own, key: IdempotencyKey = None) -> Response:
    letter_id = str(uuid4())

    def act(tx: Transaction) -> LetterOut:
        mine = ask.own_contact(ContactId(str(contact_id)), tx)
        letter = write_to_staff(letter_id, mine.id, body.text, tx, now=ask.now, actor=ask.actor)
        ask.note_access(tx, "changed", "own contact", contact=mine)
        return _shown(letter)

    return once(ask, key, act, 201)


@of_staff.get(
    "/desk/contact-requests/{contact_id:uuid}/letters",
    response_model=Letters,
    **describe(
        "list-letters",
        sv="Det som har skrivits i kontakten. Varje läsning loggas.",
        en="What was written about a contact request. Every look is logged.",
        answer="All that was written, the first first.",
        refusals=(errors.ContactNotFound,),
    ),
)
def list_letters(contact_id: UUID, ask: Annotated[Ask, Depends(allowed(Permission.SEE_CONTACT))]) -> Response:
    def act(tx: Transaction) -> Letters:
        contact = known_contact(contact_id, ask, tx)
        return _all(contact, tx, ask, "see what was written")

    return answer(ask.app.transact(act))


@of_staff.post(
    "/work-queue/claims/{contact_id:uuid}/letters",
    status_code=201,
    response_model=LetterOut,
    **describe(
        "write-to-citizen",
        sv="Skriv till personen. Hon får ett sms om att det finns något att läsa, utan vad det gäller.",
        en="Write to the citizen. She gets a text message that there is something to read. It is no outcome.",
        answer="What was written.",
        refusals=(errors.ContactNotFound, errors.LeaseLost, errors.KeyReused, errors.Busy),
    ),
)
def post_letter(
    contact_id: UUID,
    body: StaffLetterIn,
    ask: Annotated[Ask, Depends(allowed(Permission.WORK_QUEUE))],
    key: IdempotencyKey = None,
) -> Response:
    letter_id = str(uuid4())

    def act(tx: Transaction) -> LetterOut:
        whom = ContactId(str(contact_id))
        letter = write_to_citizen(
            letter_id, whom, ask.staff_id, body.lease_number, body.text, tx, now=ask.now
        )
        ask.note_access(tx, "changed", "write to her", contact=tx.contact(whom))
        return _shown(letter)

    return once(ask, key, act, 201)


def _all(contact: Contact, tx: Transaction, ask: Ask, purpose: str) -> Letters:
    """All that was written; where there is nothing, nobody is looked at."""
    latest = written(contact, tx)[-LONGEST_LIST:]
    if latest:
        ask.note_access(tx, "read", purpose, contact=contact)
    return Letters(items=[_shown(one) for one in latest], may_write=may_write(contact))


def _shown(letter: Letter) -> LetterOut:
    return LetterOut(written_at=letter.written_at, by=letter.by, text=letter.text)
