"""Write down who tried to get through, also who never became a request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from contact_api.domain.core.values import ContactId, UnitId, Window
from contact_api.domain.figures.inbound_calls import InboundCall, InboundEvent, InboundKind, joined
from contact_api.domain.region.region import Region
from contact_api.ports import InboundCalls
from contact_api.usecases.identification.recognise import BlindIndex

CALLER = "inbound caller"


class Noted(StrEnum):
    """What became of an event that was told."""

    TAKEN_IN = "taken_in"
    KNOWN_ALREADY = "known_already"
    CONTRADICTED = "contradicted"  # its id has been used for something else; what was told first stands


def note(tx: InboundCalls, *events: InboundEvent) -> None:
    """Count attempts to get through. Told again, in any order and however late, an event changes nothing."""
    tx.add_inbound(events)


def note_each(tx: InboundCalls, events: Sequence[InboundEvent], *, only_look: bool = False) -> list[Noted]:
    """The same, saying of each event, in their order, what became of it.

    `only_look`: say what would become of it, and write nothing.
    """
    known: dict[tuple[str, str], InboundEvent] = {}
    for sender in sorted({event.sender for event in events}):
        ids = [event.event_id for event in events if event.sender == sender]
        known |= {(sender, one): event for one, event in tx.known_inbound(sender, ids).items()}
    told, fresh = [], []
    for event in events:
        before = known.get((event.sender, event.event_id))
        if before is None:
            known[event.sender, event.event_id] = event
            fresh.append(event)
            told.append(Noted.TAKEN_IN)
        else:
            told.append(Noted.KNOWN_ALREADY if _same(before, event) else Noted.CONTRADICTED)
    if not only_look:
        note(tx, *fresh)
    return told


def _same(before: InboundEvent, event: InboundEvent) -> bool:
    """Whether both say the same; the number's look-up value is another one when the secret was changed."""
    return replace(before, caller=None) == replace(event, caller=None)


def requested(
    sender: str,
    request_id: str,
    contact_id: ContactId,
    *,
    call_reference: str | None,
    unit_id: UnitId,
    caller: str | None,
    at: datetime,
) -> InboundEvent:
    """That a call became a contact request; `request_id` is the sender's own name of the request.

    Without a reference the request is a call by itself.
    """
    event_id = request_event_id(request_id)
    return InboundEvent(
        sender=sender,
        event_id=event_id,
        call_reference=call_reference or event_id,
        kind=InboundKind.REQUESTED,
        at=at,
        unit_id=unit_id,
        caller=caller,
        contact_id=contact_id,
    )


def request_event_id(request_id: str) -> str:
    """The event id of a request; with a blank, so that no event of the sender's own has the same."""
    return f"request {request_id}"


def caller_index(number: str, at: datetime, *, region: Region, index: BlindIndex) -> str:
    """What a number (E.164) is known by on the local day of `at`: nobody can be followed from day to day."""
    return index.blind_index(number, of=f"{CALLER} {region.today(at).isoformat()}")


def calls_in(span: Window, tx: InboundCalls, *, units: frozenset[UnitId] | None = None) -> list[InboundCall]:
    """The calls that came in the span, to these units (None: to all, and to none we know), the first first."""
    calls = joined(tx.inbound_events(span))
    return [call for call in calls if call.at in span and (units is None or call.unit_id in units)]
