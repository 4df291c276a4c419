"""Other ways to run a day: as regions do now, first come first served, and what nobody could exceed."""
