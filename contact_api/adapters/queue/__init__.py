"""Redis and RQ: jobs that left the outbox on their way to a worker. They carry ids, and may come twice or be lost."""
