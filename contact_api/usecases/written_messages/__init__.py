"""Staff and citizen write to each other about a case."""
