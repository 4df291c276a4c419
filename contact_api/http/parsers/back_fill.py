"""Take in what an exchange wrote down during an outage, row by row, with the original times.

Good rows stand even if others are faulty; the same list again changes nothing. Requests are taken in in the order in
which they were made, so that who rang first is promised first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from pydantic import ValidationError

from contact_api.domain.core.errors import (
    Busy,
    DomainError,
    KeyReused,
    NotAPhoneNumber,
    UnitNotFound,
    UnknownReason,
)
from contact_api.domain.core.values import ContactId
from contact_api.domain.figures.inbound_calls import InboundEvent
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField, detail_of
from contact_api.http.parsers.back_fill_rows import BackFillFault, BackFillLine, id_of, read_each
from contact_api.http.parsers.inbound_calls import (
    CallFault,
    SentEvent,
    read_call_back,
    read_event,
    take_in_call_back,
)
from contact_api.http.responses.idempotency import is_reused_message_id, once
from contact_api.http.schemas.inbound_calls import CALL_BACK_REQUEST, BackFillRow, Report, RowReport
from contact_api.http.schemas.intake import CallbackRequestIn
from contact_api.ports import Transaction
from contact_api.usecases.figures.record_inbound_calls import Noted, note_each, request_event_id

ROUTE = "back-fill"
AT_ONCE = 500  # events in one transaction
CONTRADICTED = BackFillFault("event_id", "has been used for another event; what was told first stands")
FIELD_OF: Mapping[type[DomainError], str] = {
    UnitNotFound: "unit_id",
    UnknownReason: "menu_choice",
    NotAPhoneNumber: "caller_number",
}
Rows = dict[int, BackFillRow]
Became = dict[int, Noted | BackFillFault]


def back_fill(
    lines: Sequence[BackFillLine], context: RequestContext, *, only_check: bool = False
) -> list[RowReport]:
    """Take every good row in and say of each what became of it, in the order sent.

    `only_check`: say what would become of it, and write nothing.
    """
    rows, faults = read_each(lines, BackFillRow)
    became: Became = {**faults}
    asked_for = {number: row for number, row in rows.items() if row.kind == CALL_BACK_REQUEST}
    events = {number: row for number, row in rows.items() if row.kind != CALL_BACK_REQUEST}
    for part in _parts(events):
        became |= context.app.transact(partial(note_events, part, context, only_check=only_check))
    became |= _requests(asked_for, context, only_check=only_check)
    return [_report_of_row(line, rows.get(line.number), became[line.number]) for line in lines]


def _report_of_row(line: BackFillLine, row: BackFillRow | None, became: Noted | BackFillFault) -> RowReport:
    """What became of a row; of one that stands, the part that could not be read and was left out."""
    report = row_report(line.number, id_of(line.sent), became)
    if report.became == "fault" or row is None or not row.unread:
        return report
    left_out = {"field": min(row.unread), "what": "cannot be read, and was left out"}
    return report.model_copy(update=left_out)


def note_events(
    events: Mapping[int, SentEvent], context: RequestContext, tx: Transaction, *, only_check: bool = False
) -> Became:
    """Note the events that can be; what became of each."""
    region = tx.region()
    became: Became = {}
    fit: dict[int, InboundEvent] = {}
    for number, sent in events.items():
        try:
            fit[number] = read_event(sent, context, region)
        except CallFault as fault:
            became[number] = BackFillFault(fault.field, fault.what)
    noted = note_each(tx, list(fit.values()), only_look=only_check)
    for number, one in zip(fit, noted, strict=True):
        became[number] = CONTRADICTED if one is Noted.CONTRADICTED else one
    return became


def report_of(lines: list[RowReport]) -> Report:
    """What became of each line, and how many of each sort."""
    return Report(**counts_of(lines), lines=lines)


def counts_of(lines: Sequence[RowReport]) -> dict[str, int]:
    """How many lines became what."""
    became = [one.became for one in lines]
    return {
        "taken_in": became.count("taken_in"),
        "known_already": became.count("known_already"),
        "faults": became.count("fault"),
    }


def row_report(number: int, event_id: str | None, became: Noted | BackFillFault) -> RowReport:
    """What the sender is told of one line."""
    if isinstance(became, BackFillFault):
        return RowReport(
            line=number, event_id=event_id, became="fault", field=became.field, what=became.what[:500]
        )
    known = became is Noted.KNOWN_ALREADY
    return RowReport(line=number, event_id=event_id, became="known_already" if known else "taken_in")


def _parts(rows: Rows) -> Iterator[Rows]:
    numbers = list(rows)
    for start in range(0, len(numbers), AT_ONCE):
        yield {number: rows[number] for number in numbers[start : start + AT_ONCE]}


def _requests(rows: Rows, context: RequestContext, *, only_check: bool) -> Became:
    known = _known(rows.values(), context)
    became: Became = {}
    for number, row in sorted(rows.items(), key=lambda one: (one[1].at, one[0])):
        event_id = request_event_id(row.event_id)
        became[number] = _standing(row, context) if event_id in known else _request(row, context, only_check)
        if became[number] is Noted.TAKEN_IN:
            known.add(event_id)
    return became


def _request(row: BackFillRow, context: RequestContext, only_check: bool) -> Noted | BackFillFault:  # noqa: FBT001 - passed on
    missing = next((name for name in ("caller_number", "menu_choice") if not getattr(row, name)), None)
    if missing:
        return BackFillFault(missing, "is needed to call somebody back")
    try:
        body = CallbackRequestIn(
            sought_at=row.at, **row.model_dump(include=set(CallbackRequestIn.model_fields), exclude_none=True)
        )
        if only_check:
            context.app.transact(lambda tx: read_call_back(body, context, tx, contact_id=ContactId("")))
        else:
            _take_in_once(row, body, context)
    except KeyReused:  # by a post of the same request a moment ago, or by something else
        return _standing(row, context) if _known([row], context) else CONTRADICTED
    except ValidationError:
        return BackFillFault("caller_number", "cannot be called back")
    except InvalidField as fault:
        return BackFillFault("at" if fault.field.endswith("sought_at") else "row", fault.what)
    except Busy:
        raise  # no fault of the row: the list is posted again, and what stands is known
    except DomainError as refusal:
        return BackFillFault(FIELD_OF.get(type(refusal), "row"), detail_of(refusal))
    return Noted.TAKEN_IN


def _standing(row: BackFillRow, context: RequestContext) -> Noted | BackFillFault:
    """What becomes of a row whose request stands.

    One that came in by a list must say the same again. What was posted while the line was up says it in other
    words, and often at another time: it is known by its id alone.
    """
    return CONTRADICTED if is_reused_message_id(_asked(row, context)) else Noted.KNOWN_ALREADY


def _known(rows: Iterable[BackFillRow], context: RequestContext) -> set[str]:
    """Which of these requests stand."""
    ids = [request_event_id(row.event_id) for row in rows]
    return set(context.app.transact(lambda tx: tx.known_inbound(context.caller.subject, ids)))


def _take_in_once(row: BackFillRow, body: CallbackRequestIn, context: RequestContext) -> None:
    """Once, however often it was posted before: by the id it was, or would have been, posted with."""
    contact_id = context.app.new_contact_id()
    asked = _asked(row, context)

    def act(tx: Transaction) -> RowReport:
        take_in_call_back(body, asked, tx, contact_id=contact_id, request_id=row.event_id)
        return RowReport(line=0, event_id=row.event_id, became="taken_in")

    once(asked, None, act, 201)


def _asked(row: BackFillRow, context: RequestContext) -> RequestContext:
    """The row as a request of its own, told from others by what it says."""
    return replace(context, message_id=row.event_id, route=ROUTE, body=row.model_dump_json().encode())
