"""`contact-api back-fill` takes in from a file what an exchange wrote down during an outage."""

from pathlib import Path

import pytest

from contact_api.cli_errors import is_for_the_user
from contact_api.http.parsers.back_fill_command import run
from contact_api.http.parsers.back_fill_rows import NotABackFill
from tests.http.signed import the_day
from tests.http.test_back_fill import AWAY, HEAD, WANTED, fill, waiting
from tests.http.world import World

KNOWN = (
    "event_id, kind, at, call_reference, unit_id, called_number, caller_number, menu_choice, why, language"
)


def test_the_command_says_of_every_line_what_became_of_it(world: World, tmp_path: Path) -> None:
    file = tmp_path / "outage.csv"
    file.write_text("\n".join((HEAD, AWAY, WANTED, "evt-3,offered,yesterday,call-3,,,,,,")), "utf-8")
    said: list[str] = []

    faults = run(file, world.app, sender="exchange", only_check=False, say=said.append)

    assert faults == 1
    assert said[:2] == ["line 2: taken in", "line 3: taken in"]
    assert said[2].startswith("line 4: at: write a moment as RFC 3339 has it")
    assert said[3:] == ["2 taken in, 0 known already, 1 faulty."]
    assert (len(waiting(world)), the_day(world)["attempts"]) == (1, 2)


def test_the_command_takes_what_was_posted_as_known(world: World, tmp_path: Path) -> None:
    file = tmp_path / "outage.csv"
    file.write_text("\n".join((HEAD, AWAY, WANTED)), "utf-8")
    fill(world, AWAY, WANTED)
    said: list[str] = []

    assert run(file, world.app, sender="exchange", only_check=False, say=said.append) == 0

    assert said == [
        "line 2: known already",
        "line 3: known already",
        "0 taken in, 2 known already, 0 faulty.",
    ]


def test_only_checked_nothing_is_written(world: World, tmp_path: Path) -> None:
    file = tmp_path / "outage.json"
    file.write_text(
        '{"rows": [{"event_id": "e", "kind": "offered", "at": "2026-11-23T08:05:00+01:00"}]}', "utf-8"
    )
    table = tmp_path / "outage.csv"
    table.write_text(
        "\n".join((HEAD, AWAY, WANTED, WANTED.replace("evt-2", "evt-4").replace(",1,", ",#,"))), "utf-8"
    )
    said: list[str] = []

    for one in (file, table):
        run(one, world.app, sender="exchange", only_check=True, say=said.append)

    assert said == [
        "line 1: call_reference: is needed: it says which call this happened to",
        "0 can be taken in, 0 known already, 1 faulty.",
        "line 2: can be taken in",
        "line 3: can be taken in",
        "line 4: menu_choice: the menu has no such choice; it has 1, 2, 3, 4, 5, 6, 7, 8, 9,"
        " and 0 for who cannot choose",
        "2 can be taken in, 0 known already, 1 faulty.",
    ]
    assert (waiting(world), the_day(world)["attempts"]) == ([], 0)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xff\xfe", "The file is not UTF-8."),
        (b"no table\nat all\n", f"Line 1: the column event_id is missing; these are known: {KNOWN}."),
        (b'{"rows": ', "The file is neither a table with a line of column names nor JSON."),
        (b'{"rows": []}', 'There are no rows: send {"rows": [ … ]}.'),
        (None, "no such file or directory"),
    ],
)
def test_a_bad_file_gets_one_clear_line(
    world: World, tmp_path: Path, content: bytes | None, what: str
) -> None:
    file = tmp_path / "outage"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(NotABackFill) as refused:
        run(file, world.app, sender="exchange", only_check=False, say=print)

    assert str(refused.value) == f"{file}: {what}"
    assert is_for_the_user(refused.value)


def test_where_nobody_says_which_exchange_wrote_it_nothing_is_guessed(world: World, tmp_path: Path) -> None:
    file = tmp_path / "outage.csv"
    file.write_text(f"{HEAD}\n{AWAY}", "utf-8")

    with pytest.raises(NotABackFill, match="--sender"):
        run(file, world.app, sender=None, only_check=False, say=print)
