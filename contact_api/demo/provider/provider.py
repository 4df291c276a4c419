"""The double as tests and the demo hold it: script telephones, ring and text us, and let time pass in steps."""

import threading
from datetime import UTC, datetime, timedelta

from contact_api.demo.provider.callees import Callee
from contact_api.demo.provider.exchange import Exchange, Subscription
from contact_api.demo.provider.mail import Post, post_by_http
from contact_api.demo.provider.messages import Messages
from contact_api.demo.provider.phones import Phone
from contact_api.demo.provider.records import CallRecord, MessageRecord

MOST_STEPS = 2000  # of `run`; more goes round in circles
EPOCH = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Provider:
    """`step` and `run` move it; all else may be called from any thread, also meanwhile.

    Our service may ask the provider for something while the provider asks our service.
    """

    def __init__(
        self,
        subscription: Subscription | None = None,
        *,
        post: Post = post_by_http,
        began: datetime = EPOCH,
        texts_file: str = "",
    ) -> None:
        self.exchange = Exchange(subscription or Subscription(), post=post, now=began)
        self.messages = Messages(self.exchange, texts_file)
        self.mail = self.exchange.mail
        self._callee = Callee(self.exchange, self.messages)
        self._stepping = threading.Lock()

    @property
    def subscription(self) -> Subscription:
        return self.exchange.subscription

    @property
    def calls(self) -> list[CallRecord]:
        """All calls, the first first."""
        return list(self.exchange.calls.values())

    @property
    def texts(self) -> list[MessageRecord]:
        """All text messages, the first first."""
        return list(self.messages.all.values())

    def calls_to(self, number: str) -> list[CallRecord]:
        """The calls to this number, the first first."""
        return [call for call in self.calls if call.to == number]

    def script(self, number: str, phone: Phone) -> None:
        """Say how the telephone of this number behaves from its next call or message on."""
        with self.exchange.lock:
            self.exchange.phones[number] = phone

    def ring_us(self, from_: str, *, url: str = "", to: str = "") -> CallRecord:
        """Somebody rings our number; what is said, and what is pressed, come with the steps."""
        exchange, own = self.exchange, self.subscription
        with exchange.lock:
            call = CallRecord(
                sid=exchange.sids.new("CA"),
                direction="inbound",
                to=to or own.number,
                from_=from_,
                url=url or own.voice_url,
                status_url=own.voice_ends_url,
                phone=exchange.phone(from_),
                created_at=exchange.now,
                started_at=exchange.now,
                status="ringing",
            )
            exchange.calls[call.sid] = call
        return call

    def text_us(self, from_: str, body: str, *, url: str = "") -> MessageRecord:
        """Somebody texts our number; the reply, if there is one, is among `texts` at once."""
        return self.messages.text_us(from_, body, url=url)

    def press(self, sid: str, keys: str) -> None:
        """The person at this telephone presses keys at the question they hear, or hear next; "" is silence."""
        with self.exchange.lock:
            self.exchange.calls[sid].typed.append(keys)

    def put_down(self, sid: str) -> None:
        """The person at this telephone hangs up."""
        self.exchange.put_down(self.exchange.calls[sid])

    def step(self, *, seconds: float = 1.0) -> int:
        """Let every call and message come one event further and post the news that are due; how much happened."""
        exchange = self.exchange
        with self._stepping:
            with exchange.lock:
                exchange.now += timedelta(seconds=seconds)
                calls = list(exchange.calls.values())
            happened = sum(self._callee.advance(call) for call in calls) + self.messages.advance()
            with exchange.lock:
                if not happened and not self.mail.due:
                    self.mail.release_late()
                due, self.mail.due = self.mail.due, []
            for callback in due:
                self.mail.post(callback)
            return happened + len(due)

    def run(self) -> None:
        """Step until nothing happens any more: all wait for a key, for each other, or for our service."""
        for _ in range(MOST_STEPS):
            if not self.step():
                return
        raise RuntimeError("the provider does not come to rest: a call goes round in circles")
