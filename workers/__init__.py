"""What runs beside the API: workers that answer the bell, and the one scheduler that rings it."""
