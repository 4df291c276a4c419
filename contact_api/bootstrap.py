"""The one place that chooses adapters and reads the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import TypeVar
from uuid import uuid4

import structlog

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.identity.tokens import TokenChecker
from contact_api.adapters.identity.webhooks import WebhookCheck
from contact_api.adapters.queue.rq_queue import RegionQueues, connect
from contact_api.adapters.red_days import is_red
from contact_api.adapters.request_counts import RequestCounts
from contact_api.adapters.sql.store import SqlStore
from contact_api.adapters.telephony.callback_urls import CallbackUrls
from contact_api.adapters.telephony.dry_calls import DryTelephone
from contact_api.adapters.telephony.keyed import read_keyed
from contact_api.adapters.telephony.menu_voice import MenuVoice
from contact_api.adapters.telephony.wording import CatalogueWording
from contact_api.domain.core.errors import Busy
from contact_api.domain.core.values import ContactId
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.liveness import fault_of_scheduler, fault_of_workers
from contact_api.ports import Contested, InboundProvider, Store, Telephone, TextMessages, Transaction
from contact_api.providers import dialling_of, inbound_of, telephone_of, texts_of
from contact_api.rehearsal import only_for_rehearsals
from contact_api.settings import Settings
from contact_api.sign_in import tokens_of
from contact_api.usecases.calls.dial import Dialling
from contact_api.usecases.voice_menu.answer_caller import Reception

log = structlog.get_logger()

T = TypeVar("T")
TRIES = 12


@dataclass(frozen=True)
class Application:
    """Everything a route, a job or a command needs, chosen once at start."""

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    is_ready: Callable[[], dict[str, bool]]
    sealer: Sealer
    tokens: TokenChecker
    webhooks: WebhookCheck
    text_messages: TextMessages
    wording: CatalogueWording
    dialling: Dialling
    telephone: Telephone = field(default_factory=DryTelephone)
    counts_in_redis: bool = False
    inbound: Mapping[str, InboundProvider] = field(default_factory=dict)  # by the name in their addresses

    def now(self) -> datetime:
        """The service's time, in UTC: what every decision goes by."""
        return self.clock()

    def real_now(self) -> datetime:
        """The wall clock, for what others sign: tokens and webhooks, also when the service's clock is moved."""
        return wall_clock()

    def new_contact_id(self) -> ContactId:
        return ContactId(str(uuid4()))

    def callback_urls(self, provider: InboundProvider) -> CallbackUrls:
        """Where this provider reaches us."""
        return CallbackUrls(self.settings.public_url, provider.name)

    def voice(self, provider: InboundProvider) -> MenuVoice:
        """Speaks to callers through this provider."""
        return MenuVoice(provider, self.callback_urls(provider).turns)

    def reception(self, provider: InboundProvider) -> Reception:
        """What answering a caller needs beside the store."""
        read = partial(read_keyed, prefixes=self.settings.calls.prefixes)
        return Reception(self.voice(provider), self.sealer, read, self.new_contact_id, self.text_limits)

    @cached_property
    def request_counts(self) -> RequestCounts:
        """How often each client asked: in Redis where there is one, for all processes together."""
        url = str(self.settings.redis_url.get_secret_value()) if self.counts_in_redis else None
        hide = partial(self.sealer.blind_index, of="client of the API")
        return RequestCounts(url, self.settings.region, hide=hide, now=wall_clock)

    @cached_property
    def text_limits(self) -> TextLimits:
        """How much may be texted."""
        return TextLimits(**self.settings.texts.model_dump())

    def transact(self, act: Callable[[Transaction], T]) -> T:
        """Run one act in one transaction; when others were quicker, again on fresh reads. Errors: Busy."""
        for _ in range(TRIES):
            try:
                with self.store.transaction() as tx:
                    return act(tx)
            except Contested:
                continue
        raise Busy


def wall_clock() -> datetime:
    """The time, in UTC, as others see it too."""
    return datetime.now(UTC)


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """The wall clock, moved by the setting a demo or a rehearsal uses."""
    offset = timedelta(seconds=settings.clock_offset_seconds)
    return lambda: wall_clock() + offset


def build(settings: Settings) -> Application:
    """The product on PostgreSQL and Redis, as the settings say. Made after any fork, never before."""
    for what in only_for_rehearsals(settings):
        log.warning("rehearsal.not_for_use", what=what)
    sealer = sealer_of(settings)
    clock = clock_of(settings)
    store = store_of(settings, sealer, clock)
    return Application(
        settings=settings,
        store=store,
        clock=clock,
        is_ready=lambda: _parts(settings, store, clock),
        sealer=sealer,
        tokens=tokens_of(settings, store),
        webhooks=WebhookCheck(
            {
                sender: [secret.get_secret_value() for secret in given]
                for sender, given in settings.telephony_secrets.items()
            }
        ),
        text_messages=texts_of(settings),
        wording=CatalogueWording(sealer, public_url=settings.public_url, duty_phones=settings.duty_phones),
        dialling=dialling_of(settings),
        telephone=telephone_of(settings, now=wall_clock),
        inbound=inbound_of(settings),
        counts_in_redis=True,
    )


def sealer_of(settings: Settings) -> Sealer:
    """Seals with the newest key, opens with all."""
    return Sealer([key.get_secret_value() for key in (settings.secret_key, *settings.former_secret_keys)])


def store_of(settings: Settings, sealer: Sealer, clock: Callable[[], datetime]) -> SqlStore:
    """The store on PostgreSQL."""
    return SqlStore(
        str(settings.database_url.get_secret_value()),
        region=settings.region,
        sealer=sealer,
        is_red=is_red,
        now=clock,
        pool_size=settings.pool_size,
    )


def queues_of(settings: Settings) -> RegionQueues:
    """The queues of the region's jobs, in Redis."""
    return RegionQueues(connect(str(settings.redis_url.get_secret_value())), settings.region)


def _parts(settings: Settings, store: SqlStore, clock: Callable[[], datetime]) -> dict[str, bool]:
    """Which parts answer, and which work: requests can be taken in while the database answers."""
    database, queues = store.is_up(), queues_of(settings)
    queue = queues.is_up()
    return {
        "database": database,
        "queue": queue,
        "scheduler": database and fault_of_scheduler(store, now=clock()) is None,
        "workers": queue and fault_of_workers(queues, now=wall_clock()) is None,
    }
