"""The demo says where its parts are, and of what it did not stop it does not say so."""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contact_api.demo.command import USUAL, keep_settings, moved, next_steps, run
from contact_api.demo.places import CannotStart
from contact_api.demo.servers import Postgres
from contact_api.demo.stack import Places, Ports


def test_a_part_whose_port_is_taken_is_said_to_be_elsewhere() -> None:
    assert moved(Ports(8080, 8090, 34567)) == [
        "Port 8070 is taken: the telephones are at 34567 instead; put that into the README's commands."
    ]


def test_nothing_is_said_of_ports_that_are_the_usual_ones() -> None:
    assert moved(Ports(*USUAL)) == []


def test_a_second_demo_says_which_one_is_running_and_not_that_everything_is_stopped(
    own_postgres: Postgres, server_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CannotStart, match="is in use by process"):
        run(folder=server_folder, story_only=True)

    assert "stopped" not in capsys.readouterr().out
    assert own_postgres.lives


def test_what_to_do_next_names_every_page_and_a_command_that_is_there(tmp_path: Path) -> None:
    api = "http://127.0.0.1:8080"
    places = Places(
        api, "http://127.0.0.1:8090", tmp_path / "messages.jsonl", "whsec_", "http://127.0.0.1:8070", ""
    )

    said = next_steps(places, datetime(2026, 11, 23, 7, 10, tzinfo=UTC))

    assert {f"{api}/", f"{api}/desk", f"{api}/control-room"} <= set(said.split())
    commands = re.findall(r"\S*contact-api(?= )", said)
    assert len(commands) == 3
    assert all(Path(command).is_file() for command in commands)


def test_a_shell_reads_the_settings_as_the_programs_have_them(tmp_path: Path) -> None:
    given = {"CONTACT_SIGN_IN": json.dumps({"it's": ["$HOME", "a b", '"']}), "CONTACT_PORT": "8080"}

    keep_settings(tmp_path / "settings.sh", given)

    show = ("/usr/bin/env", "sh", "-c", '. "$1"; env', "sh", str(tmp_path / "settings.sh"))
    read = subprocess.run(show, env={}, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {f"{name}={value}" for name, value in given.items()} <= set(read)
    assert (tmp_path / "settings.sh").stat().st_mode & 0o077 == 0
