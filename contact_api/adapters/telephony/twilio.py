"""Text messages through Twilio, by its own SDK."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from requests import RequestException
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from twilio.base import values
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from contact_api.adapters.telephony.phone import masked
from contact_api.adapters.telephony.twilio_codes import refused
from contact_api.domain.errors import DomainError
from contact_api.domain.messages import SendingFailedTemporarily, Sent

log = structlog.get_logger()

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


class TwilioTextMessages:
    """Hands text messages over to Twilio; knows of delivery only what status callbacks tell later.

    At least once: Twilio's message API has no idempotency key, so when its answer is lost (`perhaps_sent`)
    trying again may show a citizen the same text twice; that is better than never telling her that we call.
    With "{message_id}" in `status_callback`, a message whose answer was lost is known by its callback.
    """

    def __init__(self, account: TwilioAccount) -> None:
        self._account = account
        self._client = Client(  # type: ignore[no-untyped-call]
            account.account_sid,
            account.auth_token,
            region=account.region or None,
            edge=account.edge or None,
            http_client=_HttpClient(account.base_url, timeout=account.timeout_seconds),
        )

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        """Hand one message over.

        Units:  `to` in E.164.
        Errors: SendingFailedTemporarily (no connection, time out, 429, 5xx, our account is refused, an answer
                that is not Twilio's) and SendingFailedPermanently (never to this number), with Twilio's code.
        """
        failure: DomainError
        try:
            message = self._client.messages.create(to=to, body=body, **self._how(message_id))
        except (TwilioException, RequestException, _NotTwiliosAnswer) as error:
            failure = _failure(error)
        else:
            log.info("message.handed_over", message=message_id, to=masked(to))
            return Sent(provider_id=str(message.sid))
        raise failure  # out here, so that the SDK's own error, which quotes the number, is not chained to it

    def _how(self, message_id: str) -> dict[str, Any]:
        account = self._account
        return {
            "messaging_service_sid": account.messaging_service_sid or values.unset,
            "from_": account.from_number or values.unset,
            "status_callback": account.status_callback.replace("{message_id}", message_id) or values.unset,
            "validity_period": int(account.validity.total_seconds()),
        }


class TwilioSignature:
    """Checks that a status callback comes from Twilio."""

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)  # type: ignore[no-untyped-call]

    def check_callback(self, url: str, params: Mapping[str, str], signature: str | None) -> bool:
        """Say whether `X-Twilio-Signature` fits the public URL, as Twilio calls it, and the form."""
        if signature is None:
            return False
        return bool(self._validator.validate(url, params, signature))  # type: ignore[no-untyped-call]


class _NotTwiliosAnswer(Exception):
    """A success status with a body that no Twilio message resource has."""


class _HttpClient(TwilioHttpClient):
    """The SDK's client, with Twilio's host exchanged for the configured one, and silent: its log has URLs."""

    def __init__(self, base_url: str, *, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base = urlsplit(base_url.rstrip("/"))
        if base_url and self.session is not None:
            self.session.trust_env = False  # a configured host is reached directly, by no proxy

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        response = super().request(method, self._configured(url), *args, **kwargs)
        if response.ok and not _is_a_message(response.text):
            raise _NotTwiliosAnswer
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


def _is_a_message(text: str) -> bool:
    try:
        answer = json.loads(text)
    except ValueError:
        return False
    return isinstance(answer, dict) and isinstance(answer.get("sid"), str) and bool(answer["sid"])


def _failure(error: Exception) -> DomainError:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        status = int(error.status) if str(error.status).isdigit() else _UNREADABLE
        return refused(status, error.code)
    if isinstance(error, RequestException):
        kind = type(error).__name__
        perhaps_sent = not _never_left(error)
        return SendingFailedTemporarily(f"Twilio did not answer ({kind}).", perhaps_sent=perhaps_sent)
    return SendingFailedTemporarily("The answer is not one of Twilio's.", perhaps_sent=True)


def _never_left(error: RequestException) -> bool:
    """Whether no connection came about, so that Twilio cannot have the message."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, ConnectTimeout | SSLError | ProxyError) or isinstance(reason, NewConnectionError)
