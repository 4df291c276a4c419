"""What goes over the wire: bodies and answers, a module per consumer. Never a table, never a domain value."""
