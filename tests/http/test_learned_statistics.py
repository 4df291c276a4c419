"""What the region has learned, as those see it who answer for it."""

from datetime import date, timedelta

from contact_api.domain.core.access import Role
from contact_api.domain.core.values import Channel, UnitId
from contact_api.domain.forecast.daily_statistics import Arrival, AttemptSample, daily_statistics_of
from contact_api.domain.forecast.learned_statistics import Work
from tests.http.world import MORNING, V1, World

MONDAY = date(2026, 11, 16)


def test_on_day_one_every_figure_is_said_to_be_assumed(world: World) -> None:
    known = world.client.get(f"{V1}/learned-statistics", headers=world.having(Role.MEDICAL_LEAD)).json()

    assert (known["assumed"], known["days"], known["last_day"]) == (True, 0, None)
    assert [(one["attempt"], one["answered_share"]) for one in known["answers"]] == [
        (1, 0.81),
        (2, 0.6),
        (3, 0.4),
    ]
    assert [(one["mean_ratio"], one["observations"]) for one in known["handling"]] == [(1.0, 0)]


def test_what_days_have_taught_is_shown_with_what_it_rests_on(world: World) -> None:
    talk = AttemptSample(Work("nurse", urgent=False, reason="R01"), Channel.PHONE, 1, 9, True, 10, 15)
    sought = Arrival(UnitId("alidhem"), half_hour=18, urgent=False, professions=("nurse",), minutes=10)
    daily_statistics = daily_statistics_of(MONDAY, [sought] * 40, [talk] * 40)
    world.app.transact(lambda tx: tx.add_daily_statistics(daily_statistics, now=MORNING - timedelta(days=6)))

    known = world.client.get(f"{V1}/learned-statistics", headers=world.having(Role.CONTROL_ROOM)).json()

    assert (known["days"], known["first_day"], known["last_day"]) == (1, "2026-11-16", "2026-11-16")
    assert known["kinds_of_day"] == [{"weekday": 1, "days": 1, "contacts": 40, "urgent": 0}]
    reason = known["handling"][-1]
    assert (reason["profession"], reason["urgency"], reason["reason"]) == ("nurse", "today", "R01")
    assert (reason["observations"], reason["mean_ratio"] > 1.2) == (40, True)
    finest = known["answers"][1]
    assert (finest["channel"], finest["part_of_day"], finest["observations"]) == ("phone", "morning", 40)
