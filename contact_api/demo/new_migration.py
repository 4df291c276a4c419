"""`make migration m="add retry_at"`: what the tables have and the migrations do not, as a new migration."""

import sys
import tempfile
from pathlib import Path

from contact_api.adapters.sql import migrate
from contact_api.demo.servers import Postgres


def main(message: str) -> None:
    """Write it, by comparison with an empty database that has all migrations so far."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root, PostgreSQL runs as somebody else, who must get in
        with Postgres(Path(folder) / "postgres", durable=False) as postgres:
            url = postgres.create_database("compared")
            migrate.upgrade(url)
            migrate.write_migration(url, message)


if __name__ == "__main__":
    main(sys.argv[1])
