"""A call back: its lines, what it needs next, and how much may be dialled."""
