"""Kamailio with the configuration of docs/kamailio/, and sipp as the exchange that hands calls over to it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.journeys.outside import Outside
from tests.patience import PATIENCE_SECONDS

HERE = Path(__file__).parent
DOCS = HERE.parents[2] / "docs" / "kamailio"
NEEDED = {"kamailio": "kamailio kamailio-python3-modules", "sipp": "sip-tester"}
PROGRAM_FOLDERS = f"{os.environ.get('PATH', '')}:/usr/sbin"
GRACE_SECONDS = 5  # before it is killed
LEADS_TO = """<action>
    <ereg regexp="sip:{where}@" search_in="hdr" header="Contact:" check_it="true" assign_to="where"/>
    <log message="[$where]"/>
  </action>"""
PING = "\r\n".join(
    (
        "OPTIONS sip:ping@127.0.0.1 SIP/2.0",
        "Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK-ping",
        "From: <sip:ping@127.0.0.1>;tag=1",
        "To: <sip:ping@127.0.0.1>",
        "Call-ID: ping@127.0.0.1",
        "CSeq: 1 OPTIONS",
        "Max-Forwards: 70",
        "Content-Length: 0\r\n\r\n",
    )
)


@dataclass(frozen=True)
class Kamailio:
    """One that runs, and the folder in which it writes calls down."""

    port: int
    folder: Path
    env: Mapping[str, str]

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    def hand_over(self, caller: str, called: str, header: str, *, leads_to: str = "") -> None:
        """The exchange hands a call over and must be answered so; without `leads_to` with 480."""
        text = (HERE / "invite.xml").read_text("utf-8")
        scenario = self.folder / "invite.xml"
        filled = text.replace("HEADER", header).replace("RESPONSE", "302" if leads_to else "480")
        checked = LEADS_TO.format(where=leads_to) if leads_to else ""
        scenario.write_text(filled.replace("ACTION", checked), "utf-8")
        _run(
            _found("sipp"),
            *(f"127.0.0.1:{self.port}", "-sf", str(scenario), "-m", "1", "-i", "127.0.0.1"),
            *("-p", str(free_udp_port()), "-key", "caller", caller, "-key", "called", called),
            *("-timeout", str(int(PATIENCE_SECONDS)), "-timeout_error", "-nostdin"),
            folder=self.folder,
        )

    def post_what_waits(self, api: str) -> None:
        """What an operator, or the timer, does once the API answers again."""
        env = dict(self.env) | {"EXCHANGE_API": api}
        _run(sys.executable, str(DOCS / "exchange.py"), folder=self.folder, env=env)

    def log(self) -> str:
        return (self.folder / "kamailio.log").read_text("utf-8")


@contextmanager
def running_kamailio(service: Outside, folder: Path, *, api: str) -> Iterator[Kamailio]:
    """Kamailio in front of the API; the test is left out where a program is not installed."""
    for program, packages in NEEDED.items():
        if _found(program) is None:
            pytest.skip(f"There is no {program}: on Debian, apt-get install -y {packages}")
    (folder / "spool").mkdir()
    (folder / "secret").write_text(service.stack.places.webhook_secret, "ascii")
    offset = service.stack.settings.clock_offset_seconds
    env = {
        "EXCHANGE_API": api,
        "EXCHANGE_SECRET_FILE": str(folder / "secret"),
        "EXCHANGE_SPOOL": str(folder / "spool"),
        "EXCHANGE_CLOCK_OFFSET_SECONDS": str(offset),
    }
    port = free_udp_port()
    defined = (f"LISTEN=udp:127.0.0.1:{port}", f'SCRIPT="{DOCS / "exchange.py"}"')
    with (folder / "kamailio.log").open("w") as log:
        started = subprocess.Popen(
            [
                str(_found("kamailio")),
                "-DD",
                "-E",
                "-f",
                str(DOCS / "kamailio.cfg"),
                "-A",
                defined[0],
                "-A",
                defined[1],
            ],
            cwd=folder,
            env=dict(os.environ) | env,
            stdout=log,
            stderr=log,
        )
    kamailio = Kamailio(port, folder, env)
    try:
        assert service.wait_until(lambda: started.poll() is not None or _answers(port)), kamailio.log()
        assert started.poll() is None, kamailio.log()
        yield kamailio
    finally:
        _end(started)


def _end(started: "subprocess.Popen[bytes]") -> None:
    """Ask it to end; now and then one of its processes does not hear it and the others wait for that one."""
    family = psutil.Process(started.pid).children(recursive=True) if started.poll() is None else []
    started.terminate()
    with suppress(subprocess.TimeoutExpired):
        started.wait(GRACE_SECONDS)
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    started.kill()
    started.wait()


def free_udp_port() -> int:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _answers(port: int) -> bool:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as one:
        one.settimeout(0.5)
        one.connect(("127.0.0.1", port))
        try:
            one.send(PING.format(port=one.getsockname()[1]).encode())
            return one.recv(2048).startswith(b"SIP/2.0 200")
        except OSError:
            return False


def _found(program: str) -> str | None:
    return shutil.which(program, path=PROGRAM_FOLDERS)


def _run(*argv: str | None, folder: Path, env: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        [str(one) for one in argv],
        cwd=folder,
        env=dict(os.environ) | dict(env or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
