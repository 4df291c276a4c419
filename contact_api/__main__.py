"""`python -m contact_api` is `contact-api`."""

from contact_api.cli import main

main()
