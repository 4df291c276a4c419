"""The promise of a window, what it was decided by, and the audit that decides it again."""
