"""Where the API begins; the routes, the document and the pages hang everything under it."""

API_ROOT = "/contact-routing/v1"
