"""Column types that come back again and again."""

from typing import Any, Literal

from sqlalchemy import DateTime, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import AutoString, Field, SQLModel

# Before the first table is made: every constraint gets a name that a migration can drop.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def differs(_context: Any, _found: Any, _wanted: Any, found: Any, wanted: Any) -> bool | None:
    """Whether a column's type is another than the table says, for Alembic; None: let it compare by itself.

    Texts without a length are one type, whatever they are called.
    """
    both = isinstance(found, String) and isinstance(wanted, String | AutoString)
    return False if both and found.length is None and (wanted.length or None) is None else None


def written(kind: str, item: object, _context: Any) -> str | Literal[False]:
    """How a column's type is written in a migration, for Alembic; False: as it would by itself."""
    return "sa.Text()" if kind == "type" and isinstance(item, AutoString) else False


def moment(**more: Any) -> Any:
    """An aware time."""
    return Field(sa_type=DateTime(timezone=True), **more)


def maybe_moment(**more: Any) -> Any:
    """An aware time, or none."""
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True, **more)


def texts() -> Any:
    """A list of codes."""
    return Field(sa_type=ARRAY(Text))


def document() -> Any:
    """A JSON document."""
    return Field(sa_type=JSONB)


def maybe_document() -> Any:
    """A JSON document, or none."""
    return Field(default=None, sa_type=JSONB, nullable=True)
