"""Calls through Twilio, by its own SDK: one line at a time. Nothing here can have a call kept as sound."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import structlog
from twilio.base import values

from contact_api.adapters.telephony.callback_urls import CallbackUrls
from contact_api.adapters.telephony.phone import masked
from contact_api.adapters.telephony.twilio.client import (
    FAULTS,
    Failure,
    TwilioAccount,
    client_of,
    what_failed,
)
from contact_api.adapters.telephony.twilio.codes import line_news, not_now, ringing_refused
from contact_api.adapters.telephony.twilio.inbound import NAME
from contact_api.domain.calls.calls import LineKind, LineNews
from contact_api.ports import LineToRing

log = structlog.get_logger()

EVENTS = ["initiated", "ringing", "answered", "completed"]
LONGEST = timedelta(hours=2)  # a line that nobody hangs up does not cost for ever
_PAGE = 1000  # the most Twilio gives at once
_HAS_ENDED = 21220  # what Twilio says to an update that comes too late


class TwilioCalls:
    """Places lines and asks for them. Its address at our end carries our ids, so news tell which line they are of.

    Twilio's calls have no idempotency key: after an answer that was lost (`perhaps_placed`), `find` tells.
    """

    def __init__(self, account: TwilioAccount, *, public_url: str) -> None:
        self._client = client_of(account)
        self._urls = CallbackUrls(public_url, NAME)

    def ring(self, line: LineToRing) -> str:
        """Place a line; the provider's id of it.

        Only a citizen's line listens for an answering machine: that costs them seconds of silence, and nobody else's
        call goes to a mailbox unnoticed, because staff and interpreters press a key.
        Errors: RingingFailedTemporarily (`perhaps_placed`: the answer was lost), RingingFailedPermanently.
        """
        listens = line.kind is LineKind.CITIZEN
        try:
            placed = self._client.calls.create(
                to=line.to,
                from_=line.caller_number,
                url=self._urls.line(line.call_id, line.kind),
                status_callback=self._urls.line_statuses(line.call_id, line.kind),
                status_callback_event=EVENTS,
                timeout=line.ring_seconds,
                time_limit=int(LONGEST.total_seconds()),
                machine_detection="Enable" if listens else values.unset,
            )
        except FAULTS as error:
            failure = ringing_refused(what_failed(error))
        else:
            log.info("line.placed", call=line.call_id, line=str(line.kind), to=masked(line.to))
            return str(placed.sid)
        raise failure  # out here, so that the SDK's own error, which quotes the number, is not chained to it

    def hang_up(self, provider_id: str) -> None:
        """End a line, whether it rings or talks; one that has ended stays so.

        Errors: RingingFailedTemporarily.
        """
        try:
            self._client.calls(provider_id).update(status="completed")
        except FAULTS as error:
            failure = what_failed(error)
        else:
            return
        if failure.code != _HAS_ENDED and not _is_nothing(failure):
            raise not_now(failure)

    def ask(self, provider_id: str) -> LineNews | None:
        """What became of a line; None when there is no such line.

        Errors: RingingFailedTemporarily.
        """
        try:
            call = self._client.calls(provider_id).fetch()
        except FAULTS as error:
            failure = what_failed(error)
        else:
            return _news(call)
        if _is_nothing(failure):
            return None
        raise not_now(failure)

    def find(self, to: str, *, since: datetime) -> list[str]:
        """Provider's ids of lines placed to this number since then, the first first.

        Twilio filters by number in the URL only, where no number may stand: all calls of the time are asked for
        and looked through here. Those still queued have no start, so they are asked for by themselves.
        Errors: RingingFailedTemporarily.
        """
        earliest = since.astimezone(UTC).replace(microsecond=0)  # Twilio's times are whole seconds
        calls = self._client.calls
        try:
            seen = [
                *calls.list(status="queued", page_size=_PAGE),
                *calls.list(start_time_after=earliest, page_size=_PAGE),
            ]
        except FAULTS as error:
            failure = not_now(what_failed(error))
        else:
            return _to(to, seen, earliest)
        raise failure


def _is_nothing(failure: Failure) -> bool:
    return failure.status == HTTPStatus.NOT_FOUND


def _to(number: str, calls: Iterable[Any], earliest: datetime) -> list[str]:
    ours = {
        str(call.sid): placed
        for call in calls
        if call.to == number and (placed := call.date_created or call.start_time or earliest) >= earliest
    }
    return sorted(ours, key=lambda sid: (ours[sid], sid))


def _news(call: Any) -> LineNews:
    """Errors: RingingFailedTemporarily for words we do not know: that is not the same as no such line."""
    at = call.end_time or call.date_updated or call.start_time or call.date_created
    duration = str(call.duration or "")
    news = at and line_news(
        str(call.sid),
        str(call.status),
        answered_by=str(call.answered_by or ""),
        seconds=int(duration) if duration.isdecimal() else None,
        at=at,
    )
    if news is None:
        raise not_now(Failure("Twilio's answer about a call is not readable."))
    return news
