"""Days replayed on a virtual clock, through the same use cases that the API and the workers call."""
