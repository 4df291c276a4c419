"""The provider tells what became of a text: late, twice, out of order."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.values import MessageId
from contact_api.domain.messages.notifications import DeliveryState, later
from contact_api.ports import Message, Messages
from contact_api.usecases.messages.send_message import GIVE_UP_AFTER, wait_before_try
from contact_api.usecases.messages.sms_reachability import FailureNoting, note_failure

FAILED = (DeliveryState.FAILED_TEMPORARILY, DeliveryState.FAILED_PERMANENTLY)


class Delivering(Messages, FailureNoting, Protocol):
    """What a delivery receipt is written to."""


def hear_delivery(
    provider_id: str,
    told: DeliveryState,
    tx: Delivering,
    *,
    code: str = "",
    message_id: MessageId | None = None,
    now: datetime,
) -> DeliveryState | None:
    """Keep what the provider says of one text; what is believed now, or None when there is no such text.

    It is found by the provider's id, or by ours (`message_id`) when the answer that carried the provider's id was
    lost. The same word twice, and words in any order, end in the same state. A text that may still arrive is tried
    again by the sweeper; one that never will stands in the contact's history, and staff see it.
    """
    message = tx.hold_message_of(provider_id)
    if message is None and message_id is not None:
        message = tx.hold_message(message_id)
    if message is None:
        return None
    heard = _heard(message, provider_id, told)
    if heard is message:
        return message.state
    if heard.state in FAILED:
        heard = replace(heard, why_not=code or message.why_not)
    if heard.state is DeliveryState.FAILED_TEMPORARILY:
        heard = _to_be_tried_again(heard, now=now)
    tx.save_message(heard)
    failed = DeliveryState.FAILED_PERMANENTLY
    if heard.state is failed and message.state is not failed:
        note_failure(heard, heard.why_not, tx, now=now)
    return heard.state


def _heard(message: Message, provider_id: str, told: DeliveryState) -> Message:
    """The message after the provider's word; the very same one when that changes nothing.

    News of an earlier try count only when it arrived after all. What the provider has, was handed over: whatever we
    noted when its answer was lost, is outweighed by its first word.
    """
    if message.provider_id not in (None, provider_id) and told is not DeliveryState.DELIVERED:
        return message
    known = message.state if message.provider_id == provider_id else DeliveryState.SENT
    state = later(later(known, DeliveryState.SENT), told)
    if state is message.state and message.provider_id is not None:
        return message
    kept = message.why_not if state in FAILED else None
    return replace(message, state=state, provider_id=provider_id, why_not=kept, next_try_at=None)


def _to_be_tried_again(message: Message, *, now: datetime) -> Message:
    if message.tries >= GIVE_UP_AFTER:
        return replace(message, state=DeliveryState.FAILED_PERMANENTLY)
    return replace(message, next_try_at=now + wait_before_try(message.tries))
