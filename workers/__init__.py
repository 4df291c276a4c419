"""What runs beside the API: workers that do the jobs, and the one scheduler that queues them."""
