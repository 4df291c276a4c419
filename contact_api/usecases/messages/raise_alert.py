"""Ask staff to look at a case at once: one open alert for each matter, however often it comes again."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.contact import Contact
from contact_api.ports import Alert, Alerts, Event, History

CALL_112, SAME_HOUR = "call_112", "same_hour"  # the kinds of a warning sign, the more urgent first
WARNING_SIGN = (CALL_112, SAME_HOUR)
WRONG_NUMBER = "wrong_number"
ASSESSMENTS_DUE = "assessments_due"  # at a unit: worked through in the day, nobody is texted for it


class Alerting(Alerts, History, Protocol):
    """What raising an alert is written to."""


def close_alerts(contact: Contact, tx: Alerting, *, now: datetime) -> None:
    """What staff were alerted to about this contact is over, whoever took care of it; the caller holds the contact."""
    for alert in tx.hold_alerts_of(contact.id):
        tx.save_alert(replace(alert, closed_at=now))
        tx.add_event(Event(contact.id, "alert.closed", now, facts={"kind": alert.kind}))


def have_number_found(contact: Contact, tx: Alerting, *, now: datetime) -> None:
    """Ask the own unit to find the right number: no text is sent to the wrong one, nor the citizen told by one.

    Of two numbers the one called is of who speaks for the citizen; what that one asked is not texted to the other.
    """
    alert_id = f"{contact.id}-number-{contact.times_sought}"  # a case opened again was sought once more
    raise_alert(contact, WRONG_NUMBER, tx, alert_id=alert_id, now=now)


def raise_alert(
    contact: Contact,
    kind: str,
    tx: Alerting,
    *,
    alert_id: str,
    matter: tuple[str, ...] = (),
    now: datetime,
) -> bool:
    """Raise an alert, or count it on the one of the same matter that is open; whether it is more than staff know.

    `matter` are the kinds that are one matter, the most urgent first: the more urgent stands. What comes again after
    somebody has taken care of it is a new alert, `alert_id`: it asks for a second look.
    """
    matter = matter or (kind,)
    known = tx.hold_open_alert(contact.id, matter)
    if known is None:
        tx.add_alert(Alert(alert_id, contact.id, contact.need.unit_id, kind, now))
        tx.add_event(Event(contact.id, "alert.raised", now, facts={"kind": kind}))
        return True
    rises = matter.index(kind) < matter.index(known.kind)
    again = replace(
        known,
        kind=kind if rises else known.kind,
        unit_id=contact.need.unit_id,
        times_raised=known.times_raised + 1,
        last_raised_at=now,
    )
    tx.save_alert(again)
    if rises:
        tx.add_event(Event(contact.id, "alert.raised", now, facts={"kind": kind}))
    return rises
