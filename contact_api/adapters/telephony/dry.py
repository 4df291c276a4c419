"""The dry phone: shows what would be sent, and sends nothing."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import structlog

from contact_api.adapters.telephony.phone import masked
from contact_api.domain.messages.notifications import SendingFailedTemporarily, Sent
from contact_api.texts.segments import sms_segments

log = structlog.get_logger()


class DryTextMessages:
    """ProtectedMinutes each message as one line of JSON, because this file is the demo's phone, and shows it if asked.

    The file holds whole numbers and texts and is readable by its owner only; logs and `show` see two digits.
    The provider's id is made of the message's id: a message sent twice stands there twice under one id.
    """

    def __init__(self, path: Path | None = None, *, show: Callable[[str], None] | None = None) -> None:
        self._path = path
        self._show = show

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        """Write the message down instead of sending it.

        Errors: SendingFailedTemporarily when the file cannot be written.
        """
        sent = Sent(provider_id=f"dry-{message_id}")
        self._write({"provider_id": sent.provider_id, "message_id": message_id, "to": to, "body": body})
        log.info("message.shown", message=message_id, to=masked(to), segments=sms_segments(body))
        if self._show is not None:
            self._show(f"SMS {masked(to)}: {body}")
        return sent

    def _write(self, message: dict[str, str]) -> None:
        if self._path is None:
            return
        line = json.dumps(message, ensure_ascii=False) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            append_line(self._path, line.encode())
        except OSError as fault:
            errno = fault.errno
        else:
            return
        raise SendingFailedTemporarily(f"The dry phone's file cannot be written (errno {errno}).")


def append_line(path: Path, line: bytes) -> None:
    """Append in one write, so that lines of several workers never mix."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
