"""A region as the rules need it, and as its seeds folder describes it."""
