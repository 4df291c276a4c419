"""From what a citizen declared to who may take the contact and how soon: the catalogue and its rules."""
