"""From what the domain knows to what a person is shown."""
