"""What days taught reaches every process."""

from datetime import date

import pytest
from typer.testing import CliRunner

from contact_api.adapters.sql import store as sql_store
from contact_api.bootstrap import Application
from contact_api.cli import app as command
from contact_api.domain.forecast.daily_statistics import DailyStatistics
from contact_api.domain.forecast.learned_statistics import DAYS, PRIOR, LearnedStatistics
from tests.adapters.sql.small_region import NINE, SECRET, asked, look

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def test_the_region_carries_what_its_days_taught_together(
    app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_store, "LOOK_AGAIN_AFTER", 0.0)
    assert look(app, lambda tx: tx.region().learned) == PRIOR

    for day, kind in ((MONDAY, "1"), (TUESDAY, "2")):
        daily_statistics = DailyStatistics(day, LearnedStatistics({(DAYS, kind): (1, 100, 10)}))
        app.transact(lambda tx: tx.add_daily_statistics(daily_statistics, now=NINE))  # noqa: B023 - called at once

    assert look(app, lambda tx: tx.region().learned).counts == {
        (DAYS, "1"): (1, 100, 10),
        (DAYS, "2"): (1, 100, 10),
    }

    app.transact(lambda tx: tx.drop_daily_statistics(MONDAY))

    assert look(app, lambda tx: tx.region().learned).counts == {(DAYS, "2"): (1, 100, 10)}


def test_nothing_but_counts_is_kept(app: Application, small_url: str) -> None:
    daily_statistics = DailyStatistics(MONDAY, LearnedStatistics({(DAYS, "1"): (1, 100, 10)}))

    app.transact(lambda tx: tx.add_daily_statistics(daily_statistics, now=NINE))

    assert asked(small_url, "select counts from daily_statistics") == [({"days|1": [1, 100, 10]},)]


def test_the_operator_takes_back_what_an_odd_day_taught(
    app: Application, small_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_store, "LOOK_AGAIN_AFTER", 0.0)
    for name, value in (("DATABASE_URL", small_url), ("REGION", "99"), ("SECRET_KEY", SECRET)):
        monkeypatch.setenv(f"CONTACT_{name}", value)
    daily_statistics = DailyStatistics(MONDAY, LearnedStatistics({(DAYS, "1"): (1, 100, 10)}))
    app.transact(lambda tx: tx.add_daily_statistics(daily_statistics, now=NINE))

    refused = CliRunner().invoke(command, ["forget-day", "2999-01-01"])
    forgotten = CliRunner().invoke(command, ["forget-day", str(MONDAY)])

    assert (refused.exit_code, "2999-01-01 is not over" in refused.stderr) == (1, True)
    assert (forgotten.exit_code, forgotten.stdout) == (0, "What 2026-11-16 taught is forgotten.\n")
    assert look(app, lambda tx: tx.region().learned) == PRIOR
    assert set(app.transact(lambda tx: tx.learned_days())) == {MONDAY}, "it is not learned again"
