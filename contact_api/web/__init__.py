"""Pages for citizens and the staff desk: clients of the public API, without a build step."""
