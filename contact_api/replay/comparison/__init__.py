"""Ways to run the same days put side by side, as values: everything a table or a report says."""
