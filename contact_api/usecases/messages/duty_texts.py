"""How much a unit's duty phone is sent: so many alerts in a span of time, fewer of one submitter, then one digest.

The alerts themselves stand in the unit's list from the moment they are raised, whatever is texted.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.messages.notifications import DeliveryState, MessageKind, NotSent
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.ports import Alerts, Contacts, Message, Messages
from contact_api.usecases.messages.raise_alert import ASSESSMENTS_DUE, WARNING_SIGN
from contact_api.usecases.messages.shortage_alerts import ABOUT_STAFFING


class DutyTexting(Alerts, Messages, Contacts, Protocol):
    """What holding alerts back is decided by."""


def held_for_digest(
    message: Message, tx: DutyTexting, limits: TextLimits, *, now: datetime
) -> Message | None:
    """The message as it stands when it does not leave now; None when it does.

    One submitter's many leave others theirs. The first one above a ceiling becomes the digest, which leaves when the
    span is over, unless by then no alert of the unit is open; the others are told of by it.
    """
    if message.unit_id is None:
        return None
    if message.kind is MessageKind.ALERT_DIGEST:
        about_units = (*ABOUT_STAFFING, ASSESSMENTS_DUE)
        is_open = tx.alerts(units=[message.unit_id], open_only=True, leaving_out=about_units, limit=1)
        return None if is_open else _not_sent(message, NotSent.OVERTAKEN)
    submitter = _submitter(message, tx)
    lately = tx.hold_duty_texts(message.unit_id, since=now - limits.alert_span, limited_as=submitter)
    is_ones_turn = submitter is None or lately.of_submitter < limits.alerts_of_one_per_span
    if lately.sent < limits.alerts_per_span and is_ones_turn:
        return None
    if lately.digest_waits:
        return _not_sent(message, NotSent.IN_DIGEST)
    return replace(message, kind=MessageKind.ALERT_DIGEST, next_try_at=now + limits.alert_span)


def overtaken_alert(message: Message, tx: DutyTexting) -> Message | None:
    """The message of an alert that somebody takes care of, or that is over, as it stands then: it is not sent."""
    if message.kind is not MessageKind.ALERT or message.contact_id is None:
        return None
    is_open = tx.hold_open_alert(message.contact_id, WARNING_SIGN) is not None
    return None if is_open else _not_sent(message, NotSent.OVERTAKEN)


def _submitter(message: Message, tx: Contacts) -> str | None:
    contact = tx.contact(message.contact_id) if message.contact_id else None
    return contact.limited_as if contact else None


def _not_sent(message: Message, why: NotSent) -> Message:
    return replace(message, state=DeliveryState.NOT_SENT, why_not=why.value, next_try_at=None)
