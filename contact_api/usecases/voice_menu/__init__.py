"""A citizen rings and is led through the menu."""
