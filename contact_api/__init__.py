"""Contact routing for primary care: a promise of a call today, backed by staff time."""

__version__ = "0.1.0"
