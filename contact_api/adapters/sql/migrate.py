"""Bring a database to the newest shape, or one step back."""

from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).resolve().parent / "migrations"


def upgrade(database_url: str, revision: str = "head") -> None:
    """Run every migration that is missing; doing it again changes nothing."""
    command.upgrade(_config(database_url), revision)


def downgrade(database_url: str, revision: str = "-1") -> None:
    """Undo migrations down to a revision."""
    command.downgrade(_config(database_url), revision)


def write_migration(database_url: str, message: str) -> None:
    """Write a new migration from the difference between the tables and the database."""
    command.revision(_config(database_url), message, autogenerate=True)


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(rev)s_%%(slug)s")
    config.attributes["database_url"] = database_url
    return config
