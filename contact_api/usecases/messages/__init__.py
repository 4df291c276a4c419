"""Texts leave, and what became of them is kept."""
