"""What the provider knows of calls, messages and rooms, and how its REST API shows them."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from contact_api.demo.provider.phones import Phone
from contact_api.demo.provider.twiml import Asks, Joins, Play, Scene
from contact_api.texts.segments import sms_segments

API = "2010-04-01"
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
IN_CALLBACKS_ONLY = {"initiated": "queued"}  # the call itself is still queued then


class Sids:
    """Twilio's ids: two letters and 32 hexadecimal digits, here the second of the start and a count."""

    def __init__(self, began: datetime) -> None:
        self._began = int(began.timestamp())
        self._count = itertools.count(1)

    def new(self, prefix: str) -> str:
        return f"{prefix}{self._began:08x}{next(self._count):024x}"


@dataclass(frozen=True, slots=True)
class Callback:
    """One piece of news for our service, to be signed and posted."""

    about: str  # the SID of the call or message
    url: str
    form: Mapping[str, str]


@dataclass
class CallRecord:
    """One call, ours or one to us; `status` in the words of callbacks."""

    sid: str
    direction: str  # outbound-api, inbound
    to: str
    from_: str
    url: str
    phone: Phone
    created_at: datetime
    status_url: str = ""
    status_events: frozenset[str] = frozenset({"completed"})
    detects: bool = False
    ring_seconds: int = 60
    status: str = "queued"
    answered_by: str = ""
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    updated_at: datetime | None = None
    heard: list[Scene] = field(default_factory=list)
    play: Play | None = None
    room: "Room | None" = None
    contacts_to_lend: bool = False  # by the room
    keys_used: int = 0
    typed: list[str] = field(default_factory=list)  # by hand, not yet taken
    news: int = 0  # callbacks so far
    heard_waiting: list[Scene] = field(default_factory=list)  # in a room that had not begun
    fault: str = ""

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def scene(self) -> Scene | None:
        """What goes on now, once it is answered."""
        return self.heard[-1] if self.heard else None

    @property
    def waits_for_keys(self) -> bool:
        return isinstance(self.scene, Asks) and not self.is_over

    @property
    def rest_status(self) -> str:
        return IN_CALLBACKS_ONLY.get(self.status, self.status)

    def seconds(self) -> int:
        """Talked, in whole seconds; 0 when it was not answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(int((self.ended_at - self.answered_at) / timedelta(seconds=1)), 1)

    def as_json(self, account: str) -> dict[str, Any]:
        """As Twilio's Call resource."""
        uri = f"/{API}/Accounts/{account}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": account,
            "api_version": API,
            "to": self.to,
            "to_formatted": self.to,
            "from": self.from_,
            "from_formatted": self.from_,
            "status": self.rest_status,
            "direction": self.direction,
            "answered_by": self.answered_by or None,
            "date_created": rfc2822(self.created_at),
            "date_updated": rfc2822(self.updated_at or self.created_at),
            "start_time": rfc2822(self.started_at),
            "end_time": rfc2822(self.ended_at),
            "duration": str(self.seconds()) if self.is_over else None,
            "price": None,
            "price_unit": "USD",
            "parent_call_sid": None,
            "phone_number_sid": None,
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "queue_time": "0",
            "trunk_sid": None,
            "uri": f"{uri}.json",
            "subresource_uris": {"events": f"{uri}/Events.json"},
        }


@dataclass
class MessageRecord:
    """One text message, ours or one to us."""

    sid: str
    direction: str  # outbound-api, outbound-reply, inbound
    to: str
    from_: str
    body: str
    phone: Phone
    created_at: datetime
    service_sid: str | None = None
    status_url: str = ""
    status: str = "queued"
    error_code: int | None = None
    sent_at: datetime | None = None

    def as_json(self, account: str) -> dict[str, Any]:
        """As Twilio's Message resource."""
        uri = f"/{API}/Accounts/{account}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": account,
            "api_version": API,
            "to": self.to,
            "from": self.from_,
            "body": self.body,
            "status": self.status,
            "direction": self.direction,
            "messaging_service_sid": self.service_sid,
            "num_segments": str(sms_segments(self.body)),
            "num_media": "0",
            "date_created": rfc2822(self.created_at),
            "date_updated": rfc2822(self.sent_at or self.created_at),
            "date_sent": rfc2822(self.sent_at),
            "error_code": self.error_code,
            "error_message": None,
            "price": None,
            "price_unit": "USD",
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }


@dataclass
class Room:
    """A conference: begins when somebody who begins it is in it, ends when one who ends it, or the last, leaves."""

    sid: str
    name: str
    status_url: str
    status_events: frozenset[str]
    members: dict[str, Joins] = field(default_factory=dict)  # by the call's SID, in order
    were_in: list[str] = field(default_factory=list)
    has_begun: bool = False
    is_over: bool = False
    news: int = 0


def rfc2822(moment: datetime | None) -> str | None:
    """As Twilio writes times."""
    return None if moment is None else format_datetime(moment)
