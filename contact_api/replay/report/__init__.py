"""A comparison as pages to read and print: each is one file, with nothing to load from anywhere."""
