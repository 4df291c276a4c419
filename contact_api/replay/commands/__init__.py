"""What `contact-api simulate`, `generate` and `compare` do: read, run, write and print."""
