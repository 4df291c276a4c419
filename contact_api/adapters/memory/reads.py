"""The reads of the memory store; no list depends on the order in which rows were written."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from contact_api.adapters.memory.rows import Rows
from contact_api.domain.capacity.capacity import Cell, Shift, StaffMember
from contact_api.domain.core.attempts import Attempt
from contact_api.domain.core.contact import Contact, Details, Need
from contact_api.domain.core.values import (
    ContactId,
    ContactState,
    MessageId,
    Outcome,
    PersonId,
    UnitId,
    Window,
)
from contact_api.domain.figures.figures import FigureRow
from contact_api.domain.forecast.daily_statistics import (
    TEACHES,
    TRIED_WITHIN,
    Sought,
    Tried,
    sought_of,
    tried_of,
)
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.domain.promise.promise import Promise, Reservation
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.work_queue import may_call
from contact_api.ports import Access, Alert, Answer, Event, Message, Person

T = TypeVar("T")
LAST = datetime.max.replace(tzinfo=UTC)
OWN_JOB = timedelta(seconds=30)  # so long a new message is left to the job that was enqueued with it
UNSENT = (DeliveryState.QUEUED, DeliveryState.FAILED_TEMPORARILY)


class Reads:
    """Everything a use case reads."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def region(self) -> Region:
        return self._rows.taught.get(self._rows.region.code, self._rows.region)

    def contact(self, contact_id: ContactId) -> Contact | None:
        return self._rows.contacts.get(contact_id)

    def hold_contact(self, contact_id: ContactId) -> Contact | None:
        return self._rows.contacts.get(contact_id)

    def look_ahead(
        self,
        person_id: PersonId,
        duplicate_key: str | None,
        unit_id: UnitId,
        span: Window,
        *,
        since: datetime,
    ) -> None:
        """Everything is at hand."""

    def open_duplicate(self, duplicate_key: str) -> Contact | None:
        return next((one for one in self._alike(duplicate_key) if one.state.is_open), None)

    def closed_duplicate(self, duplicate_key: str, *, since: datetime) -> Contact | None:
        ended = [
            one
            for one in self._alike(duplicate_key)
            if one.state is ContactState.NOT_REACHED and one.closed_at is not None and one.closed_at >= since
        ]
        return max(ended, key=lambda one: (one.closed_at or LAST, one.id), default=None)

    def details(self, contact_id: ContactId) -> Details | None:
        return self._rows.details.get(contact_id)

    def person(self, person_id: PersonId) -> Person | None:
        return self._rows.persons.get(person_id)

    def history(self, contact_id: ContactId) -> Sequence[Event]:
        return tuple(self._rows.events.get(contact_id, ()))

    def promises(self, contact_id: ContactId) -> Sequence[Promise]:
        return tuple(self._rows.promises.get(contact_id, ()))

    def explained(self, contact_id: ContactId) -> Sequence[Promise]:
        return self.promises(contact_id)

    def attempts(self, contact_id: ContactId) -> Sequence[Attempt]:
        return tuple(self._rows.attempts.get(contact_id, ()))

    def cells(self, units: Collection[UnitId], span: Window) -> list[Cell]:
        return [
            cell
            for unit in sorted(units)
            for cell in self._rows.cells.get(unit, {}).values()
            if cell.end > span.start and cell.start < span.end
        ]

    def reservation(self, contact_id: ContactId) -> Reservation | None:
        return self._rows.reservations.get(contact_id)

    def reservations(self) -> dict[ContactId, Reservation]:
        return dict(self._rows.reservations)

    def shifts(self, span: Window, *, units: Collection[UnitId] | None = None) -> list[Shift]:
        staff = self._rows.region.staff
        found = [
            shift
            for shift in self._rows.shifts.values()
            if shift.starts_at < span.end
            and shift.ends_at > span.start
            and (units is None or staff[shift.staff_id].unit_id in units)
        ]
        return sorted(found, key=lambda shift: (shift.starts_at, shift.staff_id))

    def waiting_for(self, member: StaffMember, *, now: datetime) -> list[Contact]:
        contacts = self._rows.contacts
        held = (contacts[one] for one in self._rows.held.get(member.id, ()))
        found = [one for one in held if one.lease_until is not None and now < one.lease_until]
        fits = self._rows.fits.setdefault(member, {})
        for kind, ids in self._rows.waiting.items():
            if ids and kind not in fits:
                fits[kind] = self._rows.region.may_take(member, contacts[next(iter(ids))].need)
            if ids and fits[kind]:
                found += [one for one in map(contacts.__getitem__, ids) if may_call(one, now=now)]
        return sorted(found, key=_by_deadline)

    def open_contacts(self) -> list[Contact]:
        return sorted(map(self._rows.contacts.__getitem__, self._rows.open), key=_by_first_sought)

    def expired_leases(self, *, now: datetime) -> list[ContactId]:
        held = (self._rows.contacts[one] for ids in self._rows.held.values() for one in ids)
        return sorted(one.id for one in held if one.lease_until is not None and one.lease_until <= now)

    def message(self, message_id: MessageId) -> Message | None:
        return self._rows.messages.get(message_id)

    def hold_message(self, message_id: MessageId) -> Message | None:
        return self._rows.messages.get(message_id)

    def unsent_messages(self, *, now: datetime) -> list[MessageId]:
        due = [
            message
            for message in self._rows.messages.values()
            if message.state in UNSENT and (message.next_try_at or message.created_at + OWN_JOB) <= now
        ]
        return [message.id for message in sorted(due, key=lambda one: (one.created_at, one.id))]

    def answer(self, client: str, key: str) -> Answer | None:
        return self._rows.answers.get((client, key))

    def queue_of(self, units: Collection[UnitId], *, limit: int, offset: int) -> list[Contact]:
        mine = (
            one for one in self.open_contacts() if one.need.unit_id in units or one.promised_unit in units
        )
        return sorted(mine, key=_by_deadline)[offset : offset + limit]

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        ids = self._rows.of_person.get(person_id, {})
        return sorted(map(self._rows.contacts.__getitem__, ids), key=_by_first_sought, reverse=True)

    def figure_rows(self, span: Window) -> list[FigureRow]:
        sought = (one for one in self._rows.contacts.values() if one.need.sought_at in span)
        return [self._figure_row(one) for one in sorted(sought, key=_by_first_sought)]

    def sought_on(self, day: Window) -> list[Sought]:
        needs = (one.need for one in self._rows.contacts.values())
        shown = self._rows.shown.setdefault(day.start, {})
        return [_shown(need, day, shown) for need in needs if day.start <= need.sought_at < day.end]

    def tried_on(self, day: Window) -> list[Tried]:
        since = day.start - TRIED_WITHIN
        return [
            tried_of(one.need, one.circumstances.reason, one.circumstances.channel, attempt, day)
            for one in self._rows.contacts.values()
            if since <= one.need.sought_at < day.end
            for attempt in self.attempts(one.id)
            if attempt.ended_at in day and attempt.outcome in TEACHES
        ]

    def learned_days(self) -> dict[date, datetime]:
        return {day: learned_at for day, (_, learned_at) in sorted(self._rows.daily_statistics.items())}

    def access_log(
        self, *, person_id: PersonId | None, actor: str | None, span: Window, limit: int, offset: int
    ) -> list[Access]:
        looks = (
            look
            for look in self._rows.access
            if look.at in span
            and (person_id is None or look.person_id == person_id)
            and (actor is None or look.actor == actor)
        )
        return _page(looks, key=lambda look: look.at, limit=limit, offset=offset)

    def alerts(self, *, units: Collection[UnitId] | None, open_only: bool) -> list[Alert]:
        found = (
            alert
            for alert in self._rows.alerts.values()
            if (units is None or alert.unit_id in units) and not (open_only and alert.acknowledged_at)
        )
        return sorted(found, key=lambda alert: (alert.raised_at, alert.id), reverse=True)

    def hold_alert(self, alert_id: str) -> Alert | None:
        return self._rows.alerts.get(alert_id)

    def _alike(self, duplicate_key: str) -> list[Contact]:
        return [self._rows.contacts[one] for one in self._rows.duplicates.get(duplicate_key, ())]

    def _figure_row(self, contact: Contact) -> FigureRow:
        told = self.promises(contact.id)
        first = told[0] if told else None
        return FigureRow(
            contact_id=contact.id,
            unit_id=contact.need.unit_id,
            channel=contact.circumstances.channel,
            intake=contact.circumstances.intake,
            urgency=contact.need.urgency,
            state=contact.state,
            sought_at=contact.need.sought_at,
            times_sought=contact.times_sought,
            first_backed=first is not None and first.backed,
            first_window=first.window if first else None,
            promises=len(told),
            attempts=tuple(
                (one.started_at, one.outcome is Outcome.REACHED) for one in self.attempts(contact.id)
            ),
        )


def _shown(need: Need, day: Window, before: dict[ContactId, tuple[Need, Sought]]) -> Sought:
    """What a need shows of its day, worked out once as long as it stays the same."""
    known = before.get(need.contact_id)
    if known is None or known[0] is not need:
        known = before[need.contact_id] = (need, sought_of(need, day))
    return known[1]


def _by_deadline(contact: Contact) -> tuple[datetime, str]:
    return (contact.due_at or LAST, contact.id)


def _by_first_sought(contact: Contact) -> tuple[datetime, str]:
    return (contact.need.sought_at, contact.id)


def _page(rows: Iterable[T], *, key: Callable[[T], datetime], limit: int, offset: int) -> list[T]:
    """The newest first; of the same moment the last written first."""
    last_written_first = list(rows)[::-1]
    return sorted(last_written_first, key=key, reverse=True)[offset : offset + limit]
