"""A use case names the rooms of the store that it takes (ADR 0021); mypy holds it to them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from contact_api.ports import Transaction

USECASES = Path(__file__).parents[2] / "contact_api" / "usecases"
MANY = 8  # rooms; who needs so many takes the whole transaction

Taker = tuple[str, str]  # the module and the name of a function that takes a `tx`


def takers() -> dict[Taker, ast.FunctionDef]:
    return {
        (path.stem, node.name): node
        for path in USECASES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and any(arg.arg == "tx" for arg in node.args.args)
    }


def called(node: ast.AST, module: str, known: dict[Taker, ast.FunctionDef]) -> list[Taker]:
    """What is called by its bare name: of the same module, else the one that has the name."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return []
    name = node.func.id
    return [(module, name)] if (module, name) in known else [one for one in known if one[1] == name]


def rooms(taker: Taker, known: dict[Taker, ast.FunctionDef], seen: set[Taker]) -> Iterator[str]:
    """The rooms that a function reads or writes, itself or by whom it hands its `tx` to."""
    seen.add(taker)
    for node in ast.walk(known[taker]):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tx":
            yield next(room.__name__ for room in Transaction.__mro__ if node.attr in vars(room))
        for other in called(node, taker[0], known):
            if other not in seen:
                yield from rooms(other, known, seen)


def takes_all(function: ast.FunctionDef) -> bool:
    annotation = next(arg.annotation for arg in function.args.args if arg.arg == "tx")
    return isinstance(annotation, ast.Name) and annotation.id == "Transaction"


def test_only_who_needs_many_rooms_takes_the_whole_transaction() -> None:
    known = takers()
    whole = [one for one in known if takes_all(known[one]) and not one[1].startswith("_")]

    needed = {one: sorted(set(rooms(one, known, set()))) for one in whole}

    assert ("take_in", "take_in") in whole
    assert {one: few for one, few in needed.items() if len(few) < MANY} == {}, "name the rooms it takes"
