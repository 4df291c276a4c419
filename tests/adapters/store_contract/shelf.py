"""What the contract tests share: a few rows, a few short ways to write and look."""

from dataclasses import replace
from datetime import timedelta

from contact_api.domain.capacity.capacity import Cell
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import (
    ContactId,
    MessageId,
    Outcome,
    PersonId,
    StaffId,
    Window,
)
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.work_queue.queue_order import QueueRank, entry_of, ranking
from contact_api.ports import (
    Access,
    ActKind,
    Alert,
    Answer,
    CentralAct,
    Message,
    Store,
    Transaction,
)
from tests.makers import (
    UNIT,
    a_member,
    a_window,
    at,
)

DAY = Window(at("00:00"), at("23:59"))
HERE = [UNIT.id]
NOBODY = Details()
PLANNING = Planning()


def lay(tx: Transaction, *cells: Cell) -> None:
    tx.lay_cells(cells, units=HERE, span=DAY)


def add(store: Store, *contacts: Contact) -> None:
    with store.transaction() as tx:
        for contact in contacts:
            tx.add_contact(contact, NOBODY)


def the_cell(store: Store) -> Cell:
    with store.transaction() as tx:
        (cell,) = tx.cells(HERE, DAY)
    return cell


def claim(
    store: Store, *names: str, by: str = "backen-01", now: str = "09:00", look: Access | None = None
) -> Contact | None:
    with store.transaction() as tx:
        ranked = [a_rank(found) for name in names if (found := tx.contact(ContactId(name)))]
        return tx.claim_first(ranked, StaffId(by), planning=PLANNING, look=look, now=at(now))


def a_rank(contact: Contact) -> QueueRank:
    """The rank of a contact among its own unit's."""
    member = a_member(f"{contact.need.unit_id}-01")
    (rank,) = ranking(member, [entry_of(contact)], planning=PLANNING, now=at("09:00"))
    return rank


class Interrupted(Exception):
    pass


def an_attempt(name: str = "c1", number: int = 1, **but: object) -> Attempt:
    start = at("09:00") + timedelta(hours=number - 1)
    end = start + timedelta(minutes=1)
    attempt = Attempt(ContactId(name), number, StaffId("backen-01"), start, end, Outcome.NO_ANSWER)
    return replace(attempt, **but)  # type: ignore[arg-type]


def a_message(name: str, **but: object) -> Message:
    message = Message(MessageId(name), MessageKind.RECEIPT, at("08:00"), contact_id=None, window=a_window())
    return replace(message, **but)  # type: ignore[arg-type]


def an_answer(**but: object) -> Answer:
    answer = Answer("client", "key", "POST /contacts", "hash", 201, "{}", at("08:00"))
    return replace(answer, **but)  # type: ignore[arg-type]


def a_look(actor: str, clock: str = "09:00", person: str = "anna") -> Access:
    return Access(at(clock), actor, "staff", "read", "care", unit_id=UNIT.id, person_id=PersonId(person))


def an_act(actor: str = "anna", **but: object) -> CentralAct:
    act = CentralAct(at("08:00"), ActKind.SHIFT_ADDED, actor, "unit_manager", "m-1", UNIT.id, "backen-01")
    return replace(act, **but)  # type: ignore[arg-type]


def an_alert(name: str = "c1", **but: object) -> Alert:
    alert = Alert(f"{name}-1", ContactId(name), UNIT.id, "same_hour", at("08:00"))
    return replace(alert, **but)  # type: ignore[arg-type]
