"""`make bench`: the product beside a bare route that writes the same rows, on this machine, in one run."""
