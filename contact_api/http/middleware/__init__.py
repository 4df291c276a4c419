"""The outermost layer: limits of size and rate, headers, one log line per request."""
