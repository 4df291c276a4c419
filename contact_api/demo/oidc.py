"""A small OpenID Connect provider for the demo and the tests. It asks for no password: keep real people away.

Authorization code flow with PKCE, client credentials, and a short cut for the command line
(`urn:demo:sign-in-as`). It answers on the loopback only unless told otherwise.
"""

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import unquote_plus, urlencode, urlsplit

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from joserfc.jwk import ECKey
from starlette.middleware.cors import CORSMiddleware

from contact_api.demo.oidc_page import chooser, fault
from contact_api.demo.oidc_people import DemoClient, DemoPerson
from contact_api.demo.oidc_provider import AUDIENCE, Asked, Chosen, DemoProvider, NoToken, Wanted


class OnlyOnLoopback(ValueError):
    """The demo's sign-in asks for no password: it stays on the loopback unless told `open_to_network`."""


def create_provider(
    people: Iterable[DemoPerson],
    clients: Iterable[DemoClient],
    *,
    issuer: str,
    key: ECKey,
    now: Callable[[], datetime],
    audience: str = AUDIENCE,
    open_to_network: bool = False,
) -> FastAPI:
    """The provider as an application, to be served at `issuer`. Errors: OnlyOnLoopback."""
    _stay_near(urlsplit(issuer).hostname, open_to_network=open_to_network)
    app = FastAPI(title="Sign-in for the demo", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.provider = DemoProvider(people, clients, issuer=issuer, key=key, now=now, audience=audience)
    app.include_router(_routes)
    app.add_exception_handler(NoToken, _no_token)

    @app.middleware("http")
    async def near_only(request: Request, call_next: Any) -> Response:
        if not (open_to_network or is_loopback(request.client.host if request.client else None)):
            return HTMLResponse(fault(OnlyOnLoopback.__doc__ or ""), 403)
        answer: Response = await call_next(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    origins = app.state.provider.origins()
    app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"])
    return app


def serve(provider: FastAPI, *, port: int, host: str = "127.0.0.1", open_to_network: bool = False) -> None:
    """Serve until stopped. Errors: OnlyOnLoopback."""
    _stay_near(host, open_to_network=open_to_network)
    uvicorn.run(provider, host=host, port=port, log_level="warning")


def is_loopback(host: str | None) -> bool:
    """Whether only this machine can be behind the name."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


_routes = APIRouter()


def _provider(request: Request) -> DemoProvider:
    provider: DemoProvider = request.app.state.provider
    return provider


Provider = Annotated[DemoProvider, Depends(_provider)]


@_routes.get("/.well-known/openid-configuration")
def discovery(provider: Provider) -> dict[str, Any]:
    return provider.discovery()


@_routes.get("/jwks.json")
def keys(provider: Provider) -> Mapping[str, Any]:
    return provider.published_keys()


@_routes.get("/authorize")
def choose(asked: Annotated[Asked, Query()], provider: Provider) -> Response:
    return _unfit(provider, asked) or HTMLResponse(chooser(provider.people.values(), asked.model_dump()))


@_routes.post("/authorize")
def chosen(asked: Annotated[Chosen, Form()], provider: Provider) -> Response:
    return _unfit(provider, asked) or _back(provider, asked, code=provider.code_for(asked, asked.username))


def _with_basic(request: Request, wanted: Annotated[Wanted, Form()]) -> Wanted:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return wanted
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError as error:
        raise NoToken("invalid_client", "the Authorization header is not readable") from error
    return wanted.model_copy(update={"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)})


@_routes.post("/token")
def token(wanted: Annotated[Wanted, Depends(_with_basic)], provider: Provider) -> dict[str, Any]:
    return provider.token_for(wanted)


def _no_token(_request: Request, refused: Exception) -> Response:
    if not isinstance(refused, NoToken):
        raise refused
    body = {"error": refused.error, "error_description": refused.why}
    if refused.error == "invalid_client":
        return JSONResponse(body, 401, {"WWW-Authenticate": 'Basic realm="demo sign-in"'})
    return JSONResponse(body, 400)


def _unfit(provider: DemoProvider, asked: Asked) -> Response | None:
    """What to answer instead, when the request cannot be granted."""
    if not provider.knows(asked):
        return HTMLResponse(fault("This client is not known, or not with this redirect_uri."), 400)
    if asked.response_type != "code":
        return _back(provider, asked, error="unsupported_response_type")
    if asked.code_challenge_method != "S256" or not asked.code_challenge:
        return _back(provider, asked, error="invalid_request", error_description="PKCE with S256 is needed")
    return None


def _back(provider: DemoProvider, asked: Asked, **says: str) -> Response:
    if asked.state is not None:
        says["state"] = asked.state
    mark = "&" if urlsplit(asked.redirect_uri).query else "?"
    return RedirectResponse(f"{asked.redirect_uri}{mark}{urlencode(says | {'iss': provider.issuer})}", 303)


def _stay_near(host: str | None, *, open_to_network: bool) -> None:
    if not (open_to_network or is_loopback(host)):
        raise OnlyOnLoopback(OnlyOnLoopback.__doc__)
