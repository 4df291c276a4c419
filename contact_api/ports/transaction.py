"""One unit of work: everything a use case reads and writes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol, TypeVar

from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes, Shift, StaffMember
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, MessageId, PersonId, PoolId, StaffId, UnitId, Window
from contact_api.domain.figures.figures import FigureRow
from contact_api.domain.forecast.daily_statistics import DailyStatistics, Sought, Tried
from contact_api.domain.promise.promise import Promise, Reservation
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.work_queue import QueueRank
from contact_api.ports.calls import CallBook
from contact_api.ports.inbound_calls import InboundCallLedger
from contact_api.ports.messages import TextBook
from contact_api.ports.records import Access, Alert, Answer, Event, Job, Message, Person
from contact_api.ports.voice_menu import MenuSessions
from contact_api.ports.written_messages import WrittenMessages


class Transaction(CallBook, InboundCallLedger, MenuSessions, WrittenMessages, TextBook, Protocol):
    """Everything a use case reads and writes, in one unit of work."""

    def region(self) -> Region: ...

    # contacts
    def contact(self, contact_id: ContactId) -> Contact | None: ...
    def hold_contact(self, contact_id: ContactId) -> Contact | None:
        """The contact, kept from others until the transaction ends."""

    def look_ahead(
        self,
        person_id: PersonId,
        duplicate_key: str | None,
        unit_id: UnitId,
        span: Window,
        *,
        since: datetime,
    ) -> None:
        """Say what an intake is about to ask, so that a store may read it at once. Changes no answer."""

    def open_duplicate(self, duplicate_key: str) -> Contact | None: ...
    def closed_duplicate(self, duplicate_key: str, *, since: datetime) -> Contact | None:
        """A contact with this key that ended as not reached since then."""

    def details(self, contact_id: ContactId) -> Details | None: ...
    def person(self, person_id: PersonId) -> Person | None: ...
    def add_contact(self, contact: Contact, details: Details) -> None: ...
    def save_contact(self, contact: Contact) -> None: ...
    def save_details(self, contact_id: ContactId, details: Details) -> None: ...
    def history(self, contact_id: ContactId) -> Sequence[Event]: ...
    def promises(self, contact_id: ContactId) -> Sequence[Promise]:
        """What she was told, the first first; whether with its reasons is the store's choice."""

    def explained(self, contact_id: ContactId) -> Sequence[Promise]:
        """The same with the reasons that were kept."""

    def attempts(self, contact_id: ContactId) -> Sequence[Attempt]: ...

    # capacity
    def cells(self, units: Collection[UnitId], span: Window) -> list[Cell]:
        """The cells of these units that end after the span's start and begin before its end."""

    def reservation(self, contact_id: ContactId) -> Reservation | None: ...
    def reserve(self, reservation: Reservation) -> None:
        """Set minutes aside; Contested when the cell is filled beyond the reservation's limit by now."""

    def release(self, contact_id: ContactId) -> None: ...
    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]: ...
    def save_shift(self, shift: Shift) -> None: ...
    def lay_cells(self, cells: Iterable[Cell], *, units: Collection[UnitId], span: Window) -> None:
        """Set the staff minutes of these units in the span; reservations stay as they are."""

    def keep(self, protected: Mapping[tuple[PoolId, datetime], ProtectedMinutes]) -> None:
        """Write down what the plan keeps of these cells; reservations stay as they are."""

    # the queue
    def waiting_for(self, member: StaffMember, *, now: datetime) -> list[Contact]:
        """Contacts that this staff member may take and that may be rung now; the first by deadline at least."""

    def claim_first(
        self,
        candidates: Sequence[Contact],
        staff_id: StaffId,
        *,
        planning: Planning,
        places: Sequence[QueueRank] = (),
        look: Access | None = None,
        now: datetime,
    ) -> Contact | None:
        """Take the first candidate nobody else is taking; None when all are gone.

        With it stand, or fall, its reservation given back, the pull in its history and, of this contact, the look
        in the access log. They may stand at once: a use case that claims writes nothing else. `places` in the
        order of all the candidates: her own and the next are kept with the pull.
        """

    def lend(self, moments: Mapping[ContactId, datetime]) -> None:
        """From when on other units may take these contacts; those that wait no more are left as they are."""

    def open_contacts(self) -> list[Contact]: ...
    def reservations(self) -> dict[ContactId, Reservation]: ...
    def expired_leases(self, *, now: datetime) -> list[ContactId]: ...

    # what is added
    def add_promise(self, promise: Promise) -> None: ...
    def add_attempt(self, attempt: Attempt) -> None: ...
    def add_event(self, event: Event) -> None: ...
    def add_alert(self, alert: Alert) -> None: ...
    def add_access(self, access: Access) -> None: ...
    def add_message(self, message: Message) -> None: ...
    def message(self, message_id: MessageId) -> Message | None: ...
    def hold_message(self, message_id: MessageId) -> Message | None: ...
    def save_message(self, message: Message) -> None: ...
    def unsent_messages(self, *, now: datetime) -> list[MessageId]: ...
    def enqueue(self, job: Job, **ids: str | int) -> None: ...
    def mark_dirty(self, *, now: datetime) -> None:
        """Something moved: the region's plan wants to be made anew."""

    def take_dirty(self, *, now: datetime) -> bool:
        """Clear the mark and say whether it was there; called before the plan reads anything."""

    def add_answer(self, answer: Answer) -> None:
        """Remember an answer; KeyUsed (here or at the end) when the client used the key before."""

    def answer(self, client: str, key: str) -> Answer | None: ...

    # reads for those who answer for the service
    def queue_of(self, units: Collection[UnitId], *, limit: int, offset: int) -> list[Contact]:
        """Open contacts that turned to, or are promised at, these units: soonest deadline first."""

    def contacts_of(self, person_id: PersonId) -> list[Contact]: ...
    def figure_rows(self, span: Window) -> list[FigureRow]:
        """One row for every contact sought in the span."""

    def access_log(
        self, *, person_id: PersonId | None, actor: str | None, span: Window, limit: int, offset: int
    ) -> list[Access]: ...

    # what days teach
    def sought_on(self, day: Window) -> list[Sought]:
        """Everybody who sought contact on a local day, which the window covers from midnight to midnight."""

    def tried_on(self, day: Window) -> list[Tried]:
        """Every attempt that ended that day as reached or not answered."""

    def learned_days(self) -> dict[date, datetime]:
        """The days whose lessons stand, in order, and when each was learned."""

    def add_daily_statistics(self, daily_statistics: DailyStatistics, *, now: datetime) -> None:
        """Keep what a day taught; `region` carries it from the next transaction on. Contested when it stands."""

    def drop_daily_statistics(self, day: date) -> None:
        """Take back what a day taught."""

    # alerts
    def alerts(self, *, units: Collection[UnitId] | None, open_only: bool) -> list[Alert]: ...
    def hold_alert(self, alert_id: str) -> Alert | None: ...
    def save_alert(self, alert: Alert) -> None: ...


class Store(Protocol):
    """Hands out transactions."""

    def transaction(self) -> AbstractContextManager[Transaction]: ...


T = TypeVar("T")


class Transact(Protocol):
    """Runs an act in a transaction of its own, again on fresh reads when others were quicker."""

    def __call__(self, act: Callable[[Transaction], T], /) -> T:
        """What the act returned; committed."""
