"""Times that are booked: what can be booked by whom, what of staff time is free for it, and the life of a booking."""
