"""Providers of texts and calls, dry ones that only show, the voice of the menu, and reading numbers."""
