"""A change can be tried first: done in a transaction that is given up, and answered as it would be."""

from typing import Annotated, NoReturn

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel

from contact_api.http.auth.request_context import RequestContext
from contact_api.http.responses.idempotency import Act, once
from contact_api.http.responses.json_and_csv import json_response
from contact_api.ports import Transaction

DryRun = Annotated[
    bool,
    Query(alias="dry-run", description="Only say what it would change and break; nothing is stored."),
]


class _Tried(Exception):
    """Nothing of it is to stand; what would be answered."""

    def __init__(self, answer: BaseModel) -> None:
        super().__init__()
        self.answer = answer


def tried_or_once(
    context: RequestContext, key: str | None, act: Act, status: int = 200, *, dry_run: bool
) -> Response:
    """Try it, or do it once as `once` does. What would refuse it refuses the trial too."""
    if not dry_run:
        return once(context, key, act, status)

    def tried(tx: Transaction) -> NoReturn:
        raise _Tried(act(tx))

    try:
        context.app.transact(tried)
    except _Tried as found:
        return json_response(found.answer)
