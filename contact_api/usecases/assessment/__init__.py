"""Assessments are recorded, offers kept, and what is due is worked as a queue."""
