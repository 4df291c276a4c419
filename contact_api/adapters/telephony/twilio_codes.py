"""What Twilio's status codes and status words mean to us.

Source: Twilio's error dictionary (www.twilio.com/docs/api/errors) and its guide to status in callbacks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from contact_api.domain.errors import DomainError
from contact_api.domain.messages import DeliveryState, SendingFailedPermanently, SendingFailedTemporarily

WORTH_ANOTHER_TRY = frozenset({401, 403, 404, 407, 408, 425, 429})
"""Too busy, or our own account is wrongly set up: the citizen's number is not at fault, and can be mended."""

TEMPORARY = frozenset(
    {
        14107,  # we send faster than the number may
        20003,  # sign-in refused
        20005,  # our account is not active
        20403,
        20404,
        20429,  # too many requests
        20500,
        20503,
        21611,  # the sender's own queue is full
        21730,  # maintenance
        63038,  # the account's messages for today are used up
    }
)
ABOUT_THE_NUMBER = frozenset(
    {
        21211,  # not a valid number
        21408,  # texts to that country are not enabled
        21606,  # the sender cannot text there
        21610,  # unsubscribed with STOP
        21612,  # no route to it
        21614,  # not a mobile number
    }
)
DELIVERY_MAY_STILL_SUCCEED = frozenset({"30001", "30003", "30008", "30017", "30022", "30410"})
"""Queue full, handset off, unknown, carrier congested, sent too fast, provider timed out."""

STATES: Mapping[str, DeliveryState] = {
    "accepted": DeliveryState.QUEUED,
    "scheduled": DeliveryState.QUEUED,
    "queued": DeliveryState.QUEUED,
    "sending": DeliveryState.QUEUED,
    "sent": DeliveryState.SENT,
    "partially_delivered": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.DELIVERED,
    "failed": DeliveryState.FAILED_PERMANENTLY,
    "undelivered": DeliveryState.FAILED_PERMANENTLY,
    "canceled": DeliveryState.FAILED_PERMANENTLY,
}


@dataclass(frozen=True, slots=True)
class DeliveryNews:
    """What one status callback says of one message."""

    provider_id: str
    state: DeliveryState
    provider_code: str = ""


def refused(status: int, code: object) -> DomainError:
    """Turn Twilio's refusal into ours. Only the codes are kept: Twilio's own words repeat the number."""
    said = code if isinstance(code, int) else status
    detail = f"Twilio answered {status} with code {said}."
    if said in ABOUT_THE_NUMBER or _is_final(status, said):
        return SendingFailedPermanently(detail, provider_code=str(said))
    broke = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return SendingFailedTemporarily(detail, provider_code=str(said), perhaps_sent=broke)


def _is_final(status: int, code: int) -> bool:
    is_client_error = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return is_client_error and status not in WORTH_ANOTHER_TRY and code not in TEMPORARY


def read_callback(params: Mapping[str, str]) -> DeliveryNews | None:
    """Read the parameters of a status callback whose signature has been checked; None if it tells nothing.

    Callbacks come late, twice and out of order: believe `messages.later(known, news.state)`.
    """
    provider_id, word = params.get("MessageSid", ""), params.get("MessageStatus", "")
    code = params.get("ErrorCode", "")
    if not provider_id or word not in STATES:
        return None
    state = STATES[word]
    if state is DeliveryState.FAILED_PERMANENTLY and code in DELIVERY_MAY_STILL_SUCCEED:
        state = DeliveryState.FAILED_TEMPORARILY
    return DeliveryNews(provider_id, state, code)
