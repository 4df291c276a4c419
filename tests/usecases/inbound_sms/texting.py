"""The citizen's telephone, as far as texts go: what came to it, and what the citizen texts back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.telephony.wording import CatalogueWording
from contact_api.domain.core.values import ContactId, MessageId
from contact_api.domain.messages.notifications import DeliveryState, Sent
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.ports import Job, Message
from contact_api.usecases.inbound_sms.receive_sms import SaidBack, TextToUs, hear_text
from contact_api.usecases.messages.record_delivery import hear_delivery
from contact_api.usecases.messages.send_message import send_message
from tests.adapters.sql.small_region import SECRET
from tests.usecases.day import Day, When, moment

CITIZENS, ANOTHERS = "+46701740605", "+46701740606"  # PTS's numbers for fiction
INDEX = Sealer([SECRET])
LIMITS = TextLimits()
WORDING = CatalogueWording(INDEX, public_url="https://contact.example", duty_phones={})


@dataclass
class Texting:
    """Texts between one region and the telephones of its citizens."""

    day: Day
    sent: list[tuple[str, str]] = field(default_factory=list)  # number and words, in order
    handed_over: list[str] = field(default_factory=list)
    sids: Iterator[int] = field(default_factory=lambda: count(1))

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        """As a provider does."""
        self.sent.append((to, body))
        tries = sum(one == message_id for one in self.handed_over)
        self.handed_over.append(message_id)
        return Sent(f"SM-{message_id}" + f"-{tries}" * bool(tries))

    def deliver(self, *, now: When) -> list[str]:
        """Send all that waits; the words that left, by whichever number."""
        before = len(self.sent)
        for job, ids in self.day.kept.jobs():
            if job is Job.SEND_MESSAGE:
                message_id = MessageId(str(ids["message_id"]))
                send_message(
                    message_id, self.day.run, self, WORDING, INDEX, limits=LIMITS, now=lambda: moment(now)
                )
        return [body for _, body in self.sent[before:]]

    def text(
        self,
        body: str,
        *,
        now: When,
        number: str = CITIZENS,
        to: str = "",
        sid: str | None = None,
        provider_stopped: bool = False,
    ) -> str | None:
        """The citizen texts this; the key of what is said straight back."""
        return self.said_back(
            TextToUs(sid or f"in-{next(self.sids)}", number, to, body, provider_stopped), now=now
        ).key

    def said_back(self, text: TextToUs, *, now: When) -> SaidBack:
        new = ContactId(f"new-{text.provider_id}")
        return self.day.run(lambda tx: hear_text(text, tx, contact_id=new, index=INDEX, now=moment(now)))

    def hears(
        self, message: Message, told: DeliveryState, *, now: When = "08:05", code: str = "", sid: str = ""
    ) -> DeliveryState | None:
        """The provider says what became of a message."""
        return self.day.run(
            lambda tx: hear_delivery(
                sid or f"SM-{message.id}", told, tx, code=code, message_id=message.id, now=moment(now)
            )
        )

    def kept(self, message: Message) -> Message:
        found = self.day.run(lambda tx: tx.hold_message(message.id))
        assert found is not None
        return found
