"""Promise as long as the submitter holds no more minutes than anybody may; above that, have the control room see it."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.minute_limits import within_limit
from contact_api.domain.promise.promise import Promise, Why
from contact_api.domain.region.region import Region
from contact_api.ports import Alert, Alerts, Capacity, Event, History
from contact_api.usecases.promising.promise_window import promise_today
from contact_api.usecases.promising.reassign import Reassigning

OVER_LIMIT = "over_limit"


class Limiting(Reassigning, Alerts, History, Protocol):
    """What promising within the limits needs."""


def may_hold(contact: Contact, tx: Capacity, *, region: Region) -> bool:
    """Whether minutes for this contact keep its submitter within the limit."""
    if contact.limited_as is None:
        return True
    held = tx.minutes_held(contact.limited_as, without=contact.id)
    return within_limit(contact.limited_as, held, contact.need.minutes, planning=region.planning)


def promise_within_limit(contact: Contact, tx: Reassigning, *, region: Region, now: datetime) -> Promise:
    """As `promise_today`; above the limit an honest no, and the contact waits in line as all who were told no."""
    if may_hold(contact, tx, region=region):
        return promise_today(contact.need, tx, region=region, now=now)
    return Promise(
        contact.id,
        now,
        None,
        None,
        backed=False,
        why=Why.TOO_MANY,
        planning_version=region.planning.version,
    )


def show_over_limit(contact: Contact, answer: Promise, tx: Limiting, *, now: datetime) -> None:
    """One open alert for each submitter above their limit, with a count of the requests that it was raised for."""
    if answer.why is not Why.TOO_MANY or contact.limited_as is None:
        return
    known = tx.hold_open_alert_of(contact.limited_as, OVER_LIMIT)
    if known is not None:
        tx.save_alert(replace(known, times_raised=known.times_raised + 1, last_raised_at=now))
        return
    alert_id = f"{contact.id}-limit-{contact.times_sought}"
    tx.add_alert(Alert(alert_id, contact.id, contact.need.unit_id, OVER_LIMIT, now))
    tx.add_event(Event(contact.id, "alert.raised", now, facts={"kind": OVER_LIMIT}))
