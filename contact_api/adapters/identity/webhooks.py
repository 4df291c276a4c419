"""Signed webhooks in and out, as Standard Webhooks has it (symmetric signatures, `v1`).

The reference library reads the clock itself and knows one key; here `now` is passed in and a sender may have
several keys, so that a key is changed without a gap. Source: Standard Webhooks, "Signature scheme".
"""

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 8  # one per key of the sender; more is nobody's rotation
SECRET_BYTES = range(24, 65)
_PREFIX = "whsec_"
_MESSAGE_ID = re.compile(
    r"[!-\-/-~]{1,200}", re.ASCII
)  # printable, without the dot that separates what is signed
_TIMESTAMP = re.compile(r"\d{1,11}", re.ASCII)


class WebhookFault(StrEnum):
    """Why a webhook was refused; goes to the sender as it is."""

    MISSING_HEADER = "missing_header"  # webhook-id, webhook-timestamp or webhook-signature
    BAD_HEADER = "bad_header"
    TOO_OLD = "too_old"
    TOO_NEW = "too_new"
    WRONG_SIGNATURE = "wrong_signature"


class WebhookRefused(Exception):
    """The message is not provably from one of the senders, or not from the last five minutes."""

    def __init__(self, reason: WebhookFault) -> None:
        self.reason = reason
        super().__init__(reason.value)


class NotAWebhookSecret(ValueError):
    """A webhook secret is `whsec_` and 24 to 64 bytes in base64; `new_secret` makes one."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message whose sender is proved; the same `message_id` again is the same message again."""

    sender: str
    message_id: str
    sent_at: datetime


class WebhookCheck:
    """Says who sent a message. Safe to share between threads."""

    def __init__(self, senders: Mapping[str, Sequence[str]]) -> None:
        """`senders`: the secrets (`whsec_…`) of each sender, by the sender's id; the old one last."""
        self._keys = [(sender, _key(secret)) for sender, given in senders.items() for secret in given]
        if len({key for _, key in self._keys}) < len(self._keys):
            raise NotAWebhookSecret("two senders, or one sender twice, were given the same webhook secret")

    def check(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Delivery:
        """The proved sender of `body`, the bytes as they came. Errors: WebhookRefused."""
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            message_id = lower["webhook-id"]
            timestamp = lower["webhook-timestamp"]
            given = lower["webhook-signature"].split()
        except KeyError as error:
            raise WebhookRefused(WebhookFault.MISSING_HEADER) from error
        sent_at = _sent_at(message_id, timestamp, given, now)
        signed = f"{message_id}.{timestamp}.".encode() + body
        signers = [sender for sender, key in self._keys if _carries(given, _signature(key, signed))]
        if not signers:
            raise WebhookRefused(WebhookFault.WRONG_SIGNATURE)
        return Delivery(signers[0], message_id, sent_at)


def sign(secrets_of_sender: Iterable[str], message_id: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """The headers to send `body` with: a signature per secret; the receiver may know the new or the old."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise WebhookRefused(WebhookFault.BAD_HEADER)
    timestamp = str(int(now.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(_key(secret), signed) for secret in secrets_of_sender),
    }


def new_secret() -> str:
    """A fresh secret to hand to a sender or a receiver."""
    return _PREFIX + b64encode(secrets.token_bytes(32)).decode()


def _sent_at(message_id: str, timestamp: str, given: Sequence[str], now: datetime) -> datetime:
    if not (
        _MESSAGE_ID.fullmatch(message_id)
        and _TIMESTAMP.fullmatch(timestamp)
        and len(given) <= MOST_SIGNATURES
    ):
        raise WebhookRefused(WebhookFault.BAD_HEADER)
    sent_at = datetime.fromtimestamp(int(timestamp), tz=UTC)
    if sent_at < now - TOLERANCE:
        raise WebhookRefused(WebhookFault.TOO_OLD)
    if sent_at > now + TOLERANCE:
        raise WebhookRefused(WebhookFault.TOO_NEW)
    return sent_at


def _carries(given: Sequence[str], expected: str) -> bool:
    return any(hmac.compare_digest(signature.encode(), expected.encode()) for signature in given)


def _signature(key: bytes, signed: bytes) -> str:
    return "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as error:
        raise NotAWebhookSecret(NotAWebhookSecret.__doc__) from error
    if not secret.startswith(_PREFIX) or len(key) not in SECRET_BYTES:
        raise NotAWebhookSecret(NotAWebhookSecret.__doc__)
    return key
