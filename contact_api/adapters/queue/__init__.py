"""Redis and RQ: only the bell. Jobs leave the outbox, carry ids, and may ring twice or be lost."""
