"""Days at the region of `stores`: an empty one, and one with a nurse from nine to twelve."""

import pytest

from tests.stores import Kept
from tests.usecases.day import NURSE, Day


@pytest.fixture
def bare_day(kept: Kept) -> Day:
    """Nobody works."""
    return Day(kept)


@pytest.fixture
def day(bare_day: Day) -> Day:
    """One nurse works at Backen from nine to twelve."""
    bare_day.roster(NURSE, "09:00", "12:00")
    return bare_day
