"""Both embedded servers at once: what `contact-api demo` and the tests run on when nobody names others."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contact_api.demo.places import CannotStart, default_folder
from contact_api.demo.postgres import OWNER, Postgres
from contact_api.demo.valkey import Valkey

__all__ = ["CannotStart", "Postgres", "Servers", "Valkey", "default_folder", "start_servers"]


@dataclass(frozen=True)
class Servers:
    """Two running servers and how to reach them."""

    database_url: str
    redis_url: str
    postgres: Postgres
    valkey: Valkey

    def stop(self) -> None:
        """End both in good order; the data stays."""
        self.valkey.stop()
        self.postgres.stop()


def start_servers(folder: Path, *, say: Callable[[str], None], durable: bool = True) -> Servers:
    """Start PostgreSQL and Valkey with their data under `folder`, and a database for the product.

    What an earlier run that crashed left running is ended first. `say` gets a line for each server.
    Errors: CannotStart, with a line that says what to do; then nothing is left running.
    """
    postgres = Postgres(folder / "postgres", durable=durable)
    valkey = Valkey(folder / "valkey")
    try:
        for server in (postgres, valkey):
            began = time.monotonic()
            server.start()
            say(f"{server.title} on 127.0.0.1:{server.port} ({time.monotonic() - began:.1f} s)")
        database_url = postgres.create_database(OWNER)
    except BaseException:
        valkey.stop()
        postgres.stop()
        raise
    return Servers(database_url, valkey.url(), postgres, valkey)
