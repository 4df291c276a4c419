"""What closed days taught, what is still to come today, and what is kept free for it."""
