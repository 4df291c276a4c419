"""One file per job: ids in, nothing out, safe to run twice. Names are in contact_api.adapters.queue.rq_queue."""
