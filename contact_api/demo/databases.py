"""Databases on a running PostgreSQL, embedded or not. The role in the URL may make databases."""

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url


def create_database(server_url: str, name: str, *, template: str | None = None) -> str:
    """Its URL; made if it is not there. `template` is copied; nobody may be connected to it meanwhile."""
    made = sql.SQL("create database {}").format(sql.Identifier(name))
    if template is not None:
        made += sql.SQL(" template {}").format(sql.Identifier(template))
    with connected(server_url, database="postgres") as connection:
        if connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None:
            connection.execute(made)
    return url_of(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Gone, with all connections to it."""
    dropped = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    with connected(server_url, database="postgres") as connection:
        connection.execute(dropped)


def url_of(server_url: str, database: str) -> str:
    """The same server and role, another database."""
    return make_url(server_url).set(database=database).render_as_string(hide_password=False)


def connected(url: str, *, database: str | None = None) -> psycopg.Connection:
    """A plain connection where every statement is its own transaction; `url` as SQLAlchemy writes it."""
    plain = make_url(url).set(drivername="postgresql")
    if database is not None:
        plain = plain.set(database=database)
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)
