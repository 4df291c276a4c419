"""The running service as its consumers meet it: over HTTP, by text message, and nothing else."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from psycopg.rows import dict_row

from contact_api.adapters.identity.webhooks import sign
from contact_api.demo.databases import connected
from contact_api.demo.sign_in import WEB_CLIENT, WEB_SECRET
from contact_api.demo.stack import Stack
from tests.patience import PATIENCE_SECONDS, caller

PERSONAL = {
    "name",
    "phone",
    "free_text",
    "number",
    "caller_name",
    "caller_phone",
    "caller_number",
    "staff_phone",
    "text",
    "token",
}


class Outside:
    """Signs consumers in, remembers everything personal they send or are sent, and reads their texts."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.personal: set[str] = set()
        self._clients: dict[str, httpx.Client] = {}

    def signed_in(self, username: str) -> httpx.Client:
        """Anybody of the demo's people: a citizen, staff by staff id, a manager, the region's roles."""
        return self._with_token(username, grant_type="urn:demo:sign-in-as", username=username)

    def front_end(self) -> httpx.Client:
        """A web front end, as a machine."""
        return self._with_token(
            WEB_CLIENT, grant_type="client_credentials", client_id=WEB_CLIENT, client_secret=WEB_SECRET
        )

    def by_link(self, token: str) -> httpx.Client:
        """Another window, in which nobody is signed in, with the link of a case."""
        return self._client(f"link {token}", {"Contact-Link": token})

    def nobody(self) -> httpx.Client:
        """Somebody who has not signed in."""
        return self._client("nobody", {})

    def ring_in(
        self, body: Mapping[str, Any], *, message_id: str | None = None, secret: str | None = None
    ) -> httpx.Response:
        """A signed post of the telephone exchange."""
        sent = json.dumps(body).encode()
        message_id = message_id or f"msg_{uuid4().hex}"
        headers = sign([secret or self.stack.places.webhook_secret], message_id, sent, now=datetime.now(UTC))
        return self.nobody().post(
            "/telephony/callback-requests",
            content=sent,
            headers=headers | {"Content-Type": "application/json"},
        )

    def texts_to(self, number: str) -> list[str]:
        """What the dry phone would have sent there, the oldest first."""
        file = self.stack.places.messages
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [text["body"] for line in lines if (text := json.loads(line))["to"] == number]

    def last_text_to(self, number: str) -> str:
        """Empty before the first."""
        return (self.texts_to(number) or [""])[-1]

    def wait_until(self, condition: Callable[[], object]) -> bool:
        """Keep the programs running until something that they do has come about."""
        return self.stack.programs.tend_until(lambda: bool(condition()), seconds=PATIENCE_SECONDS)

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds."""
        with connected(self.stack.servers.database_url) as connection:
            cursor: psycopg.Cursor[dict[str, Any]] = connection.cursor(row_factory=dict_row)
            return cursor.execute(sql.encode(), values).fetchall()

    def all_told(self) -> bool:
        """Whether no job waits to be rung for and no text to be sent."""
        waiting = self.rows(
            "select (select count(*) from outbox where relayed_at is null)"
            " + (select count(*) from message where state in ('queued', 'failed_temporarily')) as many"
        )
        return bool(waiting[0]["many"] == 0)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def _with_token(self, name: str, **form: str) -> httpx.Client:
        if name not in self._clients:
            with caller() as provider:
                answer = provider.post(f"{self.stack.places.sign_in}/token", data=form).raise_for_status()
            token = answer.json()["access_token"]
            self.personal.add(token)
            self._client(name, {"Authorization": f"Bearer {token}"})
        return self._clients[name]

    def _client(self, name: str, headers: Mapping[str, str]) -> httpx.Client:
        if name not in self._clients:
            self._clients[name] = caller(
                base_url=f"{self.stack.places.api}/contact-routing/v1",
                headers=headers,
                event_hooks={"request": [self._remember_sent], "response": [self._remember_answered]},
            )
        return self._clients[name]

    def _remember_sent(self, request: httpx.Request) -> None:
        if request.content[:1] == b"{":
            self.personal |= set(_personal_in(json.loads(request.content), PERSONAL))

    def _remember_answered(self, answer: httpx.Response) -> None:
        answer.read()
        if answer.headers.get("content-type") == "application/json":
            self.personal |= set(_personal_in(answer.json(), {"token"}))


def a_request(unit_id: str, **but: Any) -> dict[str, Any]:
    """What a citizen fills in: a cough, at a unit, and nobody else may call."""
    return {"unit_id": unit_id, "reason": "R01", "phone": "+46701740605", "consent": "own_unit", **but}


def _personal_in(body: Any, names: Collection[str]) -> Iterator[str]:
    if isinstance(body, list):
        for one in body:
            yield from _personal_in(one, names)
    elif isinstance(body, dict):
        for name, value in body.items():
            if name in names and isinstance(value, str):
                yield value
            yield from _personal_in(value, names)
