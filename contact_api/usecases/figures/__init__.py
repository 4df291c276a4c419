"""Who tried to get through is written down."""
