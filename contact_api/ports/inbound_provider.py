"""A provider of calls and texts as it reaches us: its webhooks are checked, read, and answered in its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contact_api.domain.calls.calls import LineKind, LineNews
from contact_api.domain.core.values import CallId
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.domain.voice_menu.menu_prompts import Keys


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A post of a provider, not yet believed. Its repr leaves out what may hold numbers and words."""

    url: str  # as the provider called it: behind a proxy the service sees another host and scheme
    headers: Mapping[str, str] = field(repr=False)  # whatever the case of their names
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceivedText:
    """A text that somebody sent to us. Its repr leaves number and words out."""

    provider_id: str
    sender: str = field(repr=False)  # as the provider writes it
    receiver: str = ""  # which of our numbers it was sent to
    body: str = field(default="", repr=False)
    opted_out: bool = False  # the provider took it for STOP, and answered it itself


@dataclass(frozen=True, slots=True)
class DeliveryNews:
    """What became of one text of ours."""

    provider_id: str
    state: DeliveryState
    provider_code: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """A call that somebody makes to us. Its repr leaves the number out."""

    call_id: str  # the provider's
    caller: str = field(repr=False)  # E.164; anything else is taken for a withheld number
    called: str = ""  # which of our numbers


class Webhook(Protocol):
    """A post whose signature was checked: what it says, for the route that it came to."""

    def text(self) -> ReceivedText | None:
        """The text that came in; None when it is none."""

    def text_status(self) -> DeliveryNews | None:
        """What became of a text of ours; None when it tells nothing that we know."""

    def call(self) -> ReceivedCall:
        """The call that came in, at its first webhook and at all later ones."""

    def keys(self) -> str:
        """The keys that were pressed, on a call to us or on a line of ours; empty for none."""

    def line_id(self) -> str:
        """The provider's id of the line of ours that asks what it is to hear."""

    def line_news(self, *, now: datetime) -> LineNews | None:
        """What became of a line of ours; None when it tells nothing that we know.

        Units: `at` is the provider's own time of the event where it says one, else `now`.
        """


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a voice says in one go. `locale`: BCP 47, such as sv-SE. Its repr leaves the words out."""

    text: str = field(repr=False)
    locale: str


class InboundProvider(Protocol):
    """Checks and reads what one provider posts, and writes what it is answered. `name` stands in the addresses."""

    @property
    def name(self) -> str:
        """As in the addresses of its webhooks, `/telephony/{name}/…`."""

    @property
    def media_type(self) -> str:
        """Of every answer with a body."""

    def verified(self, request: WebhookRequest, *, now: datetime) -> Webhook | None:
        """The post when this provider signed it, else None. `now`: the wall clock, for signatures that age."""

    def text_back(self, body: str | None) -> str:
        """Answer whoever texted with this text, or with nothing."""

    def speak(self, sentences: Sequence[Sentence], keys: Keys | None, *, answer_to: str) -> str:
        """Say it to a caller and await keys, posted to `answer_to` even when none is pressed; None: hang up."""

    def ask_to_press(self, sentences: Sequence[Sentence], *, answer_to: str) -> str:
        """Say it to a line of ours, twice if need be; one key is posted to `answer_to`, silence is hung up."""

    def connect(self, call_id: CallId, kind: LineKind, sentences: Sequence[Sentence]) -> str:
        """Say it and connect this line with the others of the call. Nothing is ever recorded."""

    def hang_up(self) -> str:
        """End the line without a word."""
