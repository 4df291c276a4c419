"""A database cleared before each test: five times as fast as a copy of its own for each."""

import psycopg

PATIENCE = "1s"  # how long a test's forgotten transaction may stand in the way of the next test


class CleanDatabase:
    """The newest schema; what the migrations themselves wrote stays, all else goes."""

    def __init__(self, url: str, connection: psycopg.Connection) -> None:
        self.url = url
        self._connection = connection
        tables = connection.execute(
            "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        )
        self._tables = [name for (name,) in tables.fetchall()]
        self._tables = sorted(set(self._tables) - set(self._with_rows()))

    def clear(self) -> None:
        """Empty every table that has rows."""
        tables = self._with_rows()
        if not tables:
            return
        try:
            self._truncate(tables)
        except psycopg.errors.LockNotAvailable:
            self._connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            self._truncate(tables)

    def _truncate(self, tables: list[str]) -> None:
        names = ", ".join(tables)
        self._connection.execute(
            f"set lock_timeout = '{PATIENCE}'; truncate {names} restart identity cascade"
        )

    def _with_rows(self) -> list[str]:
        asked = " union all ".join(
            f"select '{name}' where exists (select from {name})"  # noqa: S608  names from the catalogue
            for name in self._tables
        )
        return [name for (name,) in self._connection.execute(asked).fetchall()] if asked else []
