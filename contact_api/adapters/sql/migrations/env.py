"""Alembic's way into the product: the URL and the tables come from the caller, never from a file."""

from alembic import context
from sqlalchemy import create_engine, text

from contact_api.adapters.sql.tables import metadata

config = context.config


def run() -> None:
    """Run the migrations in one transaction; a table that is locked for long stops it instead of the service."""
    engine = create_engine(config.attributes["database_url"])
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
