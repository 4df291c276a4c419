"""The whole product as real processes, once for all journeys; and another, for those that kill its parts."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contact_api.demo.places import free_port
from contact_api.demo.stack import Ports, Stack
from tests.journeys.outside import Outside


@pytest.fixture(scope="session")
def running_service() -> Iterator[Outside]:
    """API, worker, scheduler and sign-in on servers of their own; each journey keeps to a unit of its own."""
    with _running() as outside:
        yield outside


@pytest.fixture(scope="session")
def mortal_service() -> Iterator[Outside]:
    """The same again, for journeys in which its parts are killed; so many seek contact that numbers come again."""
    with _running(CONTACT_TEXTS__PER_NUMBER_PER_DAY="1000") as outside:
        yield outside


@contextmanager
def _running(**more: str) -> Iterator[Outside]:
    folder = Path(tempfile.mkdtemp(prefix="contact-api-journey-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs as somebody else, who must get in
    stack = Stack(folder, say=lambda _line: None, ports=Ports(free_port(), free_port(), free_port()), **more)
    outside = Outside(stack)
    try:
        stack.start()
        yield outside
    finally:
        outside.close()
        stack.stop()
        shutil.rmtree(folder)
