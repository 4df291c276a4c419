"""What hypothesis draws from: days of contacts and attempts, and a typical one of each."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from contact_api.domain.core.values import Channel, UnitId
from contact_api.domain.forecast.daily_statistics import Arrival, AttemptSample, daily_statistics_of
from contact_api.domain.forecast.learned_statistics import LearnedStatistics, Work
from tests.makers import DAY

UNITS = (UnitId("backen"), UnitId("teg"))
SOUGHT = Arrival(UNITS[0], half_hour=16, urgent=False, professions=("nurse",), minutes=10)
TRIED = AttemptSample(
    Work("nurse", urgent=False, reason="R01"),
    Channel.PHONE,
    number=1,
    hour=9,
    answered=True,
    planned_minutes=10,
    actual_minutes=10,
)


def somebody(**but: Any) -> Arrival:
    return replace(SOUGHT, **but)


def an_attempt(**but: Any) -> AttemptSample:
    return replace(TRIED, **but)


def learned_from(
    *sought: Arrival, tried: tuple[AttemptSample, ...] = (), day: date = DAY, smallest: int = 20
) -> LearnedStatistics:
    """What is learned from one day with these contacts and attempts."""
    return daily_statistics_of(day, sought, tried, smallest=smallest).learned


people = st.builds(
    Arrival,
    unit_id=st.sampled_from(UNITS),
    half_hour=st.integers(14, 18),
    urgent=st.booleans(),
    professions=st.sampled_from([("nurse",), ("doctor", "nurse")]),
    minutes=st.integers(3, 25),
)
attempts = st.builds(
    AttemptSample,
    work=st.builds(
        Work, st.sampled_from(["nurse", "doctor"]), st.booleans(), st.sampled_from(["R01", "R02"])
    ),
    channel=st.sampled_from(Channel),
    number=st.integers(1, 4),
    hour=st.integers(7, 16),
    answered=st.booleans(),
    planned_minutes=st.floats(3, 25),
    actual_minutes=st.floats(0, 200),
)
days_of_statistics = st.builds(
    lambda day, sought, tried, smallest: daily_statistics_of(day, sought, tried, smallest=smallest).learned,
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    st.lists(people, max_size=40),
    st.lists(attempts, max_size=40),
    st.sampled_from([1, 5, 20]),
)
