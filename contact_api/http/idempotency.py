"""Idempotency-Key: the same request sent twice is done once and answered the same both times.

Source: IETF draft "The Idempotency-Key HTTP Header Field". There is no look-up on the happy path: the answer
is written in the transaction that made it true, and a key that is taken makes that transaction fail.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from contact_api.domain.errors import Busy, DomainError, KeyReused
from contact_api.http.answers import text_of
from contact_api.http.asking import Ask
from contact_api.ports import Answer, KeyUsed, Transaction

Act = Callable[[Transaction], BaseModel]


@dataclass(frozen=True, slots=True)
class Once:
    """The key of this request, if it has one, and what the key stands for."""

    key: str | None
    route: str
    body_hash: str

    def answer(self, ask: Ask, act: Act, status: int = 200) -> Response:
        """Do it and answer; with a key that was answered before, the stored answer. Errors: KeyReused."""
        key = ask.message_id or self.key
        if key is None:
            return _json(text_of(ask.app.transact(act)), status)
        client = _name(ask.client)
        row = f"{client}:{key}"

        def act_once(tx: Transaction) -> str:
            text = text_of(act(tx))
            sealed = ask.app.sealer.seal(text, row=row, field="answer")
            tx.add_answer(Answer(client, key, self.route, self.body_hash, status, sealed, ask.now))
            return text

        try:
            return _json(ask.app.transact(act_once), status)
        except KeyUsed:
            return self._again(ask, client, key, row, otherwise=Busy())
        except DomainError as refusal:  # perhaps because it has been done already
            return self._again(ask, client, key, row, otherwise=refusal)

    def _again(self, ask: Ask, client: str, key: str, row: str, *, otherwise: DomainError) -> Response:
        stored = ask.app.transact(lambda tx: tx.answer(client, key))
        if stored is None:
            raise otherwise
        if (stored.route, stored.body_hash) != (self.route, self.body_hash):
            raise KeyReused
        return _json(ask.app.sealer.unseal(stored.body, row=row, field="answer"), stored.status)


async def _once(
    request: Request,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=255,
            pattern=r"^[!-~]+$",
            description="A key you choose, such as a UUID: the same request sent again gets the same answer.",
        ),
    ] = None,
) -> Once:
    has_key = key is not None or "webhook-id" in request.headers
    body_hash = hashlib.sha256(await request.body()).hexdigest() if has_key else ""
    return Once(key, f"{request.method} {request.url.path}", body_hash)


def _json(text: str, status: int) -> Response:
    return Response(text, status, media_type="application/json")


def _name(client: str) -> str:
    """A client's name of a fixed length, as subjects may be long."""
    return hashlib.sha256(client.encode()).hexdigest()


OnlyOnce = Annotated[Once, Depends(_once)]
