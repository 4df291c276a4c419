"""The auditor decides promises and pulls of the database again, and what was tampered with is found."""

import pytest
from typer.testing import CliRunner

from contact_api.adapters.sql.store import SqlStore
from contact_api.bootstrap import Application
from contact_api.cli import app as command
from contact_api.demo.databases import connected
from contact_api.domain.core.values import StaffId
from contact_api.trace_audit_command import Checked, check_explanations
from contact_api.usecases.work_queue.pull_next import pull_next
from tests.adapters.sql.small_region import BETA, NINE, NURSES, SECRET, a_cell, lay, seek


@pytest.fixture
def decided(app: Application) -> Application:
    """Three citizens with a promise, one without, and a pull."""
    lay(app, a_cell(9, 12), a_cell(9.5, 30), a_cell(10, 10, unit=BETA))
    for _ in range(4):
        seek(app)
    app.transact(lambda tx: pull_next(StaffId(NURSES[0]), tx, now=NINE))
    return app


def checked(app: Application, *, sample: int = 100) -> Checked:
    assert isinstance(app.store, SqlStore)
    return check_explanations(app.store, "99", sample=sample)


def tamper(database_url: str, statement: str) -> None:
    """As nobody may: past the triggers."""
    with connected(database_url) as connection, connection.transaction():
        connection.execute("alter table promise disable trigger user")
        connection.execute("alter table contact_event disable trigger user")
        connection.execute(statement.encode())


def test_what_the_service_decided_bears_being_decided_again(decided: Application) -> None:
    assert checked(decided) == Checked(promises=4, pulls=1, contradictions=())


def test_only_so_many_are_looked_at_as_were_asked_for(decided: Application) -> None:
    assert checked(decided, sample=2).promises == 2


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("update promise set why = 'other_unit' where backed", "why other_unit"),
        ("update promise set reasons = jsonb_set(reasons, '{looks,0,4}', '999')", "by its numbers full"),
        ("update promise set planning_version = '1999-1'", "no catalogue has the planning figures 1999-1"),
        (
            "update contact_event set facts = jsonb_set(facts, '{place,at_risk}', 'true')"
            " where kind = 'contact.pulled'",
            "at_risk is True",
        ),
        (
            "update contact_event set facts = jsonb_set(facts, '{planning}', '\"1999-1\"')"
            " where kind = 'contact.pulled'",
            "no catalogue has the planning figures 1999-1",
        ),
    ],
)
def test_what_was_tampered_with_is_found(
    decided: Application, small_url: str, statement: str, found: str
) -> None:
    tamper(small_url, statement)

    assert found in "\n".join(checked(decided).contradictions)


def test_the_command_says_how_many_and_fails_when_there_is_a_contradiction(
    decided: Application, small_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("DATABASE_URL", small_url), ("REGION", "99"), ("SECRET_KEY", SECRET)):
        monkeypatch.setenv(f"CONTACT_{name}", value)

    before = CliRunner().invoke(command, ["check-explanations"])
    tamper(small_url, "update promise set cells_seen = 99")
    after = CliRunner().invoke(command, ["check-explanations", "--sample", "1"])

    assert (before.exit_code, before.stdout) == (
        0,
        "4 promises and 1 pulls decided again: 0 contradictions.\n",
    )
    assert (after.exit_code, "99 cells seen" in after.stderr) == (1, True)
