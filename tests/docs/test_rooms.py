"""docs/architecture.md shows the layers and rooms that the code has."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "contact_api"
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {contract["name"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]}


def part(heading: str) -> str:
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def floors(contract: str) -> list[list[str]]:
    """The layers of a contract, the lowest first; each with what stands on it."""
    return [re.findall(r"[\w.]+", layer) for layer in reversed(CONTRACTS[contract]["layers"])]


def test_the_arrows_of_the_picture_are_those_that_are_allowed() -> None:
    height = {
        name.removeprefix("contact_api."): number
        for number, layer in enumerate(floors("Arrows point inward"))
        for name in layer
    }
    arrows = [
        (one, other)
        for line in re.findall(r"^    (.+ --> .+)$", part("The picture"), re.MULTILINE)
        for above, below in [line.split(" --> ")]
        for one in above.split(" & ")
        for other in below.split(" & ")
        if one in height
    ]

    assert {name for arrow in arrows for name in arrow} >= {"http", "usecases", "ports", "domain", "adapters"}
    assert [(above, below) for above, below in arrows if height[above] <= height[below]] == []


def column(heading: str) -> list[str]:
    """The cells of one column of the table of rooms."""
    head, _, *lines = [line for line in part("The rooms").splitlines() if line.startswith("|")]
    place = [cell.strip() for cell in head.split("|")].index(heading)
    return [line.split("|")[place].strip() for line in lines]


def names(heading: str) -> set[str]:
    return {name for cell in column(heading) for name in re.findall(r"`(\w+)`", cell)}


def modules(folder: str) -> set[str]:
    return {file.stem for file in (PACKAGE / folder).glob("*.py")} - {"__init__"}


def folders(folder: str) -> set[str]:
    return {one.name for one in (PACKAGE / folder).iterdir() if (one / "__init__.py").exists()}


@pytest.mark.parametrize(
    ("heading", "there"),
    [
        ("`domain/`", folders("domain")),
        ("`usecases/`", folders("usecases")),
        ("`http/routes/`", modules("http/routes")),
        ("`http/schemas/`", modules("http/schemas")),
        ("store", modules("ports") & modules("adapters/memory") - {"transaction"}),
    ],
)
def test_the_table_of_rooms_names_all_there_are_and_no_other(heading: str, there: set[str]) -> None:
    assert (there - names(heading), names(heading) - there) == (set(), set()), "missing, gone"


def test_every_room_of_the_store_is_in_sql_too() -> None:
    assert names("store") - modules("adapters/sql") == set()


def test_the_floors_of_the_table_are_those_of_the_contract() -> None:
    told = dict(zip(column("`domain/`"), column("floor"), strict=True))
    told.pop("")

    assert told == {
        f"`{room}`": str(number)
        for number, floor in enumerate(floors("Rooms of the domain stand on floors"), start=1)
        for room in floor
    }
