"""The pages: rendered once per language at start, served with a strict content security policy."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Header, Query
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from contact_api.domain.core.access import Caller, Permission, Role, allow
from contact_api.settings import Settings
from contact_api.texts import languages, say, spoken, texts
from contact_api.texts.catalogue import FALLBACK
from contact_api.web.assets import Assets
from contact_api.web.language import preferred

HERE = Path(__file__).parent
API_ROOT = "/contact-routing/v1"
CLIENT_ID = "pages"  # a public client: it has no secret and proves itself by PKCE
ZONE = "Europe/Stockholm"  # Sweden has one
EVERY_PAGE = ("page.common.", "page.problem.", "refusal.", "emergency.")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it is, what it is made of, and which texts its script says."""

    path: str
    name: str
    texts: tuple[str, ...]

    @property
    def script(self) -> str:
        return f"{self.name}.js"


PAGES = (
    Page("/", "seek", ("page.seek.", "page.times.", "language.")),
    Page("/my-contact", "my_contact", ("page.mine.", "page.times.")),
    Page(
        "/desk",
        "desk",
        (
            "page.desk.",
            "page.times.",
            "language.",
            "not_sent.",
            "outcome.",
            "state.",
            "call.phase.",
            "call.came_to.",
        ),
    ),
    Page("/control-room", "control_room", ("page.control_room.", "inbound_calls.")),
    Page("/unit-manager", "unit_manager", ("page.unit_manager.", "staff_time.")),
    Page("/signed-in", "signed_in", ("page.signed_in.",)),
)


@dataclass(frozen=True, slots=True)
class declared:  # noqa: N801 - read as a word in `Depends(declared(Permission.PUBLIC))`
    """Names a route's permission, as every route must; the pages are public and hold nothing of anybody."""

    permission: Permission

    async def __call__(self) -> None:
        """Let everybody through, as long as what is public is granted to all."""
        allow(Caller("anybody", frozenset()), self.permission)


def mount_pages(app: FastAPI, settings: Settings) -> None:
    """Serve the pages beside the API."""
    app.include_router(pages(settings))


def pages(settings: Settings) -> APIRouter:
    """The pages and their assets, as routes that are not part of the API's document."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(declared(Permission.PUBLIC))])
    assets = Assets(HERE / "static")
    headers = _headers(settings)
    for page in PAGES:
        rendered = {language: _render(page, language, settings, assets) for language in languages}
        router.add_api_route(page.path, _shower(rendered, headers), methods=["GET", "HEAD"], name=page.name)

    async def see_asset(version: str, name: str) -> Response:
        asset = assets.find(version, name)
        if asset is None:
            raise HTTPException(404)
        return Response(asset.content, media_type=asset.media_type, headers={**headers, **asset.headers})

    router.add_api_route("/assets/{version}/{name}", see_asset, methods=["GET", "HEAD"], name="asset")
    return router


def _shower(rendered: Mapping[str, bytes], headers: Mapping[str, str]) -> Any:
    tags = {language: f'"{hashlib.sha256(html).hexdigest()[:24]}"' for language, html in rendered.items()}

    async def see_page(
        language: Annotated[str | None, Query(max_length=35)] = None,
        accept_language: Annotated[str, Header()] = "",
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        chosen = spoken(language) if language else preferred(accept_language)
        told = {**headers, "ETag": tags[chosen], "Cache-Control": "no-cache", "Vary": "Accept-Language"}
        if if_none_match == tags[chosen]:
            return Response(status_code=304, headers=told)
        return Response(
            rendered[chosen], media_type="text/html", headers={**told, "Content-Language": chosen}
        )

    return see_page


def _headers(settings: Settings) -> dict[str, str]:
    """What every page and asset is sent with; scripts may talk to the API and to who signs people in."""
    issuers = _issuers(settings)
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(["'self'", *sorted({*map(_origin, filter(None, issuers.values()))})]),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


def _issuers(settings: Settings) -> dict[str, str | None]:
    """Who signs in the people of each part of the pages."""
    return {
        "citizen": settings.issuer_granting(Role.CITIZEN),
        "staff": settings.issuer_granting(Role.STAFF, Role.CONTROL_ROOM, Role.UNIT_MANAGER),
    }


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _render(page: Page, language: str, settings: Settings, assets: Assets) -> bytes:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    base = urlsplit(settings.public_url).path.rstrip("/")
    template = environment.get_template(f"{page.name}.html")
    return template.render(
        page=page,
        language=language,
        languages=[(one, _named(one, one)) for one in languages if one != language],
        spoken=_spoken(language),
        say=lambda key, **values: say(key, language, **values),
        asset=lambda name: f"{base}/assets/{assets.version}/{name}",
        modules=assets.modules,
        base=base,
        config=json.dumps(_config(page, language, settings, base), ensure_ascii=False),
    ).encode()


def _config(page: Page, language: str, settings: Settings, base: str) -> dict[str, Any]:
    """What the page's script needs to know; nothing in it is secret."""
    return {
        "language": language,
        "zone": ZONE,
        "base": base,
        "api": base + API_ROOT,
        "issuers": _issuers(settings),
        "client_id": CLIENT_ID,
        "redirect_uri": f"{settings.public_url.rstrip('/')}/signed-in",
        "clock_offset_seconds": settings.clock_offset_seconds,
        "texts": dict(_texts(page.texts, language)),
    }


def _texts(prefixes: Iterable[str], language: str) -> Iterable[tuple[str, str]]:
    wanted = (*EVERY_PAGE, *prefixes)
    for key in sorted(texts.keys(language)):
        if key.startswith(wanted):
            yield key, texts.template(key, language)


def _spoken(language: str) -> list[tuple[str, str]]:
    """The languages a citizen may ask for, by name: the page's own first."""
    codes = [key.removeprefix("language.") for key in texts.keys(language) if key.startswith("language.")]
    named = [(code, _named(code, language)) for code in codes]
    return sorted(named, key=lambda entry: (entry[0] != language, entry[0] != FALLBACK, entry[1]))


def _named(code: str, language: str) -> str:
    """A language's name, in this or another one, as it begins a line."""
    name = say(f"language.{code}", language)
    return name[:1].upper() + name[1:]
