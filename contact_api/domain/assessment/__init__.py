"""The three-day clock of the care guarantee: assessed by licensed staff, or not, and whose choice a wait was."""
