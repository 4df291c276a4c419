"""What was learned from closed days, what is still to come today, and what is protected for it."""
