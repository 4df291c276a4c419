"""Let through who may: the one dependency of every route, by sign-in, link or signature."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.dependencies.models import Dependant
from starlette.concurrency import run_in_threadpool

from contact_api.adapters.identity.tokens import Refusal, TokenRefused
from contact_api.adapters.identity.webhooks import WebhookRefused
from contact_api.bootstrap import Application
from contact_api.domain.core.access import GRANTS, Caller, Permission, Proof, allow
from contact_api.domain.core.errors import ContactNotFound
from contact_api.http.auth.request_context import ProviderRequestContext, RequestContext
from contact_api.http.auth.request_limits import count_request
from contact_api.http.errors.problems import INVALID_LINK, InvalidField, NotSignedIn, Unavailable
from contact_api.http.errors.validation_messages import named
from contact_api.ports import WebhookRequest

NOBODY = Caller("anybody", frozenset())
OPENED_BY_LINKS = frozenset(GRANTS[Proof.LINK])


@dataclass(frozen=True, slots=True)
class allowed:  # noqa: N801 - read as a word in `Depends(allowed(Permission.X))`
    """Let through who may, else 401 or 403; no route is without one (tests/http/test_permissions.py)."""

    permission: Permission

    async def __call__(self, request: Request) -> RequestContext:
        context = await self._ask(request)
        await count_request(request, context.caller, self.permission)
        if self.permission is not Permission.PROVIDER_WEBHOOK:  # providers add what they like
            _refuse_unknown_parameters(request)
        return context

    async def _ask(self, request: Request) -> RequestContext:
        app: Application = request.app.state.application
        now = app.now()
        if self.permission is Permission.PUBLIC:
            allow(NOBODY, self.permission)
            return RequestContext(app, NOBODY, now, self.permission)
        if self.permission is Permission.SIGNED_WEBHOOK:
            return _signed(app, request, await request.body(), now)
        if self.permission is Permission.PROVIDER_WEBHOOK:
            return _from_provider(app, request, await request.body(), now)
        route, body = _route_of(request), b""
        if "idempotency-key" in request.headers:
            body = await request.body()
        link = request.headers.get("contact-link")
        serial = None
        if link is not None and self.permission in OPENED_BY_LINKS:
            caller, serial = _linked(app, link)
        else:
            caller = await _signed_in(app, request)
        allow(caller, self.permission)
        return RequestContext(app, caller, now, self.permission, link_serial=serial, route=route, body=body)


def _refuse_unknown_parameters(request: Request) -> None:
    """A misspelt filter must not widen an answer without a word. Errors: InvalidField."""
    if not request.scope["query_string"]:
        return
    known = _parameters_of(request.scope["route"].dependant)
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is None:
        return
    shown = named(unknown)
    there_are = f"there are {', '.join(known)}" if known else "there are none"
    raise InvalidField(
        f"query.{shown}" if shown else "query",
        f"there is no parameter {shown or 'of that name'} here; {there_are}",
    )


def _parameters_of(dependant: Dependant) -> list[str]:
    """The names of the query's parameters, those of dependencies too."""
    of_others = [name for one in dependant.dependencies for name in _parameters_of(one)]
    return [*(parameter.alias for parameter in dependant.query_params), *of_others]


def _route_of(request: Request) -> str:
    return f"{request.method} {request.scope['path']}"


async def _signed_in(app: Application, request: Request) -> Caller:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("missing")
    try:
        known = app.tokens.remembered(token, now=app.real_now())
        if known is not None:
            return known
        # A new token may need the provider's keys or the register of units: not on the event loop.
        return await run_in_threadpool(app.tokens.check, token, now=app.real_now())
    except TokenRefused as refused:
        if refused.reason is Refusal.PROVIDER_UNREACHABLE:
            raise Unavailable from refused
        raise NotSignedIn(refused.reason.value) from refused


def _linked(app: Application, token: str) -> tuple[Caller, int]:
    try:
        linked = app.sealer.read_link_token(token)
    except ContactNotFound as error:
        raise NotSignedIn(INVALID_LINK) from error
    subject = f"link:{linked.contact_id}:{linked.serial}"
    caller = Caller(subject, frozenset(), proof=Proof.LINK, linked_contact=linked.contact_id)
    return caller, linked.serial


def _signed(app: Application, request: Request, body: bytes, now: datetime) -> RequestContext:
    try:
        delivery = app.webhooks.check(request.headers, body, now=app.real_now())
    except WebhookRefused as refused:
        raise NotSignedIn(refused.reason.value, bearer=False) from refused
    caller = signed_by(delivery.sender)
    allow(caller, Permission.SIGNED_WEBHOOK)
    return RequestContext(
        app,
        caller,
        now,
        Permission.SIGNED_WEBHOOK,
        message_id=delivery.message_id,
        route=_route_of(request),
        body=body,
    )


def signed_by(name: str) -> Caller:
    """The exchange that signs as this sender."""
    return Caller(name, frozenset(), proof=Proof.SIGNATURE, client_id=f"webhook:{name}")


def _from_provider(app: Application, request: Request, body: bytes, now: datetime) -> ProviderRequestContext:
    """A webhook of the provider that stands in the address, signed as that provider signs."""
    path = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    posted = WebhookRequest(app.settings.public_url.rstrip("/") + path, request.headers, body)
    provider = app.inbound.get(request.path_params["provider"])
    webhook = provider.verified(posted, now=app.real_now()) if provider else None
    if provider is None or webhook is None:
        raise NotSignedIn("wrong_signature", bearer=False)
    caller = Caller("provider", frozenset(), proof=Proof.PROVIDER_SIGNATURE, client_id="provider")
    allow(caller, Permission.PROVIDER_WEBHOOK)
    return ProviderRequestContext(
        app, caller, now, Permission.PROVIDER_WEBHOOK, provider=provider, webhook=webhook
    )
