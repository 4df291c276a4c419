"""Column types that come back again and again."""

from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

# Before the first table is made: every constraint gets a name that a migration can drop.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


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
