"""The product on one machine: embedded PostgreSQL and Valkey, supervised programs, and a story to watch."""
