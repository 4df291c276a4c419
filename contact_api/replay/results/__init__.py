"""What came of a run: promises and attempts by contact, their figures and their files."""
