"""Staff pull, hold and end contacts, and take care of alerts."""
