"""Who somebody is, and what only the right people may read."""
