"""Who asks, when, and whether they may: the one dependency of every route."""

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from contact_api.adapters.identity.tokens import Refusal, TokenRefused
from contact_api.adapters.identity.webhooks import WebhookRefused
from contact_api.bootstrap import Application
from contact_api.domain.core.access import BY_LINK, IN_PERSON, WHOLE_REGION, Caller, Permission, Role, allow
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactNotFound, NotPermitted
from contact_api.domain.core.links import link_opens
from contact_api.domain.core.values import ContactId, PersonId, StaffId, UnitId
from contact_api.http.errors.problems import INVALID_LINK, InvalidField, NotSignedIn, Unavailable
from contact_api.http.errors.validation_messages import named
from contact_api.ports import Access, InboundProvider, Transaction, Webhook, WebhookRequest
from contact_api.usecases.identification.recognise import person_ids_of

NOBODY = Caller("anybody", frozenset())


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request: the application, the caller whose permission was checked, and the moment it came."""

    app: Application
    caller: Caller
    now: datetime
    link_serial: int | None = None  # which link the citizen came by
    message_id: str | None = None  # of a signed webhook
    route: str = ""  # method and path, with the body what an Idempotency-Key stands for
    body: bytes = b""

    @property
    def staff_id(self) -> StaffId:
        """Who of the staff is asking. Errors: NotPermitted when the sign-in names nobody of ours."""
        if self.caller.staff_id is None:
            raise NotPermitted("your sign-in names no staff member of a unit here")
        return self.caller.staff_id

    @property
    def actor(self) -> str:
        """Who is asking, as it stands in histories and logs; a citizen is never named."""
        caller = self.caller
        if caller.staff_id:
            return caller.staff_id
        if caller.roles & IN_PERSON:  # whatever program they use
            return caller.employee_hsa_id or f"{caller.provider}:{caller.subject}"
        if caller.linked_contact or Role.CITIZEN in caller.roles:
            return "citizen"
        return f"client:{caller.client_id or caller.subject}"

    @property
    def client(self) -> str:
        """Whose Idempotency-Keys these are."""
        return f"{self.caller.provider}/{self.caller.client_id or ''}/{self.caller.subject}"

    @property
    def units(self) -> frozenset[UnitId] | None:
        """The units the caller may know of; None when it is the whole region."""
        if self.caller.roles & WHOLE_REGION:
            return None
        return frozenset({self.caller.unit_id} if self.caller.unit_id else ())

    def own_contact(self, contact_id: ContactId, tx: Transaction) -> Contact:
        """The citizen's own contact, by their sign-in or by the link sent to them. Errors: ContactNotFound."""
        contact = tx.contact(contact_id)
        if contact is None or not self._is_own_contact(contact, tx):
            raise ContactNotFound
        return contact

    def note_access(
        self,
        tx: Transaction,
        action: str,
        purpose: str,
        *,
        contact: Contact | None = None,
        person_id: PersonId | None = None,
    ) -> None:
        """Write who looked at whom, in the transaction that did. Source: HSLF-FS 2016:40 4:9."""
        look = self.access(action, purpose)
        if contact:
            look = replace(look, contact_id=contact.id, person_id=contact.person_id)
        elif person_id:
            look = replace(look, person_id=person_id)
        tx.add_access(look)

    def access(self, action: str, purpose: str) -> Access:
        """The caller's look, as it stands in the access log, at nobody in particular yet."""
        caller = self.caller
        return Access(
            at=self.now,
            actor=caller.employee_hsa_id or self.actor,
            role="+".join(sorted(caller.roles)) or "link",
            action=action,
            purpose=purpose,
            commission=caller.commission_hsa_id,
            unit_id=caller.unit_id,
        )

    def _is_own_contact(self, contact: Contact, tx: Transaction) -> bool:
        if self.caller.linked_contact is not None:
            serial = self.link_serial if self.caller.linked_contact == contact.id else None
            planning = tx.region().planning
            return serial is not None and link_opens(contact, serial, planning=planning, now=self.now)
        identity = self.caller.person_identity
        return identity is not None and contact.person_id in person_ids_of(identity, self.app.sealer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRequestContext(RequestContext):
    """A webhook of a provider of calls and texts, whose signature was checked: who posted it, and what it says."""

    provider: InboundProvider
    webhook: Webhook

    def reply(self, text: str) -> Response:
        """The answer, in the provider's own words."""
        return Response(text, media_type=self.provider.media_type)


@dataclass(frozen=True, slots=True)
class allowed:  # noqa: N801 - read as a word in `Depends(allowed(Permission.X))`
    """Let through who may, else 401 or 403; no route is without one (tests/http/test_permissions.py)."""

    permission: Permission

    async def __call__(self, request: Request) -> RequestContext:
        context = await self._ask(request)
        if self.permission is not Permission.PROVIDER_WEBHOOK:  # providers add what they like
            _refuse_unknown_parameters(request)
        return context

    async def _ask(self, request: Request) -> RequestContext:
        app: Application = request.app.state.application
        now = app.now()
        if self.permission is Permission.PUBLIC:
            return RequestContext(app, NOBODY, now)
        if self.permission is Permission.SIGNED_WEBHOOK:
            return _signed(app, request, await request.body(), now)
        if self.permission is Permission.PROVIDER_WEBHOOK:
            return _from_provider(app, request, await request.body(), now)
        route, body = _route_of(request), b""
        if "idempotency-key" in request.headers:
            body = await request.body()
        link = request.headers.get("contact-link")
        if link is not None and self.permission in BY_LINK:
            caller, serial = _linked(app, link)
            return RequestContext(app, caller, now, link_serial=serial, route=route, body=body)
        caller = await _signed_in(app, request)
        allow(caller, self.permission)
        return RequestContext(app, caller, now, route=route, body=body)


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
    return Caller(subject, frozenset(), linked_contact=linked.contact_id), linked.serial


def _signed(app: Application, request: Request, body: bytes, now: datetime) -> RequestContext:
    try:
        delivery = app.webhooks.check(request.headers, body, now=app.real_now())
    except WebhookRefused as refused:
        raise NotSignedIn(refused.reason.value, bearer=False) from refused
    caller = Caller(delivery.sender, frozenset(), client_id=f"webhook:{delivery.sender}")
    return RequestContext(
        app, caller, now, message_id=delivery.message_id, route=_route_of(request), body=body
    )


def _from_provider(app: Application, request: Request, body: bytes, now: datetime) -> ProviderRequestContext:
    """A webhook of the provider that stands in the address, signed as that provider signs."""
    path = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    posted = WebhookRequest(app.settings.public_url.rstrip("/") + path, request.headers, body)
    provider = app.inbound.get(request.path_params["provider"])
    webhook = provider.verified(posted, now=app.real_now()) if provider else None
    if provider is None or webhook is None:
        raise NotSignedIn("wrong_signature", bearer=False)
    caller = Caller("provider", frozenset(), client_id="provider")
    return ProviderRequestContext(app, caller, now, provider=provider, webhook=webhook)
