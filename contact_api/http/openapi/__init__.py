"""The API's description as DIGG's profile wants it."""
