"""What reaches the citizens' telephones about booked times, in the world of the API tests."""

from dataclasses import dataclass, field

from contact_api.domain.core.values import MessageId
from contact_api.domain.messages.notifications import SendingFailedPermanently, Sent
from contact_api.ports import Job
from contact_api.usecases.booking.remind_of_bookings import bookings_to_be_reminded, remind_of_booking
from contact_api.usecases.messages.send_message import send_message
from tests.http.world import World


@dataclass
class Phones:
    """All telephones of the region."""

    world: World
    sent: list[tuple[str, str]] = field(default_factory=list)  # number and words, in order
    dead: set[str] = field(default_factory=set)  # numbers that nothing reaches

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        """As a provider does."""
        if to in self.dead:
            raise SendingFailedPermanently("no such number")
        self.sent.append((to, body))
        return Sent(f"SM-{message_id}")

    def deliver(self) -> list[str]:
        """Run the job of every message that was ever left to be sent; the words that leave now."""
        before, world = len(self.sent), self.world
        for job, ids in list(world.store.outbox):
            if job is Job.SEND_MESSAGE:
                send_message(
                    MessageId(str(ids["message_id"])),
                    world.app.transact,
                    self,
                    world.app.wording,
                    world.app.sealer,
                    limits=world.app.text_limits,
                    now=world.clock,
                )
        return [body for _, body in self.sent[before:]]

    def remind(self) -> list[str]:
        """What the scheduler does each time it looks, and what leaves."""
        with self.world.store.transaction() as tx:
            for one in bookings_to_be_reminded(tx, now=self.world.clock()):
                remind_of_booking(one, tx, now=self.world.clock())
        return self.deliver()
