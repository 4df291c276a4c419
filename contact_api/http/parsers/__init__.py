"""From what was sent to what a use case takes."""
