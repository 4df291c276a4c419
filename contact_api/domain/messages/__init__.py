"""What is written to citizens: notifications by text, the words they text back, messages of a case."""
