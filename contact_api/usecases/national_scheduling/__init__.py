"""Others' booking pages book, move and cancel for the citizens they have identified, by the national contract."""
