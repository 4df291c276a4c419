"""A request comes in, or is opened again."""
