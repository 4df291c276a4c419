"""Who is next for a staff member, and why that contact was claimed."""
