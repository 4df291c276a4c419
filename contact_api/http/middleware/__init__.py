"""The outermost layer: sizes, pace, headers, one log line per request."""
