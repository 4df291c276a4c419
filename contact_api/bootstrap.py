"""The one place that chooses adapters and reads the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.identity.tokens import TokenChecker
from contact_api.adapters.identity.webhooks import WebhookCheck
from contact_api.domain.errors import Busy
from contact_api.domain.values import ContactId
from contact_api.ports import Contested, Store, TextMessages, Transaction
from contact_api.settings import Settings
from contact_api.usecases.send_message import Wording

T = TypeVar("T")
TRIES = 12


@dataclass(frozen=True)
class Application:
    """Everything a route, a job or a command needs, chosen once at start."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    sealer: Sealer
    tokens: TokenChecker
    webhooks: WebhookCheck
    phone: TextMessages
    wording: Wording

    def now(self) -> datetime:
        """The service's time, in UTC."""
        return self.clock()

    def new_contact_id(self) -> ContactId:
        return ContactId(str(uuid4()))

    def transact(self, act: Callable[[Transaction], T]) -> T:
        """Run one act in one transaction; when others were quicker, again on fresh reads. Errors: Busy."""
        for _ in range(TRIES):
            try:
                with self.store.transaction() as tx:
                    return act(tx)
            except Contested:
                continue
        raise Busy


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """The wall clock, moved by the setting a demo or a rehearsal uses."""
    offset = timedelta(seconds=settings.clock_offset_seconds)
    return lambda: datetime.now(UTC) + offset
