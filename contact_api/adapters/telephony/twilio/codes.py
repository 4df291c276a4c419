"""What Twilio's status codes and status words mean to us.

Source: Twilio's error dictionary (www.twilio.com/docs/api/errors) and its guide to status in callbacks.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from contact_api.adapters.telephony.twilio.client import Failure
from contact_api.domain.calls.calls import (
    LineEnding,
    LineNews,
    LineState,
    RingingFailedPermanently,
    RingingFailedTemporarily,
)
from contact_api.domain.messages.notifications import (
    DeliveryState,
    SendingFailedPermanently,
    SendingFailedTemporarily,
)
from contact_api.ports import DeliveryNews

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
        10001,  # our account is not active
        10004,  # as many calls at once as the account may have
        10005,  # calls are switched off for our account
        21205,  # our own address is not a proper one
        21210,  # the number we want to show is not ours
        21212,
        21213,
        21220,  # not in a state for it just now
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
        21202,  # a premium number
        21214,  # cannot be reached
        21215,  # calls to that country are not enabled
        21216,  # blocked: a risk of fraud, or by regulation
        21217,  # not a number
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


LINE_STATES: Mapping[str, LineState] = {
    "queued": LineState.PLACED,
    "initiated": LineState.PLACED,
    "ringing": LineState.RINGING,
    "in-progress": LineState.ANSWERED,
    "completed": LineState.ENDED,
    "busy": LineState.ENDED,
    "no-answer": LineState.ENDED,
    "failed": LineState.ENDED,
    "canceled": LineState.ENDED,
}
ENDINGS: Mapping[str, LineEnding] = {
    "completed": LineEnding.COMPLETED,
    "busy": LineEnding.BUSY,
    "no-answer": LineEnding.NO_ANSWER,
    "failed": LineEnding.FAILED,
    "canceled": LineEnding.CANCELLED,
}
_MACHINES = (
    "machine",
    "fax",
)  # machine_start, machine_end_beep, …; "human" and "unknown" are taken for people


def sending_refused(failure: Failure) -> SendingFailedTemporarily | SendingFailedPermanently:
    """What it means for a message that it was not handed over."""
    code = str(failure.code or "")
    if _is_for_good(failure):
        return SendingFailedPermanently(failure.detail, provider_code=code)
    return SendingFailedTemporarily(failure.detail, provider_code=code, perhaps_sent=failure.perhaps_done)


def ringing_refused(failure: Failure) -> RingingFailedTemporarily | RingingFailedPermanently:
    """What it means for a line that it was not placed."""
    if _is_for_good(failure):
        return RingingFailedPermanently(failure.detail, provider_code=str(failure.code))
    return not_now(failure)


def not_now(failure: Failure) -> RingingFailedTemporarily:
    """What it means for a question about a line, or for its end, that there was no proper answer."""
    code = str(failure.code or "")
    return RingingFailedTemporarily(failure.detail, provider_code=code, perhaps_placed=failure.perhaps_done)


def _is_for_good(failure: Failure) -> bool:
    if failure.status is None or failure.code is None:
        return False
    return failure.code in ABOUT_THE_NUMBER or _is_final(failure.status, failure.code)


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


def read_line_callback(params: Mapping[str, str], *, now: datetime) -> LineNews | None:
    """Read what Twilio tells of a call, as callback or question; None if it tells nothing. Signature checked before.

    Units: `at` is Twilio's own time of the event where it sends one, else `now`.
    """
    at = _moment(params.get("Timestamp", "")) or now
    duration = params.get("CallDuration", "")
    return line_news(
        params.get("CallSid", ""),
        params.get("CallStatus", ""),
        answered_by=params.get("AnsweredBy", ""),
        seconds=int(duration) if duration.isdecimal() else None,
        at=at,
    )


def line_news(
    provider_id: str, status: str, *, answered_by: str, seconds: int | None, at: datetime
) -> LineNews | None:
    """The news in the words of a call of Twilio's; None when they are not known."""
    if not provider_id or status not in LINE_STATES:
        return None
    is_machine = answered_by.startswith(_MACHINES)
    ending = LineEnding.MACHINE if is_machine else ENDINGS.get(status)
    return LineNews(provider_id, LINE_STATES[status], at, ending, talked_seconds=seconds)


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
