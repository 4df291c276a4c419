"""A store in memory, held to the same contract tests as the SQL one; used by the replay and by tests."""
