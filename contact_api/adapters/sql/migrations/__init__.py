"""Dated, reversible migrations (Alembic)."""
