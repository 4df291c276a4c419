"""`contact-api serve` with several processes."""

import os
import socket
import subprocess
import sys

import psutil
import pytest

from contact_api.demo.processes import answers
from tests.adapters.sql.small_region import SECRET
from tests.patience import eventually


def a_free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.crash
def test_server_processes_end_with_the_one_that_started_them_however_it_ends() -> None:
    port = a_free_port()
    needed = {"CONTACT_SECRET_KEY": SECRET, "CONTACT_PORT": str(port)}
    command = [sys.executable, "-m", "contact_api", "serve", "--processes", "2"]
    with subprocess.Popen(command, env=os.environ | needed, stdout=subprocess.DEVNULL) as parent:
        try:
            assert eventually(answers(f"http://127.0.0.1:{port}/contact-routing/v1/api-info"))
            children = psutil.Process(parent.pid).children(recursive=True)
        finally:
            parent.kill()

    assert len(children) >= 2
    assert eventually(lambda: not any(one.is_running() for one in children if not is_gone(one)))


def is_gone(process: psutil.Process) -> bool:
    """Also one that nobody has asked for its end."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
