"""The verbs of the field: load, decide, save, enqueue. No clock, no commit, no framework."""
