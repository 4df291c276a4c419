"""`make bench`: the product beside references that do as little as can be, on this machine, in one run."""
