"""The roster changes."""
