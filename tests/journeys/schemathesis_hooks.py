"""How schemathesis signs in: with a token of somebody who has the permission that the operation names."""

import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import requests
import schemathesis

from contact_api.adapters.identity.webhooks import sign

SIGN_IN = os.environ["JOURNEY_SIGN_IN"]
WEBHOOK_SECRET = os.environ["JOURNEY_WEBHOOK_SECRET"]
WHO = {
    "seek_contact": "astrid",
    "see_own_contact": "astrid",
    "enter_contact": "alidhem-01",
    "work_queue": "alidhem-01",
    "see_contact": "alidhem-01",
    "see_alerts": "alidhem-01",
    "change_shifts": "control-room",
    "see_capacity": "control-room",
    "see_figures": "control-room",
    "own_rules": "medical-lead",
    "see_access_log": "auditor",
}


def _permission(operation: Any) -> str:
    return str(operation.definition.raw["x-permission"])


@schemathesis.auth(cache_by_key=lambda _case, context: _permission(context.operation))
class SignIn:
    """A bearer token for every operation but the public ones and the signed one."""

    def get(self, _case: Any, context: Any) -> str | None:
        username = WHO.get(_permission(context.operation))
        if username is None:
            return None
        form = {"grant_type": "urn:demo:sign-in-as", "username": username}
        answer = httpx.post(f"{SIGN_IN}/token", data=form, trust_env=False).raise_for_status()
        return str(answer.json()["access_token"])

    def set(self, case: Any, token: str | None, _context: Any) -> None:
        if token is not None:
            case.headers["Authorization"] = f"Bearer {token}"


class Signature(requests.auth.AuthBase):
    """Signs the body as it goes out."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        sent = body.encode() if isinstance(body, str) else body
        request.headers.update(
            sign([WEBHOOK_SECRET], f"msg_{uuid4().hex}", sent, now=datetime.now(UTC))
        )
        return request


@schemathesis.hook
def before_call(_context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Sign what an exchange posts."""
    if _permission(case.operation) == "signed_webhook":
        kwargs["auth"] = Signature()
