"""The demo says where its parts are, and of what it did not stop it does not say so."""

from pathlib import Path

import pytest

from contact_api.demo.command import USUAL, moved, run
from contact_api.demo.places import CannotStart
from contact_api.demo.servers import Postgres
from contact_api.demo.stack import Ports


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
