"""A small made-up scenario: three centres, two days, a sick call before a shift and one in the middle."""

import shutil
from pathlib import Path

import pytest

from contact_api.replay.commands.generate import run
from contact_api.replay.simulation.simulate import simulate
from tests.replay.result_checks import Played

HERE = Path(__file__).parent
THREE_CENTRES = HERE / "scenarios" / "three-centres"


@pytest.fixture(scope="session")
def regions_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ordinary day of a whole region, made up: some 2,000 contacts at 37 health centres."""
    folder = tmp_path_factory.mktemp("regions-day")
    run("calibrated", folder, seed=1, days=1, force=True, say=lambda _line: None)
    return folder


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The small scenario, run to its end."""
    result = tmp_path_factory.mktemp("result")
    simulate(THREE_CENTRES, result)
    return Played(THREE_CENTRES, result)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A copy of the small scenario that the test may change."""
    return Path(shutil.copytree(THREE_CENTRES, tmp_path / "scenario"))
