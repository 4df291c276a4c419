"""Text messages: taken in, sent, delivered or not; and those that people send to us."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from contact_api.adapters.telephony.dry import append_line
from contact_api.demo.provider.exchange import Exchange
from contact_api.demo.provider.phones import Delivers
from contact_api.demo.provider.records import Callback, MessageRecord
from contact_api.demo.provider.twiml import Player, Texts, TwimlFault
from contact_api.texts.segments import sms_segments

UNREACHABLE = 30003  # the handset is off
NEXT = {"accepted": "queued", "queued": "sent"}


class Messages:
    """All text messages of the account; each that we send is also a line of the file the demo shows."""

    def __init__(self, exchange: Exchange, file: str = "") -> None:
        self._exchange = exchange
        self._file = Path(file) if file else None
        self.all: dict[str, MessageRecord] = {}
        self.faults: list[str] = []

    def take(self, message: MessageRecord) -> MessageRecord:
        """Take an order to text a number."""
        with self._exchange.lock:
            self.all[message.sid] = message
        if self._file is not None:
            line = {
                "provider_id": message.sid,
                "message_id": _our_id(message.status_url),
                "to": message.to,
                "body": message.body,
            }
            self._file.parent.mkdir(parents=True, exist_ok=True)
            append_line(self._file, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        return message

    def send(self, to: str, body: str) -> MessageRecord:
        """Text somebody because a document said so."""
        return self.take(self._record(to, self._exchange.subscription.number, body, "outbound-reply"))

    def text_us(self, from_: str, body: str, *, url: str = "") -> MessageRecord:
        """Somebody texts our number: our service is asked at once, and its reply is sent back."""
        own = self._exchange.subscription
        with self._exchange.lock:
            message = self._record(own.number, from_, body, "inbound")
            message.status = "received"
            self.all[message.sid] = message
        form = {
            **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), message.sid),
            "From": from_,
            "To": own.number,
            "Body": body,
            "NumMedia": "0",
            "NumSegments": str(sms_segments(body)),
            "SmsStatus": "received",
        }
        try:
            for scene in Player(self._exchange.mail.ask).play(url or own.sms_url, form):
                if isinstance(scene, Texts):
                    self.send(scene.to or from_, scene.body)
        except TwimlFault as fault:
            self.faults.append(str(fault))
        return message

    def advance(self) -> int:
        """Bring every message one event further; how many moved."""
        with self._exchange.lock:
            return sum(self._advance(message) for message in list(self.all.values()))

    def _advance(self, message: MessageRecord) -> bool:
        status = NEXT.get(message.status) or self._end_of(message)
        if not status:
            return False
        message.status = status
        message.sent_at = message.sent_at or (self._exchange.now if status == "sent" else None)
        message.error_code = UNREACHABLE if status == "undelivered" else None
        if message.status_url:
            form = {
                **dict.fromkeys(("MessageSid", "SmsSid"), message.sid),
                **dict.fromkeys(("MessageStatus", "SmsStatus"), status),
                "From": message.from_,
                "To": message.to,
            }
            form |= {"ErrorCode": str(message.error_code)} if message.error_code else {}
            news = Callback(message.sid, message.status_url, form)
            self._exchange.mail.put(news, message.phone.callbacks)
            if status in ("delivered", "undelivered"):
                self._exchange.mail.note_over(message.sid)
        return True

    def _end_of(self, message: MessageRecord) -> str:
        if message.status != "sent" or message.phone.delivers is Delivers.NEVER:
            return ""
        return str(message.phone.delivers)

    def _record(self, to: str, from_: str, body: str, direction: str) -> MessageRecord:
        exchange = self._exchange
        other = from_ if direction == "inbound" else to
        return MessageRecord(
            exchange.sids.new("SM"), direction, to, from_, body, exchange.phone(other), exchange.now
        )


def _our_id(status_url: str) -> str:
    """The service's id of a message, as its own address for news of it tells."""
    address = urlsplit(status_url)
    return dict(parse_qsl(address.query)).get("message_id", address.path.rpartition("/")[2])
