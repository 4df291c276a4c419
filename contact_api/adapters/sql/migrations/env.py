"""Alembic's way into the product: the URL and the tables come from the caller, never from a file."""

from alembic import context
from sqlalchemy import create_engine, text

from contact_api.adapters.sql.tables import metadata
from contact_api.adapters.sql.tables.columns import differs, written

config = context.config


def run() -> None:
    """Run the migrations in one transaction; a table that is locked for long stops it, not the service."""
    engine = create_engine(config.attributes["database_url"])
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(
            connection=connection, target_metadata=metadata, compare_type=differs, render_item=written
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
