"""The rules of the field as pure functions of values; nothing here reads a clock, a file or a database."""
