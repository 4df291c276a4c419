"""The pages in the system's Chromium, against the real API on PostgreSQL and the demo's sign-in."""

import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from fastapi import FastAPI
from joserfc.jwk import ECKey
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from pydantic import PostgresDsn, RedisDsn, Secret, SecretStr

from contact_api.adapters.red_days import is_red
from contact_api.adapters.seeds.read import read_region
from contact_api.bootstrap import build, clock_of, sealer_of, store_of
from contact_api.demo.clock import offset_to_morning
from contact_api.demo.databases import create_database, drop_database
from contact_api.demo.oidc import create_provider
from contact_api.demo.oidc_provider import SIGN_IN_AS
from contact_api.demo.sign_in import WEB_CLIENT, WEB_SECRET, clients_of, people_of
from contact_api.domain.core.access import Role
from contact_api.http.app import create_app
from contact_api.ports import Store
from contact_api.seeding import seed_database
from contact_api.settings import Settings, SignInProvider
from contact_api.web.pages import mount_pages
from tests.patience import PATIENCE_SECONDS, caller
from tests.server_pair import ServerPair, migrated_template

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 1000 * PATIENCE_SECONDS  # milliseconds
ZONE = ZoneInfo("Europe/Stockholm")
PHONES = (f"+46701740{number}" for number in count(610))  # numbers for fiction
Seek = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Site:
    """Where the pages and the sign-in are, and the store behind them."""

    url: str
    issuer: str
    store: Store

    @property
    def api(self) -> str:
        return f"{self.url}/contact-routing/v1"

    def front_end(self) -> dict[str, str]:
        """Headers of the web front end that seeks contact for whoever stands behind it."""
        asked = {"grant_type": "client_credentials", "client_id": WEB_CLIENT, "client_secret": WEB_SECRET}
        return self._bearer(asked)

    def as_person(self, username: str) -> dict[str, str]:
        """Headers of somebody signed in without a browser."""
        return self._bearer({"grant_type": SIGN_IN_AS, "username": username})

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """What the API answers to somebody who uses no page."""
        with caller(base_url=self.api, headers=headers) as http:
            return http.post(path, json=body).raise_for_status().json()

    def _bearer(self, asked: dict[str, str]) -> dict[str, str]:
        with caller() as http:
            answer = http.post(f"{self.issuer}/token", data=asked).raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@contextmanager
def _served(app: FastAPI, taken: socket.socket) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, args=([taken],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def _pages_database(server_pair: ServerPair, run_folder: Path, worker_name: str) -> Iterator[str]:
    name = f"{server_pair.run}_{worker_name}_pages"
    template = migrated_template(server_pair, run_folder)
    yield create_database(server_pair.server_url, name, template=template)
    drop_database(server_pair.server_url, name)


@pytest.fixture(scope="session")
def site(_pages_database: str, server_pair: ServerPair) -> Iterator[Site]:
    """API, pages and sign-in with the whole region of the seeds; the service's clock shows a working morning."""
    with socket.create_server(("127.0.0.1", 0)) as ours, socket.create_server(("127.0.0.1", 0)) as theirs:
        url, issuer = (f"http://127.0.0.1:{taken.getsockname()[1]}" for taken in (ours, theirs))
        offset = offset_to_morning(datetime.now(UTC), zone=ZONE, is_red=is_red)
        settings = Settings(
            database_url=Secret(PostgresDsn(_pages_database)),
            redis_url=Secret(RedisDsn(server_pair.redis_url)),
            secret_key=SecretStr("a made-up master secret of forty characters"),
            sign_in={"demo": SignInProvider(issuer=issuer, roles=frozenset(Role), allow_http=True)},
            public_url=url,
            clock_offset_seconds=offset.total_seconds(),
        )
        today = (datetime.now(UTC) + offset).date()
        seed_database(settings, settings.seeds_folder, today=today, say=lambda _line: None)
        store = store_of(settings, sealer_of(settings), clock_of(settings))
        api = create_app(replace(build(settings), store=store))
        mount_pages(api, settings)
        sign_in = create_provider(
            people_of(read_region(settings.seeds_folder)),
            clients_of(url),
            issuer=issuer,
            key=ECKey.generate_key("P-256", auto_kid=True),
            now=lambda: datetime.now(UTC),
        )
        with _served(api, ours), _served(sign_in, theirs):
            yield Site(url, issuer, store)
        store.close()


@pytest.fixture
def seek(site: Site) -> Iterator[Seek]:
    """Have somebody seek contact at a unit; what is said beyond the typical is given by keyword.

    In the end nobody is left waiting whom the next test would pull.
    """
    sought: list[dict[str, Any]] = []

    def seek(unit: str, **but: Any) -> dict[str, Any]:
        body = {"unit_id": unit, "reason": "R01", "phone": next(PHONES), "identity": {"kind": "none"}}
        sought.append(site.post("/contact-requests", body | but, site.front_end()))
        return sought[-1]

    yield seek
    for one in sought:
        with caller(base_url=site.api, headers={"Contact-Link": one["link"]["token"]}) as http:
            http.post(f"/contact-requests/{one['contact_id']}/cancellation")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; without it these tests are left out, except where CI must have it."""
    if not CHROMIUM.exists():
        why = f"There is no {CHROMIUM}: on Debian, apt-get install -y chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.")  # a sign-in's; a random value may begin alike


@dataclass
class Visitor:
    """Somebody with a browser of their own; everything it asks for and complains about is kept."""

    site: Site
    context: BrowserContext
    page: Page
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def signs_in_as(self, name: str) -> None:
        """On the page of the demo's sign-in, which asks for no password."""
        self.page.get_by_role("button", name=re.compile(f"^{name}")).click()
        self.page.wait_for_url(f"{self.site.url}/**")

    def sent(self, method: str, ending: str) -> list[Request]:
        """What was sent to the API, by how its path ends."""
        paths = ((one, one.url.partition("?")[0]) for one in self.requests)
        return [one for one, path in paths if one.method == method and path.endswith(ending)]

    def expects_a_refusal(self) -> None:
        """The browser itself complains of every answer from 400 on; here one was meant to come."""
        self.complaints = [one for one in self.complaints if "Failed to load resource" not in one]


class Visitors:
    """Opens browsers for whoever a test is about."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self.all: list[Visitor] = []
        self._open = ExitStack()

    def one(self, *, language: str = "sv-SE", width: int = 1280, height: int = 900) -> Visitor:
        context = self._browser.new_context(
            locale=language, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        self._open.callback(context.close)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        visitor = Visitor(self._site, context, page)
        page.on("request", lambda request: visitor.requests.append(request))  # noqa: PLW0108 - playwright marks what it is given
        page.on("console", lambda message: _note(message, visitor))
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        self.all.append(visitor)
        return visitor

    def close(self) -> None:
        self._open.close()


def _note(message: ConsoleMessage, visitor: Visitor) -> None:
    """The sign-in's own page has no icon: what Chromium says of that is not about ours."""
    if message.type in ("error", "warning") and not message.location["url"].startswith(visitor.site.issuer):
        visitor.complaints.append(message.text)


@pytest.fixture
def visitors(chromium: Browser, site: Site) -> Iterator[Visitors]:
    """Whoever comes to the pages; in the end no browser may have complained, and no URL may hold a secret."""
    came = Visitors(chromium, site)
    yield came
    complaints = [one for visitor in came.all for one in visitor.complaints]
    urls = [request.url for visitor in came.all for request in visitor.requests]
    came.close()
    assert complaints == []
    assert [url for url in urls if TOKEN.search(url)] == []


@pytest.fixture
def visitor(visitors: Visitors) -> Visitor:
    return visitors.one()
