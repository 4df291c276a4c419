"""The folder of files that describes the days, read and checked, and what the product sees of it."""
