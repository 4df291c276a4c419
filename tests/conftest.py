"""Fixtures for all tests: the servers, and a clean database and a clean Redis for each test that asks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy.engine import make_url

from contact_api.demo.databases import connected, create_database, drop_database
from contact_api.demo.servers import Postgres, Valkey
from tests.clean_database import CleanDatabase
from tests.examples import load_profile
from tests.server_pair import ServerPair, migrated_template, shared_pair

load_profile()
pytest_plugins = ["tests.stores"]  # the fixtures `kept` and `store`


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def server_pair(run_folder: Path) -> ServerPair:
    """A running PostgreSQL and Valkey: embedded, or CONTACT_TEST_DATABASE_URL and CONTACT_TEST_REDIS_URL."""
    return shared_pair(
        run_folder, watched=os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    )


@pytest.fixture(scope="session")
def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def _worker_database(server_pair: ServerPair, run_folder: Path, worker_name: str) -> Iterator[CleanDatabase]:
    template = migrated_template(server_pair, run_folder)
    url = create_database(server_pair.server_url, f"{server_pair.run}_{worker_name}", template=template)
    with connected(url) as connection:
        yield CleanDatabase(url, connection)


@pytest.fixture(scope="session")
def clean_database(_worker_database: CleanDatabase) -> CleanDatabase:
    """This worker's database; a law clears it before each example."""
    return _worker_database


@pytest.fixture
def database_url(_worker_database: CleanDatabase) -> str:
    """The newest schema without a row. The URL is the same for all tests of a worker: an engine may stay."""
    _worker_database.clear()
    return _worker_database.url


@pytest.fixture
def empty_database_url(server_pair: ServerPair, worker_name: str) -> Iterator[str]:
    """A database without a table, for tests of the migrations."""
    name = f"{server_pair.run}_{worker_name}_empty"
    yield create_database(server_pair.server_url, name)
    drop_database(server_pair.server_url, name)


@pytest.fixture
def redis_url(server_pair: ServerPair, worker_name: str) -> str:
    """A Redis database of this worker's own, without a key."""
    number = str(int(worker_name.removeprefix("gw")) + 1)
    url = make_url(server_pair.redis_url).set(database=number).render_as_string(hide_password=False)
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """For a test with servers of its own; unlike `tmp_path`, another account can get in."""
    folder = Path(tempfile.mkdtemp(prefix="contact-api-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def own_postgres(server_folder: Path) -> Iterator[Postgres]:
    """A durable PostgreSQL that the test may kill and start again."""
    with Postgres(server_folder / "postgres") as postgres:
        yield postgres


@pytest.fixture
def own_valkey(server_folder: Path) -> Iterator[Valkey]:
    """A Valkey that the test may kill and start again."""
    with Valkey(server_folder / "valkey") as valkey:
        yield valkey


@pytest.hookimpl(optionalhook=True)  # there is no such hook without pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.scheduling import JourneysTogether

    return JourneysTogether(config, log)
