"""Posts of a region's exchange, signed as Standard Webhooks has it."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from contact_api.adapters.identity.webhooks import sign
from contact_api.domain.core.access import Role
from tests.http.world import V1, WEBHOOK_SECRET, World

EVENTS = f"{V1}/telephony/events"
BACK_FILLS = f"{V1}/telephony/back-fills"
EVENT: dict[str, Any] = {
    "event_id": "evt-1",
    "call_reference": "call-1",
    "kind": "turned_away",
    "at": "2026-11-23T08:05:00+01:00",
    "unit_id": "alidhem",
    "caller_number": "070-174 06 05",
    "why": "full",
}


def an_event(event_id: str = "evt-1", **but: Any) -> dict[str, Any]:
    return EVENT | {"event_id": event_id} | but


def post(
    world: World,
    path: str,
    body: object,
    *,
    message_id: str = "msg-1",
    content_type: str = "application/json",
    secrets: Sequence[str] = (WEBHOOK_SECRET,),
    late: timedelta = timedelta(0),
) -> Any:
    """A signed post of text as it is, or of anything else as JSON; `late`: how old its time stamp is."""
    sent = (body if isinstance(body, str) else json.dumps(body)).encode()
    headers = sign(secrets, message_id, sent, now=world.clock.now - late)
    return world.client.post(path, content=sent, headers=headers | {"Content-Type": content_type})


def tell(world: World, *events: Mapping[str, Any], message_id: str = "msg-1") -> dict[str, Any]:
    """What became of events that were posted."""
    answer = post(world, EVENTS, {"events": events}, message_id=message_id)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def the_day(world: World, headers: Mapping[str, str] | None = None, **query: str) -> dict[str, Any]:
    """The day's figures, as the control room sees them or as whoever asks."""
    asked = {name.replace("_", "-"): value for name, value in query.items()}
    answer = world.client.get(
        f"{V1}/telephony/inbound-figures", params=asked, headers=headers or world.having(Role.CONTROL_ROOM)
    )
    assert answer.status_code == 200, answer.text
    day: dict[str, Any] = answer.json()
    return day
