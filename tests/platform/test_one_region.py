"""One region to a database: regions are controllers of their own, so a second one is refused before its first row."""

import json
import shutil
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from contact_api.cli import main
from tests.adapters.sql.small_region import asked

VASTERBOTTEN = Path(__file__).parents[2] / "seeds" / "vasterbotten"
SECRET = "a made-up master secret of forty characters"


@pytest.fixture
def another_region(tmp_path: Path) -> Path:
    """The same folder under another region's name."""
    folder = Path(shutil.copytree(VASTERBOTTEN, tmp_path / "another"))
    facts = json.loads((folder / "region.json").read_text("utf-8"))
    facts |= {"code": "23", "name": "Region Annorlunda"}
    (folder / "region.json").write_text(json.dumps(facts), "utf-8")
    return folder


def seed(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> object:
    """Type `contact-api seed`; the exit status."""
    for name, value in {"SECRET_KEY": SECRET, "DATABASE_URL": url}.items():
        monkeypatch.setenv(f"CONTACT_{name}", value)
    monkeypatch.setattr(sys, "argv", ["contact-api", "seed", "--folder", str(folder)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def everything(url: str) -> dict[str, list[str]]:
    """Every row of every table."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        tables = connection.execute("select relname from pg_stat_user_tables").fetchall()
        return {
            name: sorted(map(str, connection.execute(SQL("select * from {}").format(Identifier(name)))))
            for (name,) in tables
        }


def test_a_second_region_is_refused_by_name_and_leaves_no_row(
    database_url: str,
    another_region: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert seed(VASTERBOTTEN, database_url, monkeypatch) == 0
    before = everything(database_url)
    capsys.readouterr()

    status = seed(another_region, database_url, monkeypatch)

    assert status == 1
    assert capsys.readouterr().err.splitlines() == [
        "contact-api: this database serves region 24 (Region Västerbotten); "
        "region 23 (Region Annorlunda) needs a database of its own; nothing was written"
    ]
    assert everything(database_url) == before


def test_the_same_region_may_be_seeded_again(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = [seed(VASTERBOTTEN, database_url, monkeypatch) for _ in range(2)]

    assert statuses == [0, 0]
    assert asked(database_url, "select code from region") == [("24",)]
