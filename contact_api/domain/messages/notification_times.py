"""When a text leaves by itself, the reminder and the notice of delay, and when none disturbs the night."""

from datetime import datetime, time, timedelta, tzinfo

from contact_api.domain.core.calendar import local_day, local_moment
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactState, Window
from contact_api.domain.messages.notifications import MessageKind

OF_ONE_PROMISE = frozenset({MessageKind.REMINDER, MessageKind.DELAY})
WAITS_FOR_THE_MORNING = OF_ONE_PROMISE | {
    MessageKind.MOVED,
    MessageKind.MISSED_CALL,
    MessageKind.NOT_REACHED,
}
LATE_NOTICE = timedelta(hours=1)  # so long after a window has ended its notice of delay still helps


def is_reminder_due(contact: Contact, *, told_at: datetime, planning: Planning, now: datetime) -> bool:
    """Say whether the citizen is reminded now of the window they were promised.

    Not when somebody holds the contact or has tried it, and not when they were told (`told_at`) so shortly before that
    the window cannot be forgotten: that is measured from the reminder's own moment, so the answer does not change
    while the window comes nearer.
    """
    window = contact.window
    if window is None or not _waits_untried(contact):
        return False
    due_at = window.start - planning.remind
    return due_at <= now < window.start and told_at <= due_at - planning.remind_after


def is_at_risk(contact: Contact, *, planning: Planning, now: datetime) -> bool:
    """Say whether the promise may not be kept: its window is nearly over, or over, and nobody has taken it yet.

    Law: a promise ends as kept, moved by the citizen, unreachable, or broken and *visible*, to them too.
    """
    window = contact.window
    return (
        window is not None
        and _waits_untried(contact)
        and window.end - planning.at_risk <= now < window.end + LATE_NOTICE
    )


def still_holds(kind: MessageKind, window: Window | None, contact: Contact, *, now: datetime) -> bool:
    """Say whether what a message says is still so when it leaves now, however long the provider was away.

    A time is told while it is promised, and no other has taken its place; a missed call while the next try is to come.
    """
    told = window or contact.window
    holds = {
        MessageKind.RECEIPT: _is_promised(told, contact),
        MessageKind.MOVED: _is_promised(told, contact),
        MessageKind.RECEIPT_UNPROMISED: not contact.backed,
        MessageKind.MISSED_CALL: contact.state is ContactState.WAITING and contact.attempts > 0,
        MessageKind.NOT_REACHED: contact.state is ContactState.NOT_REACHED,
        MessageKind.CANCELLED: contact.state is ContactState.CANCELLED,
    }
    return _is_of_promise(kind, window, contact, now=now) if kind in OF_ONE_PROMISE else holds.get(kind, True)


def _is_of_promise(kind: MessageKind, window: Window | None, contact: Contact, *, now: datetime) -> bool:
    """Whether a reminder or notice of delay that leaves now is about the promise that stands, untried.

    Of a promise that broke, and that no other has taken the place of, the notice of delay is the only word there is.
    """
    if window is None or now >= window.end + LATE_NOTICE or not _untried(contact):
        return False
    broke = kind is MessageKind.DELAY and contact.window is None
    return broke or (contact.backed and contact.window == window)


def _is_promised(window: Window | None, contact: Contact) -> bool:
    """Whether that window is promised, and no try has used it up."""
    if window is None or not contact.backed or contact.window != window:
        return False
    return not contact.attempts or (contact.not_before is not None and contact.not_before <= window.start)


def quiet_until(now: datetime, *, planning: Planning, zone: tzinfo) -> datetime | None:
    """When the quiet hours that `now` lies in end, or None outside them. Local clock times, also when it changes."""
    clock, today = now.astimezone(zone).time(), local_day(now, zone)
    starts, ends = time(planning.quiet_from_hour % 24), time(planning.quiet_until_hour % 24)
    if starts <= ends:
        return local_moment(today, ends, zone) if starts <= clock < ends else None
    if clock >= starts:
        return local_moment(today + timedelta(days=1), ends, zone)
    return local_moment(today, ends, zone) if clock < ends else None


def _waits_untried(contact: Contact) -> bool:
    return contact.backed and _untried(contact)


def _untried(contact: Contact) -> bool:
    return contact.state is ContactState.WAITING and contact.attempts == 0
