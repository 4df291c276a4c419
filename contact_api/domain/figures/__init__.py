"""The figures the service answers for, and every call that came in."""
