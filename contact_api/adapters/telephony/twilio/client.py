"""Twilio's REST API by its own SDK: which account, over which host, and what went wrong without any number."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from requests import RequestException
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

_UNREADABLE = HTTPStatus.BAD_GATEWAY  # a refusal whose status is no number did not come from Twilio


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """Where and as whom we send; exactly one of `messaging_service_sid` and `from_number` is set."""

    account_sid: str
    auth_token: str = field(repr=False)
    messaging_service_sid: str = ""
    from_number: str = ""  # E.164 or an alphanumeric sender
    status_callback: str = ""  # public URL; "{message_id}" in it becomes our id of the message
    region: str = ""  # such as ie1, together with edge; empty for Twilio's own default
    edge: str = ""  # such as dublin
    base_url: str = ""  # a gateway or a double in front of Twilio's API
    timeout_seconds: float = 10.0
    validity: timedelta = timedelta(
        hours=1
    )  # what Twilio still holds after this it drops: it would be untrue

    def __post_init__(self) -> None:
        if bool(self.messaging_service_sid) is bool(self.from_number):
            raise ValueError("set exactly one of messaging_service_sid and from_number")


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, in words that repeat nothing of what was asked.

    `status` and `code` are Twilio's own, and None when Twilio said nothing; `perhaps_done`: it may have been carried
    out all the same.
    """

    detail: str
    status: int | None = None
    code: int | None = None
    perhaps_done: bool = True


class NotTwiliosAnswer(Exception):
    """A success status with a body that none of Twilio's resources has."""


FAULTS = (TwilioException, RequestException, NotTwiliosAnswer)
"""Everything a call of the SDK may raise; `what_failed` reads it."""


def client_of(account: TwilioAccount) -> Client:
    """The SDK's client for this account; it writes no log, because URLs and bodies have numbers in them."""
    return Client(
        account.account_sid,
        account.auth_token,
        region=account.region or None,
        edge=account.edge or None,
        http_client=_HttpClient(account.base_url, timeout=account.timeout_seconds),
    )


def what_failed(error: Exception) -> Failure:
    """Read one of `FAULTS`. Twilio's own words are dropped: they repeat the number."""
    if isinstance(error, TwilioRestException | TwilioServiceException):
        status = int(error.status) if str(error.status).isdigit() else _UNREADABLE
        code = error.code if isinstance(error.code, int) else status
        broke = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return Failure(f"Twilio answered {status} with code {code}.", status, code, perhaps_done=broke)
    if isinstance(error, RequestException):
        kind = type(error).__name__
        return Failure(f"Twilio did not answer ({kind}).", perhaps_done=not _never_left(error))
    return Failure("The answer is not one of Twilio's.")


class _HttpClient(TwilioHttpClient):
    """The SDK's client, with Twilio's host exchanged for the configured one, and silent."""

    def __init__(self, base_url: str, *, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base = urlsplit(base_url.rstrip("/"))
        if base_url and self.session is not None:
            self.session.trust_env = False  # a configured host is reached directly, by no proxy

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        response = super().request(method, self._configured(url), *args, **kwargs)
        if response.ok and not _is_twilios(response.text):
            raise NotTwiliosAnswer
        return response

    def _configured(self, url: str) -> str:
        if not self._base.netloc:
            return url
        asked = urlsplit(url)
        path = self._base.path + asked.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, asked.query, ""))

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Log nothing."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Log nothing."""


def _is_twilios(text: str) -> bool:
    """Whether this is a resource, or a page of calls."""
    try:
        answer = json.loads(text)
    except ValueError:
        return False
    if not isinstance(answer, dict):
        return False
    return isinstance(answer.get("calls"), list) or (
        isinstance(answer.get("sid"), str) and bool(answer["sid"])
    )


def _never_left(error: RequestException) -> bool:
    """Whether no connection came about, so that Twilio cannot have the request."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, ConnectTimeout | SSLError | ProxyError) or isinstance(reason, NewConnectionError)
