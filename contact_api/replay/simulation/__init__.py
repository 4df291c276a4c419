"""A scenario run through the product on a virtual clock: `contact-api simulate`."""
