"""The service rings staff and citizen, and keeps what it hears of the call."""
