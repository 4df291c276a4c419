"""How schemathesis signs in: with a token of somebody who has the permission that the operation names."""

import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import requests
import schemathesis

from contact_api.adapters.identity.webhooks import sign
from tests.patience import caller

SIGN_IN = os.environ["JOURNEY_SIGN_IN"]
WEBHOOK_SECRET = os.environ["JOURNEY_WEBHOOK_SECRET"]
WHO = {
    "seek_contact": "astrid",
    "see_own_contact": "astrid",
    "see_explanations": "ursviken-01",
    "enter_contact": "ursviken-01",
    "work_queue": "ursviken-01",
    "see_contact": "ursviken-01",
    "see_alerts": "ursviken-01",
    "see_assessments_due": "ursviken-01",
    "change_shifts": "control-room",
    "see_capacity": "control-room",
    "see_figures": "control-room",
    "see_learned_statistics": "medical-lead",
    "own_rules": "medical-lead",
    "see_access_log": "auditor",
    "see_central_acts": "auditor",
}


TO_BE_SIGNED = dict.fromkeys(("webhook-id", "webhook-timestamp", "webhook-signature"), "to-be-signed")


def _permission(operation: Any) -> str:
    return str(operation.definition.raw["x-permission"])


@schemathesis.hook
def before_load_schema(_context: Any, raw_schema: dict[str, Any]) -> None:
    """Say in words that schemathesis knows which header the token goes in: so it can try without."""
    raw_schema["components"]["securitySchemes"]["oidc"] = {"type": "http", "scheme": "bearer"}


@schemathesis.auth(cache_by_key=lambda _case, context: _permission(context.operation))
class SignIn:
    """The headers that prove who asks; none for what everybody may ask."""

    def get(self, _case: Any, context: Any) -> dict[str, str]:
        permission = _permission(context.operation)
        if permission == "signed_webhook":
            return TO_BE_SIGNED
        username = WHO.get(permission)
        if username is None:
            return {}
        form = {"grant_type": "urn:demo:sign-in-as", "username": username}
        with caller() as http:
            answer = http.post(f"{SIGN_IN}/token", data=form).raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def set(self, case: Any, headers: dict[str, str], _context: Any) -> None:
        case.headers.update(headers)


class Signature(requests.auth.AuthBase):
    """Signs the body as it goes out, unless some of what is to be signed was left out or replaced on purpose."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if all(request.headers.get(name) == value for name, value in TO_BE_SIGNED.items()):
            body: Any = request.body or b""
            sent = body.encode() if isinstance(body, str) else body
            request.headers.update(sign([WEBHOOK_SECRET], f"msg_{uuid4().hex}", sent, now=datetime.now(UTC)))
        return request


@schemathesis.hook
def before_call(_context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Have half of the requests be about something that is there, and what an exchange posts signed."""
    if _is_well_formed(case):
        _make_real(case)
    if isinstance(case.body, dict) and case.body.get("consent") in OTHERS_WELCOME:
        case.body["consent"] = "own_unit"  # nobody of the other journeys gets these contacts
    if _permission(case.operation) == "signed_webhook":
        kwargs["auth"] = Signature()


UNIT = "ursviken"
REAL = {"reason": "R13", "phone": "+46701740605", "caller_number": "+46701740606"}
OTHERS_WELCOME = ("same_provider", "any_provider")
known: dict[str, Any] = {}  # the newest ids that an answer named: what a client would go on with
held: dict[str, Any] = {}  # the contact that was pulled last, and its lease


@schemathesis.hook
def after_call(_context: Any, _case: Any, response: Any) -> None:
    """Remember what a client would."""
    is_json = "json" in response.headers.get("content-type", [""])[0]
    if (
        is_json
        and response.status_code in (httpx.codes.OK, httpx.codes.CREATED)
        and b"_id" in response.content
    ):
        body = response.json()
        found = {**body, **(body.get("items") or [{}])[0]}
        known.update({name: found[name] for name in ("contact_id", "alert_id") if name in found})
        if "lease_number" in body:
            held.update(contact_id=body["contact"]["contact_id"], lease_number=body["lease_number"])


def _is_well_formed(case: Any) -> bool:
    return case.meta is None or bool(case.meta.generation.mode.is_positive)


def _make_real(case: Any) -> None:
    """Keep to one unit, so that no other journey is met, and let every other request be about what is there."""
    if isinstance(case.body, dict):
        case.body.update({name: UNIT for name in ("unit_id", "to_unit") if case.body.get(name)})
    known["count"] = known.get("count", 0) + 1
    if known["count"] % 2:
        return
    about = known | held if "/claims/" in case.operation.path else known
    for name in case.path_parameters or {}:
        case.path_parameters[name] = about.get(name.replace("-", "_"), case.path_parameters[name])
    if isinstance(case.body, dict):
        case.body.update({name: value for name, value in (REAL | about).items() if name in case.body})
        case.body.pop("available_from", None)
        case.body.pop("available_to", None)
