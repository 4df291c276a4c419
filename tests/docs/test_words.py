"""Words that went (ADR 0023) do not come back: in documents, code and what the code says."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOKED_AT = (
    "contact_api",
    "workers",
    "benchmarks",
    "docs",
    "openapi",
    "seeds",
    "README.md",
    "CONTRIBUTING.md",
)
KINDS = {".py", ".md", ".js", ".html", ".css", ".cfg"} | {".json"}
LEFT_OUT = (  # records are never edited; migrations name what was; texts are other languages
    "docs/adr/",
    "contact_api/adapters/sql/migrations/versions/",
    "contact_api/texts/",
)
GONE = re.compile(
    r"\b(abroad|bells?|foretell\w*|heal|heals|healing|healings|lest|lessons?|nought|rearrang\w*|rehous\w*|relief"
    r"|giving_up|own_people|promise_check|pull_reasons"
    r"|(?:all|free|idle|in (?:his|her|the|their|these)|own|other) hands)\b",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(she|her|hers|herself)\b", re.IGNORECASE)  # says not whom it means


def lines() -> Iterator[tuple[str, str]]:
    """Where each line stands, and the line."""
    for start in LOOKED_AT:
        for path in sorted((ROOT / start).rglob("*") if (ROOT / start).is_dir() else [ROOT / start]):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in KINDS and not name.startswith(LEFT_OUT):
                for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                    yield f"{name}:{number}", line


def found(word: re.Pattern[str]) -> list[str]:
    return [f"{place} {match.group()}" for place, line in lines() if (match := word.search(line))]


def test_all_that_people_read_is_looked_at() -> None:
    files = {place.partition(":")[0] for place, _ in lines()}

    assert {"README.md", "docs/engine.md", "openapi/openapi.json", "contact_api/http/app.py"} <= files


def test_words_that_went_do_not_come_back() -> None:
    assert found(GONE) == []


def test_a_person_is_named_by_who_they_are() -> None:
    assert found(PERSON) == []
