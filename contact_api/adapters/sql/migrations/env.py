"""Alembic's way into the product: the URL and the tables come from the caller, never from a file."""

from alembic import context
from sqlalchemy import Connection, create_engine, text

from contact_api.adapters.sql.migrate import LOCK_TIMEOUT, let_others_end
from contact_api.adapters.sql.tables import metadata
from contact_api.adapters.sql.tables.columns import differs, written

config = context.config


def is_pending() -> bool:
    """Whether there is anything to do."""
    return set(context.get_context().get_current_heads()) != {context.get_revision_argument()}


def run() -> None:
    """Run the migrations in one transaction; a table that is locked for long stops it, not the service."""
    engine = create_engine(config.attributes["database_url"])
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()


def migrate(connection: Connection) -> None:
    """On this connection, when nobody is in the way any more."""
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    context.configure(
        connection=connection, target_metadata=metadata, compare_type=differs, render_item=written
    )
    if is_pending():
        let_others_end(connection)
        connection.commit()
    with context.begin_transaction():
        context.run_migrations()


run()
