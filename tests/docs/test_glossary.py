"""docs/glossary.md has a word for every module and public class of the domain, and for nothing that is gone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "contact_api" / "domain"
TEXT = (ROOT / "docs" / "glossary.md").read_text("utf-8")
ROOMS = [folder.name for folder in sorted(DOMAIN.iterdir()) if (folder / "__init__.py").exists()]


def in_code() -> Iterator[str]:
    """`room: module` and `room: module.Class`, as the code has them."""
    for file in DOMAIN.glob("*/*.py"):
        if file.stem != "__init__":
            yield f"{file.parent.name}: {file.stem}"
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    yield f"{file.parent.name}: {file.stem}.{node.name}"


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def described() -> list[str]:
    """The same, as the glossary has them."""
    return [
        f"{room}: {name}"
        for room in ROOMS
        for *_, where in rows(room)
        for name in re.findall(r"`([\w.]+)`", where)
    ]


def test_the_glossary_has_a_part_for_every_room_and_no_other() -> None:
    assert sorted(re.findall(r"^## (\w+)$", TEXT, re.MULTILINE)) == ROOMS


def test_every_module_and_public_class_of_the_domain_has_a_word_and_no_other_has() -> None:
    words, names = described(), set(in_code())

    assert (names - set(words), set(words) - names) == (set(), set()), "missing, gone"
    assert len(words) == len(names)


def test_every_word_has_a_swedish_one_and_says_what_it_is() -> None:
    every = [row for heading in ("Words of the field", *ROOMS) for row in rows(heading)]

    assert len(every) > len(ROOMS)
    assert [row for row in every if len(row) != 4 or not all(row)] == []


def test_no_word_stands_for_two_things_in_one_room() -> None:
    twice = [
        (room, word)
        for room in ROOMS
        for word in {row[0] for row in rows(room)}
        if [row[0] for row in rows(room)].count(word) > 1
    ]

    assert twice == []
