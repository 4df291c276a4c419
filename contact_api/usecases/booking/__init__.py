"""Times are found, held, booked, moved and cancelled; nobody takes a minute that somebody else has."""
