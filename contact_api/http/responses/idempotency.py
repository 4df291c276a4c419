"""Idempotency-Key: the same request sent twice is done once and answered the same both times.

Source: IETF draft "The Idempotency-Key HTTP Header Field". There is no look-up on the happy path: the answer
is written in the transaction that made it true, and a key that is taken makes that transaction fail.
"""

import hashlib
from collections.abc import Callable
from typing import Annotated

from fastapi import Header
from fastapi.responses import Response
from pydantic import BaseModel

from contact_api.domain.core.errors import Busy, DomainError, KeyReused
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.responses.json_and_csv import json_text
from contact_api.ports import Answer, KeyUsed, Transaction

Act = Callable[[Transaction], BaseModel]
MESSAGE_REUSED = "The webhook-id was used before with another body; use a new webhook-id for a new message."


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="A key you choose, such as a UUID: the same request sent again gets the same answer.",
    ),
]


def once(context: RequestContext, key: str | None, act: Act, status: int = 200) -> Response:
    """Do it and answer; with a key that was answered before, the stored answer. Errors: KeyReused."""
    key = context.message_id or key
    if key is None:
        return _json(json_text(context.app.transact(act)), status)
    client, body_hash = _name(context.client), _hash(context.body)
    row = f"{client}:{key}"

    def act_once(tx: Transaction) -> str:
        text = json_text(act(tx))
        sealed = context.app.sealer.seal(text, row=row, field="answer")
        tx.add_answer(Answer(client, key, context.route, body_hash, status, sealed, context.now))
        return text

    def again(otherwise: DomainError) -> Response:
        stored = context.app.transact(lambda tx: tx.answer(client, key))
        if stored is None:
            raise otherwise
        if (stored.route, stored.body_hash) != (context.route, body_hash):
            raise KeyReused(MESSAGE_REUSED if context.message_id else "")
        return _json(context.app.sealer.unseal(stored.body, row=row, field="answer"), stored.status)

    try:
        return _json(context.app.transact(act_once), status)
    except KeyUsed:
        return again(otherwise=Busy())
    except DomainError as refusal:  # perhaps because it has been done already
        return again(otherwise=refusal)


def is_reused_message_id(context: RequestContext) -> bool:
    """Whether its message's id was answered on the same route before, with another body."""
    stored = context.app.transact(lambda tx: tx.answer(_name(context.client), context.message_id or ""))
    return stored is not None and stored.route == context.route and stored.body_hash != _hash(context.body)


def _json(text: str, status: int) -> Response:
    return Response(text, status, media_type="application/json")


def _name(client: str) -> str:
    """A client's name of a fixed length, as subjects may be long."""
    return hashlib.sha256(client.encode()).hexdigest()


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
