"""Calls through any provider that speaks the small interface of docs/connect-telephony.md, "Another provider".

Three signed posts. What is asked always stands in the body: its signature covers it, and no address has a number.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeAlias
from uuid import uuid4

import httpx
import structlog

from contact_api.adapters.telephony.phone import masked
from contact_api.domain.calls.calls import (
    LineEnding,
    LineNews,
    LineState,
    RingingFailedPermanently,
    RingingFailedTemporarily,
)
from contact_api.ports import LineToRing

log = structlog.get_logger()

Sign: TypeAlias = Callable[[str, bytes], Mapping[str, str]]
"""(message id, body) → the headers of a Standard Webhooks signature, with the time of now."""

NEWS_PATH = "/contact-routing/v1/telephony/line-news"
LINE_ID = re.compile(r"[!-~]{1,100}", re.ASCII)
NEVER = HTTPStatus.UNPROCESSABLE_ENTITY  # the number is one the provider will not ring, today or tomorrow
REPORTED = frozenset(
    {LineState.PLACED, LineState.RINGING, LineState.ANSWERED, LineState.JOINED, LineState.ENDED}
)


class OriginateCalls:
    """Places lines over HTTP. An order carries the same message id whenever it is sent: it rings once."""

    def __init__(
        self,
        base_url: str,
        *,
        sign: Sign,
        public_url: str,
        timeout_seconds: float = 10.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._sign = sign
        self._news_url = public_url.rstrip("/") + NEWS_PATH
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), timeout=timeout_seconds, trust_env=False, transport=transport
        )

    def ring(self, line: LineToRing) -> str:
        """Place a line; the provider's id of it.

        Errors: RingingFailedTemporarily (`perhaps_placed`: the answer was lost), RingingFailedPermanently (422).
        """
        order = {
            "call_id": line.call_id,
            "line": line.kind.value,
            "to": line.to,
            "from": line.caller_number,
            "ring_seconds": line.ring_seconds,
            "room": line.call_id,
            "news_url": self._news_url,
        }
        answer = self._post("/lines", order, message_id=f"line_{line.call_id}_{line.kind.value}")
        if answer.status_code == NEVER:
            raise RingingFailedPermanently(
                "The provider will not ring this number.", provider_code=str(NEVER.value)
            )
        try:
            provider_id = _line_id(_proper(answer).get("line_id"))
        except ValueError as error:
            raise _unreadable() from error
        log.info("line.placed", call=line.call_id, line=line.kind.value, to=masked(line.to))
        return provider_id

    def hang_up(self, provider_id: str) -> None:
        """End a line; one that has ended, or never was, stays so. Errors: RingingFailedTemporarily."""
        answer = self._post("/lines/hang-ups", {"line_id": provider_id})
        if answer.status_code != HTTPStatus.NOT_FOUND:
            _accepted(answer)

    def ask(self, provider_id: str) -> LineNews | None:
        """What became of a line; None when there is no such line. Errors: RingingFailedTemporarily."""
        found = self._search({"line_id": provider_id})
        return read_line_news(found[0]) if found else None

    def find(self, to: str, *, since: datetime) -> list[str]:
        """Provider's ids of lines placed to this number since then, the first first.

        Errors: RingingFailedTemporarily.
        """
        return [
            read_line_news(line).provider_id for line in self._search({"to": to, "since": since.isoformat()})
        ]

    def _search(self, asked: Mapping[str, Any]) -> list[Any]:
        lines = _proper(self._post("/lines/searches", asked)).get("lines")
        if not isinstance(lines, list):
            raise _unreadable()
        return lines

    def _post(self, path: str, body: Mapping[str, Any], *, message_id: str = "") -> httpx.Response:
        content = json.dumps(body).encode()
        signed = self._sign(message_id or f"msg_{uuid4().hex}", content)
        headers = {"content-type": "application/json", **signed}
        perhaps = True
        try:
            return self._http.post(path, content=content, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            kind, perhaps = type(error).__name__, False
        except httpx.HTTPError as error:
            kind = type(error).__name__
        raise RingingFailedTemporarily(f"The provider did not answer ({kind}).", perhaps_placed=perhaps)


def read_line_news(body: Any) -> LineNews:
    """Read what the provider tells of a line, in an answer or as news of its own accord.

    Errors: RingingFailedTemporarily for anything that is no news of a line.
    """
    try:
        ending = body.get("ending")
        seconds = body.get("talked_seconds")
        news = LineNews(
            provider_id=_line_id(body["line_id"]),
            state=LineState(body["state"]),
            at=datetime.fromisoformat(body["at"]),
            ending=None if ending is None else LineEnding(ending),
            talked_seconds=None if seconds is None else int(seconds),
        )
        is_fit = news.state in REPORTED and news.at.tzinfo is not None
    except (AttributeError, KeyError, TypeError, ValueError):
        is_fit = False
    else:
        if is_fit:
            return news
    raise _unreadable()


def _line_id(given: Any) -> str:
    """As it may stand in news of the line, too. Errors: ValueError."""
    if not isinstance(given, str) or not LINE_ID.fullmatch(given):
        raise ValueError("a line's id is 1 to 100 printable signs")
    return given


def _proper(answer: httpx.Response) -> dict[str, Any]:
    _accepted(answer)
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _unreadable()
    return body


def _accepted(answer: httpx.Response) -> None:
    status = answer.status_code
    if not answer.is_success:
        raise RingingFailedTemporarily(
            f"The provider answered {status}.",
            provider_code=str(status),
            perhaps_placed=status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )


def _unreadable() -> RingingFailedTemporarily:
    return RingingFailedTemporarily("The provider's answer is not readable.", perhaps_placed=True)
