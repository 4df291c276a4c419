"""A region as plain files: read, checked as a whole, and only then used."""
