"""From what an exchange tells of a call to what the ledger of demand keeps, and to a call-back request."""

from datetime import datetime
from typing import Protocol

from contact_api.adapters.telephony.phone import read_caller_number, read_phone
from contact_api.domain.core.errors import NotAPhoneNumber
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.figures.inbound_calls import InboundEvent, InboundKind, TurnedAwayBy
from contact_api.domain.region.region import Region
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.parsers.contact_requests import AHEAD, OLDEST, read_callback_request
from contact_api.http.schemas.intake import CallbackRequestIn
from contact_api.ports import Transaction
from contact_api.usecases.figures.record_inbound_calls import caller_index, note, requested
from contact_api.usecases.intake.requests import Request, TakenIn, as_said
from contact_api.usecases.intake.take_in import take_in


class CallFault(Exception):
    """One event cannot be what it says; `what` helps and repeats nothing that was sent."""

    def __init__(self, field: str, what: str) -> None:
        self.field = field
        self.what = what
        super().__init__(what)


class SentEvent(Protocol):
    """What an event says, in a post or in a list."""

    @property
    def event_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def call_reference(self) -> str | None: ...
    @property
    def unit_id(self) -> str | None: ...
    @property
    def called_number(self) -> str | None: ...
    @property
    def caller_number(self) -> str | None: ...
    @property
    def why(self) -> str | None: ...


def read_event(sent: SentEvent, context: RequestContext, region: Region) -> InboundEvent:
    """An event as the ledger keeps it, at its own time. Errors: CallFault."""
    if sent.call_reference is None:
        raise CallFault("call_reference", "is needed: it says which call this happened to")
    if sent.at > context.now + AHEAD:
        raise CallFault("at", "nothing can have happened in the future")
    if sent.at < context.now - OLDEST:
        raise CallFault("at", "at most seven days ago")
    return InboundEvent(
        sender=context.caller.subject,
        event_id=sent.event_id,
        call_reference=sent.call_reference,
        kind=InboundKind(sent.kind),
        at=sent.at,
        unit_id=_unit(sent, region),
        caller=_caller(sent, context, region),
        why=TurnedAwayBy(sent.why) if sent.why else None,
    )


def read_call_back(
    body: CallbackRequestIn, context: RequestContext, tx: Transaction, *, contact_id: ContactId
) -> Request:
    """The request of a call-back that an exchange posts. Errors: as of `take_in_call_back`."""
    region = tx.region()
    number = read_phone(body.called_number).e164 if body.called_number else ""
    return read_callback_request(body, context, contact_id, region, region.unit_called(number))


def take_in_call_back(
    body: CallbackRequestIn,
    context: RequestContext,
    tx: Transaction,
    *,
    contact_id: ContactId,
    request_id: str,
) -> TakenIn:
    """Take a call-back request in and count the call it came from; told is only what the caller said themselves.

    Errors: UnitNotFound, UnknownReason, NotAPhoneNumber, NotAnIdentity, InvalidField.
    """
    read = read_call_back(body, context, tx, contact_id=contact_id)
    taken = as_said(take_in(read, tx, now=context.now, actor=context.actor), read)
    came = requested(
        context.caller.subject,
        request_id,
        taken.contact.id,
        call_reference=body.call_reference,
        unit_id=read.unit_id,
        caller=caller_index(
            read.details.phone or "", read.sought_at, region=tx.region(), index=context.app.sealer
        ),
        at=read.sought_at,
    )
    note(tx, came)
    return taken


def _unit(sent: SentEvent, region: Region) -> UnitId | None:
    if sent.unit_id:
        if sent.unit_id not in region.units:
            raise CallFault("unit_id", "there is no such unit; GET /units lists them")
        return UnitId(sent.unit_id)
    if not sent.called_number:
        return None
    try:
        found = region.unit_called(read_phone(sent.called_number).e164)
    except NotAPhoneNumber as fault:
        raise CallFault("called_number", fault.detail) from fault
    if found is None:
        raise CallFault("called_number", "no unit has this number; name it by unit_id")
    return found


def _caller(sent: SentEvent, context: RequestContext, region: Region) -> str | None:
    """A number nobody can call back is somebody all the same; who is withheld or unreadable is nobody."""
    number = read_caller_number(sent.caller_number or "")
    return caller_index(number, sent.at, region=region, index=context.app.sealer) if number else None
