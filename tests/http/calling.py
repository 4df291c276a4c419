"""A contact that is held, and a call that staff have made about it."""

from typing import Any

from contact_api.domain.calls.calls import LineKind, LineNews, LineState, placing
from contact_api.domain.core.values import CallId
from contact_api.usecases.calls.record_call_event import keep_news
from tests.http.world import V1, World, seek

OWN = "+46701740610"

PROBLEM = "urn:contact-routing:problem:"


def a_claim(world: World, **but: Any) -> dict[str, Any]:
    """A contact that nurse a-1 holds."""
    seek(world, world.citizen(), **but)
    world.clock.pass_time(minutes=20)
    claim: dict[str, Any] = world.client.post(f"{V1}/work-queue/pulls", headers=world.staff()).json()
    return claim


def press_call(world: World, claim: dict[str, Any], **but: Any) -> Any:
    body = {"lease_number": claim["lease_number"], "staff_phone": OWN} | but
    path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/calls"
    return world.client.post(path, json=body, headers=world.staff())


def a_call(world: World, **but: Any) -> str:
    return str(press_call(world, a_claim(world, **but)).json()["call_id"])


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix(PROBLEM)


def rung(world: World, call_id: str, kind: LineKind) -> None:
    """Let the line be placed, and those before it joined."""
    with world.store.transaction() as tx:
        call = tx.hold_call(CallId(call_id))
        assert call is not None
        tx.save_call(placing(call, kind, now=world.clock.now))
    world.app.transact(
        lambda tx: keep_news(
            CallId(call_id),
            kind,
            LineNews(f"CA-{kind}", LineState.PLACED, world.clock.now),
            tx,
            now=world.clock.now,
        )
    )
