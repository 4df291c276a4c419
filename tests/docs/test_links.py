"""What the documents point at is there: files, headings, paths inside the package, addresses of the API."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contact_api.http.api_root import API_ROOT

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "docs" / "adr"  # never edited: they name files as these were called then
LIVING = [
    document
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "seeds").rglob("*.md"))
    if document.parent != RECORDS and document.name != "CHANGELOG.md"
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
INSIDE = re.compile(r"`((?:domain|usecases|ports|adapters|http|replay|demo|texts|web)/[\w/]*\w+\.py)`")
MODULE = re.compile(r"python -m (contact_api[\w.]*)")
ADDRESS = re.compile(r"`(GET|POST|PUT|DELETE)\s(/[^`\s?]+)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links_of(document: Path) -> Iterator[tuple[Path, str]]:
    """Where each link leads inside the project: a file, and a heading of it or nothing."""
    for target in LINK.findall(document.read_text("utf-8")):
        if "://" not in target:
            path, _, heading = target.partition("#")
            yield (document.parent / path).resolve() if path else document, heading


def anchors_of(document: Path) -> set[str]:
    """As a page of the document names its headings."""
    headings = HEADING.findall(document.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def named(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", LIVING, ids=named)
def test_every_link_leads_to_a_file_and_a_heading_of_it(document: Path) -> None:
    broken = [
        f"{path.name}#{heading}"
        for path, heading in links_of(document)
        if not path.exists() or (heading and heading not in anchors_of(path))
    ]

    assert broken == []


@pytest.mark.parametrize("document", LIVING, ids=named)
def test_every_path_inside_the_package_exists(document: Path) -> None:
    paths = INSIDE.findall(document.read_text("utf-8"))

    assert [path for path in paths if not (ROOT / "contact_api" / path).exists()] == []


@pytest.mark.parametrize("document", LIVING, ids=named)
def test_every_module_that_can_be_run_is_there(document: Path) -> None:
    modules = {one.replace(".", "/") for one in MODULE.findall(document.read_text("utf-8"))}

    assert [one for one in modules if not ((ROOT / one).is_dir() or (ROOT / f"{one}.py").exists())] == []


def test_every_address_of_the_api_that_is_named_can_be_asked() -> None:
    document = json.loads((ROOT / "openapi" / "openapi.json").read_text("utf-8"))
    there = {(method.upper(), path) for path, asked in document["paths"].items() for method in asked}
    told = {
        (method, path.removeprefix(API_ROOT).rstrip("/"))
        for document in LIVING
        for method, path in ADDRESS.findall(document.read_text("utf-8"))
        if "…" not in path
    }

    assert len(told) > 10
    assert {one for one in told if one not in there} == set()
