"""One file per job: ids in, nothing out, safe to run twice. Their names: adapters/queue/rq_queue.py."""
