"""What the pages are made of and how they are sent; no browser is needed."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import SecretStr
from starlette.testclient import TestClient

from contact_api.bootstrap import build
from contact_api.domain.core.access import Permission, Role
from contact_api.http.app import create_app
from contact_api.settings import Settings, SignInProvider
from contact_api.texts import languages
from contact_api.web.pages import PAGES, Page, declared, mount_pages, pages

STATIC = Path(__file__).parents[2] / "contact_api" / "web" / "static"
SETTINGS = Settings(
    secret_key=SecretStr("a made-up master secret of forty characters"),
    sign_in={
        "citizens": SignInProvider(issuer="https://eid.example.se", roles=frozenset({Role.CITIZEN})),
        "staff": SignInProvider(
            issuer="https://sign-in.example.se/realms/care", roles=frozenset({Role.STAFF, Role.CONTROL_ROOM})
        ),
    },
    public_url="https://kontakt.example.se",
)
SCRIPTS = sorted(STATIC.glob("*.js"))
PATHS = [page.path for page in PAGES]


class Outline(HTMLParser):
    """What a page's tags say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]

    @property
    def config(self) -> dict[str, Any]:
        found = next(one for one in self.all("meta") if one.get("name") == "page-config")
        config: dict[str, Any] = json.loads(found["content"] or "")
        return config


def app_with_pages(settings: Settings = SETTINGS) -> FastAPI:
    app = FastAPI()
    mount_pages(app, settings)
    return app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(app_with_pages()) as client:
        yield client


def outline(client: TestClient, path: str, language: str = "sv") -> Outline:
    return Outline(client.get(path, params={"language": language}).text)


def policy_of(headers: Any) -> dict[str, list[str]]:
    (policy,) = headers.get_list("content-security-policy")
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_may_run_only_our_own_scripts_and_be_framed_by_nobody(client: TestClient, path: str) -> None:
    policy = policy_of(client.get(path).headers)

    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]


def test_a_page_may_talk_to_the_api_and_to_who_signs_people_in_and_to_nobody_else(client: TestClient) -> None:
    assert policy_of(client.get("/").headers)["connect-src"] == [
        "'self'",
        "https://eid.example.se",
        "https://sign-in.example.se",
    ]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_tells_no_other_site_where_somebody_came_from(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_beside_the_api_a_page_keeps_its_own_policy_and_only_that(path: str) -> None:
    api = create_app(build(SETTINGS))
    mount_pages(api, SETTINGS)

    headers = TestClient(api).get(path).headers

    assert policy_of(headers)["script-src"] == ["'self'"]
    assert len(headers.get_list("referrer-policy")) == len(headers.get_list("cache-control")) == 1


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_its_language_and_has_one_heading_at_the_top(
    client: TestClient, path: str, language: str
) -> None:
    answer = client.get(path, params={"language": language})
    page = Outline(answer.text)

    assert page.all("html") == [{"lang": language}]
    assert answer.headers["content-language"] == language
    assert len(page.all("h1")) == len(page.all("title")) == len(page.all("main")) == 1


@pytest.mark.parametrize("path", PATHS)
def test_a_page_holds_no_script_style_or_handler_of_its_own(client: TestClient, path: str) -> None:
    page = outline(client, path)

    assert all(script.get("src") and script["type"] == "module" for script in page.all("script"))
    assert page.all("style") == []
    assert [
        (tag, name) for tag, attributes in page.tags for name in attributes if re.match(r"on|style$", name)
    ] == []


@pytest.mark.parametrize("path", PATHS)
def test_every_field_of_a_page_has_its_label_and_every_reference_its_element(
    client: TestClient, path: str
) -> None:
    page = outline(client, path)
    labelled = {label["for"] for label in page.all("label")}
    referred = [
        target
        for _, attributes in page.tags
        for name in ("for", "aria-labelledby", "aria-describedby")
        for target in (attributes.get(name) or "").split()
    ]

    for tag in ("input", "select", "textarea"):
        assert {field["id"] for field in page.all(tag)} <= labelled
    assert set(referred) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("path", ["/", "/my-contact"])
def test_112_comes_before_everything_else_a_citizen_is_shown(client: TestClient, path: str) -> None:
    tags = outline(client, path).tags
    calls_112 = next(n for n, (tag, attributes) in enumerate(tags) if attributes.get("href") == "tel:112")

    assert not [tag for tag, _ in tags[:calls_112] if tag in ("form", "input", "select", "dialog")]


@pytest.mark.parametrize(
    ("path", "foot"),
    [
        ("/", "What you leave here is read by care staff only."),
        ("/my-contact", "What you leave here is read by care staff only."),
        ("/desk", "What you do here is noted: who, when, and whose request you read."),
        ("/control-room", "What you do here is noted: who, when, and whose request you read."),
        ("/unit-manager", "What you do here is noted: who, when, and whose request you read."),
    ],
)
def test_the_foot_of_a_page_speaks_to_who_uses_it(client: TestClient, path: str, foot: str) -> None:
    html = client.get(path, params={"language": "en"}).text

    assert foot in html[html.index("<footer>") :]


@pytest.mark.parametrize("path", PATHS)
def test_everything_a_page_asks_for_is_there_and_may_be_kept(client: TestClient, path: str) -> None:
    page = outline(client, path)
    wanted = [one["src"] for one in page.all("script")] + [one["href"] for one in page.all("link")]

    for address in wanted:
        answer = client.get(address or "")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert policy_of(answer.headers)["default-src"] == ["'none'"]


@pytest.mark.parametrize("name", ["app.py", "..%2fpages.py", "style.css%00"])
def test_nothing_but_the_assets_can_be_fetched(client: TestClient, name: str) -> None:
    version = re.search(r"/assets/(\w+)/", client.get("/").text)

    assert version is not None
    assert client.get(f"/assets/{version[1]}/{name}").status_code == 404
    assert client.get("/assets/0123456789abcdef/style.css").status_code == 404


@pytest.mark.parametrize(
    ("asked", "accepted", "answered"),
    [
        ("en", "sv", "en"),
        ("sv", "en-GB", "sv"),
        ("so", "en", "sv"),  # who chose a language that we lack gets Swedish
        (None, "en-GB,en;q=0.9,sv;q=0.8", "en"),
        (None, "en;q=0.5,sv;q=0.7", "sv"),
        (None, "la,en;q=0.8", "en"),
        (None, "en;q=0", "sv"),
        (None, "en;q=much", "sv"),
        (None, "", "sv"),
    ],
)
def test_a_page_answers_in_the_language_chosen_or_else_in_the_browser_s(
    client: TestClient, asked: str | None, accepted: str, answered: str
) -> None:
    asking = {"language": asked} if asked else {}

    answer = client.get("/", params=asking, headers={"Accept-Language": accepted})

    assert answer.headers["content-language"] == answered


def test_a_page_that_did_not_change_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/desk")

    again = client.get("/desk", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_pages_are_public_by_declaration_and_no_part_of_the_api_s_document() -> None:
    routes = [route for route in pages(SETTINGS).routes if isinstance(route, APIRoute)]

    assert {route.path for route in routes} >= set(PATHS)
    for route in routes:
        called = [one.call for one in route.dependant.dependencies]
        assert declared(Permission.PUBLIC) in called
    assert app_with_pages().openapi()["paths"] == {}


def test_pages_are_found_where_a_proxy_puts_them() -> None:
    settings = SETTINGS.model_copy(update={"public_url": "https://example.se/kontakt/"})
    page = Outline(TestClient(app_with_pages(settings)).get("/").text)

    assert page.config["api"] == "/kontakt/contact-routing/v1"
    assert page.config["redirect_uri"] == "https://example.se/kontakt/signed-in"
    assert all((one["src"] or "").startswith("/kontakt/assets/") for one in page.all("script"))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_told_nothing_secret(client: TestClient, path: str) -> None:
    assert SETTINGS.secret_key.get_secret_value() not in client.get(path).text
    assert {name for name in outline(client, path).config if "secret" in name} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_text_a_script_says_is_sent_with_its_page(client: TestClient, page: Page) -> None:
    told = outline(client, page.path).config["texts"]
    said = {key for script in modules_of(page.script) for key in texts_of(script)}

    missing = {key for key in said if key not in told and key.startswith("page.")}

    assert {key for key in missing if not shared_with_another_page(key, page)} == set()


def modules_of(name: str) -> set[str]:
    """A script and everything it imports."""
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += re.findall(r'from "\./(\w+\.js)"', (STATIC / one).read_text("utf-8"))
    return found


def texts_of(script: str) -> list[str]:
    return re.findall(r'"((?:page|outcome|state|refusal)\.[\w.-]+)"', (STATIC / script).read_text("utf-8"))


def shared_with_another_page(key: str, page: Page) -> bool:
    """`problems.js` has one sentence that only the form needs, and asks first whether it is there."""
    return key == "page.seek.field" and page.name != "seek"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_makes_no_html_of_texts_and_keeps_nothing_beyond_the_tab(script: Path) -> None:
    text = script.read_text("utf-8")

    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text
    )
    assert not re.search(r"localStorage|document\.cookie|indexedDB|console\.", text)
    assert len(text.splitlines()) <= 250


COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (STATIC / "style.css").read_text("utf-8")))
READ_ON = [
    *[("ink", ground) for ground in ("paper", "ground", "danger-ground", "warn-ground", "good-ground")],
    *[("soft", "paper"), ("soft", "ground"), ("deep", "paper"), ("deep", "ground"), ("deep", "warn-ground")],
    *[("danger", "paper"), ("danger", "danger-ground"), ("paper", "danger"), ("paper", "danger-hover")],
    *[("paper", "deep"), ("paper", "deep-hover")],
]


@pytest.mark.parametrize(("colour", "ground"), READ_ON)
def test_text_stands_out_from_what_it_stands_on(colour: str, ground: str) -> None:
    assert contrast(COLOURS[colour], COLOURS[ground]) >= 4.5  # WCAG 2.1, 1.4.3


@pytest.mark.parametrize(("colour", "ground"), [("line", "paper"), ("focus", "paper"), ("focus", "ground")])
def test_the_edge_of_a_field_and_the_focus_can_be_seen(colour: str, ground: str) -> None:
    assert contrast(COLOURS[colour], COLOURS[ground]) >= 3  # WCAG 2.1, 1.4.11


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
